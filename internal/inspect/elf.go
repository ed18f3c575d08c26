package inspect

import (
	"debug/elf"
	"errors"
	"io"
	"io/fs"
	"slices"
)

// An object is a program or shared object as the dynamic loader sees it.
type object struct {
	place
	dynamic
	info   fs.FileInfo
	arch   arch
	funcs  *io.SectionReader // where names of functions are
	build  *Build            // nil if it has no Go code
	loader *object           // the first that needs it; nil for the file that is inspected
}

// An arch is what must be the same of all objects in a process.
type arch struct {
	class   elf.Class
	data    elf.Data
	machine elf.Machine
}

// readObject reads an ELF file.
func readObject(f *file, p place) (*object, error) {
	if err := checkHeaders(f); err != nil {
		return nil, err
	}
	ef, err := elf.NewFile(&budgetReader{f, buildBudget})
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errTruncated
	case err != nil:
		return nil, errHeaders
	}
	if ef.Type != elf.ET_EXEC && ef.Type != elf.ET_DYN {
		return nil, errKind
	}
	if err := checkSegments(ef, f.size); err != nil {
		return nil, err
	}
	d, err := readDynamic(f, ef)
	if err != nil {
		return nil, err
	}
	return &object{
		place: p, dynamic: d, info: f.info,
		arch:  arch{ef.Class, ef.Data, ef.Machine},
		funcs: functionTable(f, ef),
		build: objectBuild(f, ef),
	}, nil
}

// checkSegments finds out whether the file has all that it says is loaded.
func checkSegments(ef *elf.File, size int64) error {
	for _, p := range ef.Progs {
		if p.Type == elf.PT_LOAD && (p.Off > uint64(size) || p.Filesz > uint64(size)-p.Off) {
			return errTruncated
		}
	}
	return nil
}

// tableSections are the names that the section with the table of functions has:
// the second in older programs that are linked for any address, such as of Go 1.21.
var tableSections = []string{".gopclntab", ".data.rel.ro.gopclntab"}

// objectBuild returns what is known of how the Go code in an object was built.
// A file without any section headers may have Go code all the same.
func objectBuild(r io.ReaderAt, ef *elf.File) *Build {
	isGo := slices.ContainsFunc(ef.Sections, func(s *elf.Section) bool {
		return s.Name == ".go.buildinfo" || slices.Contains(tableSections, s.Name)
	})
	if !isGo && len(ef.Sections) > 0 {
		return nil
	}
	b := readInfo(r)
	if b == nil && isGo {
		b = &Build{Version: unknownVersion}
	}
	return b
}

// functionTable returns where names of functions are: in the table of functions,
// or anywhere if there are no section headers that lead to it.
func functionTable(f *file, ef *elf.File) *io.SectionReader {
	for _, s := range ef.Sections {
		if slices.Contains(tableSections, s.Name) {
			return io.NewSectionReader(f, int64(s.Offset), int64(s.FileSize))
		}
	}
	return io.NewSectionReader(f, 0, f.size)
}

// names looks for functions of Go.
func (o *object) names() names {
	n := names{}
	if o.build != nil {
		n = findNames(o.funcs)
	}
	n.imported = o.addrinfo
	return n
}

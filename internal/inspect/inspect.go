// Package inspect reads compiled programs and shared objects and tells what
// cannot be seen in any one source: which resolver looks up host names, and
// whether Go's threads exist before the process forks.
//
// ELF files are read as the dynamic loader reads them, together with the
// libraries that they need. Of Mach-O and PE files only the build information
// is read.
//
// Files may be broken or hostile. What is read of one is bounded by constants
// here, whatever its headers claim, and so are the searches for libraries.
package inspect

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Options are the settings of an inspection.
type Options struct {
	// Root is the tree in which libraries are looked for, such as that of a
	// container image. Empty means this machine's.
	Root string

	// LibraryPath is a list of directories in the form of LD_LIBRARY_PATH, in
	// Root if that is set.
	LibraryPath string
}

// errFormat is the reason for files that are no programs.
var errFormat = errors.New("not an ELF, Mach-O or PE file")

// File inspects the file of this name. The error is in one line and does not
// repeat the name. That a library is missing or unreadable is no error but part
// of the report.
func File(name string, opts Options) (*Report, error) {
	s := newSearch(opts)
	p := s.named(name)
	f, err := p.open()
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	r := &Report{File: name}
	if err := guard(func() error { return r.read(f, p, s) }); err != nil {
		return nil, reason(err)
	}
	r.Findings = r.findings()
	return r, nil
}

// read fills in the facts.
func (r *Report) read(f *file, p place, s *search) error {
	switch r.Format = formatOf(f); r.Format {
	case "elf":
		o, err := readObject(f, p)
		if err != nil {
			return err
		}
		r.Go = o.build
		r.Resolver = resolverOf(o.build, o.names())
		r.Fork = forkOf(s.closure(o))
	case "macho", "pe":
		build, err := readBuild(f, r.Format)
		if err != nil {
			return err
		}
		r.Go = build
		r.Resolver = resolverOf(build, findNames(io.NewSectionReader(f, 0, f.size)))
	default:
		return errFormat
	}
	return nil
}

// formatOf tells the format by the first bytes of the file, as debug/buildinfo
// does.
func formatOf(f *file) string {
	var magic [4]byte
	if _, err := f.ReadAt(magic[:], 0); err != nil {
		return ""
	}
	switch m := magic[:]; {
	case bytes.HasPrefix(m, []byte("\x7fELF")):
		return "elf"
	case bytes.HasPrefix(m, []byte("MZ")):
		return "pe"
	case isMachO(m):
		return "macho"
	}
	return ""
}

// guard runs f and turns a panic into an error. Nothing here panics by what is
// known; but debug/elf and debug/buildinfo, which read the same bytes, do not
// promise as much for files that no linker wrote.
func guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("malformed: %v", v)
		}
	}()
	return f()
}

// reason removes from an error what the user knows: the name of the file and the
// system call.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// A file is a regular file that is open.
type file struct {
	io.ReaderAt
	io.Closer
	size int64
	info fs.FileInfo
}

// openRegular opens a file. Devices and pipes, which may never come to an end,
// are refused without being opened.
func openRegular(name string) (*file, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("is a directory")
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &file{ReaderAt: f, Closer: f, size: info.Size(), info: info}, nil
}

package inspect

import (
	"bytes"
	"debug/elf"
	"errors"
	"io"
	"slices"
	"strings"
)

var errDynamic = errors.New("malformed ELF file: its dynamic segment makes no sense")

// Bounds on what is read of a dynamic segment. The largest libraries there are stay
// well below each.
const (
	maxEntries = 1 << 12  // entries of the segment
	maxTable   = 64 << 20 // bytes of symbols, and of strings
	maxStrings = 1 << 18  // bytes of the strings that are kept
)

// A dynamic is what an object says to the dynamic loader. It is read by way of
// the segments, as the loader does it, so it does not matter what was stripped.
type dynamic struct {
	soname   string
	needed   []string // in the order in which they are loaded
	rpath    []string // empty if there is a runpath, which the loader prefers
	runpath  []string
	forks    []string // imported functions that fork, sorted
	execs    []string // imported functions that replace the program or start another, sorted
	addrinfo bool     // imports getaddrinfo
	forkImpl bool     // defines fork, so it is the C library, or stands before it
}

// readDynamic reads the dynamic segment and what it refers to. Programs that are
// linked statically have none.
func readDynamic(r io.ReaderAt, ef *elf.File) (dynamic, error) {
	i := slices.IndexFunc(ef.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_DYNAMIC })
	if i < 0 {
		return dynamic{}, nil
	}
	im := &image{r, ef}
	entries, err := im.entries(ef.Progs[i])
	if err != nil {
		return dynamic{}, err
	}
	var d dynamic
	table, err := im.bytes(entries.value(elf.DT_STRTAB), entries.value(elf.DT_STRSZ))
	if err == nil {
		err = d.names(entries, table)
	}
	if err == nil {
		err = d.symbols(im, entries, table)
	}
	return d, err
}

// names resolves the entries that are strings.
func (d *dynamic) names(entries dynEntries, table []byte) error {
	left := maxStrings
	for _, e := range entries {
		switch e.tag {
		case elf.DT_NEEDED, elf.DT_SONAME, elf.DT_RPATH, elf.DT_RUNPATH:
		default:
			continue
		}
		s, ok := cString(table, e.value, left)
		if !ok {
			return errDynamic
		}
		left -= len(s)
		switch e.tag {
		case elf.DT_NEEDED:
			d.needed = append(d.needed, s)
		case elf.DT_SONAME:
			d.soname = s
		case elf.DT_RPATH:
			d.rpath = splitPath(s)
		case elf.DT_RUNPATH:
			d.runpath = splitPath(s)
		}
	}
	if d.runpath != nil {
		d.rpath = nil
	}
	return nil
}

// splitPath splits a list of folders.
func splitPath(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ":")
}

// The functions of the C library by which a process forks, and those after which
// nothing of the old program is left in the child. popen and system do both. The
// names with underscores are glibc's.
var (
	forkNames = []string{"_Fork", "__fork", "__libc_fork", "__vfork", "daemon", "fork", "forkpty", "vfork"}
	execNames = []string{
		"execl", "execle", "execlp", "execv", "execvP", "execve", "execveat", "execvp", "execvpe", "fexecve",
		"posix_spawn", "posix_spawnp",
	}
)

const maxFunction = 16 // bytes of the longest name above, and more

// symbols looks for the functions above among the dynamic symbols. The segment
// does not say how many there are: at most as many as fit before the next thing
// that it refers to.
func (d *dynamic) symbols(im *image, entries dynEntries, table []byte) error {
	start := entries.value(elf.DT_SYMTAB)
	if start == 0 {
		return nil
	}
	size, entry := im.left(start), im.symbolSize()
	for _, e := range entries {
		if isAddress(e.tag) && e.value > start {
			size = min(size, e.value-start)
		}
	}
	size = min(size, maxTable)
	data, err := im.bytes(start, size-size%entry)
	if err != nil {
		return err
	}
	for ; len(data) > 0; data = data[entry:] {
		name, defined := im.symbol(data)
		if s, ok := cString(table, uint64(name), maxFunction); ok {
			d.symbol(s, defined)
		}
	}
	slices.Sort(d.forks)
	slices.Sort(d.execs)
	return nil
}

// symbol notes a symbol if it is of interest, each once.
func (d *dynamic) symbol(name string, defined bool) {
	switch {
	case defined:
		d.forkImpl = d.forkImpl || name == "fork" || name == "forkpty"
	case slices.Contains(d.forks, name), slices.Contains(d.execs, name):
	case slices.Contains(forkNames, name):
		d.forks = append(d.forks, name)
	case slices.Contains(execNames, name):
		d.execs = append(d.execs, name)
	case name == "getaddrinfo":
		d.addrinfo = true
	}
}

// isAddress reports whether entries with this tag are addresses of what linkers
// put beside the symbols.
func isAddress(tag elf.DynTag) bool {
	switch tag {
	case elf.DT_RELA: //nolint:misspell // relocations with addends
		return true
	case elf.DT_HASH, elf.DT_STRTAB, elf.DT_REL, elf.DT_JMPREL, elf.DT_INIT, elf.DT_FINI,
		elf.DT_INIT_ARRAY, elf.DT_FINI_ARRAY, elf.DT_PLTGOT, elf.DT_GNU_HASH, elf.DT_VERSYM, elf.DT_VERNEED, elf.DT_VERDEF:
		return true
	}
	return false
}

// cString returns the string at an offset in a table, unless it is longer than
// limit bytes.
func cString(table []byte, off uint64, limit int) (string, bool) {
	if off >= uint64(len(table)) {
		return "", false
	}
	s := table[off:]
	s = s[:min(len(s), limit+1)]
	end := bytes.IndexByte(s, 0)
	if end < 0 {
		return "", false
	}
	return string(s[:end]), true
}

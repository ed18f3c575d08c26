package inspect

import (
	"debug/elf"
	"encoding/binary"
	"errors"
)

var (
	errHeaders   = errors.New("malformed ELF headers")
	errTruncated = errors.New("truncated: its headers point behind its end")
	errKind      = errors.New("an ELF file, but neither a program nor a shared object")
)

// maxNames bounds what debug/elf allocates for names of sections: it copies one
// for each section, and each may be as long as the table of names. Linkers write
// some dozens of sections and a table of some hundred bytes.
const maxNames = 64 << 20

// checkHeaders refuses files for which debug/elf would allocate much more than
// their own size.
func checkHeaders(f *file) error {
	t, err := sectionTable(f)
	if err != nil {
		return err
	}
	if t.num == 0 {
		if t.off != 0 {
			return errHeaders // more than 65,279 sections, as only object files have
		}
		return nil
	}
	if t.names == 0 {
		return nil
	}
	size, flags, err := t.section(t.names)
	if err != nil {
		return err
	}
	if flags&elf.SHF_COMPRESSED != 0 || size > maxNames/uint64(t.num) {
		return errHeaders
	}
	return nil
}

// A table is where an ELF file has its section headers.
type table struct {
	*decoder
	class elf.Class
	off   int64
	size  int64 // of one header
	num   int
	names int // the header of the table of names
}

// sectionTable reads the header of an ELF file.
func sectionTable(f *file) (*table, error) {
	t := &table{decoder: newDecoder(f, binary.LittleEndian)}
	var ident [elf.EI_NIDENT]byte
	t.next(&ident)
	t.class = elf.Class(ident[elf.EI_CLASS])
	if elf.Data(ident[elf.EI_DATA]) == elf.ELFDATA2MSB {
		t.order = binary.BigEndian
	}
	t.seek(0)
	if t.class == elf.ELFCLASS32 {
		var h elf.Header32
		t.next(&h)
		t.off, t.size, t.num, t.names = int64(h.Shoff), int64(h.Shentsize), int(h.Shnum), int(h.Shstrndx)
		return t, t.err
	}
	var h elf.Header64
	t.next(&h)
	t.off, t.size, t.num, t.names = int64(h.Shoff), int64(h.Shentsize), int(h.Shnum), int(h.Shstrndx)
	return t, t.err
}

// section returns size and flags of a section.
func (t *table) section(i int) (size uint64, flags elf.SectionFlag, err error) {
	t.seek(t.off + int64(i)*t.size)
	if t.class == elf.ELFCLASS32 {
		var s elf.Section32
		t.next(&s)
		return uint64(s.Size), elf.SectionFlag(s.Flags), t.err
	}
	var s elf.Section64
	t.next(&s)
	return s.Size, elf.SectionFlag(s.Flags), t.err
}

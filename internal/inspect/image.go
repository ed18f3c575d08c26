package inspect

import (
	"debug/elf"
	"io"
)

// An image is an ELF file by its addresses.
type image struct {
	r io.ReaderAt
	*elf.File
}

func (im *image) is64() bool { return im.Class == elf.ELFCLASS64 }

// find returns the offset of an address in the file and how many bytes of its
// segment are left there.
func (im *image) find(addr uint64) (off int64, left uint64) {
	for _, p := range im.Progs {
		if p.Type == elf.PT_LOAD && addr >= p.Vaddr && addr-p.Vaddr < p.Filesz {
			return int64(p.Off + (addr - p.Vaddr)), p.Filesz - (addr - p.Vaddr)
		}
	}
	return 0, 0
}

func (im *image) left(addr uint64) uint64 {
	_, left := im.find(addr)
	return left
}

// bytes reads n bytes at an address.
func (im *image) bytes(addr, n uint64) ([]byte, error) {
	off, left := im.find(addr)
	if n > left || n > maxTable {
		return nil, errDynamic
	}
	data := make([]byte, n)
	if _, err := im.r.ReadAt(data, off); err != nil {
		return nil, errTruncated
	}
	return data, nil
}

// A dynEntry is an entry of the dynamic segment.
type dynEntry struct {
	tag   elf.DynTag
	value uint64
}

type dynEntries []dynEntry

// value returns the value of the last entry with this tag, 0 if there is none.
func (es dynEntries) value(tag elf.DynTag) uint64 {
	v := uint64(0)
	for _, e := range es {
		if e.tag == tag {
			v = e.value
		}
	}
	return v
}

// entries reads the dynamic segment up to its last entry, DT_NULL.
func (im *image) entries(p *elf.Prog) (dynEntries, error) {
	size := uint64(16)
	if !im.is64() {
		size = 8
	}
	data := make([]byte, min(p.Filesz-p.Filesz%size, maxEntries*size))
	if _, err := im.r.ReadAt(data, int64(p.Off)); err != nil {
		return nil, errTruncated
	}
	var es dynEntries
	for ; len(data) > 0; data = data[size:] {
		var e dynEntry
		if im.is64() {
			e = dynEntry{elf.DynTag(im.ByteOrder.Uint64(data)), im.ByteOrder.Uint64(data[8:])}
		} else {
			e = dynEntry{elf.DynTag(im.ByteOrder.Uint32(data)), uint64(im.ByteOrder.Uint32(data[4:]))}
		}
		if e.tag == elf.DT_NULL {
			break
		}
		es = append(es, e)
	}
	return es, nil
}

func (im *image) symbolSize() uint64 {
	if im.is64() {
		return elf.Sym64Size
	}
	return elf.Sym32Size
}

// symbol decodes an entry of the table of symbols: the offset of its name and
// whether it is defined here.
func (im *image) symbol(data []byte) (name uint32, defined bool) {
	section := data[6:]
	if !im.is64() {
		section = data[14:]
	}
	return im.ByteOrder.Uint32(data), elf.SectionIndex(im.ByteOrder.Uint16(section)) != elf.SHN_UNDEF
}

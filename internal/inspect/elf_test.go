package inspect

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"slices"
	"testing"
)

// TestClasses reads objects of either word size and byte order.
func TestClasses(t *testing.T) {
	for _, class := range []elf.Class{elf.ELFCLASS32, elf.ELFCLASS64} {
		for _, order := range []byteOrder{binary.LittleEndian, binary.BigEndian} {
			o, err := readObject(bytesFile(writeELF(class, order)), place{})
			if err != nil {
				t.Errorf("%v %v: %v", class, order, err)
				continue
			}
			d := o.dynamic
			if d.soname != "libself.so" || !slices.Equal(d.needed, []string{"libc.so.6"}) || !slices.Equal(d.runpath, []string{"/a", "/b"}) || d.rpath != nil ||
				!slices.Equal(d.forks, []string{"daemon", "fork"}) || !slices.Equal(d.execs, []string{"execve"}) || !d.addrinfo || d.forkImpl {
				t.Errorf("%v %v: %+v", class, order, d)
			}
		}
	}
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// writeELF returns a shared object without sections. Addresses are offsets plus
// 0x1000.
func writeELF(class elf.Class, order byteOrder) []byte {
	const base, strings = 0x1000, "\x00libself.so\x00libc.so.6\x00/a:/b\x00/c\x00fork\x00daemon\x00execve\x00getaddrinfo\x00forkpty\x00"
	at := func(s string) uint64 { return uint64(bytes.Index([]byte(strings), []byte("\x00"+s+"\x00")) + 1) }
	symbols := elfWriter{class: class, order: order}
	symbols.symbol(0, 0)
	for _, name := range []string{"fork", "daemon", "execve", "fork", "getaddrinfo"} {
		symbols.symbol(at(name), elf.SHN_UNDEF)
	}
	symbols.symbol(at("daemon"), 7) // somebody's own

	headers := uint64(64 + 2*56)
	if class == elf.ELFCLASS32 {
		headers = 52 + 2*32
	}
	table := headers + uint64(len(symbols.data))
	dyn := table + uint64(len(strings))
	entries := elfWriter{class: class, order: order}
	for _, e := range []dynEntry{
		{elf.DT_SONAME, at("libself.so")}, {elf.DT_NEEDED, at("libc.so.6")},
		{elf.DT_RPATH, at("/c")}, {elf.DT_RUNPATH, at("/a:/b")},
		{elf.DT_SYMTAB, base + headers}, {elf.DT_STRTAB, base + table}, {elf.DT_STRSZ, uint64(len(strings))},
		{elf.DT_NULL, 0}, {elf.DT_SONAME, at("fork")},
	} {
		entries.words(uint64(e.tag), e.value)
	}

	end := dyn + uint64(len(entries.data))
	w := elfWriter{class: class, order: order}
	w.header()
	w.segment(elf.PT_LOAD, 0, base, end)
	w.segment(elf.PT_DYNAMIC, dyn, base+dyn, end-dyn)
	w.data = append(w.data, symbols.data...)
	w.data = append(w.data, strings...)
	return append(w.data, entries.data...)
}

// An elfWriter appends pieces of an ELF file.
type elfWriter struct {
	data  []byte
	class elf.Class
	order byteOrder
}

func (w *elfWriter) append(v any) {
	data, err := binary.Append(w.data, w.order, v)
	if err != nil {
		panic(err)
	}
	w.data = data
}

// words appends numbers of the class's size.
func (w *elfWriter) words(values ...uint64) {
	for _, v := range values {
		if w.class == elf.ELFCLASS32 {
			w.append(uint32(v))
		} else {
			w.append(v)
		}
	}
}

func (w *elfWriter) header() {
	data := elf.ELFDATA2LSB
	if w.order.String() == binary.BigEndian.String() {
		data = elf.ELFDATA2MSB
	}
	ident := [elf.EI_NIDENT]byte{0x7f, 'E', 'L', 'F', byte(w.class), byte(data), byte(elf.EV_CURRENT)}
	if w.class == elf.ELFCLASS32 {
		w.append(elf.Header32{Ident: ident, Type: uint16(elf.ET_DYN), Version: 1, Phoff: 52, Phentsize: 32, Phnum: 2})
		return
	}
	w.append(elf.Header64{Ident: ident, Type: uint16(elf.ET_DYN), Version: 1, Phoff: 64, Phentsize: 56, Phnum: 2})
}

func (w *elfWriter) segment(typ elf.ProgType, off, addr, size uint64) {
	if w.class == elf.ELFCLASS32 {
		w.append(elf.Prog32{Type: uint32(typ), Off: uint32(off), Vaddr: uint32(addr), Filesz: uint32(size), Memsz: uint32(size)})
		return
	}
	w.append(elf.Prog64{Type: uint32(typ), Off: off, Vaddr: addr, Filesz: size, Memsz: size})
}

func (w *elfWriter) symbol(name uint64, section elf.SectionIndex) {
	if w.class == elf.ELFCLASS32 {
		w.append(elf.Sym32{Name: uint32(name), Shndx: uint16(section)})
		return
	}
	w.append(elf.Sym64{Name: uint32(name), Shndx: uint16(section)})
}

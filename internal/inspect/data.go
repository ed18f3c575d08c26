package inspect

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"io"
)

// A data is the piece of a Mach-O or PE file that has the build information.
//
// It is handed to debug/buildinfo as the only segment of an ELF file. The files
// themselves are not, because debug/macho and debug/pe also read symbols and
// relocations, of which a small hostile file can claim so many that memory is
// used up. The price is that programs of Go before 1.18, whose information is
// spread over the file, are not known to be Go's.
type data struct {
	addr, off, size uint64
}

// readBuild reads the build information of a Mach-O or PE file; nil if there is
// none.
func readBuild(f *file, format string) (*Build, error) {
	find := peData
	if format == "macho" {
		find = machoData
	}
	d, err := find(f)
	switch {
	case errors.Is(err, errNoData):
		return nil, nil
	case err != nil:
		return nil, err
	case d.off > uint64(f.size) || d.size > uint64(f.size)-d.off:
		return nil, errTruncated
	}
	return readInfo(d.view(f)), nil
}

// errNoData says that a file is well-formed, but no program of Go.
var errNoData = errors.New("no data")

// A dataView is data with the headers of an ELF file before it.
type dataView struct {
	headers []byte
	data    *io.SectionReader
}

func (d data) view(r io.ReaderAt) dataView {
	header := elf.Header64{
		Ident: [elf.EI_NIDENT]byte{
			0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT),
		},
		Type: uint16(elf.ET_EXEC), Machine: uint16(elf.EM_X86_64), Version: uint32(elf.EV_CURRENT),
		Phnum: 1,
	}
	segment := elf.Prog64{
		Type: uint32(elf.PT_LOAD), Flags: uint32(elf.PF_R | elf.PF_W),
		Vaddr: d.addr, Filesz: d.size, Memsz: d.size,
	}
	header.Phoff = uint64(binary.Size(header))
	header.Phentsize = uint16(binary.Size(segment))
	segment.Off = header.Phoff + uint64(header.Phentsize)

	var buf bytes.Buffer
	for _, v := range []any{header, segment} {
		_ = binary.Write(&buf, binary.LittleEndian, v) // fixed size, to memory
	}
	return dataView{buf.Bytes(), io.NewSectionReader(r, int64(d.off), int64(d.size))}
}

func (v dataView) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	if off < int64(len(v.headers)) {
		n = copy(p, v.headers[off:])
	}
	if n == len(p) {
		return n, nil
	}
	m, err := v.data.ReadAt(p[n:], off+int64(n-len(v.headers)))
	return n + m, err
}

package inspect

import (
	"bytes"
	"debug/macho"
	"encoding/binary"
	"errors"
	"io"
)

var errMachO = errors.New("malformed Mach-O headers")

// maxCommands bounds the load commands of a Mach-O file, in bytes. Linkers write
// some thousands.
const maxCommands = 1 << 20

// isMachO reports whether a file that starts so is a Mach-O file, for one
// architecture or for several.
func isMachO(magic []byte) bool {
	switch binary.BigEndian.Uint32(magic) {
	case macho.Magic32, macho.Magic64, macho.MagicFat:
		return true
	}
	switch binary.LittleEndian.Uint32(magic) {
	case macho.Magic32, macho.Magic64:
		return true
	}
	return false
}

// machoData finds the section of the build information or else the first segment
// of data, as debug/buildinfo does; of a file for several architectures, in the
// first. Programs for 32 bits and for big-endian processors are of Go releases
// that left no information there.
func machoData(f *file) (data, error) {
	start, err := firstArch(f)
	if err != nil {
		return data{}, err
	}
	d := &decoder{r: io.NewSectionReader(f, start, f.size-start), order: binary.LittleEndian}
	var h struct {
		macho.FileHeader
		Reserved uint32
	}
	if d.next(&h); d.err != nil {
		return data{}, d.err
	}
	if h.Magic != macho.Magic64 {
		return data{}, errNoData
	}
	commands := make([]byte, min(h.Cmdsz, maxCommands))
	if d.next(commands); d.err != nil {
		return data{}, d.err
	}
	found, err := commandData(commands)
	found.off += uint64(start)
	return found, err
}

// firstArch returns where the file of the first architecture begins.
func firstArch(f *file) (int64, error) {
	d := newDecoder(f, binary.BigEndian)
	var fat struct {
		Magic, Count uint32
		First        macho.FatArchHeader
	}
	if d.next(&fat); d.err != nil || fat.Magic != macho.MagicFat {
		return 0, d.err
	}
	start := int64(fat.First.Offset)
	d.seek(start)
	var magic [4]byte
	if d.next(&magic); d.err != nil || !isMachO(magic[:]) {
		return 0, errFormat // classes of Java begin with the same number
	}
	return start, nil
}

// commandData goes through load commands.
func commandData(commands []byte) (data, error) {
	const readWrite = 3
	found := data{}
	for len(commands) >= 8 {
		size := uint64(binary.LittleEndian.Uint32(commands[4:]))
		if size < 8 || size > uint64(len(commands)) {
			return data{}, errMachO
		}
		segment, sections := segmentOf(commands[:size])
		commands = commands[size:]
		for _, s := range sections {
			if name, _, _ := bytes.Cut(s.Name[:], []byte{0}); string(name) == "__go_buildinfo" {
				return data{s.Addr, uint64(s.Offset), s.Size}, nil
			}
		}
		if found.size == 0 && segment.Addr != 0 && segment.Prot == readWrite && segment.Maxprot == readWrite {
			found = data{segment.Addr, segment.Offset, segment.Filesz}
		}
	}
	if found.size == 0 {
		return data{}, errNoData
	}
	return found, nil
}

// segmentOf decodes a load command for a segment and its sections. It returns
// nothing for other commands.
func segmentOf(command []byte) (segment macho.Segment64, sections []macho.Section64) {
	if macho.LoadCmd(binary.LittleEndian.Uint32(command)) != macho.LoadCmdSegment64 {
		return segment, nil
	}
	n, err := binary.Decode(command, binary.LittleEndian, &segment)
	for err == nil {
		var s macho.Section64
		command = command[n:]
		if n, err = binary.Decode(command, binary.LittleEndian, &s); err == nil {
			sections = append(sections, s)
		}
	}
	return segment, sections
}

package inspect

import (
	"debug/pe"
	"encoding/binary"
)

// peData finds the first section of initialized data that may be written, as
// debug/buildinfo does.
func peData(f *file) (data, error) {
	const writable = pe.IMAGE_SCN_CNT_INITIALIZED_DATA | pe.IMAGE_SCN_MEM_READ | pe.IMAGE_SCN_MEM_WRITE
	const alignment = 0xf << 20 // the bits of IMAGE_SCN_ALIGN

	d := newDecoder(f, binary.LittleEndian)
	var newHeader uint32 // e_lfanew
	d.seek(0x3c)
	d.next(&newHeader)
	d.seek(int64(newHeader))
	var start struct {
		Signature [4]byte
		pe.FileHeader
	}
	if d.next(&start); d.err != nil {
		return data{}, d.err
	}
	if string(start.Signature[:]) != "PE\x00\x00" {
		return data{}, errFormat // a program for DOS
	}
	d.skip(int64(start.SizeOfOptionalHeader))
	for range start.NumberOfSections {
		var s pe.SectionHeader32
		if d.next(&s); d.err != nil {
			return data{}, d.err
		}
		if s.Characteristics&^alignment == writable && s.VirtualAddress != 0 {
			return data{uint64(s.VirtualAddress), uint64(s.PointerToRawData), uint64(min(s.SizeOfRawData, s.VirtualSize))}, nil
		}
	}
	return data{}, errNoData
}

package inspect

import (
	"encoding/binary"
	"io"
)

// A decoder reads structs from a file. After an error it does nothing.
type decoder struct {
	r     *io.SectionReader
	order binary.ByteOrder
	err   error
}

func newDecoder(f *file, order binary.ByteOrder) *decoder {
	return &decoder{r: io.NewSectionReader(f, 0, f.size), order: order}
}

// next reads the struct to which v points.
func (d *decoder) next(v any) {
	if d.err == nil && binary.Read(d.r, d.order, v) != nil {
		d.err = errTruncated
	}
}

// seek goes to an offset in the file.
func (d *decoder) seek(off int64) { d.move(off, io.SeekStart) }

// skip goes on by n bytes.
func (d *decoder) skip(n int64) { d.move(n, io.SeekCurrent) }

func (d *decoder) move(n int64, whence int) {
	if _, err := d.r.Seek(n, whence); d.err == nil && err != nil {
		d.err = errTruncated
	}
}

// Package ring hands numbers to the kernel later. It knows no files.
package ring

import "syscall"

// A Block is a part of what a descriptor leads to.
type Block interface {
	ReadAt(b []byte, off int64) (int, error)
}

type block struct{ fd int }

// Open returns a block that uses a descriptor, and closes it.
func Open(fd int) Block { return &block{fd} } // want Open:`files\(number:0 of:0\)`

func (b *block) ReadAt(p []byte, off int64) (int, error) { return syscall.Pread(b.fd, p, off) }

func (b *block) Close() error { return syscall.Close(b.fd) }

// Size asks at once.
func Size(fd int) (int64, error) { // want Size:`files\(asks:\[0\]\)`
	var st syscall.Stat_t
	err := syscall.Fstat(fd, &st)
	return st.Size, err
}

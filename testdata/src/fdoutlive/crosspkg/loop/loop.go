// Package loop works with numbers alone, and imports nobody who has files.
package loop

import "syscall"

// A File reads by its number.
type File struct{ fd int }

// New returns one that has a number.
func New(fd int) *File { return &File{fd: fd} } // want New:`files\(number:0 of:0\)`

// Read reads.
func (f *File) Read(b []byte) (int, error) { return syscall.Read(f.fd, b) }

// Size needs the number at once.
func Size(fd int) (int64, error) {
	var st syscall.Stat_t
	err := syscall.Fstat(fd, &st)
	return st.Size, err
}

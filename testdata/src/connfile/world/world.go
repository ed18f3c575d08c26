// Package world has fields that only tests set to the file of a connection:
// one in export_test.go, one in an external test. For the functions of this
// file those stores do not exist, in whichever variant of the package a driver
// analyses them.
package world

import "os"

type T struct {
	inner *os.File
	Outer *os.File
}

func (t *T) Inner() uintptr   { return t.inner.Fd() }
func (t *T) OuterFd() uintptr { return t.Outer.Fd() }

// Generic is called with a connection by a test only.
func Generic[C interface{ File() (*os.File, error) }](c C) uintptr {
	f, _ := c.File()
	return f.Fd()
}

func number(f *os.File) int { return int(f.Fd()) }

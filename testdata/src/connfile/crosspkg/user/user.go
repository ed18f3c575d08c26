package user

import "connfile/crosspkg/files"

// The connection's type belongs to another package; package net is not even
// imported here.
func tune(c files.Conn) uintptr {
	f, err := c.File()
	if err != nil {
		return 0
	}
	return f.Fd() // want `c becomes blocking by Fd`
}

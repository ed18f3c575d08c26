package world

import "net"

var conn *net.TCPConn

// An initialiser of a test file hands a connection's file to a function of the
// package.
var _ = func() int {
	f, _ := conn.File()
	defer f.Close()
	return number(f)
}()

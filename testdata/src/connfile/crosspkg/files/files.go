package files

import (
	"net"
	"os"
)

// Open returns a file that shares its flags with the connection.
func Open(conn *net.TCPConn) (*os.File, error) { return conn.File() }

// Conn carries its connection where other packages can reach it.
type Conn struct{ *net.TCPConn }

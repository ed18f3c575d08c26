package ok

import "net"

//gopitfalls:file-ignore connfile nobody reads from these

func first(conn *net.TCPConn) {
	f, _ := conn.File()
	_ = f.Fd()
}

func second(conn *net.TCPConn) {
	f, _ := conn.File()
	_ = f.Fd()
}

package generics

import "net"

// A directive in a generic function holds for all its instances.
func descriptor[T any](conn *net.TCPConn, _ T) uintptr {
	f, _ := conn.File()
	return f.Fd() //gopitfalls:ignore connfile nobody reads from it
}

func unneeded[T any](x T) T {
	return x //gopitfalls:ignore connfile nothing here // want `connfile finds nothing here, so the directive suppresses nothing; delete it`
}

var (
	_ = descriptor[int]
	_ = descriptor[string]
)

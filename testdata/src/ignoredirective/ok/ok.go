package ok

import (
	"fmt"
	"net"
)

func behind(conn *net.TCPConn) {
	f, _ := conn.File()
	_ = f.Fd() //gopitfalls:ignore connfile nobody reads from it
}

func above(conn *net.TCPConn) {
	f, _ := conn.File()
	//gopitfalls:ignore connfile nobody reads from it

	// Another comment may stand between.
	_ = f.Fd()
}

// A statement of several lines is covered as a whole.
func severalLines(conn *net.TCPConn) {
	f, _ := conn.File()
	//gopitfalls:ignore connfile nobody reads from it
	fmt.Println(
		"descriptor",
		f.Fd(),
	)
}

// Up to its block: the condition is covered.
func condition(conn *net.TCPConn) {
	f, _ := conn.File()
	//gopitfalls:ignore connfile nobody reads from it
	if f.Fd() > 1000 {
		fmt.Println("many")
	}
}

// Like every directive of Go it has no space after the slashes; this is prose:
// gopitfalls:ignore directives name a check.
func prose() {}

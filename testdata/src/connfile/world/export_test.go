package world

import "net"

func (t *T) SetInner(conn *net.TCPConn) (err error) {
	t.inner, err = conn.File()
	return err
}

// What is declared in a test file sees everything.
func (t *T) number() uintptr { return t.inner.Fd() } // want `conn becomes blocking by Fd`

type harness struct{ t T }

func (h *harness) direct(conn *net.TCPConn) uintptr {
	f, _ := conn.File()
	return f.Fd() // want `conn becomes blocking by Fd`
}

func generic(conn *net.TCPConn) uintptr { return Generic(conn) }

// Package user has what two packages tell about the same functions.
package user

import (
	"net"

	"connfile/cycles/above"
	"connfile/cycles/below"
)

func detached(c, d *net.TCPConn) {
	f, _ := above.Detach(c)
	defer f.Close()
	use(f.Fd())
	g, _ := below.Detach(d)
	defer g.Close()
	use(g.Fd())
}

func detachedLast(c, d *net.TCPConn) {
	f, _ := above.DetachLast(c)
	defer f.Close()
	use(f.Fd())
	g, _ := below.DetachLast(d)
	defer g.Close()
	use(g.Fd())
}

func detachedSlowly(c, d *net.TCPConn) {
	f, _ := above.DetachSlowly(c, 3)
	defer f.Close()
	use(f.Fd())
	g, _ := below.DetachSlowly(d, 3)
	defer g.Close()
	use(g.Fd())
}

func copied(c, d *net.TCPConn) {
	f, _ := above.Copy(c, 3)
	defer f.Close()
	use(f.Fd()) // want `^c becomes blocking by Fd on its File`
	g, _ := below.Copy(d, 3)
	defer g.Close()
	use(g.Fd()) // want `^d becomes blocking by Fd on its File`
}

func use(fd uintptr) { println(fd) }

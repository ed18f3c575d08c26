package world_test

import (
	"net"

	"connfile/world"
)

func set(t *world.T, conn *net.TCPConn) (err error) {
	t.Outer, err = conn.File()
	return err
}

func use(t *world.T) uintptr { return t.Outer.Fd() } // want `conn becomes blocking by Fd`

package deadline

import (
	"bufio"
	"net"
	"time"
)

// serve sets deadlines.
func serve(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(time.Minute))
			bufio.NewReader(conn).ReadString('\n')
		}()
	}
}

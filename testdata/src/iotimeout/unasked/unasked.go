package unasked

import (
	"bufio"
	"context"
	"net"
	"net/http"
)

// Who connects may be a friend.
func serve(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			bufio.NewReader(conn).ReadString('\n')
		}()
	}
}

// Requests that end by themselves may take their time.
func stop(s *http.Server) error { return s.Shutdown(context.Background()) }

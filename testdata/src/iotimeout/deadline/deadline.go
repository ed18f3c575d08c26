package deadline

import (
	"bufio"
	"context"
	"net"
	"net/http"
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

// stop has no handler that keeps it.
func stop(s *http.Server) error {
	return s.Shutdown(context.Background()) // want `s.Shutdown waits for ever for a request that does not end; give it a context with a timeout`
}

// Package engine keeps a connection to each daemon of a cluster.
package engine

import (
	"bufio"
	"net"
	"sync"
	"time"

	"stories/001/fixed/sockopt"
)

// A Cluster reads the events of many daemons.
type Cluster struct {
	mu    sync.Mutex
	conns []net.Conn
	done  sync.WaitGroup
}

// dial connects to a daemon the way every engine of the cluster is reached.
func dial(addr string) (net.Conn, error) {
	conn, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		if err := sockopt.SetUserTimeout(tcp, 10*time.Second); err != nil {
			conn.Close()
			return nil, err
		}
	}
	return conn, nil
}

// Add connects to a daemon and follows its events until it hangs up.
func (c *Cluster) Add(addr string) error {
	conn, err := dial(addr)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.conns = append(c.conns, conn)
	c.mu.Unlock()
	c.done.Go(func() {
		for events := bufio.NewScanner(conn); events.Scan(); {
		}
	})
	return nil
}

// Wait returns when every daemon has hung up.
func (c *Cluster) Wait() { c.done.Wait() }

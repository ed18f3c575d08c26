// Package zk stands for github.com/go-zookeeper/zk in the corpus: a part of its API.
package zk

import (
	"net"
	"time"
)

type Conn struct {
}

func (*Conn) Close() { return }

func (*Conn) Exists(path string) (_ bool, _ *Stat, _ error) { return }

func Connect(servers []string, sessionTimeout time.Duration, options ...connOption) (_ *Conn, _ <-chan Event, _ error) {
	return
}

func ConnectWithDialer(servers []string, sessionTimeout time.Duration, dialer Dialer) (_ *Conn, _ <-chan Event, _ error) {
	return
}

type Dialer func(network string, address string, timeout time.Duration) (net.Conn, error)

type Event struct {
}

type Stat struct {
}

type connOption func(c *Conn)

// Package sockopt sets options that package net does not know.
package sockopt

import (
	"net"
	"syscall"
	"time"
)

// tcpUserTimeout is TCP_USER_TIMEOUT: how long sent data may stay
// unacknowledged before the kernel gives the peer up (Linux 2.6.37).
const tcpUserTimeout = 0x12

// SetUserTimeout detects a dead peer from the sender's side.
func SetUserTimeout(conn *net.TCPConn, d time.Duration) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	ms := int(d / time.Millisecond)
	var serr error
	if err := raw.Control(func(fd uintptr) {
		serr = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, ms)
	}); err != nil {
		return err
	}
	return serr
}

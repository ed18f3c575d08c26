// Package below has helpers below those who call them.
package below

import (
	"net"
	"os"
)

func again(c *net.TCPConn, n int) (*os.File, error) { return Copy(c, n) }

// Copy returns a file of a connection that stays open.
func Copy(c *net.TCPConn, n int) (*os.File, error) {
	if n > 0 {
		return again(c, n-1)
	}
	return c.File()
}

func DetachSlowly(c *net.TCPConn, n int) (*os.File, error) {
	f, err := c.File()
	closeOdd(c, n)
	return f, err
}

// closeOdd and closeEven call each other before they close.
func closeOdd(c *net.TCPConn, n int) {
	if n > 0 {
		closeEven(c, n-1)
	}
	c.Close()
}

func closeEven(c *net.TCPConn, n int) {
	if n > 0 {
		closeOdd(c, n-1)
	}
	c.Close()
}

func DetachLast(c *net.TCPConn) (*os.File, error) {
	f, err := c.File()
	zshut(c)
	return f, err
}

// Detach returns a file of a connection that is closed.
func Detach(c *net.TCPConn) (*os.File, error) {
	f, err := c.File()
	shut(c)
	return f, err
}

func zshut(c *net.TCPConn) { c.Close() }

func shut(c *net.TCPConn) { c.Close() }

// Package above has helpers above those who call them.
package above

import (
	"net"
	"os"
)

func shut(c *net.TCPConn) { c.Close() }

func zshut(c *net.TCPConn) { c.Close() }

// Detach returns a file of a connection that is closed.
func Detach(c *net.TCPConn) (*os.File, error) {
	f, err := c.File()
	shut(c)
	return f, err
}

func DetachLast(c *net.TCPConn) (*os.File, error) {
	f, err := c.File()
	zshut(c)
	return f, err
}

// closeOdd and closeEven call each other before they close.
func closeEven(c *net.TCPConn, n int) {
	if n > 0 {
		closeOdd(c, n-1)
	}
	c.Close()
}

func closeOdd(c *net.TCPConn, n int) {
	if n > 0 {
		closeEven(c, n-1)
	}
	c.Close()
}

func DetachSlowly(c *net.TCPConn, n int) (*os.File, error) {
	f, err := c.File()
	closeOdd(c, n)
	return f, err
}

// Copy returns a file of a connection that stays open.
func Copy(c *net.TCPConn, n int) (*os.File, error) {
	if n > 0 {
		return again(c, n-1)
	}
	return c.File()
}

func again(c *net.TCPConn, n int) (*os.File, error) { return Copy(c, n) }

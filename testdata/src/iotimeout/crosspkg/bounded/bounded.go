// Package bounded has helpers that set limits.
package bounded

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"time"
)

// Client has a timeout.
func Client() *http.Client { return &http.Client{Timeout: time.Second} }

// Transport waits for a second.
func Transport() http.RoundTripper {
	return &http.Transport{ResponseHeaderTimeout: time.Second}
}

// Request has a context.
func Request(ctx context.Context, path string) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/"+path, nil)
}

// Prepare sets a deadline.
func Prepare(c net.Conn) error { return c.SetDeadline(time.Now().Add(time.Second)) }

// Ask has one.
func Ask(c net.Conn) (string, error) {
	if err := Prepare(c); err != nil {
		return "", err
	}
	return bufio.NewReader(c).ReadString('\n')
}

// A Conn has a deadline for each read.
type Conn struct{ net.Conn }

// Wrap returns one.
func Wrap(c net.Conn) net.Conn { return &Conn{c} }

// Read sets a deadline and reads.
func (c *Conn) Read(buf []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return 0, err
	}
	return c.Conn.Read(buf)
}

// A Listener accepts those.
type Listener struct{ net.Listener }

// Listen returns one.
func Listen() (net.Listener, error) {
	ln, err := net.Listen("tcp", "localhost:0")
	return &Listener{ln}, err
}

// Accept accepts and wraps.
func (l *Listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return Wrap(c), nil
}

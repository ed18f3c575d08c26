// Package plain has helpers that set no limit to anything.
package plain

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// Client has no timeout.
func Client() *http.Client { // want Client:`no limit: returns 0`
	return &http.Client{Transport: Transport()}
}

// Transport has no limit either.
func Transport() *http.Transport { // want Transport:`no limit: returns 0`
	return &http.Transport{MaxIdleConns: 4}
}

// RoundTripper is the same, to others.
func RoundTripper() http.RoundTripper { return Transport() } // want RoundTripper:`no limit: returns 0`

// Request has no context.
func Request(path string) (*http.Request, error) { // want Request:`no limit: returns 0`
	return http.NewRequest(http.MethodGet, "http://localhost/"+path, nil)
}

// Listen has no limit.
func Listen() (net.Listener, error) { // want Listen:`no limit: returns 0`
	return net.Listen("tcp", "localhost:0")
}

// Hello only writes.
func Hello(c net.Conn) error { // want Hello:`no limit: leaves 0`
	_, err := io.WriteString(c, "hello\n")
	return err
}

// Ask reads what the other side says.
func Ask(question string, c net.Conn) (string, error) { // want Ask:`no limit: leaves 1, reads 1`
	if err := Hello(c); err != nil {
		return "", err
	}
	return line(c)
}

func line(c net.Conn) (string, error) { return bufio.NewReader(c).ReadString('\n') }

// Reader reads from a connection.
func Reader(c net.Conn) *bufio.Reader { // want Reader:`no limit: leaves 0, wraps 0`
	return bufio.NewReaderSize(c, 512)
}

var last net.Conn

// Keep may do anything with it later.
func Keep(c net.Conn) { last = c }

// Loop reads in a goroutine.
func Loop(c net.Conn) { go line(c) }

// Limited may set a deadline by way of another name.
func Limited(c net.Conn) {
	if l, ok := c.(interface{ Limit() }); ok {
		l.Limit()
	}
}

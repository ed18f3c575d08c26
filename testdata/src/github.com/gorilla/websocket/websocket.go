// Package websocket stands for github.com/gorilla/websocket in the corpus: a part of its API.
package websocket

import "io"

const (
	CloseGoingAway = 1001
)

// A Conn is a connection.
type Conn struct{ r io.Reader }

// ReadMessage reads what comes next. Once it has failed it does so for ever, and panics in the end.
func (c *Conn) ReadMessage() (messageType int, p []byte, err error) {
	p, err = io.ReadAll(c.r)
	return 1, p, err
}

// Close closes the connection.
func (c *Conn) Close() error { return nil }

// A CloseError is what the other side says at its end.
type CloseError struct{ Code int }

func (e *CloseError) Error() string { return "closed" }

// IsUnexpectedCloseError reports whether an error is a CloseError with none of some codes.
func IsUnexpectedCloseError(err error, codes ...int) bool {
	e, ok := err.(*CloseError)
	if !ok {
		return false
	}
	for _, code := range codes {
		if e.Code == code {
			return false
		}
	}
	return true
}

// Package left gives up connections that goroutines go on reading, and sets no deadlines.
package left

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"
)

// Nobody has the connection when the context is done.
func handshake(ctx context.Context, addr string, cfg *tls.Config) (*tls.Conn, error) {
	var d net.Dialer
	plain, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	conn := tls.Client(plain, cfg)
	errs := make(chan error, 1)
	go func() { errs <- conn.Handshake() }() // want `conn.Handshake waits on when the limit of the select at line \d+ is over, since nobody closes the connection; close it there`
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case err := <-errs:
		if err != nil {
			conn.Close()
			return nil, err
		}
		return conn, nil
	}
}

// Nor when its time is over.
func banner(addr string) (string, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return "", err
	}
	r := bufio.NewReader(conn)
	lines := make(chan string, 1)
	go func() {
		line, _ := r.ReadString('\n') // want `r.ReadString waits on when the limit of the select at line \d+ is over, since nobody closes the connection; close it there`
		lines <- line
	}()
	select {
	case line := <-lines:
		conn.Close()
		return line, nil
	case <-time.After(time.Second):
		return "", errors.New("late")
	}
}

// It is closed when the function returns.
func bannerClosed(addr string) (string, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(conn).ReadString('\n')
		lines <- line
	}()
	select {
	case line := <-lines:
		return line, nil
	case <-time.After(time.Second):
		return "", errors.New("late")
	}
}

// It is closed there, by who has it under another name, or by whom it is given to.
func handshakeClosed(ctx context.Context, addr string, cfg *tls.Config) (*tls.Conn, error) {
	plain, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	conn := tls.Client(plain, cfg)
	errs := make(chan error, 1)
	go func() { errs <- conn.Handshake() }()
	select {
	case <-ctx.Done():
		plain.Close()
		return nil, ctx.Err()
	case <-time.After(time.Minute):
		hangUp(conn)
		return nil, errors.New("late")
	case err := <-errs:
		return conn, err
	}
}

func hangUp(c io.Closer) { c.Close() }

// Others close it: who waits for the context, who has called, and who is given it.
func handshakeWatched(ctx context.Context, addr string, cfg *tls.Config) (*tls.Conn, error) {
	plain, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { plain.Close() })
	conn := tls.Client(plain, cfg)
	errs := make(chan error, 1)
	go func() { errs <- conn.Handshake() }()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case err := <-errs:
		return conn, err
	}
}

func handshakeGiven(ctx context.Context, plain net.Conn, cfg *tls.Config) error {
	conn := tls.Client(plain, cfg)
	errs := make(chan error, 1)
	go func() { errs <- conn.Handshake() }()
	select {
	case <-ctx.Done():
		return ctx.Err() // the caller closes what it has given
	case err := <-errs:
		return err
	}
}

func handshakeReturned(ctx context.Context, addr string, cfg *tls.Config) (net.Conn, error) {
	plain, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	conn := tls.Client(plain, cfg)
	errs := make(chan error, 1)
	go func() { errs <- conn.Handshake() }()
	select {
	case <-ctx.Done():
		return plain, ctx.Err()
	case err := <-errs:
		return conn, err
	}
}

// It is kept, for who closes it later.
type keeper struct{ conn net.Conn }

func (k *keeper) dial(ctx context.Context, addr string, cfg *tls.Config) error {
	plain, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	k.conn = plain
	conn := tls.Client(plain, cfg)
	errs := make(chan error, 1)
	go func() { errs <- conn.Handshake() }()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-errs:
		return err
	}
}

func (k *keeper) Close() error { return k.conn.Close() }

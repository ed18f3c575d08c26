// Package stall shakes hands where connections are accepted, and sets deadlines elsewhere.
package stall

import (
	"bufio"
	"crypto/tls"
	"log"
	"net"
	"time"
)

type server struct {
	lines chan string
	stop  chan struct{}
}

// accepts waits for each handshake.
func (s *server) accepts(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		s.scan(conn)
	}
}

func (s *server) scan(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		if err := secure.Handshake(); err != nil { // want `secure.Handshake in the accept loop: who connects and says nothing keeps all others waiting; do it in a goroutine, with a deadline`
			conn.Close()
			return
		}
	}
	go s.read(conn)
}

func (s *server) read(conn net.Conn) {
	lines := bufio.NewScanner(conn)
	for {
		conn.SetReadDeadline(time.Now().Add(time.Minute))
		if !lines.Scan() {
			conn.Close()
			return
		}
		s.lines <- lines.Text()
	}
}

// gets is given connections by the goroutine that accepts them.
func (s *server) gets(conns <-chan net.Conn) {
	for {
		select {
		case conn, ok := <-conns:
			if !ok {
				return
			}
			shake(conn)
		case <-s.stop:
			return
		}
	}
}

func shake(conn net.Conn) {
	if err := conn.(*tls.Conn).Handshake(); err != nil { // want `Handshake in the accept loop`
		log.Println(err)
	}
}

// starts lets each connection have a goroutine.
func starts(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go own(conn)
	}
}

func own(conn net.Conn) {
	if err := conn.(*tls.Conn).Handshake(); err != nil {
		log.Println(err)
	}
}

// soon has a deadline.
func soon(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		limited(conn)
	}
}

func limited(conn net.Conn) {
	conn.SetDeadline(time.Now().Add(time.Second))
	if err := conn.(*tls.Conn).Handshake(); err != nil {
		log.Println(err)
	}
}

// once accepts one connection.
func once(ln net.Listener) error {
	conn, err := ln.Accept()
	if err != nil {
		return err
	}
	single(conn)
	return nil
}

func single(conn net.Conn) {
	if err := conn.(*tls.Conn).Handshake(); err != nil {
		log.Println(err)
	}
}

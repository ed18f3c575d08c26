package fix

import (
	"log"
	"net"
)

// A File that is leaked is closed when the function returns.
func name(conn *net.TCPConn) (string, error) {
	f, err := conn.File() // want `never closed`
	if err != nil {
		return "", err
	}
	return f.Name(), nil
}

// No fix: a goroutine has it, a loop makes many, or nothing tells whether there is one.

func logged(conn *net.TCPConn) error {
	f, err := conn.File() // want `never closed`
	if err != nil {
		return err
	}
	go func() { log.Print(f.Name()) }()
	return nil
}

func all(conns []*net.TCPConn) error {
	for _, conn := range conns {
		f, err := conn.File() // want `never closed`
		if err != nil {
			return err
		}
		log.Print(f.Name())
	}
	return nil
}

func unchecked(conn *net.TCPConn) {
	f, _ := conn.File() // want `never closed`
	log.Print(f.Name())
}

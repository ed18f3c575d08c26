package unasked

import (
	"net"
	"time"
)

// Who listens has asked nothing.
func listens(addr *net.UDPAddr, tell func([]byte)) error {
	conn, err := net.ListenUDP("udp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	buf := make([]byte, 512)
	n, _, err := conn.ReadFromUDP(buf)
	tell(buf[:n])
	return err
}

// A client reads what comes, for as long as it does.
func follows(addr *net.UDPAddr, tell func([]byte)) error {
	conn, err := net.DialUDP("udp", nil, addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.Write([]byte("subscribe"))
	buf := make([]byte, 512)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return err
		}
		tell(buf[:n])
	}
}

// The connection is closed when the time is over.
func closes(addr string) error {
	conn, err := net.Dial("udp", addr)
	if err != nil {
		return err
	}
	defer time.AfterFunc(time.Second, func() { conn.Close() }).Stop()
	conn.Write([]byte("ping"))
	_, err = conn.Read(make([]byte, 4))
	return err
}

func closesBy(addr string) error {
	conn, err := net.Dial("udp", addr)
	if err != nil {
		return err
	}
	defer time.AfterFunc(time.Second, func() { shut(conn) }).Stop()
	conn.Write([]byte("ping"))
	_, err = conn.Read(make([]byte, 4))
	return err
}

func shut(conn net.Conn) { conn.Close() }

// By TCP the answer comes, or the connection breaks.
func asks(addr string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.Write([]byte("ping"))
	_, err = conn.Read(make([]byte, 4))
	return err
}

// Nobody waits for an answer.
func tells(addr string) error {
	conn, err := net.Dial("udp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Write([]byte("hello"))
	return err
}

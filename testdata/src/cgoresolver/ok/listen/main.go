// Addresses to listen on, which are looked up once, in all ways.
package main

import (
	"net"
	"os"
)

type server struct{ addr *net.UDPAddr }

func (s *server) listen(addr string) (err error) {
	if s.addr, err = net.ResolveUDPAddr("udp", addr); err != nil {
		return err
	}
	_, err = net.ListenUDP("udp", s.addr)
	return err
}

func resolve(addr string) *net.TCPAddr {
	a, _ := net.ResolveTCPAddr("tcp", addr)
	return a
}

func main() {
	addr, err := net.ResolveTCPAddr("tcp", os.Args[1])
	if err != nil {
		panic(err)
	}
	net.ListenTCP("tcp", addr)
	net.ListenTCP("tcp", resolve(os.Args[1]))
	new(server).listen(os.Args[1])
}

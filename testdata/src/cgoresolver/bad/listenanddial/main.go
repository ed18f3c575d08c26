// The address to listen on is not the one that is dialled.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

func main() {
	addr, _ := net.ResolveTCPAddr("tcp", os.Args[1])
	net.ListenTCP("tcp", addr)
	peer, _ := net.ResolveTCPAddr("tcp", os.Args[2])
	net.DialTCP("tcp", addr, peer)
}

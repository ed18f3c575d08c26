// The network is not always that of Unix sockets.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

func main() {
	network := "unix"
	if len(os.Args) > 2 {
		network = os.Args[2]
	}
	net.Dial(network, os.Args[1])
}

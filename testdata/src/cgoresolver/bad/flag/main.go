// Somebody gives the address: that it is one of this host by default is nothing.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"flag"
	"net"
)

var addr = flag.String("addr", "localhost:80", "address")

func main() {
	flag.Parse()
	net.Dial("tcp", *addr)
}

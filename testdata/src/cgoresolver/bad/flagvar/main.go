// The variable has an address that is not seen.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"flag"
	"net"
)

func main() {
	addr := "localhost:80"
	flag.StringVar(&addr, "addr", addr, "address")
	net.Dial("tcp", addr)
}

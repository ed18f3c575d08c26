// Settings that choose no resolver.

//go:debug panicnil=1
//go:debug netdns=1

package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

func main() {
	os.Setenv("GODEBUG", "netedns0=0,netdns=2")
	os.Setenv("NETDNS", "netdns=go")
	net.LookupHost(os.Args[1])
}

//go:debug netdns=go

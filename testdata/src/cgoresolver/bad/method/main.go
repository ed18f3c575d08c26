// The method may set the variable.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

type address string

func (a *address) set(s string) { *a = address(s) }

func main() {
	addr := address("localhost:80")
	addr.set(os.Args[1])
	net.Dial("tcp", string(addr))
}

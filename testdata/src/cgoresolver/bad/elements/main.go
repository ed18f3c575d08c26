// The elements are overwritten.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

func main() {
	addrs := []string{"localhost:80"}
	copy(addrs, os.Args[1:])
	net.Dial("tcp", addrs[0])
}

// One caller of two.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

func dial(addr string) { net.Dial("tcp", addr) }

func main() {
	dial("localhost:80")
	dial(os.Args[1])
}

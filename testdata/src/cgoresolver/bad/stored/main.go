// A function that is called by way of a field.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

type client struct {
	dial func(network, address string) (net.Conn, error)
}

func main() {
	c := client{dial: net.Dial}
	c.dial("unix", os.Args[1])
	c.dial("tcp", os.Args[1])
}

// One of the calls sets the field to an address of another host.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "net"

type client struct{ addr string }

func (c *client) get() { net.Dial("tcp", c.addr) }

func newClient(addr string) *client { return &client{addr: addr} }

func main() {
	newClient("localhost:80").get()
	newClient("example.com:80").get()
}

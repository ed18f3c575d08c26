// A pointer that is new has an address of another host in it.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "net"

func main() {
	addr := new("example.com:80")
	net.Dial("tcp", *addr)
}

// A function that returns an address of another host.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "net"

func server(local bool) string {
	if local {
		return "localhost:80"
	}
	return "example.com:80"
}

func main() { net.Dial("tcp", server(true)) }

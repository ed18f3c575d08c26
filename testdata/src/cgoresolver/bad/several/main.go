// The second of several results goes into a list of parameters.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

func both() (string, string) { return "localhost:80", os.Args[1] }

func dial(addrs ...string) {
	for _, addr := range addrs {
		net.Dial("tcp", addr)
	}
}

func main() { dial(both()) }

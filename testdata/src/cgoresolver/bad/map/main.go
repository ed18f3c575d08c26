// A function changes the map.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

func add(m map[string]string) { m["x"] = os.Args[1] }

func main() {
	addrs := map[string]string{"x": "localhost:80"}
	add(addrs)
	net.Dial("tcp", addrs["x"])
}

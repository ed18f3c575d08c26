//go:debug panicnil=1
//go:debug netdns=1

package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

func main() { net.LookupHost(os.Args[1]) }

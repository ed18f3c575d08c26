// What cmd/cgo writes is the user's own file.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

// #include <stdlib.h>
import "C"

import (
	"net"
	"os"
)

func main() {
	C.abs(1)
	net.LookupHost(os.Args[1])
}

//go:debug netdns=go

// The line is still there in what cmd/cgo writes.
package main

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

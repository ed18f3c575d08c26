// The choice is the user's.
//
//go:debug netdns=cgo+1
package main

import (
	"net"
	"os"
)

func main() { net.LookupHost(os.Args[1]) }

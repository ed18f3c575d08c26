// Pinned looks up a host name with the Go resolver.

//go:debug netdns=go
package main

import (
	"fmt"
	"net"
)

func main() { fmt.Println(net.LookupHost("host.invalid")) }

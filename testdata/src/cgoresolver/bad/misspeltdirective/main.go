// want+2 "netdns=native chooses no resolver: lookups may still use cgo, a thread each that no context frees; write netdns=go"

//go:debug netdns=native

package main

import (
	"net"
	"os"
)

func main() { net.LookupHost(os.Args[1]) }

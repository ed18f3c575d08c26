// want+2 "netdns=pure chooses no resolver: lookups may still use cgo, a thread each that no context frees; write netdns=go"

//go:debug netdns=pure

package main

import (
	"net"
	"os"
)

func main() { net.LookupHost(os.Args[1]) }

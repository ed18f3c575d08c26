package main

import (
	"net"
	"os"
)

func main() {
	net.LookupHost(os.Args[1])
	os.Setenv("GODEBUG", "netdns=go") // want "GODEBUG is set after a lookup, when the resolver is settled: lookups may still use cgo, a thread each; add //go:debug netdns=go"
}

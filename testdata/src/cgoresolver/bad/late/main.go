package main

import (
	"net"
	"os"
)

func main() {
	if _, err := net.LookupHost(os.Args[1]); err != nil {
		panic(err)
	}
	os.Setenv("GODEBUG", "netdns=go") // want "GODEBUG is set after a lookup, when the resolver is settled: lookups may still use cgo, a thread each; add //go:debug netdns=go"
	net.LookupHost(os.Args[2])
}

// Both in functions that main calls.
package main

import (
	"net"
	"os"
)

func main() {
	register(os.Args[1])
	pin()
	net.LookupHost(os.Args[2])
}

func register(host string) {
	addrs, err := net.LookupHost(host)
	if err != nil {
		panic(err)
	}
	println(addrs[0])
}

func pin() {
	os.Setenv("GODEBUG", os.Getenv("GODEBUG")+",netdns=go") // want "GODEBUG is set after a lookup, when the resolver is settled: lookups may still use cgo, a thread each; add //go:debug netdns=go"
}

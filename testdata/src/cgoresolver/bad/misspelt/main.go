package main

import (
	"net"
	"os"
)

func main() {
	os.Setenv("GODEBUG", "panicnil=1,netdsn=go") // want "netdsn=go chooses no resolver: lookups may still use cgo, a thread each that no context frees; write netdns=go"
	net.LookupHost(os.Args[1])
}

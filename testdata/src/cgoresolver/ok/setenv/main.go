// Before the first lookup.
package main

import (
	"net"
	"net/http"
	"os"
)

var client = &http.Client{} // looks up nothing yet

func main() {
	if os.Getenv("GODEBUG") == "" {
		os.Setenv("GODEBUG", "netdns=go")
	}
	net.LookupHost(os.Args[1])
	client.Get(os.Args[2])
}

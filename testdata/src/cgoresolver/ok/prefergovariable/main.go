// By way of a variable.
package main

import (
	"net"
	"os"
)

func main() {
	configure(net.DefaultResolver)
	net.LookupHost(os.Args[1])
}

func configure(r *net.Resolver) { r.PreferGo = os.Getenv("PURE") != "" }

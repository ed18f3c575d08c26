// Nobody knows what it prefers.
package main

import (
	"net"
	"os"
)

func main() {
	net.DefaultResolver = resolver()
	net.LookupHost(os.Args[1])
}

func resolver() *net.Resolver { return &net.Resolver{} }

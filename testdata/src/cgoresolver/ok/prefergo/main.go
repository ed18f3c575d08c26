package main

import (
	"net"
	"os"
)

func main() {
	net.DefaultResolver.PreferGo = true
	net.LookupHost(os.Args[1])
}

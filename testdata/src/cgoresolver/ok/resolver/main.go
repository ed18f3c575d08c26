package main

import (
	"net"
	"os"
)

func init() { net.DefaultResolver = &net.Resolver{PreferGo: true} }

func main() { net.LookupHost(os.Args[1]) }

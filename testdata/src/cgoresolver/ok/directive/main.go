package main

import (
	"net"
	"os"
)

func main() { net.LookupHost(os.Args[1]) }

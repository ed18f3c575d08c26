// What the environment has is kept.
package main

import (
	"net"
	"os"
)

func init() { os.Setenv("GODEBUG", os.Getenv("GODEBUG")+",netdns=go") }

func main() { net.LookupHost(os.Args[1]) }

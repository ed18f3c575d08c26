// Nobody knows what it is set to.
package main

import (
	"net"
	"os"
)

func main() {
	os.Setenv("GODEBUG", os.Args[1])
	net.LookupHost(os.Args[2])
}

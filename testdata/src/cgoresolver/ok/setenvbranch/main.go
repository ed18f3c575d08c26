// Another way through main has the lookup.
package main

import (
	"flag"
	"net"
	"os"
)

var check = flag.Bool("check", false, "look up the host and exit")

func main() {
	flag.Parse()
	if *check {
		net.LookupHost(flag.Arg(0))
		return
	}
	later := func() { net.LookupHost(flag.Arg(1)) }
	defer net.LookupHost(flag.Arg(2))
	pin()
	later()
}

func pin() { os.Setenv("GODEBUG", "panicnil=1,netdns=go") }

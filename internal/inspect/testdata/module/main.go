// Module looks up a host name with the resolver that go.mod asks for.
package main

import (
	"fmt"
	"net"
)

func main() { fmt.Println(net.LookupHost("host.invalid")) }

// Lookup looks up a host name.
package main

import (
	"fmt"
	"net"
)

func main() { fmt.Println(net.LookupHost("host.invalid")) }

// Modproxy writes a module proxy that has the work tree as a version of the module:
//
//	modproxy folder root version
//
// GOPROXY=file://folder, before other proxies, then has it.
package main

import (
	"fmt"
	"os"

	"github.com/gopitfalls/gopitfalls/internal/distribution"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: modproxy folder root version")
		os.Exit(2)
	}
	if err := distribution.WriteProxy(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintf(os.Stderr, "modproxy: %v\n", err)
		os.Exit(2)
	}
}

// Code that looks up names is linked in, but nothing here leads to it.
package main

import (
	"fmt"
	"net"

	"cgoresolver/crosspkg/cmd"
	"cgoresolver/crosspkg/fetch"
	_ "cgoresolver/crosspkg/mysql"
)

func main() {
	fmt.Println(fetch.Version, fetch.Parse("a:1"), cmd.Help())
	var o fetch.Options
	o.Validate()
	var v fmt.Stringer = o // has no other method
	fmt.Println(v)
}

func dead(host string) { net.LookupHost(host) }

// A client of another host, which is never used.
package main

import (
	"os"

	"cgoresolver/crosspkg/client"
)

func main() { println(client.New(os.Args[1]).Base()) }

// A package that the program imports pins it.
package main

import (
	"os"

	"cgoresolver/crosspkg/fetch"
	_ "cgoresolver/crosspkg/usespin"
)

func main() { fetch.Fetch(os.Args[1]) }

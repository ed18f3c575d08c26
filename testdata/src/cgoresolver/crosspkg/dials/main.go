// Values of std's types come from another package.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"os"

	"cgoresolver/crosspkg/dialer"
)

func main() { dialer.New().Dial("tcp", os.Args[1]) }

// An init function of another package gives the name.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"cgoresolver/crosspkg/client"
	_ "cgoresolver/crosspkg/setserver"
)

func main() { client.Ask() }

package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"os"

	"cgoresolver/crosspkg/dialer"
)

func get(c *dialer.Config) { c.Client.Get(os.Args[1]) }

func main() { get(new(dialer.Config)) }

package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

func each[T any](list []T, do func(T)) {
	for _, x := range list {
		do(x)
	}
}

func lookup[S ~string](host S) { net.LookupHost(string(host)) }

func main() { each(os.Args[1:], lookup[string]) }

// In a literal, which a variable has.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"context"
	"net"
	"os"
)

var commands = map[string]func(string){
	"host": func(s string) { new(net.Resolver).LookupHost(context.Background(), s) },
}

func main() { commands[os.Args[1]](os.Args[2]) }

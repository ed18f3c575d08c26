// The finding is at the package clause of the file with func main.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "os"

func main() { lookup(os.Args[1]) }

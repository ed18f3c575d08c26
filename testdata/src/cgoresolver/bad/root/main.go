// The root of localhost is asked for, unlike localhost.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "net"

func main() { net.LookupHost("localhost.") }

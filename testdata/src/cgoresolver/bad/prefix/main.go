// What begins like an address of this host, or has one in it.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "net"

var scheme = "http://"

func main() { net.Dial("tcp", scheme+"example.com:80") }

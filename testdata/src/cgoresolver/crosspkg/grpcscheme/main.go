// Who registered the scheme asks whomever.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "google.golang.org/grpc"

func main() { grpc.Dial("consul:///localhost") }

package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/resolver"
)

func main() {
	_ = resolver.Address{Addr: "localhost:1"}
	grpc.NewClient("xds:///localhost:50051")
}

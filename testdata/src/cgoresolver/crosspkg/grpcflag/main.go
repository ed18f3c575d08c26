package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"flag"

	"google.golang.org/grpc"

	"cgoresolver/crosspkg/greeter"
)

var addr = flag.String("addr", "localhost:50051", "address")

func main() {
	cc, _ := grpc.NewClient(*addr)
	greeter.NewClient(cc)
}

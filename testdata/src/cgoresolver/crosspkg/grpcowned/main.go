// A resolver of its own gives addresses of this host.
package main

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/resolver"

	"cgoresolver/crosspkg/greeter"
)

const scheme = "example"

type builder struct{ addrs map[string][]string }

func (*builder) Scheme() string { return scheme }

func (b *builder) Build(target resolver.Target, cc resolver.ClientConn) {
	var addrs []resolver.Address
	for _, addr := range b.addrs[target.URL.Path] {
		addrs = append(addrs, resolver.Address{Addr: addr})
	}
	cc.UpdateState(addrs)
}

func init() {
	resolver.Register(&builder{map[string][]string{"/service.example.com": {"localhost:1", "127.0.0.1:2"}}})
}

func main() {
	cc, err := grpc.NewClient(fmt.Sprintf("%s:///%s", scheme, "service.example.com"))
	if err != nil {
		panic(err)
	}
	greeter.NewClient(cc).Greet(context.Background())
}

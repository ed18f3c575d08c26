// Without PreferGo, Dial is ignored when the cgo resolver is chosen.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"context"
	"net"
	"os"
)

func main() {
	net.DefaultResolver = &net.Resolver{
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, "192.0.2.1:53")
		},
	}
	net.DefaultResolver.PreferGo = false
	net.LookupHost(os.Args[1])
}

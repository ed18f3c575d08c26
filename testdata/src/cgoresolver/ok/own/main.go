// Values that look up names in a way of their own.
package main

import (
	"context"
	"net"
	"net/http"
	"os"
)

var resolver = &net.Resolver{PreferGo: true}

func main() {
	resolver.LookupHost(context.Background(), os.Args[1])

	dialer := net.Dialer{Resolver: resolver}
	dialer.Dial("tcp", os.Args[1])

	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "unix", "/run/daemon.sock")
		},
	}}
	client.Get(os.Args[1])
}

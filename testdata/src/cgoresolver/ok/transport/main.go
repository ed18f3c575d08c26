// A client for a Unix socket, set up field by field.
package main

import (
	"context"
	"net"
	"net/http"
)

func main() {
	tr := new(http.Transport)
	tr.DialContext = dial
	client := new(http.Client)
	client.Transport = tr
	client.Get("http://daemon/version")
}

func dial(context.Context, string, string) (net.Conn, error) {
	return net.Dial("unix", "/run/daemon.sock")
}

// Addresses that nobody need ask a server for.
package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/syslog"
	"net"
	"net/http"
	"os"
)

const host = "127.0.0.1"

func main() {
	net.Dial("tcp", "127.0.0.1:80")
	net.Dial("tcp", host+":"+os.Args[1])
	net.Dial("tcp", net.JoinHostPort("localhost", os.Args[1]))
	net.Dial("tcp", net.JoinHostPort("::1", os.Args[1]))
	net.Dial("tcp", fmt.Sprintf("10.0.0.1:%d", len(os.Args)))
	net.Dial("tcp", "[fe80::1%eth0]:80")
	net.Dial("tcp", ":80")
	net.Dial("unix", os.Args[1])
	net.DialTimeout("unixgram", os.Args[1], 0)
	syslog.Dial("", "", syslog.LOG_INFO, "me")
	net.ResolveTCPAddr("tcp", ":80")
	net.ResolveUDPAddr("udp", "0.0.0.0:53")
	net.LookupHost("LocalHost")
	net.LookupMX(os.Args[1]) // always Go's
	net.DialTCP("tcp", nil, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80})
	tls.Dial("tcp", "192.0.2.1:443", nil)
	http.Get("http://localhost:8080/health")
	http.Get("http://me@127.0.0.1/" + os.Args[1])
	http.Get(fmt.Sprintf("http://[::1]:%d/", len(os.Args)))
	client := &http.Client{}
	client.Get("https://127.0.0.1")

	var d net.Dialer
	d.DialContext(context.Background(), "unix", os.Args[1])
}

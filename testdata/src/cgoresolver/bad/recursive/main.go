// Values that depend on themselves.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "net"

type list struct {
	Addr string
	Next *list
}

func (l *list) dial() {
	if l != nil {
		net.Dial("tcp", l.Addr)
		l.Next.dial()
	}
}

func main() { (&list{Addr: "localhost:80"}).dial() }

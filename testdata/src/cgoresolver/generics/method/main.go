// By the constraint of a type parameter.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import (
	"net"
	"os"
)

type looker interface{ look() }

type host string

func (h host) look() { net.LookupHost(string(h)) }

type set[T looker] struct{ members []T }

func (s *set[T]) all() {
	for _, m := range s.members {
		m.look()
	}
}

func main() {
	s := set[host]{members: []host{host(os.Args[1])}}
	s.all()
}

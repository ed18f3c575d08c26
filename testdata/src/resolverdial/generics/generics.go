package generics

import (
	"context"
	"net"
)

type dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Instances share the line.
func resolve[D dialer](d D) *net.Resolver {
	return &net.Resolver{Dial: d.DialContext} // want `^Dial is ignored`
}

func use(d *net.Dialer) *net.Resolver { return resolve(d) }

func prefer[D dialer](d D) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: d.DialContext}
}

// Nobody instantiates it.
func named[T any, D dialer](names map[string]T, d D) *net.Resolver {
	r := &net.Resolver{}
	r.Dial = d.DialContext // want `^Dial is ignored`
	return r
}

type holder[R any] struct{ resolver R }

func (h *holder[R]) set(r R) { h.resolver = r }

func held(h *holder[*net.Resolver], d *net.Dialer) {
	h.resolver.Dial = d.DialContext
}

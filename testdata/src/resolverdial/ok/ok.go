// Package ok has resolvers that look names up in Go, or dial as always.
package ok

import (
	"context"
	"crypto/tls"
	"flag"
	"net"
	"net/http"
	"runtime"
)

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, network, "10.0.0.53:53")
}

// The remedy.
var resolver = &net.Resolver{PreferGo: true, Dial: dial}

func lookup(ctx context.Context, name string) ([]string, error) {
	r := net.Resolver{
		PreferGo: true,
		Dial:     dial,
	}
	return r.LookupHost(ctx, name)
}

// Without Dial nothing is lost.
var plain, strict = &net.Resolver{}, net.Resolver{StrictErrors: true}

func noDial() *net.Resolver { return &net.Resolver{PreferGo: false, Dial: nil} }

func reset() { net.DefaultResolver.Dial = nil }

// Somebody decides.

var pure = flag.Bool("netgo", true, "look names up in Go")

func setting() *net.Resolver { return &net.Resolver{PreferGo: *pure, Dial: dial} }

func perSystem() *net.Resolver {
	return &net.Resolver{PreferGo: runtime.GOOS != "windows", Dial: dial}
}

func otherSystem() *net.Resolver {
	if runtime.GOOS == "none" {
		return &net.Resolver{Dial: dial}
	}
	return &net.Resolver{}
}

// Whoever sets it for one system has thought of the others.
func oneSystem() *net.Resolver {
	r := &net.Resolver{Dial: dial}
	if runtime.GOOS == "none" {
		r.PreferGo = true
	}
	return r
}

func decided(prefer bool) *net.Resolver {
	r := &net.Resolver{Dial: dial}
	if prefer {
		r.PreferGo = true
	}
	return r
}

// PreferGo comes later, or came before.

func later() *net.Resolver {
	r := &net.Resolver{Dial: dial}
	r.PreferGo = true
	return r
}

func before() *net.Resolver {
	var r net.Resolver
	r.PreferGo = true
	r.Dial = dial
	return &r
}

func captured() *net.Resolver {
	r := &net.Resolver{Dial: dial}
	defer func() { r.PreferGo = true }()
	return r
}

func replaced() net.Addr {
	var r net.Resolver
	r = net.Resolver{Dial: dial}
	r.PreferGo = true
	_, _ = r.LookupHost(context.Background(), "example.com")
	return nil
}

// Records are looked up in Go, whatever PreferGo says.

func records(ctx context.Context, name string) ([]string, error) {
	r := &net.Resolver{Dial: dial}
	defer r.LookupMX(ctx, name)
	return r.LookupTXT(ctx, name)
}

func moreRecords(ctx context.Context, name string) func() error {
	var r net.Resolver
	r.Dial = dial
	return func() error {
		_, err := r.LookupNS(ctx, name)
		return err
	}
}

// Through the default resolver.
func init() {
	net.DefaultResolver.Dial = dial
	net.DefaultResolver.PreferGo = true
}

// Through fields.

type client struct {
	own    net.Resolver
	shared *net.Resolver
	dialer *net.Dialer
}

func newClient() *client {
	c := &client{shared: &net.Resolver{Dial: dial}, dialer: &net.Dialer{}}
	c.shared.PreferGo = true
	c.own.Dial = dial
	c.own.PreferGo = true
	c.dialer.Resolver = &net.Resolver{Dial: dial}
	return c
}

func (c *client) harden() { c.dialer.Resolver.PreferGo = true }

// Through functions.

func fresh() *net.Resolver { return &net.Resolver{Dial: dial} }

func fromFunction() *net.Resolver {
	r := fresh()
	prefer(r)
	return r
}

func prefer(r *net.Resolver) { r.PreferGo = true }

func configured() *net.Resolver {
	r := &net.Resolver{PreferGo: true}
	setDial(r)
	return r
}

func setDial(r *net.Resolver) { r.Dial = dial }

// Resolvers that others made: what they are like is not known.

func SetDial(r *net.Resolver) { r.Dial = dial }

type Options struct{ Resolver *net.Resolver }

func (o *Options) SetDial() { o.Resolver.Dial = dial }

func first(rs []*net.Resolver) { rs[0].Dial = dial }

func copied(old *net.Resolver) *net.Resolver {
	r := *old
	r.Dial = dial
	return &r
}

func ofDialer(d *net.Dialer) { d.Resolver.Dial = dial }

// Other types have a Dial too.

func transport() *http.Transport {
	return &http.Transport{Dial: func(network, address string) (net.Conn, error) { return nil, nil }}
}

type Resolver struct {
	PreferGo bool
	Dial     func(ctx context.Context, network, address string) (net.Conn, error)
	tls      *tls.Config
}

func notTheirs() *Resolver {
	r := &Resolver{Dial: dial}
	r.Dial = dial
	return r
}

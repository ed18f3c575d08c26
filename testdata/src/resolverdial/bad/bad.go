// Package bad has resolvers whose Dial may be ignored.
package bad

import (
	"context"
	"net"
	"net/http"
)

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, network, "10.0.0.53:53")
}

var resolver = &net.Resolver{Dial: dial} // want `^Dial is ignored where the C library looks names up, as on macOS: they go to the system's name servers; set PreferGo: true$`

var byValue = net.Resolver{Dial: dial} // want `^Dial is ignored`

func lookup(ctx context.Context, name string) ([]string, error) {
	r := net.Resolver{
		StrictErrors: true,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) { // want `^Dial is ignored where the C library looks names up, as on macOS: they go to the system's name servers; set PreferGo: true$`
			return dial(ctx, network, address)
		},
	}
	return r.LookupHost(ctx, name)
}

func explicit() *net.Resolver {
	const never = false
	return &net.Resolver{PreferGo: never, Dial: dial} // want `^Dial is ignored`
}

// As most programs have it.
func transport() *http.Transport {
	d := &net.Dialer{Resolver: &net.Resolver{Dial: dial}} // want `^Dial is ignored`
	return &http.Transport{DialContext: d.DialContext}
}

func given(dial func(ctx context.Context, network, address string) (net.Conn, error)) *net.Resolver {
	return &net.Resolver{Dial: dial} // want `^Dial is ignored`
}

type alias = net.Resolver

func list() []*alias {
	return []*alias{{Dial: dial}, {PreferGo: true}} // want `^Dial is ignored`
}

// Not all records are looked up in Go.
func records(ctx context.Context, name string) {
	r := &net.Resolver{Dial: dial} // want `^Dial is ignored`
	r.LookupTXT(ctx, name)
	r.LookupCNAME(ctx, name)
}

// Others may look up what they like.
func (c *client) records(ctx context.Context, name string) {
	c.shared = &net.Resolver{Dial: dial} // want `^Dial is ignored`
	c.shared.LookupTXT(ctx, name)
}

func returned(ctx context.Context, name string) *net.Resolver {
	r := &net.Resolver{Dial: dial} // want `^Dial is ignored`
	r.LookupTXT(ctx, name)
	return r
}

// Assigned afterwards.

func assigned() *net.Resolver {
	r := new(net.Resolver)
	r.StrictErrors = true
	r.Dial = dial // want `^Dial is ignored where the C library looks names up, as on macOS: they go to the system's name servers; set PreferGo: true$`
	return r
}

func onVariable() error {
	var r net.Resolver
	func() { r.Dial = dial }() // want `^Dial is ignored`
	r.PreferGo = false
	_, err := r.LookupHost(context.Background(), "example.com")
	return err
}

func onDefault() {
	net.DefaultResolver.Dial = dial // want `^Dial is ignored`
}

type client struct {
	own    net.Resolver
	shared *net.Resolver
}

func newClient() *client {
	c := &client{shared: &net.Resolver{}}
	c.own.Dial = dial    // want `^Dial is ignored`
	c.shared.Dial = dial // want `^Dial is ignored`
	return c
}

func fresh() *net.Resolver { return &net.Resolver{} }

func fromFunction() {
	r := fresh()
	r.Dial = dial // want `^Dial is ignored`
	configure(r)
}

func configure(r *net.Resolver) {
	r.Dial = dial // want `^Dial is ignored`
}

// That another resolver looks names up in Go does not help.
func another() [2]*net.Resolver {
	a := &net.Resolver{Dial: dial} // want `^Dial is ignored`
	b := &net.Resolver{}
	b.PreferGo = true
	b.Dial = dial
	return [2]*net.Resolver{a, b}
}

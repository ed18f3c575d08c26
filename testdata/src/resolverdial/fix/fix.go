package fix

import (
	"context"
	"net"
)

func dial(ctx context.Context, network, address string) (net.Conn, error) { return nil, nil }

var resolver = &net.Resolver{Dial: dial} // want `Dial is ignored`

var (
	lines = net.Resolver{ // a comment
		// Dial goes to our own servers.
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) { // want `Dial is ignored`
			return dial(ctx, "udp", address)
		},
	}
	strict = &net.Resolver{StrictErrors: true, Dial: dial} // want `Dial is ignored`
	inside = net.Dialer{Resolver: &net.Resolver{
		StrictErrors: true,
		Dial:         dial, // want `Dial is ignored`
	}}
	explicit = &net.Resolver{
		PreferGo: false, // the default
		Dial:     dial,  // want `Dial is ignored`
	}
)

type client struct{ resolver net.Resolver }

func assigned(c *client) {
	c.resolver.Dial = dial // want `Dial is ignored`
	r := new(net.Resolver)
	if c != nil {
		// Dial goes to our own servers.
		r.Dial = dial // want `Dial is ignored`
	}
}

// What to do here is left to the reader.

func fresh() *net.Resolver { return new(net.Resolver) }

func called() {
	fresh().Dial = dial // want `Dial is ignored`
}

func inHeader(r net.Resolver) {
	var s net.Resolver
	if s.Dial = dial; s.StrictErrors { // want `Dial is ignored`
		return
	}
	_ = []*net.Resolver{{Dial: dial}} // want `Dial is ignored`
}

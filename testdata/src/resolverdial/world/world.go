// Package world has tests that change what its resolvers do.
package world

import (
	"context"
	"net"
)

func dial(ctx context.Context, network, address string) (net.Conn, error) { return nil, nil }

var resolver = &net.Resolver{Dial: dial} // want `^Dial is ignored`

// For the tests only.
var testResolver = &net.Resolver{}

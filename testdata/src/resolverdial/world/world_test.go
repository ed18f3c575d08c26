package world

import "net"

// The package itself does not.
func init() {
	resolver.PreferGo = true
	testResolver.PreferGo = true
}

func setup() { testResolver.Dial = dial }

var other = &net.Resolver{Dial: dial} // want `^Dial is ignored`

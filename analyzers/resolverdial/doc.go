// Package resolverdial defines an Analyzer that reports resolvers whose Dial
// function may be ignored.
//
// # Analyzer resolverdial
//
// resolverdial: report resolvers whose Dial is ignored where the C library looks names up
//
// A net.Resolver asks the name servers through its Dial function. But only where
// it looks names up in Go, and by default the system decides that:
//
//	r := &net.Resolver{
//		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
//			return dialer.DialContext(ctx, network, "10.0.0.53:53")
//		},
//	}
//
// In a program built with cgo the C library does it, and nobody calls Dial, if
// /etc/resolv.conf or /etc/nsswitch.conf has an entry that Go does not know, or
// RES_OPTIONS, LOCALDOMAIN or HOSTALIASES is set; on macOS and Windows always. The
// names then go to the servers of the system, without any error. Say that Go is
// to do it:
//
//	r := &net.Resolver{
//		PreferGo: true,
//		Dial:     dial,
//	}
//
// That is the suggested fix.
//
// The check follows resolvers through variables, fields and functions of the
// package. It is silent if PreferGo is set, or assigned anywhere, on the resolver
// or on one that is not known; if its value is not a constant; if Dial is nil; about
// assignments to Dial of resolvers that are not made in the package; about resolvers
// that only look up MX, NS, SRV and TXT records, which Unix programs always do in Go;
// and for js and wasip1, which have no C library. It does not see that a program pins
// the choice as a whole, with //go:debug netdns=go or the build tag netgo.
//
// # Ignored
//
// Dial is set and PreferGo is not.
package resolverdial

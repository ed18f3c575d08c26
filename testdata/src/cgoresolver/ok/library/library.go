// Package library is no program.
package library

import "net"

func Lookup(host string) { net.LookupHost(host) }

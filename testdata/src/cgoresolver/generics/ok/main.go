// The method of another type argument.
package main

import "net"

type looker interface{ look() }

type host string

func (h host) look() { net.LookupHost(string(h)) }

type none struct{}

func (none) look() {}

func all[T looker](members ...T) {
	for _, m := range members {
		m.look()
	}
}

func main() { all(none{}, none{}) }

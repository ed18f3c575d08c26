// Addresses of this host in generic types and functions.
package main

import "net"

type client[T ~string] struct {
	addr T
	pool[T]
}

type pool[T ~string] struct{ Spare T }

func (c *client[T]) get() {
	net.Dial("tcp", string(c.addr))
	net.Dial("tcp", string(c.pool.Spare))
}

func newClient[T ~string](addr T) *client[T] { return &client[T]{addr: addr} }

func first[T any](list ...T) T { return list[0] }

func dial[T ~string](addr T) { net.Dial("tcp", string(addr)) }

func main() {
	newClient("localhost:80").get()
	c := client[string]{"localhost:80", pool[string]{Spare: "localhost:81"}}
	c.get()
	net.Dial("tcp", first("localhost:80"))
	dial[string]("localhost:80")
}

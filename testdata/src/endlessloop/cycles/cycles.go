package cycles

import (
	"bufio"
	"context"
	"errors"
	"net"
)

// even and odd read through each other.
func even(r *bufio.Reader, n int) error {
	if n == 0 {
		_, err := r.ReadByte()
		return err
	}
	return odd(r, n-1)
}

func odd(r *bufio.Reader, n int) error {
	if n == 0 {
		return errors.New("odd")
	}
	return even(r, n-1)
}

func reads(r *bufio.Reader) {
	for {
		if err := even(r, 2); err != nil {
			continue
		}
	}
}

// self reads through itself.
func self(r *bufio.Reader) error {
	err := self(r)
	return err
}

func readsSelf(r *bufio.Reader) {
	for {
		if err := self(r); err != nil {
			continue
		}
	}
}

// A chain closes another one, and so on.
type chain struct {
	next *chain
	conn net.Conn
}

func (c *chain) Close() error {
	if c.next != nil {
		return c.next.Close()
	}
	return c.conn.Close()
}

func link(ctx context.Context, c *chain) *chain {
	if ctx.Err() != nil {
		return link(ctx, c.next)
	}
	c.next = link(ctx, c)
	return c
}

// jumps is no natural loop: two blocks lead to each other from outside.
func jumps(n int, in chan int) int {
	if n > 0 {
		goto second
	}
first:
	n += <-in
second:
	n--
	if n%2 == 0 {
		goto first
	}
	if n%3 == 0 {
		goto second
	}
	return n
}

// nests never leaves the inner loop.
func nests(in chan int) {
	for {
		for {
			select {
			case v := <-in:
				if v == 0 {
					continue
				}
			}
		}
	}
}

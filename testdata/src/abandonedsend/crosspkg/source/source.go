// Package source has functions that return channels which goroutines of its own feed.
package source

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
)

// Lines sends each line, and nothing tells it that nobody reads on.
func Lines(r io.Reader) <-chan string { // want Lines:`feeds\(0 closes\)`
	c := make(chan string)
	go func() {
		defer close(c)
		for s := bufio.NewScanner(r); s.Scan(); {
			c <- s.Text()
		}
	}()
	return c
}

// Pairs goes through functions that call each other.
func Pairs(list []int) <-chan [2]int { // want Pairs:`feeds\(0 closes\)`
	c := make(chan [2]int)
	go pairs(c, list)
	return c
}

func pairs(c chan<- [2]int, list []int) {
	defer close(c)
	descend(c, list)
}

func descend(c chan<- [2]int, list []int) {
	if len(list) < 2 {
		return
	}
	for _, x := range list[1:] {
		c <- [2]int{list[0], x}
	}
	descend(c, list[1:])
}

// Open returns an error, or a channel.
func Open(name string) (<-chan byte, error) { // want Open:`feeds\(0 closes\)`
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	c := make(chan byte)
	go func() {
		defer close(c)
		defer f.Close()
		r := bufio.NewReader(f)
		for {
			b, err := r.ReadByte()
			if err != nil {
				return
			}
			c <- b
		}
	}()
	return c, nil
}

// A Client answers later.
type Client struct{ ask func(string) error }

// Go sends one answer, and does not close.
func (c *Client) Go(q string) <-chan error { // want Go:`feeds\(0 most:1\)`
	done := make(chan error)
	go func() { done <- c.ask(q) }()
	return done
}

// Ahead fills a buffer first.
func Ahead(next func() (int, bool)) <-chan int { // want Ahead:`feeds\(0 closes\)`
	c := make(chan int, 8)
	go func() {
		defer close(c)
		for {
			v, ok := next()
			if !ok {
				return
			}
			c <- v
		}
	}()
	return c
}

// Later has room for the answer.
func Later(ask func() error) <-chan error {
	c := make(chan error, 1)
	go func() { c <- ask() }()
	return c
}

// Until ends with the context.
func Until(ctx context.Context, list []int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for _, x := range list {
			select {
			case c <- x:
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}

// Stopped comes with a function that ends it.
func Stopped(list []int) (<-chan int, func()) {
	c, quit := make(chan int), make(chan struct{})
	go func() {
		defer close(c)
		for _, x := range list {
			select {
			case c <- x:
			case <-quit:
				return
			}
		}
	}()
	return c, func() { close(quit) }
}

// Asked takes what it sends from the caller, who ends it.
func Asked(questions <-chan string) <-chan error { // want Asked:`feeds\(0 most:1 closes\)`
	c := make(chan error)
	go func() {
		defer close(c)
		for range questions {
			c <- errors.New("no")
		}
	}()
	return c
}

// An Envelope comes with an error if it is the last.
type Envelope struct {
	Line string
	Err  error
}

// Envelopes sends the error behind the last line. How much is received does not tell who
// has abandoned it.
func Envelopes(r io.Reader) (<-chan *Envelope, error) { // want Envelopes:`feeds\(0 most:1 closes\)`
	c := make(chan *Envelope)
	go func() {
		defer close(c)
		for s := bufio.NewReader(r); ; {
			line, err := s.ReadString('\n')
			c <- &Envelope{line, err}
			if err != nil {
				return
			}
		}
	}()
	return c, nil
}

var kept = make(map[string]<-chan int)

// Kept is read here as well.
func Kept(name string, list []int) <-chan int {
	c := make(chan int)
	kept[name] = c
	go func() {
		for _, x := range list {
			c <- x
		}
	}()
	return c
}

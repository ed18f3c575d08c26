// Package user takes channels that goroutines of another package feed.
package user

import (
	"context"
	"io"
	"time"

	"abandonedsend/crosspkg/source"
)

func firstLine(r io.Reader) string {
	return <-source.Lines(r) // want `^source.Lines: goroutine blocks forever sending when firstLine returns at line \d+; receive until its channel is closed on every path$`
}

func find(r io.Reader, is func(string) bool) bool {
	for l := range source.Lines(r) { // want `^source.Lines: goroutine blocks forever`
		if is(l) {
			return true
		}
	}
	return false
}

func count(r io.Reader) (n int) {
	for range source.Lines(r) {
		n++
	}
	return n
}

func findDrained(r io.Reader, is func(string) bool) (found bool) {
	for l := range source.Lines(r) {
		found = found || is(l)
	}
	return found
}

func findAndDrain(r io.Reader, is func(string) bool) bool {
	lines := source.Lines(r)
	defer func() {
		go func() {
			for range lines {
			}
		}()
	}()
	for l := range lines {
		if is(l) {
			return true
		}
	}
	return false
}

func sum(list []int, limit int) (n int) {
	c := source.Pairs(list) // want `^source.Pairs: goroutine blocks forever`
	for p := range c {
		if n += p[0] * p[1]; n > limit {
			break
		}
	}
	return n
}

func firstByte(name string) (byte, error) {
	c, err := source.Open(name) // want `^source.Open: goroutine blocks forever`
	if err != nil {
		return 0, err
	}
	return <-c, nil
}

func allBytes(name string) (n int, err error) {
	c, err := source.Open(name)
	if err != nil {
		return 0, err
	}
	for range c {
		n++
	}
	return n, nil
}

func ask(c *source.Client) error { return <-c.Go("a") }

func askInTime(c *source.Client) error {
	select {
	case err := <-c.Go("a"): // want `^c.Go: goroutine blocks forever sending when askInTime returns`
		return err
	case <-time.After(time.Second):
		return context.DeadlineExceeded
	}
}

func later(f func() error) error {
	select {
	case err := <-source.Later(f):
		return err
	case <-time.After(time.Second):
		return context.DeadlineExceeded
	}
}

func until(ctx context.Context, list []int) int {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return <-source.Until(ctx, list)
}

func stopped(list []int) int {
	c, stop := source.Stopped(list)
	defer stop()
	return <-c
}

func asked(list []string) error {
	questions := make(chan string)
	go func() {
		defer close(questions)
		for _, q := range list {
			questions <- q
		}
	}()
	for err := range source.Asked(questions) {
		if err != nil {
			return err // it may be the last
		}
	}
	return nil
}

func envelopes(r io.Reader) ([]string, error) {
	c, err := source.Envelopes(r)
	if err != nil {
		return nil, err
	}
	var lines []string
	for e := range c {
		if e.Err != nil {
			return lines, e.Err
		}
		lines = append(lines, e.Line)
	}
	return lines, nil
}

func envelopeInTime(r io.Reader) string {
	c, err := source.Envelopes(r) // want `^source.Envelopes: goroutine blocks forever`
	if err != nil {
		return ""
	}
	select {
	case e := <-c:
		return e.Line
	case <-time.After(time.Second):
		return ""
	}
}

// Whoever gets the channel reads it.
func handedOn(r io.Reader) <-chan string {
	return source.Lines(r) // want `^source.Lines: goroutine blocks forever sending when firstHandedOn returns`
}

type reader struct{ lines <-chan string }

func newReader(r io.Reader) *reader { return &reader{source.Lines(r)} }

func (r *reader) next() string { return <-r.lines }

func firstHandedOn(r io.Reader) string {
	return <-handedOn(r)
}

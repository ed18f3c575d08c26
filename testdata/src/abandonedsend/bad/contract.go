package bad

import (
	"context"
	"fmt"
	"time"
)

// listFiles sends the names on the channel that it returns.
func listFiles(dir []string) <-chan string {
	names := make(chan string)
	go func() {
		defer close(names)
		for _, f := range dir {
			names <- f // want `blocks forever`
		}
	}()
	return names
}

// The caller takes one of the names and abandons the channel.
func newestFile(dir []string) (string, bool) {
	for f := range listFiles(dir) {
		return f, true
	}
	return "", false
}

func startQuery(stmt string, run func(string) (string, error)) (<-chan string, <-chan error) {
	rows, errs := make(chan string), make(chan error)
	go func() {
		s, err := run(stmt)
		if err != nil {
			errs <- err // want `blocks forever`
			return
		}
		rows <- s // want `blocks forever`
	}()
	return rows, errs
}

// Neither of the two channels is read when the time is over.
func queryWithin(stmt string, d time.Duration, run func(string) (string, error)) (string, error) {
	rows, errs := startQuery(stmt, run)
	select {
	case s := <-rows:
		return s, nil
	case err := <-errs:
		return "", err
	case <-time.After(d):
		return "", errTimeout
	}
}

type scanner struct {
	tokens chan string
}

func newScanner(text []string) *scanner {
	s := &scanner{tokens: make(chan string)}
	go s.run(text)
	return s
}

func (s *scanner) run(text []string) {
	for _, word := range text {
		s.tokens <- word // want `blocks forever`
	}
	close(s.tokens)
}

func (s *scanner) next() (string, bool) {
	t, ok := <-s.tokens
	return t, ok
}

// The parser that fails does not read the rest of the tokens.
func parse(text []string) error {
	s := newScanner(text)
	for {
		t, ok := s.next()
		if !ok {
			return nil
		}
		if t == "?" {
			return fmt.Errorf("unexpected %q", t)
		}
	}
}

type uploader struct {
	result chan error
}

func (u *uploader) start(name string, put func(string) (string, error)) {
	u.result = make(chan error)
	go func() {
		_, err := put(name)
		u.result <- err // want `blocks forever`
	}()
}

func (u *uploader) wait() error { return <-u.result }

// wait is part of the contract, and the error path forgets it.
func backup(name string, put func(string) (string, error), freeze func() error) error {
	var u uploader
	u.start(name, put)
	if err := freeze(); err != nil {
		return err
	}
	return u.wait()
}

type readRequest struct {
	key   string
	reply chan string
}

// The server waits for a client that does not wait for it.
func readWithin(ctx context.Context, key string, read func(string) (string, error)) (string, error) {
	requests := make(chan readRequest)
	go func() {
		for r := range requests {
			v, err := read(r.key)
			if err != nil {
				v = ""
			}
			r.reply <- v // want `blocks forever`
		}
	}()
	defer close(requests)
	r := readRequest{key: key, reply: make(chan string)}
	requests <- r
	select {
	case v := <-r.reply:
		return v, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

type sink interface {
	put(v int)
}

type chanSink chan int

func (c chanSink) put(v int) { c <- v } // want `blocks forever`

// The channel stands behind an interface.
func collect(values []int, limit int) (sum int) {
	ch := make(chanSink)
	var s sink = ch
	go func() {
		for _, v := range values {
			s.put(v)
		}
		close(ch)
	}()
	for v := range ch {
		if sum += v; sum > limit {
			return sum
		}
	}
	return sum
}

// One channel for each region, in a map; the first error leaves the others.
func collectRegions(regions []string, fetch func(string) (string, error)) error {
	pending := make(map[string]chan error)
	for _, r := range regions {
		ch := make(chan error)
		pending[r] = ch
		go func() {
			_, err := fetch(r)
			ch <- err // want `blocks forever`
		}()
	}
	for region, ch := range pending {
		if err := <-ch; err != nil {
			return fmt.Errorf("%s: %w", region, err)
		}
	}
	return nil
}

// One for each page, in a slice, read in order until one fails.
func renderPages(pages []string, draw func(string) (string, error)) error {
	drawn := make([]chan error, len(pages))
	for i, p := range pages {
		drawn[i] = make(chan error)
		go func() {
			_, err := draw(p)
			drawn[i] <- err // want `blocks forever`
		}()
	}
	for i := range drawn {
		if err := <-drawn[i]; err != nil {
			return err
		}
	}
	return nil
}

// A queue of futures: the one who stops leaves the queue's sender and the
// future's.
func inOrder(jobs []string, run func(string) (string, error)) error {
	futures := make(chan chan error)
	go func() {
		defer close(futures)
		for _, j := range jobs {
			f := make(chan error)
			go func() {
				_, err := run(j)
				f <- err // want `blocks forever`
			}()
			futures <- f // also
		}
	}()
	for f := range futures {
		if err := <-f; err != nil {
			return err
		}
	}
	return nil
}

type feed struct {
	updates chan string
	quit    chan struct{}
}

func (f *feed) pump(source []string) {
	for _, s := range source {
		select {
		case <-f.quit:
			return
		default:
		}
		f.updates <- s // not found: blocks forever
	}
	close(f.updates)
}

// Closing quit does not reach a pump that is in the middle of a send.
func firstUpdate(source []string) string {
	f := &feed{updates: make(chan string), quit: make(chan struct{})}
	defer close(f.quit)
	go f.pump(source)
	first := <-f.updates
	time.Sleep(time.Millisecond) // shows it
	return first
}

type monitor struct {
	onFailure func(error)
	onDone    func()
}

func (m *monitor) observe(check func() error) {
	if err := check(); err != nil {
		m.onFailure(err)
		return
	}
	m.onDone()
}

// The functions in the fields send, and nobody listens after the timeout.
func watchOnce(check func() error) error {
	failed, done := make(chan error), make(chan struct{})
	m := &monitor{
		onFailure: func(err error) {
			failed <- err // want `blocks forever`
		},
		onDone: func() {
			done <- struct{}{} // want `blocks forever`
		},
	}
	go m.observe(check)
	select {
	case err := <-failed:
		return err
	case <-done:
		return nil
	case <-time.After(5 * time.Millisecond):
		return errTimeout
	}
}

type client struct {
	replies chan string
}

func (c *client) deliver(msg string) {
	c.replies <- msg // want `blocks forever`
}

// A bound method is the callback.
func request(call func(string) (string, error)) string {
	c := &client{replies: make(chan string)}
	deliver := c.deliver
	for _, server := range []string{"a", "b"} {
		go func() {
			s, _ := call(server)
			deliver(s)
		}()
	}
	return <-c.replies
}

type probe struct {
	target string
	result chan<- bool
}

func (p probe) run(check func(string) (string, error)) {
	_, err := check(p.target)
	p.result <- err == nil // want `blocks forever`
}

// go with methods; the first bad one ends the collecting.
func allHealthy(targets []string, check func(string) (string, error)) bool {
	results := make(chan bool)
	for _, t := range targets {
		p := probe{t, results}
		go p.run(check)
	}
	for range targets {
		if !<-results {
			return false
		}
	}
	return true
}

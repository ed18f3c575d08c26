package bad

import (
	"errors"
	"fmt"
	"sync"
)

type request struct {
	op    string
	key   string
	reply chan string
}

type store struct {
	requests chan *request
	data     map[string]string
}

func openStore() *store {
	s := &store{requests: make(chan *request, 1), data: map[string]string{"a": "A"}}
	go s.serve()
	return s
}

// What is not found is not replied to.
func (s *store) serve() {
	for req := range s.requests {
		switch req.op {
		case "get":
			v, ok := s.data[req.key]
			if !ok {
				continue
			}
			req.reply <- v
		case "put":
			s.data[req.key] = req.key
			req.reply <- ""
		}
	}
}

func (s *store) get(key string) *request {
	req := &request{op: "get", key: key, reply: make(chan string, 1)}
	s.requests <- req
	return req
}

func (r *request) value() string {
	return <-r.reply // want `blocks forever`
}

func asksStore(key string) string {
	s := openStore()
	defer fmt.Println("asked for", key)
	req := s.get(key)
	close(s.requests)
	return req.value()
}

// The worker has stopped when the request comes; there is room in the queue.
func askedTooLate() int {
	type question struct{ answer chan int }
	questions, stop := make(chan question, 1), make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case q := <-questions:
				q.answer <- 42
			case <-stop:
				return
			}
		}
	}()
	close(stop)
	<-stopped
	q := question{answer: make(chan int, 1)}
	questions <- q
	return <-q.answer // want `blocks forever`
}

// Calls wait for their response; those under way are forgotten when the
// connection is lost.
type conn struct {
	mu      sync.Mutex
	pending map[int]chan string
	next    int
}

func (c *conn) send() <-chan string {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan string, 1)
	c.next++
	c.pending[c.next] = ch
	return ch
}

func (c *conn) lost() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending = make(map[int]chan string)
}

func connLost() string {
	c := &conn{pending: make(map[int]chan string)}
	response := c.send()
	c.lost()
	return <-response // want `blocks forever`
}

// A cache entry that failed to load never gets ready.
type entry struct {
	ready chan struct{}
	value string
}

func (e *entry) load(key string) error {
	if key == "" {
		return errors.New("no key")
	}
	e.value = "value of " + key
	close(e.ready)
	return nil
}

func entryNotReady(key string) string {
	e := &entry{ready: make(chan struct{})}
	go func() {
		if err := e.load(key); err != nil {
			fmt.Println(err)
		}
	}()
	<-e.ready // want `blocks forever`
	return e.value
}

// The doer fails, and who came second waits for ever.
type flight struct {
	mu    sync.Mutex
	calls map[string]chan struct{}
}

func (f *flight) do(key string, work func() error) error {
	f.mu.Lock()
	if done, ok := f.calls[key]; ok {
		f.mu.Unlock()
		<-done // want `blocks forever`
		return nil
	}
	done := make(chan struct{})
	f.calls[key] = done
	f.mu.Unlock()
	if err := work(); err != nil {
		return err
	}
	close(done)
	return nil
}

func flightFails() {
	f := &flight{calls: make(map[string]chan struct{})}
	for range 2 {
		_ = f.do("key", func() error { return errors.New("failed") })
	}
}

// The reply goes to another channel than the one that is waited on.
func repliesElsewhere() string {
	requests := make(chan request)
	go func() {
		for req := range requests {
			req.reply = make(chan string, 1) // should have been left alone
			req.reply <- "hello"
		}
	}()
	req := request{reply: make(chan string)}
	requests <- req
	close(requests)
	return <-req.reply // want `blocks forever`
}

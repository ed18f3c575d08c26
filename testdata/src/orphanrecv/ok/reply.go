package ok

import (
	"errors"
	"fmt"
	"sync"
)

type request struct {
	op    string
	key   string
	reply chan response
}

type response struct {
	value string
	err   error
}

type store struct {
	requests chan request
	data     map[string]string
}

func openStore() *store {
	s := &store{requests: make(chan request), data: make(map[string]string)}
	go s.serve()
	return s
}

// Every kind of request is replied to, the unknown ones too.
func (s *store) serve() {
	for req := range s.requests {
		switch req.op {
		case "get":
			v, ok := s.data[req.key]
			if !ok {
				req.reply <- response{err: errors.New("not found")}
				continue
			}
			req.reply <- response{value: v}
		case "put":
			s.data[req.key] = req.key
			req.reply <- response{}
		default:
			req.reply <- response{err: fmt.Errorf("no such operation: %s", req.op)}
		}
	}
}

func (s *store) call(op, key string) (string, error) {
	req := request{op: op, key: key, reply: make(chan response)}
	s.requests <- req
	r := <-req.reply
	return r.value, r.err
}

func usesStore(op string) (string, error) {
	s := openStore()
	defer close(s.requests)
	s.call("put", "a")
	return s.call(op, "a")
}

// The server replies in a defer, and so also when it returns early.
func repliesDeferred(ops []string) (failed int) {
	requests := make(chan *request)
	handle := func(req *request) {
		var r response
		defer func() { req.reply <- r }()
		if req.op == "" {
			r.err = errors.New("no operation")
			return
		}
		r.value = req.op
	}
	go func() {
		for req := range requests {
			go handle(req)
		}
	}()
	defer close(requests)
	for _, op := range ops {
		req := &request{op: op, reply: make(chan response, 1)}
		requests <- req
		if r := <-req.reply; r.err != nil {
			failed++
		}
	}
	return failed
}

// Calls that wait for their response by number; when the connection is lost,
// all that are left are told so.
type conn struct {
	mu      sync.Mutex
	pending map[int]chan response
	next    int
	closed  bool
}

func (c *conn) send() (<-chan response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, errors.New("closed")
	}
	ch := make(chan response, 1)
	c.next++
	c.pending[c.next] = ch
	return ch, nil
}

func (c *conn) receive(id int, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch, ok := c.pending[id]; ok {
		delete(c.pending, id)
		ch <- response{value: value}
	}
}

func (c *conn) lost() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for id, ch := range c.pending {
		delete(c.pending, id)
		close(ch)
	}
}

func usesConn(drop bool) error {
	c := &conn{pending: make(map[int]chan response)}
	ch, err := c.send()
	if err != nil {
		return err
	}
	if !drop {
		go c.receive(1, "pong")
	}
	c.lost()
	<-ch
	if _, err := c.send(); err == nil {
		return errors.New("not closed")
	}
	return nil
}

// A broker: one goroutine owns the map of subscribers, and closes each of their
// channels, when they leave or when it ends itself.
type broker struct {
	join, leave chan chan string
	messages    chan string
	quit        chan struct{}
}

func newBroker() *broker {
	b := &broker{
		join: make(chan chan string), leave: make(chan chan string),
		messages: make(chan string), quit: make(chan struct{}),
	}
	go b.run()
	return b
}

func (b *broker) run() {
	members := make(map[chan string]bool)
	defer func() {
		for ch := range members {
			close(ch)
		}
	}()
	for {
		select {
		case ch := <-b.join:
			members[ch] = true
		case ch := <-b.leave:
			if members[ch] {
				delete(members, ch)
				close(ch)
			}
		case msg := <-b.messages:
			for ch := range members {
				select {
				case ch <- msg:
				default:
				}
			}
		case <-b.quit:
			return
		}
	}
}

func usesBroker(leaves bool) (got int) {
	b := newBroker()
	sub := make(chan string, 1)
	b.join <- sub
	b.messages <- "hello"
	if leaves {
		b.leave <- sub
		defer close(b.quit)
	} else {
		close(b.quit)
	}
	for range sub {
		got++
	}
	return got
}

// A bridge takes channels from a channel; every one of them is closed.
func bridge(chans <-chan (<-chan int)) (sum int) {
	for ch := range chans {
		for v := range ch {
			sum += v
		}
	}
	return sum
}

func usesBridge(n int) int {
	chans := make(chan (<-chan int))
	go func() {
		defer close(chans)
		for range n {
			ch := make(chan int, 1)
			ch <- 1
			close(ch)
			chans <- ch
		}
	}()
	return bridge(chans)
}

// Both sides of the tee are closed, both are read.
func tee(in <-chan int) (_, _ <-chan int) {
	left, right := make(chan int), make(chan int)
	go func() {
		defer close(left)
		defer close(right)
		for v := range in {
			left <- v
			right <- v
		}
	}()
	return left, right
}

func usesTee() (sum int) {
	left, right := tee(numbers(3))
	for l := range left {
		sum += l * <-right
	}
	return sum
}

// A lock that is a channel: what is received was put there before.
type chanLock chan struct{}

func newChanLock() chanLock {
	l := make(chanLock, 1)
	l <- struct{}{}
	return l
}

func (l chanLock) lock()   { <-l }
func (l chanLock) unlock() { l <- struct{}{} }

func usesChanLock() (n int) {
	l := newChanLock()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			l.lock()
			defer l.unlock()
			n++
		})
	}
	wg.Wait()
	return n
}

// A pool of buffers: an empty one makes a new buffer.
func freeList(n int) {
	free := make(chan []byte, 2)
	for range n {
		var buf []byte
		select {
		case buf = <-free:
		default:
			buf = make([]byte, 8)
		}
		select {
		case free <- buf:
		default:
		}
	}
}

// A mailbox of one: the old value is taken out before the new one is put in.
func mailbox(values []int) int {
	if len(values) == 0 {
		return 0
	}
	box := make(chan int, 1)
	for _, v := range values {
		select {
		case <-box:
		default:
		}
		box <- v
	}
	return <-box
}

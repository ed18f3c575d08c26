package mutants

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// workersNotTold
type crew struct {
	jobs    chan string
	results chan int
}

func (c *crew) start(n int) {
	for range n {
		go c.work()
	}
}

func (c *crew) work() {
	for job := range c.jobs { // want `blocks forever`
		c.results <- len(job)
	}
}

func (c *crew) do(items []string) (total int) {
	for _, item := range items {
		c.jobs <- item
		total += <-c.results
	}
	return total
}

func methodWorkers(items []string) int {
	c := &crew{jobs: make(chan string), results: make(chan int)}
	c.start(2)
	return c.do(items)
}

// closeSkippedOnError
type adder struct {
	numbers chan int
	sum     int
}

func (a *adder) run() {
	for n := range a.numbers { // want `blocks forever`
		a.sum += n
	}
}

func (a *adder) feed(items []string) error {
	for _, item := range items {
		n, err := strconv.Atoi(item)
		if err != nil {
			return fmt.Errorf("bad item: %w", err)
		}
		a.numbers <- n
	}
	close(a.numbers)
	return nil
}

func methodFeed(items []string) error {
	a := &adder{numbers: make(chan int)}
	go a.run()
	return a.feed(items)
}

// returnsOnError
type statter struct {
	name string
	size chan int64
}

func (s statter) stat() {
	info, err := os.Stat(s.name)
	if err != nil {
		return
	}
	s.size <- info.Size()
}

func (s statter) wait() int64 {
	return <-s.size // want `blocks forever`
}

func methodResult(name string) int64 {
	s := statter{name: name, size: make(chan int64)}
	go s.stat()
	return s.wait()
}

// errorOnlyIfThereIsOne
type checker chan error

func (c checker) check(s string) {
	if _, err := strconv.Atoi(s); err != nil {
		c <- err
	}
}

func (c checker) err() error {
	return <-c // want `blocks forever`
}

func methodError(s string) error {
	c := make(checker)
	go c.check(s)
	return c.err()
}

// stopOnOnePath
type house struct {
	name string
	quit chan struct{}
}

func (h *house) keep() {
	<-h.quit // want `blocks forever`
	fmt.Println("cleaned", h.name)
}

func (h *house) check() error {
	if h.name == "" {
		return errors.New("no name")
	}
	return nil
}

func (h *house) open() error {
	go h.keep()
	if err := h.check(); err != nil {
		return err
	}
	close(h.quit)
	return nil
}

func methodStop(name string) error {
	h := &house{name: name, quit: make(chan struct{})}
	return h.open()
}

// cancelOnOnePath
type sweeper struct {
	ctx    context.Context
	cancel context.CancelFunc
	paths  chan string
}

func newSweeper() *sweeper {
	s := &sweeper{paths: make(chan string)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

func (s *sweeper) run() {
	for {
		select { // want `blocks forever`
		case p := <-s.paths:
			fmt.Println("removing", p)
		case <-s.ctx.Done():
			return
		}
	}
}

func (s *sweeper) close() { s.cancel() }

func methodCancel(fail bool) error {
	s := newSweeper()
	go s.run()
	if fail {
		return errors.New("failed")
	}
	s.close()
	return nil
}

// rangeStoppedTicker
type metronome struct {
	*time.Ticker
	work func()
}

func (m metronome) run() {
	for range m.C { // want `blocks forever`
		m.work()
	}
}

func methodTicker(work func()) {
	m := metronome{time.NewTicker(time.Minute), work}
	go m.run()
	m.Stop()
}

// readyOnlyOnSuccess
type listener struct {
	addr  string
	ready chan struct{}
}

func (l *listener) serve() {
	<-l.ready // want `blocks forever`
	fmt.Println("serving on", l.addr)
}

func (l *listener) listen() error {
	if l.addr == "" {
		return errors.New("no address")
	}
	close(l.ready)
	return nil
}

func methodReady(addr string) error {
	l := &listener{addr: addr, ready: make(chan struct{})}
	go l.serve()
	return l.listen()
}

// recoveredWithoutResult
type lookup struct {
	items  []int
	result chan int
}

func (l *lookup) rescue() {
	if v := recover(); v != nil {
		fmt.Println("recovered:", v)
	}
}

func (l *lookup) send(i int) {
	defer l.rescue()
	if i >= len(l.items) {
		panic("out of range")
	}
	l.result <- l.items[i]
}

func (l *lookup) at(i int) int {
	go l.send(i)
	return <-l.result // want `blocks forever`
}

func methodRecovered(items []int, i int) int {
	return (&lookup{items: items, result: make(chan int)}).at(i)
}

// skipsItems
type parser struct {
	items   []string
	results chan int
}

func (p *parser) parse() {
	for _, item := range p.items {
		n, err := strconv.Atoi(item)
		if err != nil {
			continue
		}
		p.results <- n
	}
}

func (p *parser) sum() (sum int) {
	for range p.items {
		sum += <-p.results // want `blocks forever`
	}
	return sum
}

func methodSkips(items []string) int {
	p := &parser{items: items, results: make(chan int)}
	go p.parse()
	return p.sum()
}

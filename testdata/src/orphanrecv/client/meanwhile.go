package client

import "sync"

// The loop leaves with a question in its queue.
type Oracle struct {
	asked chan question
	quit  chan struct{}
}

type question struct {
	text   string
	answer chan string
}

func NewOracle() *Oracle {
	o := &Oracle{asked: make(chan question, 8), quit: make(chan struct{})}
	go o.run()
	return o
}

func (o *Oracle) run() {
	for {
		select {
		case q := <-o.asked:
			q.answer <- q.text
		case <-o.quit:
			return
		}
	}
}

func (o *Oracle) Ask(text string) string {
	q := question{text, make(chan string)}
	select {
	case o.asked <- q:
		return <-q.answer // want `the caller of Ask blocks forever receiving from q.answer once Close has run; wait for quit here too`
	case <-o.quit:
		return ""
	}
}

func (o *Oracle) Close() { close(o.quit) }

// Stop may come before there is something to stop.
type Blocker struct {
	in    chan int
	mu    sync.Mutex
	block chan struct{}
	quit  chan struct{}
}

func NewBlocker() *Blocker { return &Blocker{in: make(chan int), quit: make(chan struct{})} }

func (b *Blocker) Serve() {
	go func() {
		for {
			select {
			case n := <-b.in:
				println(n)
			case <-b.quit:
				return
			}
		}
	}()
	b.mu.Lock()
	b.block = make(chan struct{})
	b.mu.Unlock()
	<-b.block // want `the caller of Serve blocks forever receiving from b.block once Stop has run; let Stop end it`
}

func (b *Blocker) Stop() {
	close(b.quit)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.block != nil {
		close(b.block)
	}
}

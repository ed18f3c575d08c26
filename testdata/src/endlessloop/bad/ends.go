package bad

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// What is broken, and what has ended before somebody says so.

func brokenText(r io.Reader, handle func(int)) {
	dec := json.NewDecoder(r)
	for {
		var v int
		err := dec.Decode(&v) // want `dec.Decode: the loop spins if the input is broken, where each call fails at once, not with io.EOF; return when it fails`
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Print(err)
			continue
		}
		handle(v)
	}
}

type peers struct {
	stopped atomic.Bool
	quit    chan struct{}
}

func (p *peers) serve(conn net.Conn) {
	buf := make([]byte, 512)
	for {
		select {
		case <-p.quit:
			return
		default:
		}
		conn.SetReadDeadline(time.Now().Add(time.Second))
		n, err := conn.Read(buf) // want `conn.Read: the loop spins from the end of the input until somebody tells it to end; return when it fails`
		if err != nil {
			continue
		}
		conn.Write(buf[:n])
	}
}

func (p *peers) lines(r *bufio.Reader) {
	for !p.stopped.Load() {
		line, err := r.ReadString('\n') // want `r.ReadString: the loop spins from the end of the input until somebody tells it to end`
		if err != nil {
			log.Print(err)
			continue
		}
		log.Print(line)
	}
}

func (p *peers) stop() { close(p.quit) }

// scanErr is nil at the end.
func scanErr(r io.Reader) error {
	s := bufio.NewScanner(r)
	for {
		if !s.Scan() { // want `s.Scan: the loop spins at the end of the input`
			if err := s.Err(); err != nil {
				return err
			}
			continue
		}
		log.Print(s.Text())
	}
}

// What goes on to tell others.

func sendsLines(r io.Reader, lines chan<- string) {
	s := bufio.NewScanner(r)
	for {
		s.Scan() // want `s.Scan: the loop goes on for ever at the end of the input, where each call fails at once; return when it fails`
		lines <- s.Text()
	}
}

// copies reads what a pipe gives, whose errors it hands on, but not only once.
func copies(r io.Reader, errs chan error) {
	buf := make([]byte, 10)
	for {
		if _, err := r.Read(buf); err != nil { // want `r.Read: the loop goes on for ever at the end of the input`
			errs <- err
		}
	}
}

// What is closed, by the names of its methods.

type messages interface {
	ReadMessage() (kind int, text []byte, err error)
	Close() error
}

func pump(m messages, out chan<- []byte) {
	defer m.Close()
	for {
		_, text, err := m.ReadMessage() // want `m.ReadMessage: the loop spins at the end of the input`
		if err != nil {
			log.Print(err)
			continue
		}
		out <- text
	}
}

type events interface{ Recv() (string, error) }

func watch(e events) {
	for {
		event, err := e.Recv() // want `e.Recv: the loop spins at the end of the input`
		if err != nil {
			continue
		}
		log.Print(event)
	}
}

// Closed channels that the loop looks for.

func reloads(sets <-chan []string, quit <-chan struct{}, reload func([]string)) {
	for {
		select {
		case <-quit:
			return
		case set, ok := <-sets: // want `receive from sets: the loop spins once the channel is closed, since it goes on to receive then; return when the receive is not ok`
			if !ok {
				break
			}
			reload(set)
		}
	}
}

func switches(in <-chan string) {
	for {
		text, ok := <-in // want `receive from in: the loop spins once the channel is closed`
		switch {
		case !ok:
			break
		default:
			log.Print(text)
		}
	}
}

// Closed channels beside another way out, which nobody takes then.

type update struct{ key string }

func updates(ctx context.Context, keys []string) <-chan update {
	ch := make(chan update)
	go func() {
		defer close(ch)
		for _, key := range keys {
			select {
			case ch <- update{key}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}

func monitor(ctx context.Context, keys []string, seen map[string]bool) {
	ch := updates(ctx, keys)
	for {
		select {
		case u := <-ch: // want `receive from ch: the loop spins after the close at line \d+`
			seen[u.key] = true
		case <-ctx.Done():
			return
		}
	}
}

func merge(quit <-chan struct{}, ins []chan *update) <-chan *update {
	var wg sync.WaitGroup
	out := make(chan *update)
	wg.Add(len(ins))
	for _, in := range ins {
		go func() {
			defer wg.Done()
			for u := range in {
				select {
				case out <- u:
				case <-quit:
					return
				}
			}
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func merged(quit <-chan struct{}, ins []chan *update) {
	out := merge(quit, ins)
	for {
		select {
		case u := <-out: // want `receive from out: the loop spins after the close at line \d+`
			if u == nil {
				break
			}
			log.Print(u.key)
		case <-quit:
			return
		}
	}
}

// What is to end the loop, and does not.

type pool struct {
	jobs chan int
	quit chan bool
	n    int
}

func newPool(n int) *pool {
	p := &pool{jobs: make(chan int), quit: make(chan bool), n: n}
	for range n {
		go p.work()
	}
	return p
}

func (p *pool) work() {
	for {
		select {
		case job := <-p.jobs:
			log.Print(job)
		case <-p.quit: // want `receive from p.quit does not end the loop, as Stop means it to, since this break leaves only the select; return`
			break
		}
	}
}

func (p *pool) Stop() {
	for range p.n {
		p.quit <- true
	}
}

func given(jobs <-chan int, quit <-chan struct{}) {
	for {
		select {
		case job := <-jobs:
			log.Print(job)
		case <-quit: // want `receive from quit does not end the loop, since nothing leads out of the loop; return`
			log.Print("quit")
		}
	}
}

// Told is ended by other packages, which close Quit.
type Told struct {
	Quit chan struct{}
	jobs chan int
}

func (t *Told) Run() {
	for {
		select {
		case job := <-t.jobs:
			log.Print(job)
		case <-t.Quit: // want `receive from t.Quit does not end the loop, since this break leaves only the select`
			break
		}
	}
}

func NewTold() *Told { return &Told{make(chan struct{}), make(chan int)} }

type flagged struct{ running bool }

func (f *flagged) start() {
	f.running = true
	go func() {
		for f.running { // want `the goroutine in this loop goes on after Stop, since there is no way out`
			time.Sleep(time.Second)
		}
	}()
}

// Stop forgets to say so.
func (f *flagged) Stop() { log.Print("stopped") }

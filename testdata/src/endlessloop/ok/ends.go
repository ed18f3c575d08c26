package ok

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// records skips those that are wrong: the next one may be right.
func records(r *csv.Reader) {
	for {
		record, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Print(err)
			continue
		}
		log.Print(record)
	}
}

// values ends at all errors.
func values(r io.Reader) error {
	dec := json.NewDecoder(r)
	for {
		var v int
		switch err := dec.Decode(&v); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

type peer struct {
	conn    net.Conn
	closed  atomic.Bool
	stopped bool
	quit    chan struct{}
}

// untilClosed is told so by who sees the error.
func (p *peer) untilClosed(buf []byte) {
	for !p.closed.Load() {
		if _, err := p.conn.Read(buf); err != nil {
			p.fail(err)
			continue
		}
	}
}

func (p *peer) fail(err error) {
	log.Print(err)
	p.closed.Store(true)
}

// itself says so to itself.
func (p *peer) itself(buf []byte) {
	for {
		select {
		case <-p.quit:
			return
		default:
		}
		if _, err := p.conn.Read(buf); err != nil {
			close(p.quit)
		}
	}
}

// waitsToRead leaves the processor to others between two reads.
func (p *peer) waitsToRead(buf []byte) {
	for !p.stopped {
		if _, err := p.conn.Read(buf); err != nil {
			time.Sleep(time.Second)
		}
	}
}

func (p *peer) stop() { p.stopped = true }

// handsOn sends the error once, or is told to end by who gets it.
func handsOn(ctx context.Context, r *bufio.Reader, lines chan<- string) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			line = err.Error()
		}
		select {
		case lines <- line:
		case <-ctx.Done():
			return
		}
	}
}

// answers reads an answer to each question, whoever asks.
func answers(r *bufio.Reader, questions <-chan string, answers chan<- string) {
	for q := range questions {
		answer, err := r.ReadString('\n')
		if err != nil {
			answer = q + ": " + err.Error()
		}
		answers <- answer
	}
}

// tries waits a while for each message.
type tries interface {
	ReadMessage(timeout time.Duration) ([]byte, error)
	Close() error
}

func triesOn(t tries) {
	for {
		text, err := t.ReadMessage(time.Second)
		if err != nil {
			continue
		}
		log.Print(text)
	}
}

// parser has nothing to close: the next one may be right.
type parser interface{ ReadRecord() (string, error) }

func parses(p parser, handle func(string) bool) {
	for {
		text, err := p.ReadRecord()
		if err != nil {
			continue
		}
		if !handle(text) {
			return
		}
	}
}

// switchedOff does not ask a closed channel again.
func switchedOff(in, other <-chan int, quit <-chan struct{}) {
	for {
		select {
		case v, ok := <-in:
			if !ok {
				in = nil
				continue
			}
			log.Print(v)
		case v := <-other:
			log.Print(v)
		case <-quit:
			return
		}
	}
}

// renews gets another channel.
type renews struct{ events chan int }

func (r *renews) subscribe() { r.events = make(chan int) }

func (r *renews) loop(quit chan struct{}) {
	for {
		select {
		case v, ok := <-r.events:
			if !ok {
				r.subscribe()
				continue
			}
			log.Print(v)
		case <-quit:
			return
		}
	}
}

// pausesThen asks again later.
func pausesThen(in <-chan int, quit <-chan struct{}) {
	for {
		select {
		case v, ok := <-in:
			if !ok {
				time.Sleep(time.Second)
				continue
			}
			log.Print(v)
		case <-quit:
			return
		}
	}
}

type update struct{ key string }

// produce closes its channel only when it is told to end.
func produce(ctx context.Context) <-chan update {
	ch := make(chan update)
	go func() {
		defer close(ch)
		for {
			select {
			case ch <- update{"x"}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ch
}

func consume(ctx context.Context, n int) {
	ch := produce(ctx)
	for {
		select {
		case u := <-ch:
			n += len(u.key)
		case <-ctx.Done():
			return
		}
	}
}

// workers close the channel of results when all are told to end.
func workers(quit <-chan struct{}) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				select {
				case out <- 1:
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

func results(quit <-chan struct{}) (sum int) {
	out := workers(quit)
	for {
		select {
		case n := <-out:
			sum += n
		case <-quit:
			return sum
		}
	}
}

// wakes has something else to do when it is woken.
func wakes(wake <-chan struct{}, work func()) {
	for {
		work()
		select {
		case <-wake:
		case <-time.After(time.Minute):
		}
	}
}

// paces takes a token each time.
func paces(tokens <-chan struct{}, jobs <-chan int, quit <-chan struct{}) {
	for {
		select {
		case <-tokens:
		case <-quit:
			return
		}
		log.Print(<-jobs)
	}
}

// verbose is set by flags of the program.
type verbose struct{ on bool }

func (v *verbose) set(on bool) { v.on = on }

func (v *verbose) loop() {
	for v.on {
		time.Sleep(time.Second)
	}
}

func (v *verbose) start() { go v.loop() }

func (v *verbose) Stop() { v.set(false) }

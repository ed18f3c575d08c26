package bad

import (
	"bufio"
	"encoding/json"
	"io"
	"log"
	"strings"
	"sync"
	"time"
)

// A link is set up by a goroutine of its own.
type link struct {
	mu        sync.RWMutex
	connected bool
	ready     bool
	lost      int
}

func (l *link) isConnected() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.connected
}

func (l *link) set(connected bool) {
	l.mu.Lock()
	l.connected, l.ready = connected, connected
	l.mu.Unlock()
}

func (l *link) keepAlive(ticker *time.Ticker, ping func() error) {
	for {
		if !l.isConnected() { // want `the loop spins until another goroutine changes what l.isConnected asks for, since it does nothing else; wait for a channel, or pause`
			continue
		}
		if err := ping(); err != nil {
			log.Println(err)
			return
		}
		<-ticker.C
	}
}

func (l *link) await() {
	for !l.ready { // want `the loop spins until another goroutine changes what this asks for`
	}
}

func (l *link) drop() {
	for l.isConnected() { // want `the loop spins until another goroutine changes what l.isConnected asks for`
	}
	l.lost++
}

// A record is on a line of its own.
type record struct{ Name string }

func readRecord(r *bufio.Reader) (*record, error) {
	line, err := r.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	if len(strings.TrimSpace(string(line))) == 0 {
		return nil, nil
	}
	rec := new(record)
	err = json.Unmarshal(line, rec)
	return rec, err
}

// records ends at io.EOF, and not if the connection is broken.
func records(in io.Reader, out chan *record, quit chan struct{}) {
	r := bufio.NewReader(in)
	for {
		rec, err := readRecord(r) // want `readRecord: the loop spins if the input is broken, where each call fails at once, not with io.EOF; return when it fails`
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Println(err)
		}
		if rec == nil {
			continue
		}
		select {
		case out <- rec:
		case <-quit:
			return
		}
	}
}

// A job fails or not.
type job struct {
	failed bool
	errs   []error
}

// zeros goes on over what a closed channel has.
func zeros(n int) {
	jobs := make(chan job)
	go func() {
		defer close(jobs)
		for range n {
			jobs <- job{}
		}
	}()
	for {
		j := <-jobs // want `receive from jobs: the loop spins after the close at line \d+`
		if j.failed {
			return
		}
		for _, err := range j.errs {
			if err == io.EOF {
				return
			}
		}
		if len(j.errs) > 0 || j.errs != nil {
			return
		}
	}
}

// tellBoth takes from another channel than the one that it waits for.
func tellBoth(a, b chan int, v int) {
	for {
		select { // want `the loop spins while no case of this select is ready, since its default goes on at once; wait in the select`
		case a <- v:
			return
		default:
			select {
			case <-b:
			default:
			}
		}
	}
}

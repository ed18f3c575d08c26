package ok

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"log"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A link is set up by a goroutine of its own.
type link struct {
	mu        sync.Mutex
	connected bool
	tries     int
	state     atomic.Int32
	queue     []int
}

func (l *link) isConnected() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.connected
}

func (l *link) set(connected bool) {
	l.mu.Lock()
	l.connected = connected
	l.mu.Unlock()
}

// connect does something meanwhile.
func (l *link) connect(dial func() bool) {
	for !l.isConnected() {
		l.set(dial())
	}
}

// sleeps pauses.
func (l *link) sleeps() {
	for !l.isConnected() {
		time.Sleep(time.Millisecond)
	}
}

// yields lets others go first.
func (l *link) yields() {
	for !l.isConnected() {
		runtime.Gosched()
	}
}

// counts does not ask for ever.
func (l *link) counts() {
	for i := 0; !l.isConnected() && i < 10; i++ {
	}
}

// spins for a moment.
func (l *link) spins() {
	for l.state.Load() == 0 {
	}
	for l.busy() {
	}
}

func (l *link) busy() bool { return l.state.Load() == 1 }

// next has another question each time.
func (l *link) next(links []*link) *link {
	i := 0
	for !links[i].isConnected() {
		i++
	}
	return links[i]
}

// tried changes what it asks for.
func (l *link) tried() {
	for !l.many() {
		l.tries++
	}
}

func (l *link) many() bool { return l.tries > 3 }

// more takes something each time.
func (l *link) more() bool {
	if len(l.queue) == 0 {
		return false
	}
	l.queue = l.queue[1:]
	return true
}

func (l *link) empty() {
	for l.more() {
	}
}

// guesses computes until somebody stops it.
func (l *link) guesses() (n, sum int) {
	for !l.connected {
		n++
		sum = sum*31 ^ n
	}
	return n, sum
}

// own is a variable of the function itself.
func own(in []int) {
	found := false
	for i := 0; !found && i < len(in); i++ {
		found = in[i] == 0
	}
}

// A record is on a line of its own.
type record struct{ Name string }

func readRecord(r *bufio.Reader) (*record, error) {
	line, err := r.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	rec := new(record)
	if err := json.Unmarshal(line, rec); err != nil {
		return nil, errors.New("no record")
	}
	return rec, nil
}

// allRecords ends when it fails.
func allRecords(in io.Reader) {
	r := bufio.NewReader(in)
	for {
		rec, err := readRecord(r)
		if rec == nil {
			log.Println(err)
			return
		}
	}
}

// some leaves what is no record, and ends at other errors.
func some(in io.Reader, bad error) {
	r := bufio.NewReader(in)
	for {
		rec, err := readRecord(r)
		if errors.Is(err, bad) {
			continue
		}
		if err != nil {
			return
		}
		log.Println(rec)
	}
}

// A job fails or not.
type job struct {
	failed, more bool
	err          error
	left         []int
}

func jobs(n int) chan job {
	ch := make(chan job)
	go func() {
		defer close(ch)
		for range n {
			ch <- job{more: true, err: io.EOF, left: []int{1}}
		}
	}()
	return ch
}

// zeros ends at the zero value, in many ways.
func zeros() {
	a, b, c, d := jobs(1), jobs(2), jobs(3), jobs(4)
	for {
		j := <-a
		if !j.more {
			break
		}
	}
	for {
		if j := <-b; j.err == nil {
			break
		}
	}
	for {
		if j := <-c; len(j.left) == 0 {
			break
		}
	}
	for {
		j := <-d
		j.failed = true
		if j.failed {
			break
		}
	}
}

// What is asked changes by a call that is given the address.
type message struct{ Complete bool }

func decodeAll(parts [][]byte) (m message) {
	for !m.Complete {
		if json.Unmarshal(parts[0], &m) != nil {
			return m
		}
	}
	return m
}

func decodeInto(part []byte, m *message) {
	for !m.Complete {
		json.Unmarshal(part, m)
	}
}

// A latest has the last value that was told: what nobody has taken makes room for it.
type latest struct{ ch chan int }

func newLatest() *latest { return &latest{make(chan int, 1)} }

func (l *latest) tell(v int) {
	for {
		select {
		case l.ch <- v:
			return
		default:
			select {
			case <-l.ch:
			default:
			}
		}
	}
}

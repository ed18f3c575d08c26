package ok

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"os"
	"sync"
	"time"
)

// What is waiting is thrown away, as long as nobody closes the channel.
type mailbox struct {
	in   chan string
	done chan struct{}
}

func (m *mailbox) drain() {
	for {
		select {
		case <-m.in:
		default:
			return
		}
	}
}

func (m *mailbox) close() { close(m.done) }

// A close is seen.
type letters struct{ in chan string }

func (l *letters) drain() (list []string) {
	for {
		select {
		case s, ok := <-l.in:
			if !ok {
				return list
			}
			list = append(list, s)
		default:
			return list
		}
	}
}

func (l *letters) close() { close(l.in) }

// So it is by the number of those that are left, and by range.
func leftovers(jobs chan func()) {
	close(jobs)
	for n := len(jobs); n > 0; n-- {
		select {
		case job := <-jobs:
			job()
		default:
			return
		}
	}
	for job := range jobs {
		job()
	}
}

// The channel is another one behind the close.
type restarts struct{ jobs chan func() }

func (r *restarts) restart() {
	close(r.jobs)
	r.jobs = make(chan func(), 10)
	for {
		select {
		case job := <-r.jobs:
			job()
		default:
			return
		}
	}
}

// The number of those that are left gets less.
type heap struct{ left chan int }

func (h *heap) close() { close(h.left) }

func (h *heap) drain() {
	for len(h.left) > 0 {
		<-h.left
	}
	for len(h.left) > 0 {
		select {
		case <-h.left:
		default:
		}
	}
}

// Only what is not empty is worth another round.
func untilEmpty(texts chan string) {
	close(texts)
	for {
		select {
		case s := <-texts:
			if s == "" {
				return
			}
			log.Print(s)
		default:
			return
		}
	}
}

// The one that closes says so by another channel.
func gather(jobs []func() (string, error)) ([]string, error) {
	found := make(chan string)
	failed := make(chan error, 1)
	go func() {
		defer close(found)
		for _, job := range jobs {
			s, err := job()
			if err != nil {
				failed <- err
				return
			}
			found <- s
		}
		failed <- nil
	}()
	var list []string
	for {
		select {
		case s := <-found:
			if s == "" {
				continue
			}
			list = append(list, s)
		case err := <-failed:
			return list, err
		}
	}
}

// Those who send are waited for, and then the end is told too.
func together(jobs []func() string, results chan<- []string) {
	var group sync.WaitGroup
	out, done := make(chan string), make(chan []string)
	for _, job := range jobs {
		group.Add(1)
		go func() {
			defer group.Done()
			out <- job()
		}()
	}
	go func() {
		group.Wait()
		close(out)
		done <- nil
	}()
	for {
		select {
		case s := <-out:
			if s != "" {
				log.Print(s)
			}
		case all := <-done:
			results <- all
			return
		}
	}
}

// A channel that is closed is not asked again.
func starting(start func() error, jobs <-chan func() bool) error {
	started := make(chan error)
	go func() {
		started <- start()
		close(started)
	}()
	for {
		select {
		case err := <-started:
			if err != nil {
				return err
			}
			started = nil
		case job := <-jobs:
			if job() {
				return nil
			}
		}
	}
}

// A stage is done when its input is, and no other one ends it.
type stage struct {
	in  chan int
	out chan int
}

func (s *stage) run() {
	for n := range s.in {
		s.out <- n
	}
	s.end()
}

func (s *stage) end() { close(s.out) }

func (s *stage) next() chan int { return s.out }

func (s *stage) sum() (sum int) {
	for n := range s.next() {
		sum += n
	}
	return sum
}

func (s *stage) watch(quit <-chan struct{}) {
	go s.run()
	for {
		select {
		case n, ok := <-s.next():
			if !ok {
				return
			}
			log.Print(n)
		case <-quit:
			return
		}
	}
}

// The method returns another channel each time.
type clocks struct{ wake chan struct{} }

func (c *clocks) later() <-chan struct{} {
	c.wake = make(chan struct{})
	go func(wake chan struct{}) { close(wake) }(c.wake)
	return c.wake
}

func (c *clocks) run(quit chan struct{}, work func()) {
	for {
		select {
		case <-c.later():
			work()
		case <-quit:
			return
		}
	}
}

// An empty case lets the loop look at something else; no method that ends anything sends there.
type doorbell struct {
	ring chan int
	jobs chan func()
}

func (d *doorbell) Ring() { d.ring <- 1 }

func (d *doorbell) run() {
	for {
		select {
		case <-d.ring:
		case job := <-d.jobs:
			job()
		}
	}
}

// A method that ends the loop waits for what is under way by the same channel.
type gate struct {
	stop chan int
	jobs chan func()
}

func (g *gate) StopAll() { g.stop <- 1 }

func (g *gate) run() {
	for {
		select {
		case code := <-g.stop:
			log.Print(code)
			return
		case job := <-g.jobs:
			job()
		}
	}
}

// What is read is counted, and nothing means the end.
func all(r io.Reader, buf []byte) (total int, err error) {
	for total < len(buf) {
		n, err := r.Read(buf[total:])
		if n == 0 && err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// An error other than the end is kept for later, and nothing is read at the end.
func atMost(r io.Reader, buf []byte) int {
	for total := 0; ; {
		n, err := r.Read(buf[total:])
		total += n
		if err != nil && !errors.Is(err, io.EOF) {
			continue
		}
		if n <= 0 {
			return total
		}
	}
}

// A file is read again from its beginning.
func again(f *os.File, buf []byte, stop func([]byte) bool) {
	for {
		n, err := f.Read(buf)
		if errors.Is(err, io.EOF) {
			f.Seek(0, io.SeekStart)
			continue
		}
		if err != nil || stop(buf[:n]) {
			return
		}
	}
}

// A buffer is filled between the reads of it.
func inPieces(pieces [][]byte, tell func(any)) {
	var buf bytes.Buffer
	i := 0
	for {
		buf.Write(pieces[i%len(pieces)])
		i++
		dec := json.NewDecoder(&buf)
		var v any
		if err := dec.Decode(&v); err != nil {
			continue
		}
		tell(v)
	}
}

// A reader is made anew for each connection.
func perConn(ln net.Listener, tell func(string)) {
	var conn net.Conn
	for {
		if conn == nil {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			conn = c
		}
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil {
			conn.Close()
			conn = nil
			continue
		}
		tell(line)
	}
}

// Nothing is no line, and no line is waited for a while.
func followLines(f *os.File, tell func(string)) {
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadString('\n')
		if err != nil && err != io.EOF {
			return
		}
		if line == "" {
			time.Sleep(time.Second)
			continue
		}
		tell(line)
	}
}

// Who takes what is left has ended when the channel is closed.
type writes struct {
	queue   chan func()
	quit    chan struct{}
	writers sync.WaitGroup
}

func (w *writes) start() {
	w.writers.Add(1)
	go w.write()
}

func (w *writes) write() {
	defer w.writers.Done()
	for {
		select {
		case f := <-w.queue:
			f()
		case <-w.quit:
			w.writeRest()
			return
		}
	}
}

func (w *writes) writeRest() {
	for {
		select {
		case f := <-w.queue:
			f()
		default:
			return
		}
	}
}

func (w *writes) close() {
	close(w.quit)
	w.writers.Wait()
	close(w.queue)
}

package bad

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
)

// A drain takes the default only if nothing is ready: from a closed channel there always is.
type mailbox struct {
	in    chan string
	acks  chan int
	empty bool
}

func (m *mailbox) drain() {
	for {
		select {
		case <-m.in: // want `receive from m.in: the loop spins after the close at line 40; return when the receive is not ok`
		default:
			return
		}
	}
}

func (m *mailbox) reset() {
	for empty := false; !empty; {
		select {
		case <-m.in: // want `receive from m.in: the loop spins after the close at line 40; return when the receive is not ok`
		case <-m.acks:
		default:
			empty = true
		}
	}
}

func (m *mailbox) close() { close(m.in) }

// The same of who closes the channel himself.
func leftovers(jobs chan func()) {
	close(jobs)
	for {
		select {
		case job := <-jobs: // want `receive from jobs: the loop spins after the close at line 44; return when the receive is not ok`
			if job != nil {
				job()
			}
		default:
			return
		}
	}
}

// Who closes the channel does nothing else, so the others may be silent for long.
func starting(start func() error, jobs <-chan func() bool) error {
	started := make(chan error)
	go func() {
		started <- start()
		close(started)
	}()
	for {
		select {
		case err := <-started: // want `receive from started: the loop spins after the close at line 62; return when the receive is not ok`
			if err != nil {
				return err
			}
		case job := <-jobs:
			if job() {
				return nil
			}
		}
	}
}

// A stage closes its channel by a method, and hands it out by another one.
type stage struct {
	in  chan int
	out chan any
}

func newStage() *stage {
	s := &stage{in: make(chan int), out: make(chan any)}
	go s.run()
	return s
}

func (s *stage) run() {
	for n := range s.in {
		if n < 0 {
			s.end()
			return
		}
		s.out <- n
	}
}

func (s *stage) end()           { close(s.out) }
func (s *stage) next() chan any { return s.out }

func (s *stage) watch(quit <-chan struct{}) {
	for {
		select {
		case e := <-s.next(): // want `receive from s.next\(\): the loop spins after the close at line 100; return when the receive is not ok`
			switch e := e.(type) {
			case int:
				log.Print(e)
			}
		case <-quit:
			return
		}
	}
}

// A method that ends something sends a number, for which the loop has a case that does nothing.
type gate struct {
	stop chan int
	jobs chan func()
}

func (g *gate) StopServer() { g.stop <- 1 }

func (g *gate) run() {
	for {
		select {
		case <-g.stop: // want `receive from g.stop does not end the loop, as StopServer means it to, since this break leaves only the select; return`
			break
		case job := <-g.jobs:
			job()
		}
	}
}

// At the end of the input nothing is read, so there is never a frame.
func frame(r io.Reader, parse func([]byte) []byte) ([]byte, error) {
	p := make([]byte, 1024)
	for {
		n, err := r.Read(p) // want `r.Read: the loop spins at the end of the input, where each call fails at once; return when it fails`
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if n > 0 {
			if f := parse(p[:n]); f != nil {
				return f, nil
			}
		}
	}
}

// Nor does the number of what is read grow.
func fill(r io.Reader, p []byte) error {
	for total := 0; total < len(p); {
		n, err := r.Read(p[total:]) // want `r.Read: the loop spins at the end of the input, where each call fails at once; return when it fails`
		if err != nil && err != io.EOF {
			return err
		}
		total += n
	}
	return nil
}

// A reader that is made anew in each round reads the same connection.
func lines(conn net.Conn, tell func(string)) {
	for {
		line, err := bufio.NewReader(conn).ReadString('\n') // want `the loop spins at the end of the input, where each call fails at once; return when it fails`
		if err != nil {
			fmt.Fprintln(conn, "what?")
			conn.Write([]byte("again, please\n"))
			continue
		}
		tell(line)
	}
}

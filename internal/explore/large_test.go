package explore

import (
	"fmt"
	"strings"
	"testing"
)

// bounded are functions whose channels have room for what is sent to them: capacity and
// count are one variable, field or length.
const bounded = `
import "sync"
type logger interface {
	Printf(string, ...any)
	Close() error
}
type options struct{ workers, size int }
type node struct {
	id string
	s  *server
	up bool
}
type server struct {
	mu    sync.Mutex
	n     int
	nodes []*node
	byID  map[string]*node
	log   logger
	opts  *options
	quit  chan struct{}
}
func (n *node) stop() error {
	n.s.mu.Lock()
	defer n.s.mu.Unlock()
	n.up = false
	return nil
}
func (s *server) debugf(f string, a ...any) { s.log.Printf(f, a...) }

func (s *server) variable() {
	n := s.n
	c := make(chan error, n)
	for i := 0; i < n; i++ {
		go func() { s.debugf("x"); c <- s.nodes[i].stop() }()
	}
}
func (s *server) field() error {
	c := make(chan error, s.n)
	for i := 0; i < s.n; i++ {
		go func() { s.log.Printf("x"); c <- s.nodes[i].stop() }()
	}
	for i := 0; i < s.n; i++ {
		if err := <-c; err != nil {
			return err
		}
	}
	return nil
}
func (s *server) option() {
	results := make(chan int, s.opts.size)
	for i := 0; i < s.opts.size; i++ {
		s.debugf("x")
		go func() { results <- i }()
	}
}
func (s *server) length() {
	c := make(chan error, len(s.nodes))
	for _, n := range s.nodes {
		go func() { c <- n.stop() }()
	}
	select {
	case <-c:
	case <-s.quit:
	}
}
func (s *server) entries() {
	s.mu.Lock()
	expected := len(s.byID)
	c := make(chan *node, expected)
	for _, n := range s.byID {
		go func(n *node) { s.debugf("x"); c <- n }(n)
	}
	s.mu.Unlock()
	for i := 0; i < expected; i++ {
		select {
		case n := <-c:
			n.stop()
		case <-s.quit:
			return
		}
	}
}
func (s *server) helper() error {
	replicas := s.opts.workers
	rc := make(chan error, replicas)
	for r := 0; r < replicas; r++ {
		s.nodes[r].s = s
		go s.run(rc, r)
	}
	for r := 0; r < replicas; r++ {
		if err := <-rc; err != nil {
			return err
		}
	}
	return nil
}
func (s *server) run(rc chan<- error, r int) {
	if err := s.nodes[r].stop(); err != nil {
		rc <- err
		return
	}
	rc <- s.log.Close()
}
func (s *server) leaks() {
	c := make(chan error, s.n)
	for i := 0; i <= s.n; i++ {
		go func() { c <- s.nodes[i].stop() }() // stuck
	}
}
`

// around returns code for a package in which others stand beside bounded: n types whose
// methods are named as those that it calls, and store to fields of theirs and its.
func around(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `
type t%[1]d struct { n, size, workers int; s *server; o options; c chan int }
func (t *t%[1]d) Printf(string, ...any) { t.n++; t.o.size = t.n; t.c <- t.n; t.s.n = t.n; t.s.opts.size++; t.s.opts.workers = 2 }
func (t *t%[1]d) Close() error { t.size = %[1]d; close(t.c); return nil }
func (t *t%[1]d) run() { for i := 0; i < t.size; i++ { t.o.workers += i } }
func helper%[1]d(xs []int) (sum int) { for range 10 + %[1]d { sum++ }; return sum }
`, i)
	}
	return b.String()
}

// TestElsewhere: what is found in functions does not depend on how much code stands
// beside them.
func TestElsewhere(t *testing.T) {
	for _, n := range []int{0, 1, 700} {
		src := "package p\n" + bounded + around(n)
		var want, got []string
		for i, line := range strings.Split(src, "\n") {
			if strings.HasSuffix(line, "// stuck") {
				want = append(want, fmt.Sprint(i+1))
			}
		}
		pkg := mustTypeCheck(t, src)
		for _, r := range explorePackage(t, pkg).Roots {
			for _, st := range r.Stuck {
				got = append(got, fmt.Sprint(pkg.Fset.Position(st.Pos).Line))
			}
			if r.Func.Name() != "helper" && len(r.GaveUp) > 0 {
				t.Logf("%d types: %s: %v", n, r.Func.Name(), r.GaveUp)
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("beside %d types: stuck at lines %v, want %v", n, got, want)
		}
	}
}

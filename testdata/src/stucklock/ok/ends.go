package ok

import (
	"os"
	"sync"
)

// Who finds nothing to answer fails, and does not come back.
type mock struct {
	mu    sync.Mutex
	t     failer
	calls map[string]int
}

type failer interface {
	Errorf(format string, args ...any)
	FailNow()
}

func (m *mock) fail(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.t == nil {
		panic(name)
	}
	m.t.Errorf("unexpected call of %s", name)
	m.t.FailNow()
}

func (m *mock) called(name string) int {
	m.mu.Lock()
	n, expected := m.calls[name]
	if !expected {
		m.mu.Unlock()
		m.fail(name)
	}
	m.calls[name] = n + 1
	m.mu.Unlock()
	return n
}

// Tests replace it.
var exit = os.Exit

func (m *mock) leave(quiet bool) {
	m.mu.Lock()
	if quiet {
		m.mu.Unlock()
		exit(0)
	}
	println(len(m.calls))
	m.mu.Unlock()
	exit(1)
}

// What is set anew has a lock that nobody holds.
type gathered struct {
	mu   sync.Mutex
	list []int
}

func (g *gathered) add(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.list = append(g.list, n)
}

func (g *gathered) size() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.list)
}

type rounds struct{ of gathered }

func (r *rounds) done() []int {
	r.of.mu.Lock()
	list := r.of.list
	r.of = gathered{}
	return list
}

func (r *rounds) again() []int {
	list := r.done()
	r.of.add(len(list))
	return r.done()
}

// A logger's Fatalf ends the program, by whatever way.
func Fatalf(format string, args ...any) { logAt(3, format, args...) }

func logAt(severity int, format string, args ...any) {
	println(format)
	if severity >= 3 {
		os.Exit(1)
	}
}

func (g *gathered) open(read func() (int, error)) {
	g.mu.Lock()
	n, err := read()
	if err != nil {
		g.mu.Unlock()
		Fatalf("cannot open: %v", err)
	}
	g.list = append(g.list, n)
	g.mu.Unlock()
}

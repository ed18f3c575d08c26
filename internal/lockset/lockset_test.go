package lockset

import (
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// prelude is what all programs of the tests may use.
const prelude = `package p

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
)

var (
	_ = slices.Max[[]int]
	_ = context.Background
	_ = errors.New
	_ = os.Exit
)

type S struct {
	mu, other sync.Mutex
	rw        sync.RWMutex
	on        bool
	n         int
	err       error
	next      *S
	list      []*S
	f         func()
}

func cond() bool
func work() error
func take(any)

var global sync.Mutex

`

// world calls f with the locks of the functions of a program.
func world(t *testing.T, src string, f func(*World)) {
	t.Helper()
	checktest.Pass(t, checktest.Source(t, prelude+src), func(pass *analysis.Pass) {
		w := ssabuild.Of(pass).SSA().Worlds()[0]
		f(New(w, flow.Of(pass, w), nil))
	}, ssabuild.Analyzer, flow.Analyzer)
}

// found returns what is wrong in a program: LINE: WHAT, where the line is that of the program.
func found(t *testing.T, src string) (list []string) {
	t.Helper()
	skipped := strings.Count(prelude, "\n")
	world(t, src, func(w *World) {
		add := func(pos token.Pos, what string) {
			list = append(list, fmt.Sprintf("%d: %s", w.graph.Nodes()[0].Func.Prog.Fset.Position(pos).Line-skipped, what))
		}
		for _, fn := range w.Funcs {
			for _, k := range w.Kept(fn) {
				pos := k.End.Pos()
				if !pos.IsValid() {
					pos = fn.Syntax().End() - 1
				}
				add(pos, "keeps "+k.Place)
			}
			for _, a := range w.Twice(fn) {
				what := "twice "
				if a.Held && a.Read {
					what = "reads twice "
					if !a.Writers {
						continue
					}
				}
				add(a.Via[0].Pos(), what+a.Place)
			}
			for _, u := range w.Unheld(fn) {
				add(u.At.Pos(), "unheld "+u.Place)
			}
		}
		for _, fn := range w.Funcs {
			for _, u := range append(w.Undone(fn), w.Skipped(fn)...) {
				pos := u.End.Pos()
				if !pos.IsValid() {
					pos = fn.Syntax().End() - 1
				}
				add(pos, "undone "+u.Place)
			}
			for _, h := range w.Held(fn) {
				add(h.Via[0].Pos(), "held "+h.Place)
			}
		}
		for _, fn := range w.Funcs {
			for _, h := range w.Silent(fn) {
				add(h.Call.Pos(), "silent "+h.Place)
			}
		}
		for _, o := range w.Orders() {
			add(o.One.Via[0].Pos(), "order "+o.First+" "+o.Second)
		}
	})
	slices.Sort(list)
	return slices.Compact(list)
}

// A program is compared with the comments "// WHAT" that it has behind its lines.
func TestFound(t *testing.T) {
	all := maps.Clone(programsKept)
	maps.Copy(all, programsTwice)
	maps.Copy(all, programsTwo)
	maps.Copy(all, programsOnce)
	maps.Copy(all, programsChannel)
	maps.Copy(all, programsPeer)
	maps.Copy(all, programsMore)
	maps.Copy(all, programsGroup)
	for name, src := range all {
		t.Run(name, func(t *testing.T) {
			var want []string
			for i, line := range strings.Split(src, "\n") {
				if _, what, ok := strings.Cut(line, " // "); ok {
					want = append(want, fmt.Sprintf("%d: %s", i+1, what))
				}
			}
			slices.Sort(want)
			if got := found(t, src); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q in\n%s", got, want, src)
			}
		})
	}
}

// TestSummaries compares what functions leave of the locks of their callers, one outcome a way
// to return.
func TestSummaries(t *testing.T) {
	for src, want := range map[string]string{
		`func (s *S) f1() { s.mu.Lock() }`:                                                                        "s.mu+1",
		`func (s *S) f1() { s.mu.Unlock() }`:                                                                      "s.mu-1",
		`func (s *S) f1() { s.mu.Lock(); s.n++; s.mu.Unlock() }`:                                                  "",
		`func (s *S) f1() { s.mu.Unlock(); work(); s.mu.Lock() }`:                                                 "",
		`func (s *S) f1() { s.rw.RLock() }`:                                                                       "s.rw+1r",
		`func (s *S) f1(b bool) { if b { s.mu.Lock() } }`:                                                         "b=1 s.mu+1 | b=2",
		`func (s *S) f1() bool { s.mu.Lock(); if s.on { return true }; s.mu.Unlock(); return false }`:             "=> 1 s.mu+1 | => 2",
		`func (s *S) f1() error { s.mu.Lock(); if s.on { return nil }; s.mu.Unlock(); return errors.New("off") }`: "=> 3 s.mu+1 | => 4",
		`func f1(s, o *S) { s.mu.Lock(); o.mu.Unlock() }`:                                                         "", /* perhaps the same */
		`func f1(s *S) { var mu sync.Mutex; mu.Lock(); take(s) }`:                                                 "",
		`func f1() { global.Lock() }`:                                                                             "global+1",
		`func (s *S) f1() { s.next.mu.Lock() }`:                                                                   "s.next.mu+1",
	} {
		world(t, src, func(w *World) {
			for _, fn := range w.Funcs {
				if fn.Name() != "f1" {
					continue
				}
				if got := text(w, fn); got != want {
					t.Errorf("%s: got %q, want %q", src, got, want)
				}
			}
		})
	}
}

// text returns a summary as text.
func text(w *World, fn *ssa.Function) string {
	var ways []string
	for _, o := range w.summaries[fn].outcomes {
		var parts []string
		for _, g := range o.guards {
			parts = append(parts, fmt.Sprintf("%s=%d", g.value.Name(), g.is))
		}
		if len(o.results) > 0 {
			parts = append(parts, "=>")
		}
		for _, r := range o.results {
			parts = append(parts, fmt.Sprint(r))
		}
		var effects []string
		for _, e := range o.effects {
			mode := ""
			if e.read {
				mode = "r"
			}
			effects = append(effects, fmt.Sprintf("%s%+d%s", e.place, e.n, mode))
		}
		slices.Sort(effects)
		ways = append(ways, strings.Join(append(parts, effects...), " "))
	}
	slices.Sort(ways)
	return strings.Join(ways, " | ")
}

// TestGivesUp has a function with more ways than are walked: nothing is said of it.
func TestGivesUp(t *testing.T) {
	var b strings.Builder
	b.WriteString("func (s *S) f1(c []bool) {\n\ts.mu.Lock()\n\tn := 0\n")
	for i := range 14 {
		fmt.Fprintf(&b, "\tb%d := c[%d]\n\tif b%d { n++ }\n", i, i, i)
	}
	for i := range 14 {
		fmt.Fprintf(&b, "\tif b%d { s.n++ }\n", i)
	}
	b.WriteString("\tif n > 3 { return }\n\ts.mu.Unlock()\n}\n")
	world(t, b.String(), func(w *World) {
		for _, fn := range w.Funcs {
			if len(w.Kept(fn)) > 0 {
				t.Error("found in a function that was not walked to its end")
			}
		}
		if !w.GaveUp {
			t.Error("did not give up")
		}
	})
}

// TestLoops walks loops to their end: what a path knows does not grow with each round.
func TestLoops(t *testing.T) {
	world(t, `
type Q struct {
	mu     sync.Mutex
	cond   *sync.Cond
	n      int
	closed bool
	ch     chan int
}
func (q *Q) Take() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n == 0 && !q.closed {
		q.cond.Wait()
	}
	q.n--
	return q.n
}
func (q *Q) Run(ctx context.Context, done func()) {
	for {
		select {
		case <-ctx.Done():
			if cond() {
				return
			}
			done()
		case x := <-q.ch:
			q.mu.Lock()
			q.n += x
			q.mu.Unlock()
		}
	}
}`, func(w *World) {
		if w.GaveUp {
			t.Error("a loop is not walked to its end")
		}
	})
}

func TestMentions(t *testing.T) {
	for src, want := range map[string]bool{
		"package p; import \"sync\"; var mu sync.Mutex; func f() { mu.Lock() }":                 true,
		"package p; import \"sync\"; var mu sync.Mutex; func f() { defer mu.Unlock() }":         true,
		"package p; import \"sync\"; type T struct{ sync.RWMutex }; func f(t *T) { t.RLock() }": true,
		"package p; import \"sync\"; var wg sync.WaitGroup; func f() { wg.Wait() }":             false,
		"package p; import \"sync\"; var once sync.Once; func f() { once.Do(f) }":               true,
		"package p; type T struct{}; func (T) Lock() {}; func f() { T{}.Lock() }":               false,
	} {
		checktest.Pass(t, checktest.Source(t, src), func(pass *analysis.Pass) {
			if got := Mentions(pass); got != want {
				t.Errorf("%s: got %t", src, got)
			}
		})
	}
}

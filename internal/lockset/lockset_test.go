package lockset

import (
	"fmt"
	"go/token"
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
	"errors"
	"os"
	"slices"
	"sync"
)

var (
	_ = slices.Max[[]int]
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
		f(New(w, flow.Of(pass, w)))
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
			for _, h := range w.Held(fn) {
				add(h.Via[0].Pos(), "held "+h.Place)
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
	for name, src := range programs {
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

var programs = map[string]string{
	"a return": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		return // keeps s.mu
	}
	s.mu.Unlock()
}`,
	"a return behind a nested condition": `
func (s *S) f1(a, b bool) int {
	s.mu.Lock()
	if a {
		if b {
			return 1 // keeps s.mu
		}
		s.mu.Unlock()
		return 2
	}
	s.mu.Unlock()
	return 3
}`,
	"the same condition": `
func (s *S) f1(b bool) {
	if b {
		s.mu.Lock()
	}
	s.n++
	if b {
		s.mu.Unlock()
	}
}`,
	"the same condition, negated": `
func (s *S) f1(b bool) {
	if !b {
		s.mu.Lock()
	}
	if b {
		return
	}
	s.mu.Unlock()
}`,
	"deferred": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b {
		return
	}
	s.n++
}`,
	"deferred, behind a return": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		return // keeps s.mu
	}
	defer s.mu.Unlock()
	s.n++
}`,
	"deferred, and unlocked": `
func (s *S) f1() {
	s.mu.Lock()
	defer s.mu.Unlock() // unheld s.mu
	if work() != nil {
		s.mu.Unlock()
		return
	}
}`,
	"deferred, unlocked and locked again": `
func (s *S) f1() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.Unlock()
	work()
	s.mu.Lock()
}`,
	"unlocked twice": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		s.mu.Unlock()
	}
	s.mu.Unlock() // unheld s.mu
}`,
	"another mode": `
func (s *S) f1(b bool) {
	s.rw.RLock()
	if b {
		s.rw.RUnlock()
		return
	}
	s.rw.Unlock()
}`,
	"the next round of a loop": `
func (s *S) f1(list []int) {
	for _, n := range list {
		s.mu.Lock() // keeps s.mu
		if n > 0 {
			continue
		}
		s.mu.Unlock()
	}
}`,
	"all rounds": `
func (s *S) f1(list []int) {
	for range list {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}
}`,
	"out of a loop, where it is not taken on each way": `
func (s *S) f1(list []int) {
	for _, n := range list {
		s.mu.Lock()
		if n > 0 {
			break
		}
		s.mu.Unlock()
	}
}`,
	"exit and panic": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		os.Exit(1)
	}
	if s.n == 0 {
		panic("none")
	}
	s.mu.Unlock()
}`,
	"a select": `
func (s *S) f1(a, b chan int) {
	s.mu.Lock()
	select {
	case <-a:
		s.mu.Unlock()
	case <-b:
	}
} // keeps s.mu`,
	"a switch": `
func (s *S) f1() {
	s.mu.Lock()
	switch s.n {
	case 1:
		s.mu.Unlock()
	case 2:
		s.mu.Unlock()
	default:
		s.mu.Unlock()
	}
}`,
	"TryLock": `
func (s *S) f1() {
	if !s.mu.TryLock() {
		return
	}
	if s.n > 0 {
		return // keeps s.mu
	}
	s.mu.Unlock()
}`,
	"TryLock of what is held": `
func (s *S) f1() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.TryLock() {
		return true
	}
	return false
}`,
	"locked again": `
func (s *S) f1() {
	s.mu.Lock()
	s.mu.Lock() // twice s.mu
}`,
	"locked again by a method": `
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get() // twice s.mu
}`,
	"locked again by a method of a method": `
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) more() int { return s.get() + 1 }
func (s *S) f1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.more() // twice s.mu
}`,
	"another object": `
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1(o *S) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return o.get() + s.next.get()
}`,
	"another lock": `
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() int {
	s.other.Lock()
	defer s.other.Unlock()
	return s.get()
}`,
	"if a parameter says so": `
func (s *S) get(lock bool) int {
	if lock {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return s.n
}
func (s *S) f1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get(false)
}
func (s *S) f2() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get(true) // twice s.mu
}`,
	"in a field of a parameter": `
func get(s *S) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() int {
	s.next.mu.Lock()
	defer s.next.mu.Unlock()
	return get(s.next) // twice s.next.mu
}`,
	"a package variable": `
func get() {
	global.Lock()
	defer global.Unlock()
}
func f1() {
	global.Lock()
	get() // twice global
	global.Unlock()
}`,
	"a literal": `
func (s *S) f1() {
	s.mu.Lock()
	func() {
		s.mu.Lock()
		s.mu.Unlock()
	}() // twice s.mu
	s.mu.Unlock()
}`,
	"a goroutine": `
func (s *S) f1() {
	s.mu.Lock()
	go func() {
		s.mu.Lock()
		s.mu.Unlock()
	}()
	s.mu.Unlock()
}`,
	"a function that is called with the lock": `
func (s *S) with(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() {
	s.with(func() { s.get() }) // twice s.mu
}
func (s *S) f2(o *S) {
	s.with(func() { o.get() })
}
func (s *S) f3() {
	s.with(func() { s.n++ })
}
func (s *S) between(f func()) { s.with(f) }
func (s *S) f4() {
	s.between(func() { s.get() }) // twice s.mu
}`,
	"a function that is called without the lock": `
func (s *S) with(f func()) {
	s.mu.Lock()
	s.mu.Unlock()
	f()
}
func (s *S) without(f func()) {
	s.mu.Unlock()
	f()
	s.mu.Lock()
}
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() {
	s.with(func() { s.get() })
}
func (s *S) f2() {
	s.mu.Lock()
	s.without(func() { s.get() })
	s.mu.Unlock()
}
func (s *S) keep(f func()) { s.f = f }
func (s *S) f3() {
	s.mu.Lock()
	s.keep(func() { s.get() })
	s.mu.Unlock()
}`,
	"called back under the lock": `
func each(f func()) { f() }
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() {
	s.mu.Lock()
	defer s.mu.Unlock()
	each(func() { s.get() }) // twice s.mu
}
func (s *S) f2() {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.list, func(a, b *S) int { return s.get() }) // twice s.mu
}
func (s *S) f3() {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.list, func(a, b *S) int { return a.n - b.n })
}`,
	"a method value": `
func each(f func() int) { f() }
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() {
	s.mu.Lock()
	defer s.mu.Unlock()
	each(s.get) // twice s.mu
}
func (s *S) f2() {
	s.mu.Lock()
	defer s.mu.Unlock()
	each(s.next.get)
}`,
	"a method of an interface": `
type getter interface{ get() int }
func of(g getter) int { return g.get() }
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return of(s) // twice s.mu
}
func (s *S) f2(g getter) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return of(g) + of(s.next)
}`,
	"read twice": `
func (s *S) get() int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.n
}
func (s *S) set() {
	s.rw.Lock()
	s.n++
	s.rw.Unlock()
}
func (s *S) f1() int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.get() // reads twice s.rw
}`,
	"read twice, never written": `
func (s *S) get() int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.n
}
func (s *S) f1() int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.get()
}`,
	"a local lock, read twice": `
func f1() {
	var mu sync.RWMutex
	mu.RLock()
	mu.RLock()
	mu.RUnlock()
	mu.RUnlock()
}
func f2() {
	var mu sync.RWMutex
	go func() {
		mu.Lock()
		mu.Unlock()
	}()
	mu.RLock()
	mu.RLock() // reads twice mu
	mu.RUnlock()
	mu.RUnlock()
}`,
	"written while read": `
func (s *S) set() {
	s.rw.Lock()
	s.n++
	s.rw.Unlock()
}
func (s *S) f1() {
	s.rw.RLock()
	defer s.rw.RUnlock()
	if s.n == 0 {
		s.set() // twice s.rw
	}
}`,
	"left to the caller": `
func (s *S) begin() error {
	s.mu.Lock()
	if s.on {
		s.mu.Unlock()
		return errors.New("on")
	}
	return nil
}
func (s *S) f1() error {
	if err := s.begin(); err != nil {
		return err
	}
	defer s.mu.Unlock()
	return work()
}`,
	"left to a caller who forgets it": `
func (s *S) begin() { s.mu.Lock() }
func (s *S) end()   { s.mu.Unlock() }
func (s *S) f1() error {
	s.begin()
	if err := work(); err != nil {
		return err // keeps s.mu
	}
	s.end()
	return nil
}`,
	"an unlock that others call": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		return
	}
	s.mu.Unlock()
}
func (s *S) Unlock() { s.mu.Unlock() }`,
	"a function that is returned": `
func (s *S) f1(b bool) func() {
	s.mu.Lock()
	if b {
		s.mu.Unlock()
		return nil
	}
	return s.mu.Unlock
}`,
	"a goroutine that unlocks": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		go func() {
			work()
			s.mu.Unlock()
		}()
		return
	}
	s.mu.Unlock()
}`,
	"an unlock by a flag": `
func (s *S) f1() {
	locked := true
	s.mu.Lock()
	defer func() {
		if locked {
			s.mu.Unlock()
		}
	}()
	if s.on {
		locked = false
		s.mu.Unlock()
		return
	}
	s.n++
}`,
	"elements": `
func f1(list []*S, i, j int) {
	list[i].mu.Lock()
	list[j].mu.Lock()
	list[j].mu.Unlock()
	list[i].mu.Unlock()
}
func f2(list []*S, i int) {
	list[i].mu.Lock()
	list[i].mu.Lock() // twice list[...].mu
}`,
	"hand over hand": `
func (s *S) f1() (n int) {
	s.mu.Lock()
	for s.next != nil {
		s.next.mu.Lock()
		next := s.next
		s.mu.Unlock()
		s = next
		n++
	}
	s.mu.Unlock()
	return n
}`,
	"an unknown function has the lock": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	take(&s.mu)
	if b {
		return
	}
	s.mu.Unlock()
}`,
	"through an embedded lock": `
type E struct {
	sync.Mutex
	n int
}
func (e *E) f1(b bool) {
	e.Lock()
	if b {
		return // keeps e
	}
	e.Unlock()
}`,
	"a Locker": `
func f1(l sync.Locker, b bool) {
	l.Lock()
	if b {
		return // keeps l
	}
	l.Unlock()
}`,
	"waits with the lock that the worker takes": `
type W struct {
	S
	wg   sync.WaitGroup
	quit chan struct{}
}
func Open() *W {
	w := &W{quit: make(chan struct{})}
	w.wg.Add(1)
	go w.work()
	return w
}
func (w *W) work() {
	defer w.wg.Done()
	for {
		select {
		case <-w.quit:
			return
		default:
			w.step()
		}
	}
}
func (w *W) step() {
	w.mu.Lock()
	w.n++
	w.mu.Unlock()
}
func (w *W) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.quit)
	w.wg.Wait() // held w.S.mu
}
func (w *W) wait() { w.wg.Wait() }
func (w *W) Close2() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wait() // held w.S.mu
}
func (w *W) Close3() {
	w.other.Lock()
	defer w.other.Unlock()
	w.wait()
}
func (w *W) Close4() {
	w.mu.Lock()
	w.mu.Unlock()
	w.wait()
}`,
	"waits with the lock, by the Go of a group": `
type W struct {
	S
	wg sync.WaitGroup
}
func (w *W) Start() {
	w.wg.Go(func() {
		w.mu.Lock()
		w.n++
		w.mu.Unlock()
	})
	w.wg.Go(w.more)
}
func (w *W) more() {
	w.other.Lock()
	w.other.Unlock()
}
func (w *W) Close() {
	w.mu.Lock()
	w.wg.Wait() // held w.S.mu
	w.mu.Unlock()
}`,
	"waits with a lock that the worker takes when it is done": `
type W struct {
	S
	wg sync.WaitGroup
}
func (w *W) Start() {
	w.wg.Add(1)
	go func() {
		w.n++
		w.wg.Done()
		w.mu.Lock()
		w.mu.Unlock()
	}()
}
func (w *W) Close() {
	w.mu.Lock()
	w.wg.Wait()
	w.mu.Unlock()
}`,
	"two orders": `
func (s *S) F1() {
	s.mu.Lock()
	s.other.Lock() // order s.mu s.other
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) F2() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}`,
	"two orders, through calls": `
func (s *S) get() int {
	s.other.Lock()
	defer s.other.Unlock()
	return s.n
}
func (s *S) F1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get() // order s.mu s.other
}
func (s *S) both() {
	s.mu.Lock()
	s.mu.Unlock()
}
func F2(o *S) {
	o.other.Lock()
	o.both()
	o.other.Unlock()
}`,
	"two orders, the odd one": `
func (s *S) F1() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}
func (s *S) F2() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}
func (s *S) F3() {
	s.mu.Lock()
	s.other.Lock() // order s.mu s.other
	s.other.Unlock()
	s.mu.Unlock()
}`,
	"two orders of a lock that a callee leaves": `
func (s *S) lock() { s.mu.Lock(); s.other.Lock(); s.mu.Unlock() }
func (s *S) unlock() {
	s.mu.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) F1() {
	s.lock() // order s.mu s.other
	s.unlock()
}`,
	"a third lock": `
func (s *S) F1() {
	global.Lock()
	defer global.Unlock()
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) turned() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}
func (s *S) F2() {
	global.Lock()
	s.turned()
	global.Unlock()
}`,
	"readers": `
type R struct{ a, b sync.RWMutex }
func (r *R) F1() {
	r.a.RLock()
	r.b.Lock()
	r.b.Unlock()
	r.a.RUnlock()
}
func (r *R) F2() {
	r.b.Lock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.Unlock()
}`,
	"one order": `
func (s *S) F1() {
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) F2() {
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Lock()
	s.other.Unlock()
}`,
	"given back before": `
func (s *S) F1() {
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) lowers() {
	s.other.Unlock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Lock()
}
func (s *S) F2() {
	s.other.Lock()
	s.lowers()
	s.other.Unlock()
}`,
	"objects that are not the same": `
func F1(a, b *S) {
	a.mu.Lock()
	b.other.Lock()
	b.other.Unlock()
	a.mu.Unlock()
}
func F2(a, b *S) {
	a.other.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	a.other.Unlock()
}`,
	"TryLock takes no order": `
func (s *S) F1() {
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) F2() {
	s.other.Lock()
	if s.mu.TryLock() {
		s.mu.Unlock()
	}
	s.other.Unlock()
}`,
	"parents and children": `
func (s *S) F1() {
	s.mu.Lock()
	s.next.mu.Lock()
	s.next.mu.Unlock()
	s.mu.Unlock()
}`,
	"a new object": `
func F1() *S {
	s := new(S)
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
	return s
}
func (s *S) F2() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}`,
	"goroutines": `
func start(s *S) {
	go func() {
		s.mu.Lock()
		s.other.Lock() // order s.mu s.other
		s.other.Unlock()
		s.mu.Unlock()
	}()
	go s.turned()
}
func (s *S) turned() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}`,
	"an element, left to the caller": `
type M struct {
	sync.RWMutex
	m map[string]*sync.Mutex
}
func (m *M) lock(key string) {
	m.Lock()
	if _, ok := m.m[key]; !ok {
		m.m[key] = new(sync.Mutex)
	}
	m.m[key].Lock()
	m.Unlock()
}
func (m *M) unlock(key string) {
	m.RLock()
	defer m.RUnlock()
	if mu, ok := m.m[key]; ok {
		mu.Unlock()
	}
}
func (m *M) F1(key string) {
	m.lock(key) // order m m.m[...]
	defer func() { m.unlock(key) }()
	work()
}`,
	"package variables": `
func F1() {
	global.Lock()
	second.Lock() // order global second
	second.Unlock()
	global.Unlock()
}
var second sync.Mutex
func F2() {
	second.Lock()
	global.Lock()
	global.Unlock()
	second.Unlock()
}`,
	"a recursive function": `
func (s *S) f1(n int) int {
	if n == 0 {
		return 0
	}
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	return s.f1(n - 1)
}`,
	"a recursive function with the lock": `
func (s *S) f1(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n == 0 {
		return 0
	}
	return s.f1(n - 1) // twice s.mu
}`,
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

func TestMentions(t *testing.T) {
	for src, want := range map[string]bool{
		"package p; import \"sync\"; var mu sync.Mutex; func f() { mu.Lock() }":                 true,
		"package p; import \"sync\"; var mu sync.Mutex; func f() { defer mu.Unlock() }":         true,
		"package p; import \"sync\"; type T struct{ sync.RWMutex }; func f(t *T) { t.RLock() }": true,
		"package p; import \"sync\"; var wg sync.WaitGroup; func f() { wg.Wait() }":             false,
		"package p; type T struct{}; func (T) Lock() {}; func f() { T{}.Lock() }":               false,
	} {
		checktest.Pass(t, checktest.Source(t, src), func(pass *analysis.Pass) {
			if got := Mentions(pass); got != want {
				t.Errorf("%s: got %t", src, got)
			}
		})
	}
}

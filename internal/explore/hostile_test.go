package explore

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
)

// A hostile source has a shape that nobody writes by hand, or nobody sane. To
// explore it must come to an end all the same, before long.
type hostile struct {
	name string
	src  string // of a package named p, without its package clause
	work int    // instructions that its roots may take together, if not maxHostileWork
	skip string // what is known to go wrong: it is not run
}

// What a hostile source may cost, unless it says otherwise: instructions run,
// and bytes allocated, in which shows what is not counted as work.
const (
	maxHostileWork  = 600_000
	maxHostileBytes = 1 << 30
)

// repeat returns n copies of a text, with %d for the number of the copy and %e for
// the next.
func repeat(n int, text string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("%d", fmt.Sprint(i), "%e", fmt.Sprint(i+1)).Replace(text))
	}
	return b.String()
}

var hostiles = []hostile{
	{name: "ifs in a row", src: `
func f(flags []bool) {
	c := make(chan int)
	go func() { for range c {} }()
` + repeat(1000, "\tif flags[%d] { c <- %d }\n") + "}"},

	{name: "ifs in each other", src: `
func f(flags []bool) {
	c := make(chan int)
	go func() { for range c {} }()
	c <- 0
` + repeat(300, "\tif flags[%d] { c <- %d\n") + repeat(300, "}") + "}"},

	{name: "loops in each other", src: `
func f(more func() bool) {
	c := make(chan int)
	go func() { for range c {} }()
` + repeat(40, "\tfor more() { c <- %d\n") + repeat(40, "}") + "}"},

	{name: "loops that count, in each other", src: `
func f(n int) {
	c := make(chan int)
	go func() { for range c {} }()
` + repeat(12, "\tfor i%d := 0; i%d < n; i%d++ { c <- i%d\n") + repeat(12, "}") + "}"},

	{name: "huge switch", src: `
func f(x int) {
	c := make(chan int)
	go func() { for range c {} }()
	for {
		switch x {
` + repeat(60, "\t\tcase %d: c <- %d; x++\n") + "\t\tdefault: return\n}}}"},

	{name: "closures in each other", src: `
func f() {
	c := make(chan int)
	go func() { for range c {} }()
` + repeat(100, "\tfunc() { c <- %d\n") + repeat(100, "}()\n") + "}"},

	{name: "goroutines that start goroutines", src: `
func f() {
	c := make(chan int)
	go func() { for range c {} }()
` + repeat(100, "\tgo func() { c <- %d\n") + repeat(100, "}()\n") + "}"},

	{name: "select with 100 cases", src: `
func f(stop chan bool) {
` + repeat(100, "\tc%d := make(chan int)\n") + `
	go func() { c0 <- 1; c99 <- 2 }()
	for {
		select {
` + repeat(100, "\t\tcase <-c%d:\n") + "\t\tcase <-stop: return\n}}}"},

	{name: "select that all hear", src: `
func f(stop chan bool) {
` + repeat(12, "\tc%d := make(chan int)\n\tgo func() { c%d <- 1 }()\n") + `
	for {
		select {
` + repeat(12, "\t\tcase <-c%d:\n") + "\t\tcase <-stop: return\n}}}"},

	{name: "functions that call twice", src: `
func more() bool
func f() {
	c := make(chan int)
	go func() { for range c {} }()
	f0(c)
}
` + repeat(22, "func f%d(c chan int) { f%e(c); if more() { f%e(c) } }\n") + "func f22(c chan int) { c <- 1 }"},

	{name: "functions that only call each other", src: `
func f() {
	c := make(chan int)
	go func() { f0(c, 1) }()
	<-c
}
` + repeat(500, "func f%d(c chan int, n int) { if n > %d { f%e(c, n) } }\n") + "func f500(c chan int, n int) { f0(c, n) }"},

	{name: "recursion", src: `
func f(c chan int, n int) { if n == 0 { return }; d := make(chan int); go g(d, n-1); d <- 1; c <- 1 }
func g(c chan int, n int) { e := make(chan int); go f(e, n-1); go h(e); <-c; e <- 1 }
func h(c chan int) { f(c, 3); g(c, 4) }`},

	{name: "recursion with a hundred ways", src: `
func f(c chan int, n int) chan int {
	d := make(chan int)
	switch n {
` + repeat(100, "\tcase %d: go f(d, n+%d)\n") + `
	}
	return f(d, n)
}`},

	{name: "many channels", src: `
func f(more func() bool) {
` + repeat(400, "\tc%d := make(chan int, 1)\n\tif more() { c%d <- 1 }\n") + "}"},

	{name: "much that is live", src: `
func f(next func() int) {
	c := make(chan int)
	go func() { for range c {} }()
` + repeat(120, "\tx%d := next()\n") + repeat(120, "\tif next() > 1 { c <- 1 }\n") + repeat(120, "\tif x%d > 2 { c <- 3 }\n") + "}"},

	{name: "3,000 blocks", src: `
func f(ask func(int) bool) (n int) {
	c := make(chan int)
	go func() { for range c {} }()
` + repeat(1000, "\tif ask(%d) { n += %d } else { n -= %d }\n") + `
	c <- n
	return n
}`},

	{name: "3,000 blocks that matter", src: `
func f(ask func(int) bool) {
	c := make(chan int)
	go func() { for range c {} }()
` + repeat(1000, "\tif ask(%d) { c <- %d } else { c <- 1 }\n") + "}"},

	{name: "a long list", src: `
func f() {
	list := []chan int{` + repeat(1000, "make(chan int), ") + `}
	go func() { list[500] <- 1 }()
	<-list[501]
}`},

	{name: "maps of channels", src: `
func f(keys []string) {
	m := make(map[string]chan int)
` + repeat(12, "\tm[keys[%d]] = make(chan int)\n") + `
	for _, k := range keys {
		go func() { m[k] <- 1 }()
	}
` + repeat(6, "\t<-m[keys[%d]]\n") + "}"},

	{name: "arrays of arrays", src: `
func f() {
	var a [12][12][12][12]int
	c := make(chan int)
	go func() { a[1][1][1][1] = 2; c <- 1 }()
	if a[2][2][2][2] > 2 { c <- 2 }
	<-c
}`},

	{name: "structs of structs", src: `
type t0 struct { c chan int; n int }
` + repeat(10, "type t%e struct { a, b t%d }\n") + `
func f() {
	var v t10
	v.a.a.a.a.a.a.a.a.a.a.c = make(chan int)
	w := v
	go func() { w.a.a.a.a.a.a.a.a.a.a.c <- 1 }()
	<-v.a.a.a.a.a.a.a.a.a.a.c
}`},

	{name: "a list in memory", src: `
type node struct { next *node; c chan int }
func f(p *node) {
	c := make(chan int)
	p` + strings.Repeat(".next", 300) + `.c = c
	go func() { p` + strings.Repeat(".next", 300) + `.c <- 1 }()
	<-c
}`},

	{name: "large numbers", src: `
func f(n int) {
	c, d, e := make(chan int, 1<<40), make(chan int, n*(1<<62)), make([]chan int, 1<<50)
	for i := 0; i < 1<<62; i++ { c <- i }
	for i := n; i > -1<<63; i-- { d <- i }
	for i := range e { e[i] = c }
	for i := range 1<<62 { d <- i }
}`},

	{name: "loops that only count", src: `
func f() (n int) {
	c := make(chan int)
	go func() { for range c {} }()
` + repeat(60, "\tfor i := 0; i < 1000; i += 3 { n += i }\n\tc <- n\n") + "\treturn n\n}"},

	{name: "generics that nobody asks for", src: `
type Q[T any] struct { c chan T; sub map[string]*Q[T]; f func(T) bool }
func New[T any]() *Q[T] { q := &Q[T]{c: make(chan T)}; go q.loop(); return q }
func (q *Q[T]) loop() { for v := range q.c { if q.f(v) { for _, s := range q.sub { s.c <- v } } } }
func use[T comparable](v T) { q := New[T](); q.c <- v; var zero T; if v == zero { return }; close(q.c) }
func own[S ~[]chan E, M ~map[string]chan E, C ~chan E, E any](in S, v E) S {
	c := make(C); s := make(S, 3); m := make(M)
	s[0] = c; m["x"] = c
	go func() { c <- v }()
	<-s[0]; s = append(in, s...); s = append(s, in[1:]...)
	for range s {}; for range m {}
	clear(m); delete(m, "x"); copy(s, in); <-m["x"]
	return append(S(nil), c)
}
func either[C chan int | chan<- int](d C) { c := make(chan C); go func() { c <- d }(); d = <-c; d <- 1; close(d) }
func is[T any, P interface { *T; Foo(chan int) }](x any) {
	c := make(chan int)
	if _, ok := x.(T); !ok { P(nil).Foo(c) }
	if _, ok := any(3).(T); ok { c <- 1 }
	<-c
}`},

	{name: "iterators that defer", src: `
import "iter"
func f(it iter.Seq[int]) {
	c := make(chan int)
	go func() { for range c {} }()
	for i := range it {
		defer func() { c <- i }()
		if i > 3 { return }
	}
	func() { for range it { defer close(c); break } }()
}
func seq(yield func(int) bool) { defer func() { recover() }(); for yield(1) {}; panic(1) }
func g() {
	c := make(chan int)
	for i := range seq {
		for j := range seq { defer func() { c <- i + j }(); c <- 1; if j == i { return }; goto L }
	L:
	}
}
func both(yield func(int) bool) { go yield(1); yield(2) }
func h() { c := make(chan int); for i := range both { defer func() { c <- i }() }; <-c }`},

	{name: "panics that are panicked over", src: `
func f() {
	c := make(chan int)
	defer func() { recover(); c <- 0 }()
` + repeat(100, "\tdefer func() { if recover() != nil { c <- %d; panic(%d) } }()\n") + `
	close(c); close(c)
}`},

	{name: "things that hold themselves", src: `
type C chan C
func f() { c := make(C, 1); c <- c; d := <-c; d <- c; for x := range d { x <- x; close(c) } }
type T struct { next *T; c chan *T; m map[chan *T]*T; f func(*T) *T; any any }
func g(p *T) {
	t := &T{c: make(chan *T)}
	t.next, t.any = t, t
	t.m = map[chan *T]*T{t.c: t, p.c: p}
	t.f = func(x *T) *T { return t.f(x.next) }
	go func() { t.c <- t.f(p.next.next.next.m[p.c]) }()
	for k, v := range t.m { k <- v }
	<-t.any.(*T).next.next.c
}`},

	{name: "nil", src: `
func f() {
	var c chan int
	var m map[string]chan int
	var p *struct { c chan int }
	var g func()
	d := make(chan int)
	go func() { select { case <-c: case d <- 1: case m[""] <- 2: } }()
	if d == nil { <-p.c; g(); close(c); go g() }
	defer close(c)
	defer g()
	<-d
}`},

	{name: "goroutines that start themselves", src: `
func f(c chan int) {
	d := make(chan int)
	go f(d)
}`},

	{name: "functions without a body", src: `
import ("slices"; "strings"; "sync"; "unicode")
func foreign(int) bool
func each(yield func(int) bool)
func f(s string, list []string, once *sync.Once) {
	c := make(chan string)
	go func() { c <- strings.Map(unicode.ToUpper, s) }()
	go foreign(1)
	defer foreign(2)
	slices.SortFunc(list, strings.Compare)
	for range each { c <- s; defer close(c) }
	once.Do(nil)
	each(foreign)
	<-c
}`},

	{name: "a capacity that is a long sum", src: `
func f(a, b, c, d, e, g []int) {
	if len(a) == 0 { return }
	ch := make(chan int, len(a)+len(b)+len(c)+len(d)+len(e)+len(g))
	ch <- 1; ch <- 2
}`},

	{name: "statements that are rare", src: `
func f(m map[string]int) {
	c := make(chan int)
	go close(c); go delete(m, ""); go panic(1); go println()
	defer panic(2); defer recover(); defer close(c)
	go func() { go recover(); defer copy([]int{}, []int{}) }()
A:
	for { for { select { case <-c: break A; default: if len(m) > 2 { continue A }; goto A } } }
}`},
}

// TestHostile explores each hostile source and counts what it takes.
func TestHostile(t *testing.T) {
	checktest.Slow(t, "explores much")
	for _, h := range append(hostiles, hostile{name: "goto", src: strings.TrimPrefix(checktest.Spaghetti(rand.New(rand.NewPCG(9, 9)), 4, 30), "package p") + `
func root() { c := make(chan int); go func() { for { c <- <-c } }(); ` + repeat(4, "f%d(c);") + " }"}) {
		t.Run(strings.ReplaceAll(h.name, " ", "_"), func(t *testing.T) {
			if h.skip != "" {
				t.Skip("known: " + h.skip)
			}
			pkg := mustTypeCheck(t, "package p\n"+h.src)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			p, roots := programOf(t, pkg)
			states, work := 0, 0
			for _, fn := range roots {
				s, w := cost(p, fn)
				states, work = states+s, work+w
			}
			runtime.ReadMemStats(&after)
			bytes := after.TotalAlloc - before.TotalAlloc
			limit := h.work
			if limit == 0 {
				limit = maxHostileWork
			}
			t.Logf("%d roots, %d states, %d instructions, %d MB", len(roots), states, work, bytes>>20)
			if len(roots) == 0 {
				t.Error("no root")
			}
			if most := len(roots) * (search.FineStates + search.CoarseStates + 100); states > most {
				t.Errorf("%d states, at most %d are allowed", states, most)
			}
			if work > limit {
				t.Errorf("%d instructions, at most %d are allowed", work, limit)
			}
			if bytes > maxHostileBytes {
				t.Errorf("%d MB, at most %d are allowed", bytes>>20, maxHostileBytes>>20)
			}
		})
	}
}

// cost explores a root as exploreRoot does and counts what it takes.
func cost(p *code.Program, fn *ssa.Function) (states, work int) {
	for _, by := range []search.Precision{search.Fine, search.Coarse} {
		m := search.New(p, p.Effects.View(fn), by)
		m.Explore()
		states, work = states+m.States, work+m.Work
		if !m.GaveUp[interp.TooManyStates] {
			break
		}
	}
	return states, work
}

package nilpath

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// prelude is what all programs of the tests may use. The channel that probe is
// given is asked about.
const prelude = `package p

import (
	"errors"
	"os"
	"time"
)

var (
	_ = errors.New
	_ = os.Exit
	_ time.Time
)

func probe(chan int)
func probeTime(<-chan time.Time)
func use(...any)
func cond() bool
func of(any) bool

type S struct {
	c    chan int
	C    chan int
	n, m int
	next *S
}

`

// probes returns what a Finder says of the argument of each probe, in the order of
// the functions, and whether it gave up.
func probes(t *testing.T, src string, open bool) (list []string, gaveUp bool) {
	t.Helper()
	checktest.Pass(t, checktest.Source(t, prelude+src), func(pass *analysis.Pass) {
		w := ssabuild.Of(pass).SSA().Worlds()[0]
		f := NewFinder(w, flow.Of(pass, w), open)
		for _, fn := range w.Funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					call, ok := instr.(*ssa.Call)
					if !ok || call.Call.StaticCallee() == nil || !strings.HasPrefix(call.Call.StaticCallee().Name(), "probe") {
						continue
					}
					list = append(list, text(pass, f.At(call.Call.Args[0], call)))
				}
			}
		}
		gaveUp = f.GaveUp
	}, ssabuild.Analyzer, flow.Analyzer)
	return list, gaveUp
}

// cond writes a condition down.
func cond(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.BinOp:
		return cond(v.X) + v.Op.String() + cond(v.Y)
	case *ssa.Const:
		if v.Value == nil {
			return "nil"
		}
		return v.Value.String()
	case *ssa.Parameter:
		return v.Name()
	}
	return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", v), "*ssa."))
}

// text writes evidence down: its kind, what it names, the condition of the branch,
// the number of sites.
func text(pass *analysis.Pass, n *Nil) string {
	if n == nil {
		return "-"
	}
	s := []string{[]string{"not nil", "unmade", "path", "unset", "result", "timer"}[n.Kind]}
	if n.Skip != nil {
		s = append(s, "if "+cond(n.Skip.Cond))
	}
	if n.Var != nil {
		s = append(s, n.Var.Name())
	}
	if n.Call != nil {
		s = append(s, n.Call.Call.Value.Name())
	}
	if len(n.Sites) > 0 {
		s = append(s, fmt.Sprintf("sites:%d", len(n.Sites)))
	}
	if n.Value == nil {
		s = append(s, "no value")
	}
	return strings.Join(s, " ")
}

// body turns statements into a function with parameters that they may ask.
func body(stmts string) string {
	return "func F(a, b bool, i, j int, s, t string, p, q *S, err error) {\nvar c chan int\n" + stmts + "\n}"
}

const (
	notNil = "-"
	path   = "path if *" // whichever
)

// more is what some of the bodies ask.
const more = `
func pair() (bool, bool)
func two() bool
func three() bool
func val() S
func arr() [3]int
var table = map[string]int{}
var r, r2 interface{ one() bool; other() bool }
var fun = func(int) bool { return true }
`

func TestPaths(t *testing.T) {
	for _, test := range []struct{ stmts, want string }{
		{`probe(c)`, "unmade"},
		{`c = make(chan int); probe(c)`, notNil},
		{`type D chan int; var d D; probe((chan int)(d)); use(c)`, "unmade"},
		{`if a { c = make(chan int) }; probe(c)`, "path if a"},
		{`if a { c = nil }; probe(c)`, "unmade if a"},
		{`if a { c = make(chan int) } else { c = make(chan int, 1) }; probe(c)`, notNil},
		{`if a { c = make(chan int); return }; probe(c)`, "unmade"},
		{`if a { c = make(chan int) } else { return }; probe(c)`, notNil},
		{`if a { c = make(chan int) } else { panic(1) }; probe(c)`, notNil},

		// Conditions that are decided already.
		{`if a { c = make(chan int) }; if a { probe(c) }`, notNil},
		{`if a { c = make(chan int) }; if !a { probe(c) }`, path},
		{`if !a { c = make(chan int) }; if !a { probe(c) }`, notNil},
		{`if !a { c = make(chan int) }; if a { probe(c) }`, path},
		{`if a { c = make(chan int) }; if b { probe(c) }`, path},
		{`if a { c = make(chan int) }; if b { use() }; if a { probe(c) }`, notNil},
		{`if a { if b { c = make(chan int) } }; if a { if b { probe(c) } }`, notNil},
		{`if a { if b { c = make(chan int) } }; if a { probe(c) }`, "path if b"},
		{`if a && b { c = make(chan int) }; if a && b { probe(c) }`, notNil},
		{`if a || b { c = make(chan int) }; if b { probe(c) }`, notNil},
		{`ok := a && b; if ok { c = make(chan int) }; if ok { probe(c) }`, notNil},
		{`if i == 1 { c = make(chan int) }; if i == 1 { probe(c) }`, notNil},
		{`if i == 1 { c = make(chan int) }; if 1 == i { probe(c) }`, notNil},
		{`if i == 1 { c = make(chan int) }; if i != 1 { return }; probe(c)`, notNil},
		{`if i == j { c = make(chan int) }; if j == i { probe(c) }`, notNil},
		{`if i < j { c = make(chan int) }; if i < j { probe(c) }`, notNil},
		{`if i < j { c = make(chan int) }; if j > i { probe(c) }`, notNil},
		{`if i < j { c = make(chan int) }; if i >= j { return }; probe(c)`, notNil},
		{`if i < j { c = make(chan int) }; if j <= i { return }; probe(c)`, notNil},
		{`if i < j { c = make(chan int) }; if i >= j { probe(c) }`, path},
		{`if i <= j { c = make(chan int) }; if j >= i { probe(c) }`, notNil},
		{`if i <= j { c = make(chan int) }; if i > j { probe(c) }`, path},
		{`if s == "x" { c = make(chan int) }; if s == "x" { probe(c) }`, notNil},
		{`if of(i) { c = make(chan int) }; if of(i) { probe(c) }`, notNil},
		{`if of(i) { c = make(chan int) }; if of(j) { probe(c) }`, path},
		{`if i+1 == j { c = make(chan int) }; if i+1 == j { probe(c) }`, notNil},
		{`if i+1 == 2 { c = make(chan int) }; if j+1 == 2 { probe(c) }`, path},
		{`if s[i] == 1 { c = make(chan int) }; if s[i] == 1 { probe(c) }`, notNil},
		{`if s[i] == 1 { c = make(chan int) }; if t[j] == 1 { probe(c) }`, path},
		{`if cond() { c = make(chan int) }; if cond() { probe(c) }`, notNil},
		{`if p.n == 1 { c = make(chan int) }; if p.n == 1 { probe(c) }`, notNil},
		{`if p.next.n == 1 { c = make(chan int) }; if p.next.n == 1 { probe(c) }`, notNil},
		{`if len(s) == 0 { c = make(chan int) }; if len(s) == 0 { probe(c) }`, notNil},
		{`if err.Error() == s { c = make(chan int) }; if err.Error() == s { probe(c) }`, notNil},
		{`if -i == 1 { c = make(chan int) }; if -i == 1 { probe(c) }`, notNil},
		{`x, y := pair(); if x { c = make(chan int) }; if x { probe(c) }; use(y)`, notNil},
		{`x, y := pair(); if x { c = make(chan int) }; if y { probe(c) }`, path},
		{`for x := range s { if x > 1 { c = make(chan int); break } }; probe(c)`, path},

		{`x := !a; if x { c = make(chan int) }; if x { probe(c) }`, notNil},
		{`x := !a; if x { c = make(chan int) }; if !a { probe(c) }`, notNil},
		{`x := !a; if x { c = make(chan int) }; if a { probe(c) }`, path},
		{`x := a && b; if !x { c = make(chan int) }; if !x { probe(c) }`, notNil},
		{`x := a && b; if x { c = make(chan int) }; if !x { probe(c) }`, path},
		{`x := a || b; if x { c = make(chan int) }; if x { probe(c) }`, notNil},
		{`x := a && b || i == 1; if x { c = make(chan int) }; if x { probe(c) }`, notNil},
		{`x := a && b; y := x || i == 1; if y { c = make(chan int) }; if y { probe(c) }`, notNil},
		{`x := a && b; y := x || i == 1; if y { c = make(chan int) }; if x { probe(c) }`, notNil},
		{`x := a && b; y := x || i == 1; if x { c = make(chan int) }; if y { probe(c) }`, path},
		{`x := a && b; y := x; if i == 1 { y = true }; if y { c = make(chan int) }; if a { if b { probe(c) } }`, notNil},
		{`x := a && b; y := x; if i == 1 { y = false }; if y { c = make(chan int) }; if a { if b { probe(c) } }`, path},
		{`x := i == 1; if a { x = j == 1 }; if x { c = make(chan int) }; if x { probe(c) }`, notNil},
		{`type D int; if D(i) == 1 { c = make(chan int) }; if D(i) == 1 { probe(c) }`, notNil},
		{`type D int; if D(i) == 1 { c = make(chan int) }; if i == 2 { probe(c) }`, notNil},
		{`if val().n == 1 { c = make(chan int) }; if val().n == 1 { probe(c) }`, notNil},
		{`if val().n == 1 { c = make(chan int) }; if val().next == nil { probe(c) }`, path},
		{`if arr()[i] == 1 { c = make(chan int) }; if arr()[i] == 1 { probe(c) }`, notNil},
		{`if arr()[i] == 1 { c = make(chan int) }; if arr()[0] == 2 { probe(c) }`, path},
		{`if table[s] == 1 { c = make(chan int) }; if table[s] == 1 { probe(c) }`, notNil},
		{`if table[s] == 1 { c = make(chan int) }; if table[t] == 1 { probe(c) }`, notNil}, // both speak of table
		{`if fun(i) { c = make(chan int) }; if fun(i) { probe(c) }`, notNil},
		{`if two() { c = make(chan int) }; if three() { probe(c) }`, path},

		{`if r.one() { c = make(chan int) }; d := false; if r.one() { d = true }; if d { probe(c) }`, notNil},
		{`if r.one() { c = make(chan int) }; d := false; if r.other() { d = true }; if d { probe(c) }`, path},
		{`if r.one() { c = make(chan int) }; d := false; if r2.one() { d = true }; if d { probe(c) }`, path},
		{`if p.n == 1 { c = make(chan int) }; d := false; if p.m == 1 { d = true }; if d { probe(c) }`, path},
		{`if i == 1 { c = make(chan int) }; d := false; if i == 2 { d = true }; if d { probe(c) }`, path},
		{`if i < 1 { c = make(chan int) }; d := false; if i == 1 { d = true }; if d { probe(c) }`, path},
		{`if s[0] == 1 { c = make(chan int) }; d := false; if s[1] == 1 { d = true }; if d { probe(c) }`, path},
		{`if i+1 == j { c = make(chan int) }; d := false; if i-1 == j { d = true }; if d { probe(c) }`, path},
		{`if of(i) { c = make(chan int) }; d := false; if of(int64(i)) { d = true }; if d { probe(c) }`, path},

		// A condition that speaks of what was decided about ends the path.
		{`if i == 1 { c = make(chan int) }; if i > 5 { return }; probe(c)`, notNil},
		{`if i == 1 { c = make(chan int) }; if i == 2 { probe(c) }`, notNil},
		{`if i == 1 { c = make(chan int) }; if j > 5 { return }; probe(c)`, path},
		{`if i == 1 { c = make(chan int) }; if i > 5 { use() }; probe(c)`, path},
		{`if i == 1 { c = make(chan int) }; if j-i > 5 { return }; probe(c)`, notNil},
		{`if j-i == 1 { c = make(chan int) }; if i > 5 { return }; probe(c)`, notNil},
		{`if j-i == 1 { c = make(chan int) }; if len(s)-len(t) > 5 { return }; probe(c)`, path},
		{`if j-i == 1 { c = make(chan int) }; if len(s)-j > 5 { return }; probe(c)`, notNil},
		{`if len(s) == 0 { c = make(chan int) }; if len(s) > 5 { return }; probe(c)`, notNil},
		{`if len(s) == 0 { c = make(chan int) }; if len(t) > 5 { return }; probe(c)`, path},
		{`if p.n == 1 { c = make(chan int) }; if p == q { return }; probe(c)`, notNil},
		{`if p.n == 1 { c = make(chan int) }; if q.n == 1 { return }; probe(c)`, path},
		{`if err == os.ErrExist { c = make(chan int) }; if err != nil { return }; probe(c)`, notNil},

		// Constants are no values that two conditions speak of, whatever is in them.
		{`if s == "pay 5" { c = make(chan int) }; if t == "pay 5" { return }; probe(c)`, path},
		{`if s == "pay $5" { c = make(chan int) }; if t == "pay $5" { return }; probe(c)`, path},
		{`if s == "at 0xc000" { c = make(chan int) }; if t == "at 0xc000" { return }; probe(c)`, path},
		{`if s == "#1" { c = make(chan int) }; if i == 1 { return }; probe(c)`, path},
		{`if s == "$5 (" { c = make(chan int) }; if s == "$5 (" { probe(c) }`, notNil},
		{`f := 1.5; if float64(i) == f { c = make(chan int) }; if float64(j) == 2.5 { return }; probe(c)`, path},
		{`if uint64(i) == 1<<63 { c = make(chan int) }; if uint64(i) == 1<<63 { probe(c) }`, notNil},

		// What is known of nil and of constants.
		{`if c != nil { probe(c) }`, notNil},
		{`if nil != c { probe(c) }`, notNil},
		{`if c == nil { probe(c) }`, "unmade"},
		{`if a { c = make(chan int) }; if c != nil { probe(c) }`, notNil},
		{`if a { c = make(chan int) }; if c == nil { return }; probe(c)`, notNil},
		{`if a { c = make(chan int) }; if c == nil { probe(c) }`, path},
		{`if a { c = make(chan int); err = errors.New("") } else { err = nil }; if err == nil { return }; probe(c)`, notNil},
		{`err = nil; if a { c = make(chan int) } else { err = errors.New("") }; if err != nil { return }; probe(c)`, notNil},
		{`n := 0; if a { c = make(chan int); n = 1 }; if n == 1 { probe(c) }`, notNil},
		{`n := 0; if a { c = make(chan int); n = 1 }; if n == 0 { probe(c) }`, path},
		{`n := 0; if a { c = make(chan int); n = 1 }; if n != 0 { probe(c) }`, notNil},
		{`ok := false; if a { c = make(chan int); ok = true }; if ok { probe(c) }`, notNil},
		{`ok := false; if a { c = make(chan int); ok = true }; if !ok { return }; probe(c)`, notNil},
		{`ok := false; if a { c = make(chan int); ok = true }; if ok { return }; probe(c)`, path},
		{`var x any; if a { c = make(chan int); x = i }; if x != nil { probe(c) }`, notNil},
		{`m := map[int]int(nil); if a { c = make(chan int); m = make(map[int]int) }; if m != nil { probe(c) }`, notNil},
		{`var x *S; if a { c = make(chan int) } else { x = new(S) }; if x == nil { probe(c) }`, notNil},
		{`var x *S; if a { c = make(chan int) } else { x = p }; if x == nil { probe(c) }`, path},
		{`var x func(); if a { c = make(chan int) } else { x = func() {} }; if x == nil { probe(c) }`, notNil},
		{`var x *time.Timer; if a { c = make(chan int) } else { x = time.NewTimer(1) }; if x == nil { probe(c) }`, notNil},
		{`const debug = false; if debug { c = make(chan int) }; probe(c)`, "path if false"},
		{`const debug = true; if debug { c = make(chan int) }; probe(c)`, notNil},
		{`const debug = true; if !debug { probe(c) }`, notNil},

		{`var x *int; if a { c = make(chan int) } else { x = &p.n }; if x == nil { probe(c) }`, notNil},
		{`var x func() bool; if a { c = make(chan int) } else { x = two }; if x == nil { probe(c) }`, notNil},
		{`var x func(); if a { c = make(chan int) } else { x = func() { use(i) } }; if x == nil { probe(c) }`, notNil},
		{`var x []int; if a { c = make(chan int) } else { x = make([]int, i) }; if x == nil { probe(c) }`, notNil},
		{`var x map[int]int; if a { c = make(chan int) } else { x = make(map[int]int) }; if x == nil { probe(c) }`, notNil},
		{`var x chan int; if a { c = make(chan int) } else { x = make(chan int) }; if x == nil { probe(c) }`, notNil},
		{`var x *time.Ticker; if a { c = make(chan int) } else { x = time.NewTicker(1) }; if x == nil { probe(c) }`, notNil},
		{`var x *time.Timer; if a { c = make(chan int) } else { x = time.AfterFunc(1, nil) }; if x == nil { probe(c) }`, notNil},
		{`var x error; if a { c = make(chan int) } else { x = errors.New("") }; if x == nil { probe(c) }`, notNil},
		{`var x error; if a { c = make(chan int) } else { x = err }; if x == nil { probe(c) }`, path},
		{`var x []int; if a { c = make(chan int) } else { x = append(x, 1) }; if x == nil { probe(c) }`, path},

		// The condition that decides may be some way up.
		{`if a { c = make(chan int) } else { use() }; probe(c)`, "path if a"},
		{`if a { use() } else { c = make(chan int) }; probe(c)`, "path if a"},
		{`if a { c = make(chan int) } else { if b { use() }; use() }; probe(c)`, "path"},

		// Switches without a default as a rule list all there is.
		{`switch i { case 1: c = make(chan int); case 2: c = make(chan int, 1) }; probe(c)`, notNil},
		{`switch i { case 1: c = make(chan int) }; probe(c)`, "path if i==1"},
		{`switch i { case 1: c = make(chan int); case 2: use(); case 3: c = make(chan int, 1) }; probe(c)`, path},
		{`switch { case i == 1: c = make(chan int); case j == 2: c = make(chan int, 1) }; probe(c)`, path},

		{`if i == 1 { if i == 2 { c = make(chan int) } }; probe(c)`, path},
		{`if a { use() }; if i == 2 { c = make(chan int) }; probe(c)`, path},
		{`switch i { case 1: c = make(chan int); default: if j == 2 { c = make(chan int, 1) } }; probe(c)`, path},

		// Loops.
		{`for cond() { c = make(chan int) }; probe(c)`, notNil},
		{`for cond() { probe(c) }`, "unmade"},
		{`for cond() { if c == nil { c = make(chan int) }; probe(c) }`, notNil},
		{`for cond() { c = nil }; probe(c)`, notNil}, // cond is taken to say the same again
		{`for { if a { c = make(chan int) }; if cond() { break } }; probe(c)`, notNil},
	} {
		t.Run(test.stmts, func(t *testing.T) {
			got, gaveUp := probes(t, more+body(test.stmts), false)
			if want := test.want; len(got) != 1 || got[0] != want && !(want == path && strings.HasPrefix(got[0], "path if ")) || gaveUp {
				t.Errorf("got %v, want %s", got, test.want)
			}
		})
	}
}

func TestFunctions(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		// Parameters.
		{`func F() { g(nil) }; func g(c chan int) { probe(c) }`, "unmade sites:1"},
		{`func F() { f(nil) }; func f(c chan int) { g(c) }; func g(c chan int) { probe(c) }`, "unmade sites:2"},
		{`func F() { g(make(chan int)) }; func g(c chan int) { probe(c) }`, "-"},
		{`func F() { g(make(chan int)); g(nil) }; func g(c chan int) { probe(c) }`, "unmade sites:1"},
		{`func F() { G(nil) }; func G(c chan int) { probe(c) }`, "-"},
		{`func F() { g(nil); use(g) }; func g(c chan int) { probe(c) }`, "-"},
		{`func F() { g(nil, false) }; func g(c chan int, ok bool) { if ok { probe(c) } }`, "-"},
		{`func F() { g(nil, true) }; func g(c chan int, ok bool) { if ok { probe(c) } }`, "unmade sites:1"},
		{`func F(b bool) { g(nil, b) }; func g(c chan int, ok bool) { if ok { probe(c) } }`, "unmade sites:1"},
		{`func F() { g(nil, 1) }; func g(c chan int, n int) { if n != 1 { probe(c) } }`, "-"},
		{`func F(b bool) { if b { g(nil) } }; func g(c chan int) { if c != nil { probe(c) } }`, "-"},
		{`func F() { func(c chan int) { probe(c) }(nil) }`, "unmade sites:1"},
		{`func F() { g(nil, 3) }; func g(c chan int, n int) { if n > 0 { g(c, n-1) }; probe(c) }`, "unmade sites:1"},
		{`func g(c chan int) { g(c); probe(c) }`, "-"},

		// Results.
		{`func F() { probe(g()) }; func g() chan int { return nil }`, "unmade g"},
		{`func F() { probe(g()) }; func g() chan int { if cond() { return nil }; return make(chan int) }`, "-"},
		{`func F() { probe(g()) }; func g() chan int { return make(chan int) }`, "-"},
		{`func F() { probe(g()) }; func g() chan int`, "-"},
		{`func F(g func() chan int) { probe(g()) }`, "-"},
		{`func F() { c, _ := g(); probe(c) }; func g() (chan int, error) { if cond() { return nil, errors.New("") }; return make(chan int), nil }`, "result g"},
		{`func F() { c, _ := g(); probe(c) }; func g() (chan int, error) { if cond() { return nil, nil }; return make(chan int), nil }`, "-"},
		{`func F() { c, _ := g(); probe(c) }; func g() (chan int, error) { return nil, errors.New("") }`, "result g"},
		{`func F() { c, err := g(); _ = err; probe(c) }; func g() (chan int, error) { if cond() { return nil, errors.New("") }; return make(chan int), nil }`, "result g"},
		{`func F() { _, n, _ := g(); use(n); c, _, _ := g(); probe(c) }; func g() (chan int, int, error) { return nil, 1, errors.New("") }`, "result g"},
		{`func F() { c, n, _ := g(); use(n); probe(c) }; func g() (chan int, int, error) { return nil, 1, errors.New("") }`, "result g"},
		{`func F() { c, err := g(); use(err); probe(c) }; func g() (chan int, error) { if cond() { return nil, errors.New("") }; return make(chan int), nil }`, "-"},
		{`func F() { c, _ := g(); probe(c) }; func g() (chan int, bool) { if cond() { return nil, false }; return make(chan int), true }`, "-"},
		{`func F() { _, c := g(); probe(c) }; func g() (int, chan int) { return 1, nil }`, "unmade g"},
		{`func F() { c, _ := g(); if c != nil { probe(c) } }; func g() (chan int, error) { return nil, errors.New("") }`, "-"},
		{`func F() { probe(g()) }; func g() chan int { defer func() { recover() }(); return nil }`, "-"},

		// Fields and package variables.
		{`func F(p *S) { probe(p.c) }`, "unset c"},
		{`func F(p *S) { probe(p.C) }`, "-"},
		{`func F(p *S) { probe(p.c) }; func G() *S { return &S{c: make(chan int)} }`, "-"},
		{`func F(p *S) { probe(p.c); use(&p.c) }`, "-"},
		{`func F(p *S) { if p.c != nil { probe(p.c) } }`, "-"},
		{`func F() { probe(g().c) }; func g() S`, "unset c"},
		{`func F() { probe(g().C) }; func g() S`, "-"},
		{`var v chan int; func F() { probe(v) }`, "unset v"},
		{`var V chan int; func F() { probe(V) }`, "-"},
		{`var v chan int; func F() { probe(v) }; func G() { v = make(chan int) }`, "-"},
		{`var v chan int; func F() { probe(v); use(&v) }`, "-"},
		{`func F(p *S) { const debug = false; if debug { probe(p.c) } }`, "-"},

		// Variables that are captured.
		{`func F() { var c chan int; func() { probe(c) }() }`, "unmade"},
		{`func F() { var c chan int; c = nil; func() { probe(c) }() }`, "unmade"},
		{`func F() { c := make(chan int); func() { probe(c) }() }`, "-"},
		{`func F(b bool) { var c chan int; if b { c = make(chan int) }; func() { probe(c) }() }`, "path sites:1"},
		{`func F(b bool) { var c chan int; if b { c = make(chan int) }; func() { if c != nil { probe(c) } }() }`, "-"},
		{`func F(b bool) { var c chan int; if b { c = make(chan int) }; f := func() { probe(c) }; f() }`, "path sites:1"},
		{`func F() { var c chan int; go func() { probe(c) }(); c = make(chan int) }`, "-"},
		{`func F(b bool) { var c chan int; for b { go func() { probe(c) }(); c = make(chan int) } }`, "-"},
		{`func F() { var c chan int; func() { c = make(chan int) }(); probe(c) }`, "-"},
		{`func F() { var c chan int; func() { c = make(chan int); probe(c) }() }`, "-"},
		{`func F(b bool) { var c chan int; defer func() { use(c) }(); if b { c = make(chan int) }; probe(c) }`, "path"},
		{`func F(b bool) { var c chan int; defer func() { use(c) }(); if b { c = make(chan int) }; if b { probe(c) } }`, "-"},
		{`func F(b bool) { var c chan int; defer func() { use(c) }(); c = make(chan int); probe(c) }`, "-"},
		{`func F(b bool) { if b { var c chan int; defer func() { use(c) }(); if b { c = make(chan int) }; probe(c) } }`, "-"},
		{`func F(b bool) { if b { var c chan int; if b { c = make(chan int) }; func() { probe(c) }() } }`, "-"},
		{`func F(b bool) { for { var c chan int; defer func() { use(c) }(); probe(c); c = make(chan int) } }`, "path"},
		{`func F(b bool) { var c chan int; defer func() { use(c) }(); probe(c) }`, "unmade"},
		{`func F(b bool) { var c chan int; use(&c); if b { c = make(chan int) }; probe(c) }`, "-"},

		// Timers.
		{`func F() { probeTime(time.AfterFunc(1, nil).C) }`, "timer AfterFunc"},
		{`func F() { x := time.AfterFunc(1, nil); use(x); if cond() { x = time.AfterFunc(2, nil) }; probeTime(x.C) }`, "timer AfterFunc"},
		{`func F() { x := time.AfterFunc(1, nil); if cond() { x = time.NewTimer(2) }; probeTime(x.C) }`, "-"},
		{`func F() { probeTime(time.NewTimer(1).C) }`, "-"},
		{`func F(x *time.Timer) { probeTime(x.C) }`, "-"},
		{`func F() { x := time.AfterFunc(1, nil); x.C = make(chan time.Time); probeTime(x.C) }`, "-"},
		{`func F() { x := time.AfterFunc(1, nil); if false { probeTime(x.C) } }`, "-"},
		{`func F() { probeTime(time.NewTicker(1).C) }`, "-"},
		{`type O struct{ D <-chan time.Time }; func F() { probeTime((*O)(nil).D) }`, "-"},

		// Generics.
		{`func F[E any]() { var c chan int; probe(c) }`, "unmade"},
		{`type G[E any] struct{ c chan int }; func (g *G[E]) m() { probe(g.c) }`, "unset c"},
	} {
		t.Run(test.src, func(t *testing.T) {
			got, gaveUp := probes(t, test.src, false)
			if len(got) != 1 || got[0] != test.want || gaveUp {
				t.Errorf("got %v, want %s", got, test.want)
			}
		})
	}
}

// TestOpen: where there is code that is not seen, fields and package variables may
// be set.
func TestOpen(t *testing.T) {
	for src, want := range map[string]string{
		`func F(p *S) { probe(p.c) }`:                          "-",
		`var v chan int; func F() { probe(v) }`:                "-",
		`func F() { var c chan int; probe(c) }`:                "unmade",
		`func F() { g(nil) }; func g(c chan int) { probe(c) }`: "unmade sites:1",
	} {
		if got, _ := probes(t, src, true); len(got) != 1 || got[0] != want {
			t.Errorf("%s: got %v, want %s", src, got, want)
		}
	}
}

// TestBounds: where the search is given up there is no finding, and that is said.
func TestBounds(t *testing.T) {
	// many has n conditions that have nothing to do with each other.
	many := func(n int) string {
		var s strings.Builder
		for i := range n {
			fmt.Fprintf(&s, "if of(%d) { use() }\n", i)
		}
		return s.String()
	}
	hard := "if a { c = make(chan int) }; " + many(20) + "if a { probe(c) }\n"
	check := func(name, src string, want []string, gives bool) {
		t.Helper()
		got, gaveUp := probes(t, src, false)
		if !slices.Equal(got, want) || gaveUp != gives {
			t.Errorf("%s: got %v, gave up = %t", name, got, gaveUp)
		}
	}
	easy := "; func G() { var d chan int; probe(d) }"
	check("some conditions", body("if a { c = make(chan int) }; "+many(5)+"if a { probe(c) }"), []string{notNil}, false)
	check("many ways", body(hard)+easy, []string{notNil, "unmade"}, true)
	check("long", body(many(1400)+"probe(c)"), []string{"unmade"}, false)
	check("too long", body(many(1600)+"probe(c)")+easy, []string{notNil, "unmade"}, true)

	// Each operation has its budget, and all of a function have one together.
	check("two hard ones", body(hard+"var d chan int; c = nil; "+hard+"probe(d)"), []string{notNil, notNil, "unmade"}, true)
	var hards []string
	for range 25 {
		hards = append(hards, "probe(c)")
	}
	all := "if a { c = make(chan int) }; " + many(20) + "if a { " + strings.Join(hards, "; ") + "; var d chan int; probe(d) }"
	want := slices.Repeat([]string{notNil}, 26)
	check("many hard ones", body(all)+easy, append(want, "unmade"), true)

	// A chain of calls.
	chain := func(n int) string {
		var s strings.Builder
		s.WriteString("func F() { f0(nil) }\n")
		for i := range n {
			fmt.Fprintf(&s, "func f%d(c chan int) { f%d(c) }\n", i, i+1)
		}
		fmt.Fprintf(&s, "func f%d(c chan int) { probe(c) }\n", n)
		return s.String()
	}
	check("a chain", chain(maxDepth-2), []string{fmt.Sprintf("unmade sites:%d", maxDepth-1)}, false)
	check("a longer one", chain(maxDepth-1), []string{notNil}, false)
}

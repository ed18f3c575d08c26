package effects

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// text says what is known of an argument.
func (a Arg) text() string {
	var list []string
	if s := a.String(); s != "" {
		list = append(list, s)
	} else {
		if a.Lo > math.MinInt64 {
			list = append(list, fmt.Sprintf(">=%d", a.Lo))
		}
		if a.Hi < math.MaxInt64 {
			list = append(list, fmt.Sprintf("<=%d", a.Hi))
		}
	}
	if a.Nil == NonNil && a.Func == nil {
		list = append(list, "set")
	}
	if a.Len > 0 && !a.IsText {
		list = append(list, fmt.Sprintf("len>=%d", a.Len))
	}
	if len(list) == 0 {
		return "any"
	}
	return strings.Join(list, " ")
}

// ways says in which ways f is called.
func waysOf(p *Package, fn *ssa.Function) string {
	var all []string
	for _, way := range p.WaysToCall(fn) {
		var list []string
		for _, a := range way {
			list = append(list, a.text())
		}
		all = append(all, strings.Join(list, ", "))
	}
	return strings.Join(all, "; ")
}

// TestWays checks what is known of the calls of f, which makes a channel and asks for its
// parameters.
func TestWays(t *testing.T) {
	const (
		number = `; func f(n int) { c := make(chan int); if n > 2 { c <- 1 } }`
		two    = `; func f(n int, b bool) { c := make(chan int); if n > 2 && b { c <- 1 } }`
		text   = `; func f(s string) { c := make(chan int); if s == "a" { c <- 1 } }`
		list   = `; func f(l []int) { c := make(chan int); if len(l) == 0 { c <- 1 } }`
		ptr    = `; func f(p *int) { c := make(chan int); if p == nil { c <- 1 } }`
		call   = `; func f(g func()) { c := make(chan int); g(); c <- 1 }`
	)
	for _, test := range []struct{ name, src, want string }{
		{"a constant", `func F() { f(1) }` + number, "1"},
		{"a large constant", `func F() { f(100) }` + number, ">=3"},
		{"a negative constant", `func F() { f(-5) }` + number, "-5"},
		{"two constants", `func F() { f(2); f(1) }` + number, "1; 2"},
		{"one twice", `func F() { f(1); f(1) }` + number, "1"},
		{"anything", `func F(n int) { f(n) }` + number, ""},
		{"a constant and anything", `func F(n int) { f(1); f(n) }` + number, ""},
		{"pairs", `func F() { f(1, true); f(2, false) }` + two, "1, 1; 2, 0"},
		{"a pair of which one covers another", `func F(b bool) { f(1, true); f(1, b) }` + two, "1, any"},
		{"five", `func F() { f(-1); f(0); f(1); f(2); f(3) }` + number, ">=-1 <=3"},
		{"a branch", `func F(n int) { if n > 1 { f(n) } }` + number, ">=2"},
		{"the other branch", `func F(n int) { if n > 1 { return }; f(n) }` + number, "<=1"},
		{"a branch, mirrored", `func F(n int) { if 1 <= n { f(n) } }` + number, ">=1"},
		{"a branch, negated", `func F(n int) { if !(n < 1) { f(n) } }` + number, ">=1"},
		{"equal", `func F(n int) { if n == 2 { f(n) } }` + number, "2"},
		{"a branch about another", `func F(n, k int) { if k > 1 { f(n) } }` + number, ""},
		{"a branch that is left", `func F(n int) { if n > 1 { println() }; f(n) }` + number, ""},
		{"a joined value", `func F(n int) { if n < 1 { n = 1 }; f(n) }` + number, ">=1"},
		{"a sum", `func F(l []int) { f(len(l) + 1) }` + number, ">=1"},
		{"a product", `import "runtime"; func F() { f(2 * runtime.NumCPU()) }` + number, ">=2"},
		{"a difference", `func F(l []int) { f(len(l) - 1) }` + number, ""},
		{"a quotient", `import "runtime"; func F() { f(runtime.NumCPU() / 2) }` + number, ">=0"},
		{"a shift", `import "runtime"; func F() { f(runtime.NumCPU() << 1) }` + number, ">=1"},
		{"the larger one", `func F(n int) { f(max(n, 2)) }` + number, ">=2"},
		{"the smaller one", `import "runtime"; func F() { f(min(runtime.GOMAXPROCS(0), 2)) }` + number, ">=1 <=2"},
		{"unsigned", `func F(n uint8) { f(int(n)) }` + number, ">=0"},
		{"a counter", `func F(n int) { for i := range n { f(i) } }` + number, ""},
		{"a text", `func F() { f("x") }` + text, `"x"`},
		{"a text that nobody asks for", `func F() { f("x") }; func f(s string) { c := make(chan int); println(s); c <- 1 }`, ""},
		{"a text that is asked for below", `func F() { f("x") }; func f(s string) { c := make(chan int); if g(s) { c <- 1 } }; func g(s string) bool { return s == "a" }`, `"x"`},
		{"a literal", `func F() { f([]int{1, 2}) }` + list, "set len>=2"},
		{"no list", `func F() { f(nil) }` + list, "nil"},
		{"a list that is asked for its length", `func F(l []int) { if len(l) != 0 { f(l) } }` + list, "len>=1"},
		{"a list that grows", `func F(l []int) { f(append(l, 1)) }` + list, "set len>=1"},
		{"a list that is made", `func F(n int) { f(make([]int, 2)); if n > 0 { f(make([]int, n)) } }` + list, "set len>=1"},
		{"a part of a list", `func F(l []int) { f(l[1:]) }` + list, ""},
		{"a table", `var table = []int{1}; func F() { f(table) }` + list, "set len>=1"},
		{"an address", `func F() { n := 1; f(&n) }` + ptr, "set"},
		{"nil and an address", `func F() { n := 1; f(&n); f(nil) }` + ptr, "nil; set"},
		{"a pointer that is asked for", `func F(p *int) { if p != nil { f(p) } }` + ptr, "set"},
		{"a pointer that is nil", `func F(p *int) { if p == nil { f(p) } }` + ptr, "nil"},
		{"a list that grows by its own length", `func F(n int) { var l []int; for range n { l = make([]int, len(l)+1) }; f(l) }` + list, ""},
		{"a function", `func F() { f(g) }; func g() {}` + call, "g"},
		{"a closure", `func F(n int) { f(func() { println(n) }) }` + call, "set"},
		{"two functions", `func F() { f(g); f(h) }; func g() {}; func h() {}` + call, "g; h"},
		{"by another", `func F() { g(1) }; func g(n int) { f(n + 1) }` + number, "2"},
		{"by another that is exported", `func F() { G(1) }; func G(n int) { f(n + 1) }` + number, ""},
		{"by two others", `func F() { g(1); h(0) }; func g(n int) { f(n + 1) }; func h(n int) { f(n) }` + number, "0; 2"},
		{"in a circle", `func F() { f(1) }; func f(n int) { c := make(chan int); if n > 2 { c <- 1 }; f(n) }`, ""},
		{"exported", `func F() { G(1) }; func G(n int) { c := make(chan int); if n > 2 { c <- 1 } }; func f() {}`, ""},
		{"a value", `func F() { f(1) }; var g = f` + number, ""},
		{"a field", `type T struct { n int }; func New() *T { return &T{n: 1} }; func (x *T) F() { f(x.n) }` + number, "1"},
		{"a field that may be zero", `type T struct { n int }; func New() *T { return &T{n: 1} }; func Zero() *T { return new(T) }; func (x *T) F() { f(x.n) }` + number, ">=0 <=1"},
		{"a variable", `var n = 1; func F() { f(n) }` + number, "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := of(t, test.src)
			if got := waysOf(p, in(t, p, "f")); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestJoin checks that the join of arguments is one: commutative, associative, idempotent,
// and above both.
func TestJoin(t *testing.T) {
	number := func(lo, hi int64) Arg { a := Anything; a.Lo, a.Hi = lo, hi; return a }
	text := func(s string) Arg { a := Anything; a.Text, a.IsText = s, true; return a }
	long := func(n int64) Arg { a := nonNil(); a.Len = n; return a }
	null := Anything
	null.Nil = IsNil
	all := []Arg{Anything, number(0, 0), number(1, 1), number(-1, 3), number(2, math.MaxInt64), text(""), text("a"), nonNil(), null, long(1), long(3)}
	for _, a := range all {
		if a.join(a) != a || a.join(Anything) != Anything {
			t.Errorf("join of %q with itself or anything", a.text())
		}
		for _, b := range all {
			j := a.join(b)
			if j != b.join(a) || j.join(a) != j || j.join(b) != j {
				t.Errorf("join of %q and %q: %q", a.text(), b.text(), j.text())
			}
			for _, c := range all {
				if j.join(c) != a.join(b.join(c)) {
					t.Errorf("join of %q, %q and %q", a.text(), b.text(), c.text())
				}
			}
		}
	}
}

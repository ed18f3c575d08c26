package effects

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// field returns a field of a struct type.
func (p *probe) field(typ, name string) *types.Var {
	st := p.World.Pkg.Scope().Lookup(typ).Type().Underlying().(*types.Struct)
	for f := range st.Fields() {
		if f.Name() == name {
			return f
		}
	}
	p.tb.Fatalf("no field %s.%s", typ, name)
	return nil
}

// TestViewReads has what a root gets to see: all that it leads to, in any way.
func TestViewReads(t *testing.T) {
	p := source(t, `
type T struct { a, b, c, d, e, f int; s string }
func root(t *T) {
	if t.a > 1 { call(t) }
	_ = func() { if t.c > 1 { println() } }
	use(value)
	t.s += "a"
}
func call(t *T) { if t.b > 1 { println() } }
func use(f func(*T)) {}
func value(t *T) { if t.d > 1 { println() }; for i := 0; i < 50; i++ {} }
func other(t *T) { if t.e > 1 { root(t) }; t.f = 1; for i := 0; i < 60; i++ {} }
`)
	v := p.View(p.fn("root"))
	places := p.FieldPlaces(p.World.Pkg.Scope().Lookup("T").Type().Underlying().(*types.Struct))
	var got strings.Builder
	for i, at := range places {
		if v.Reads(at) {
			got.WriteByte("abcdefs"[i])
		}
	}
	if got.String() != "abcd" {
		t.Errorf("the root reads %s", got.String())
	}
	if !v.Reads(Nowhere) || v.Reads(Unread) {
		t.Error("what has no name must count, what nobody reads must not")
	}
	if places[5] < 0 || places[6] != Unread {
		t.Errorf("the place of what is stored is %d, of what is not asked for %d", places[5], places[6])
	}
	if !v.Counts(50) || v.Counts(60) || v.Counts(2) {
		t.Error("the root counts to 50, nothing else")
	}
	// What a block and those behind it read.
	root := p.fn("root")
	first := root.Blocks[0]
	if got := p.placeText(p.ReadsFrom(root, first)); got != ".a .b .c t" {
		t.Errorf("from the start, what is called, and literals, read %s", got)
	}
	if got := p.placeText(p.ReadsFrom(root, first.Succs[1])); strings.Contains(got, ".b") || !strings.Contains(got, ".c") {
		t.Errorf("behind the call, they read %s", got)
	}
}

// TestPrivate has fields at which only what the root runs looks.
func TestPrivate(t *testing.T) {
	p := source(t, `
type T struct { own, shared, method, literal, bound, dynamic, value, recursive, both chan int; Exported chan int; n int }
type I interface { run() }
func root(t *T) { t.own <- 1; t.Exported <- 1; help(t); t.run2(); func() { t.literal <- 1 }(); f := t.bound2; f(); var i I = t; i.run(); use(value); go ping(t, 1) }
func twice(t *T) { t.both <- 1 }
func help(t *T) { twice(t); t.own <- 1; t.shared <- 1 }
func other(t *T) { twice(t); t.shared <- 1 }
func (t *T) run() { t.dynamic <- 1 }
func (t *T) run2() { t.method <- 1 }
func (t *T) bound2() { t.bound <- 1 }
func use(f func(*T)) { f(nil) }
func value(t *T) { t.value <- 1 }
func ping(t *T, n int) { t.recursive <- 1; pong(t, n) }
func pong(t *T, n int) { t.recursive <- 1; ping(t, n-1) }
func mainish(t *T) { Public(t) }
func Public(t *T) { public2(t) }
func public2(t *T) { t.own <- 1 }
`)
	v := p.View(p.fn("root"))
	for name, want := range map[string]bool{
		"own": false, "shared": false, "method": true, "literal": true, "bound": true, "dynamic": false, "value": true, "recursive": true, "both": false,
		"Exported": false,
	} {
		for range 2 {
			if got := v.IsPrivate(p.field("T", name)); got != want {
				t.Errorf("%s is private: %t", name, got)
			}
		}
	}
	if v.IsPrivate(nil) {
		t.Error("no field is private")
	}
	if w := p.View(p.fn("other")); w.IsPrivate(p.field("T", "method")) {
		t.Error("a field is private to a root that does not look at it")
	}
	unknown := types.NewVar(token.NoPos, types.NewPackage("q", "q"), "own", types.Typ[types.Int])
	if v.IsPrivate(unknown) {
		t.Error("a field of another package is private")
	}
}

// TestSkippable has regions and loops that matter to one root and not to another, and
// what calls that are not run have stored.
func TestSkippable(t *testing.T) {
	p := source(t, `
type T struct { a, b bool }
func region(t *T, n int) { if n > 3 { t.a = true }; println() }
func call(t *T, n int) { if n > 3 { set(t) }; println() }
func set(t *T) { t.a = true }
func loop(t *T, n int) { for range n { t.a = true } }
func callLoop(t *T, n int) { for range n { set(t) } }
func elsewhereLoop(p *bool, n int) { for range n { *p = true } }
func mapLoop(m map[int]int, n int) { for range n { put(m) } }
func put(m map[int]int) { m[1] = 2 }
func elsewhere(p *bool) { *p = true }
func asks(t *T, n int) { region(t, n); call(t, n); loop(t, n); if t.a { println() } }
func asksNot(t *T, n int) { region(t, n); call(t, n); loop(t, n); if t.b { println() } }
`)
	a, b := p.View(p.fn("asks")), p.View(p.fn("asksNot"))
	for _, name := range []string{"region", "call"} {
		fn := p.fn(name)
		r := p.RegionOf(fn.Blocks[0], cfg.PostDominators(fn)[0])
		if r.Meet == nil || a.Skippable(r) || !b.Skippable(r) {
			t.Errorf("%s: it meets at %v, can be skipped %t, %t", name, r.Meet, a.Skippable(r), b.Skippable(r))
		}
	}
	if b.Skippable(p.RegionOf(p.fn("region").Blocks[0], nil)) {
		t.Error("a region without end can be skipped")
	}
	for name, want := range map[string][2]bool{
		"loop": {false, true}, "callLoop": {false, true}, "elsewhereLoop": {false, false}, "mapLoop": {false, false},
	} {
		fn := p.fn(name)
		loops := cfg.LoopsOf(fn)
		for _, block := range fn.Blocks {
			if loops.IsHeader(block) {
				l := p.LoopOf(loops.At(block))
				if got := [2]bool{a.IsIdempotent(l), b.IsIdempotent(l)}; got != want {
					t.Errorf("%s: idempotent %v, want %v", name, got, want)
				}
			}
		}
	}
	// The place with the least number is a place.
	first := source(t, `
type T struct{ a bool }
func f(t *T, n int) { for range n { t.a = true }; if n > 3 { t.a = false }; if t.a { println() } }
`)
	f := first.fn("f")
	v, loops, meets := first.View(f), cfg.LoopsOf(f), cfg.PostDominators(f)
	found := 0
	for _, block := range f.Blocks {
		if loops.IsHeader(block) {
			if found++; v.IsIdempotent(first.LoopOf(loops.At(block))) {
				t.Error("the loop stores to nothing that matters")
			}
		}
		for _, st := range instrs[*ssa.Store](f) {
			if len(block.Succs) == 2 && block.Succs[0] == st.Block() && loops.At(st.Block()) == nil {
				if found++; v.Skippable(first.RegionOf(block, meets[block.Index])) {
					t.Error("the region stores to nothing that matters")
				}
			}
		}
	}
	if got := first.placeText(&first.Of(f).Stores); got != ".a" {
		t.Errorf("f stores to %s", got)
	}
	if found != 2 {
		t.Errorf("%d of 2 are found", found)
	}
	places := p.FieldPlaces(p.World.Pkg.Scope().Lookup("T").Type().Underlying().(*types.Struct))
	for _, test := range []struct {
		fn       string
		view     *View
		any, has bool
	}{
		{"set", a, true, true}, {"set", b, false, false}, {"elsewhere", a, true, false}, {"elsewhere", b, true, false}, {"asks", a, true, true},
	} {
		w := test.view.WritesOf(p.Of(p.fn(test.fn)))
		if w.Any != test.any || w.Has(places[0]) != test.has || w.Has(places[1]) || w.Has(Nowhere) || w.Has(Unread) {
			t.Errorf("%s: stores %t, to a %t", test.fn, w.Any, w.Has(places[0]))
		}
	}
}

// TestRegionPhis has the values that are known behind a region.
func TestRegionPhis(t *testing.T) {
	p := source(t, `
func same(n int, s string) string { u := s; if n > 3 { u = s; println(n) }; return u }
func text(n int, s, t string) string { if n > 3 { s = t + "a" }; return s }
func both(n int, s, t string) (string, string) { u := s; if n > 3 { s, u = t, "a" } else { s, u = t, "b" }; return s, u }
`)
	for name, want := range map[string]string{"same": "s", "text": "nil", "both": "t nil"} {
		fn := p.fn(name)
		r := p.RegionOf(fn.Blocks[0], cfg.PostDominators(fn)[0])
		if r.Meet == nil {
			t.Errorf("%s: no region", name)
		}
		var got []string
		for _, v := range r.Phis {
			if v == nil {
				got = append(got, "nil")
			} else {
				got = append(got, v.Name())
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, want %s", name, got, want)
		}
	}
}

// TestAwaitsCount has loops that receive until a number is reached.
func TestAwaitsCount(t *testing.T) {
	p := source(t, `
type T struct { n int; c chan int }
func (t *T) len() int { return t.n }
func (t *T) at(i int) int { return t.n + i }
type I interface { len() int; at(int) int }
func length() int { return 1 }
func yes(t *T, n int) { for t.len() < n { <-t.c } }
func swapped(t *T, n int) { for n >= t.len() { <-t.c } }
func invoked(i I, c chan int, n int) { for i.len() > n { <-c } }
func atMost(t *T, n int) { for t.len() <= n { <-t.c } }
func equal(t *T, n int) { for t.len() != n { <-t.c } }
func argument(t *T, n int) { for t.at(1) < n { <-t.c } }
func invokedArgument(i I, c chan int, n int) { for i.at(1) > n { <-c } }
func function(t *T, n int) { for length() < n { <-t.c } }
func field(t *T, n int) { for t.n < n { <-t.c } }
func before(t *T, n int) { m := t.len(); for m < n { <-t.c } }
func sends(t *T, n int) { for t.len() < n { t.c <- 1 } }
func flag(t *T, b bool) { for b { <-t.c } }
`)
	yes := []string{"yes", "swapped", "invoked", "atMost"}
	for _, fn := range p.World.Funcs {
		loops := cfg.LoopsOf(fn)
		for _, test := range instrs[*ssa.If](fn) {
			l := loops.At(test.Block())
			if l == nil {
				continue
			}
			if got := p.LoopOf(l).AwaitsCount(test); got != slices.Contains(yes, fn.Name()) {
				t.Errorf("%s: %t", fn.Name(), got)
			}
		}
	}
}

// TestDecisive has types of whose values a path may depend.
func TestDecisive(t *testing.T) {
	p := source(t, `
type V struct {
	yes0 int; yes1 bool; yes2 *int; yes3 any; yes4 error; yes5 []*int; yes6 map[string]string; yes7 chan int; yes8 func(); yes9 [2]int
	yesA struct { s string; n int }; yesB [][]int; yesC []any; yesD uintptr
	no0 string; no1 float64; no2 complex128; no3 []int; no4 []string; no5 struct { s string; f float32 }; no6 struct {}; no7 named; no8 []byte
}
type named string
`)
	st := p.World.Pkg.Scope().Lookup("V").Type().Underlying().(*types.Struct)
	for f := range st.Fields() {
		if got := Decisive(f.Type()); got != strings.HasPrefix(f.Name(), "yes") {
			t.Errorf("%s %s: %t", f.Name(), f.Type(), got)
		}
	}
}

// TestDecidesAt has reads that decide something: reads and counts say so by their
// names.
func TestDecidesAt(t *testing.T) {
	p := source(t, `
import "fmt"
type T struct { n, m int; b bool; p *T; s struct { k int }; e error }
type named int
var sink int
func no0(t *T) { t.n++ }
func no1(t *T) { t.n = t.n + 2 }
func no3(t *T) { _ = t.n }
func no4(t *T) { _ = t.n * 2 }
func no5(t *T) { var x any = t.n; _ = x }
func no6(t *T) { _ = named(t.n) }
func no7(t *T) { _ = int8(t.n) }
func no8(t *T) { _ = -t.n }
func no9(t *T) { _ = any(t.e) }
func noA(t *T) { x := t.n; x += 1; x += 2; x += 3; x += 4; _ = x }
func yes0(t *T) { if t.n > 3 { println() } }
func yes1(t *T) int { return t.n }
func yes2(t *T) { sink = t.n }
func yes3(t *T) { t.m = t.n }
func yes4(t *T) { own(t.n) }
func own(int) {}
func yes5(t *T) []int { return make([]int, t.n) }
func yes6(t *T) { if -t.n > 3 { println() } }
func yes7(t *T) { u := t.s; _ = u }
func yes8(t *T, f func(int)) { f(t.n) }
func yes9(t *T) { defer fmt.Sprint(t.n) }
func yesA(t *T) { x := t.n; x += 1; x += 2; x += 3; x += 4; x += 5; _ = x }
func yesB(t *T, list []int) int { return list[t.n] }
func yesC(t *T) { if int8(t.n) > 3 { println() } }
func no2(t *T, u *struct { T }) { u.n = t.n }
`)
	for _, fn := range p.World.Funcs {
		name := fn.Name()
		if !strings.HasPrefix(name, "no") && !strings.HasPrefix(name, "yes") {
			continue
		}
		got := p.placeText(&p.Of(fn).Reads) != ""
		if got != strings.HasPrefix(name, "yes") {
			t.Errorf("%s: reads %s", name, fmt.Sprint(p.placeText(&p.Of(fn).Reads)))
		}
	}
}

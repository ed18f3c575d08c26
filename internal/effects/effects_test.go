package effects

import (
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

var effectNames = []struct {
	effect Effect
	name   string
}{
	{Makes, "makes"}, {Builds, "builds"}, {Derives, "derives"}, {Operates, "operates"}, {Touches, "touches"}, {Ends, "ends"},
	{Panics, "panics"}, {Parks, "parks"}, {StoresElsewhere, "stores"}, {ChangesMap, "map"}, {Starts, "starts"},
}

func (f *Func) text() string {
	var list []string
	for _, e := range effectNames {
		if f.May(e.effect) {
			list = append(list, e.name)
		}
	}
	return strings.Join(list, " ")
}

// TestEffects checks the summary of function f. (go/ssa panics where a select matches
// no case and behind what does not return, and arguments of a variadic function are
// stored to an array.)
func TestEffects(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"nothing", `func f(n int) int { return n + 1 }`, ""},
		{"make", `func f() { c := make(chan int); _ = c }`, "makes builds operates touches"},
		{"make by a call", `func g() { c := make(chan int); _ = c }; func f() { g() }`, "makes builds operates touches"},
		{"make in a literal", `func f() { g(func() { c := make(chan int); _ = c }) }; func g(func())`, "makes builds operates touches starts"},
		{"make in a literal that is called", `func f() { func() { c := make(chan int); _ = c }() }`, "makes builds operates touches"},
		{"send", `func f(c chan int) { c <- 1 }`, "operates touches"},
		{"receive", `func f(c chan int) { <-c }`, "operates touches"},
		{"range", `func f(c chan int) { for range c { } }`, "operates touches"},
		{"select", `func f(c, d chan int) { select { case <-c: case <-d: } }`, "operates touches panics"},
		{"close", `func f(c chan int) { close(c) }`, "operates touches"},
		{"length", `func f(c chan int) int { return len(c) }`, ""},
		{"start", `func f() { go g() }; func g() { println() }`, "operates touches starts"},
		{"start of what parks", `func f() { go g() }; func g() { select {} }`, "makes builds operates touches ends panics parks starts"},
		{"park", `func f() { select {} }`, "operates touches ends panics parks"},
		{"list of channels", `func f(n int) { list := make([]chan int, n); _ = list }`, "builds"},
		{"map of channels", `func f() { m := make(map[int]chan int); _ = m }`, "builds"},
		{"list of numbers", `func f(n int) { list := make([]int, n); _ = list }`, ""},
		{"struct with a channel", `type T struct{ c chan int }; func g(*T) {}; func f() { g(&T{}) }`, "builds"},
		{"struct with a number", `type T struct{ n int }; func g(*T) {}; func f() { g(&T{}) }`, ""},
		{"result with a channel", `func f(c chan int) chan int { return c }`, "touches"},
		{"append of a channel", `func f(list []chan int, c chan int) int { return len(append(list, c)) }`, "builds operates touches stores"},
		{"append of a number", `func f(list []int) int { return len(append(list, 1)) }`, "stores"},
		{"store of a channel", `type T struct{ c chan int }; func f(x *T, c chan int) { x.c = c }`, "touches"},
		{"channel in a map", `func f(m map[int]chan int, c chan int) { m[1] = c }`, "touches map"},
		{"channel as key", `func f(m map[chan int]int, c chan int) { m[c] = 1 }`, "touches map"},
		{"number in a map", `func f(m map[int]int) { m[1] = 1 }`, "map"},
		{"store of a number", `type T struct{ n int }; func f(x *T) { x.n = 1 }`, ""},
		{"store without a name", `func f(p *int) { *p = 1 }`, "stores"},
		{"store of text without a name", `func f(p *string) { *p = "x" }`, ""},
		{"store to a list", `func f(list []int) { list[0] = 1 }`, "stores"},
		{"panic", `func f(n int) { if n > 3 { panic(n) } }`, "panics"},
		{"nothing but a panic", `func f(n int) { panic(n) }`, "touches ends panics"},
		{"panic by a call", `func g(n int) { if n > 3 { panic(n) } }; func f() { g(1) }`, "panics"},
		{"recover", `func f() { recover() }`, "touches ends"},
		{"exit", `import "os"; func f() { os.Exit(1) }`, "operates touches ends panics"},
		{"goexit", `import "runtime"; func f() { runtime.Goexit() }`, "operates touches ends panics"},
		{"fatal", `import "testing"; func f(t testing.TB) { t.FailNow() }`, "touches ends"},
		{"derive", `import "context"; func f(ctx context.Context) { ctx, _ = context.WithCancel(ctx); _ = ctx }`, "derives operates touches"},
		{"context", `import "context"; func f() { ctx, _ := context.WithCancel(context.Background()); _ = ctx }`, "makes builds operates touches"},
		{"timeout", `import ("context"; "time"); func f() { ctx, _ := context.WithTimeout(context.Background(), time.Second); _ = ctx }`, "operates touches"},
		{"ticker", `import "time"; func f() { time.NewTicker(1) }`, "makes builds operates touches"},
		{"after, once", `import "time"; func f() { <-time.After(1) }`, "operates touches"},
		{"after, twice", `import "time"; func f() { t := time.After(1); <-t; <-t }`, "makes builds operates touches"},
		{"lock", `import "sync"; func f(mu *sync.Mutex) { mu.Lock() }`, "operates touches"},
		{"unknown function", `func g(int); func f() { g(1) }`, ""},
		{"unknown function with a channel", `func g(chan int); func f(c chan int) { g(c) }`, "touches starts"},
		{"function value", `func f(g func()) { g() }`, "operates touches starts"},
		{"unknown method", `type I interface{ M() }; func f(x I) { x.M() }`, ""},
		{"own method", `type I interface{ M() }; type T chan int; func (t T) M() { <-t }; func f(x I) { x.M() }`, "operates touches"},
		{"own method that does nothing", `type I interface{ M() }; type T int; func (T) M() {}; func f(x I) { x.M() }`, ""},
		{"recursion", `func f(n int, c chan int) { if n > 0 { g(n, c) } }; func g(n int, c chan int) { f(n-1, c); <-c }`, "operates touches"},
		{"print", `import "fmt"; func f() { fmt.Println(1) }`, "touches stores"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := of(t, test.src)
			if got := p.Of(in(t, p, "f")).text(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestRegionOf checks whether the first branch of function f can be skipped.
func TestRegionOf(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"nothing", `func f(n int) { if n > 3 { println(n) } }`, "skipped"},
		{"send", `func f(n int, c chan int) { if n > 3 { c <- 1 } }`, ""},
		{"return", `func f(n int) { if n > 3 { return }; println(n) }`, ""},
		{"defer", `func f(n int) { if n > 3 { defer println(n) } }`, ""},
		{"number", `func f(n int) int { k := 1; if n > 3 { k = 2 }; return k }`, ""},
		{"text", `func f(n int) string { k := "a"; if n > 3 { k = "b" }; return k }`, "skipped"},
		{"error", `func f(n int, g error) error { var err error; if n > 3 { err = g }; return err }`, ""},
		{"list of numbers", `func f(n int, a, b []int) []int { if n > 3 { a = b }; return a }`, "skipped"},
		{"list of channels", `func f(n int, a, b []chan int) []chan int { if n > 3 { a = b }; return a }`, ""},
		{"struct", `type T struct{ s string; n int }; func f(n int, a, b T) T { if n > 3 { a = b }; return a }`, ""},
		{"struct of text", `type T struct{ s, t string }; func f(n int, a, b T) T { if n > 3 { a = b }; return a }`, "skipped"},
		{"store", `type T struct{ n int }; func f(n int, x *T) { if n > 3 { x.n = 1 } }`, "skipped, changes 1"},
		{"store without a name", `func f(n int, p *int) { if n > 3 { *p = 1 } }`, ""},
		{"map", `func f(n int, m map[int]int) { if n > 3 { m[1] = 1 } }`, "skipped, changes 1"},
		{"panic", `func f(n int) { if n > 3 { panic(n) }; println(n) }`, "skipped, panics"},
		{"panic that is recovered", `func f(n int) { defer func() { recover() }(); if n > 3 { panic(n) }; println(n) }`, ""},
		{"call that panics", `func f(n int) { if n > 3 { g(n) }; println(n) }; func g(n int) { if n > 5 { panic(n) } }`, "skipped, panics"},
		{"loop", `func f(list []int) { for i := range list { println(i) } }`, "skipped"},
		{"loop over a map", `func f(m map[int]int) { for i := range m { println(i) } }`, "skipped, changes 1"},
		{"loop that receives", `func f(list []int, c chan int) { for range list { <-c } }`, ""},
		{"both ways", `func f(n int) { if n > 3 { println(1) } else { println(2) } }`, "skipped"},
		{"both ways leave", `func f(n int) int { if n > 3 { return 1 } else { return 2 } }`, ""},
		{"call that stores without a name", `func f(n int, p *int) { if n > 3 { g(p) } }; func g(p *int) { *p = 1 }`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := of(t, test.src)
			fn := in(t, p, "f")
			meets := cfg.PostDominators(fn)
			for _, b := range fn.Blocks {
				if len(b.Succs) != 2 {
					continue
				}
				r := p.RegionOf(b, meets[b.Index])
				got := ""
				if r.Meet != nil {
					got = "skipped"
					if n := len(r.Changes); n > 0 {
						got += ", changes " + string(rune('0'+n))
					}
					if r.Panics {
						got += ", panics"
					}
				}
				if got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
				return
			}
			t.Error("no branch")
		})
	}
}

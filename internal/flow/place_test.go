package flow

import (
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

func TestPlace(t *testing.T) {
	for _, test := range []struct {
		src  string
		same bool
	}{
		{`func F(x, y *int) { same(x, x) }`, true},
		{`func F(x, y *int) { same(x, y) }`, false},
		{`func F(t *T) { same(t.f, t.f) }`, true},
		{`func F(t *T) { same(t.f, t.g) }`, false},
		{`func F(t, u *T) { same(t.f, u.f) }`, false},
		{`func F(t *T) { same(&t.f, &t.f) }`, true},
		{`func F(t *T) { same(&t.f, t.f) }`, false},
		{`func F(t *T) { same(t.next.f, t.next.f) }`, true},
		{`func F(t *T) { same(t.next.f, t.f) }`, false},
		{`func F(t *T) { same(t.arr[1], t.arr[1]) }`, true},
		{`func F(t *T) { same(t.arr[1], t.arr[2]) }`, false},
		{`func F(t *T, i, j int) { same(t.arr[i], t.arr[i]) }`, true},
		{`func F(t *T, i, j int) { same(t.arr[i], t.arr[j]) }`, false},
		{`func F(t *T, i int) { same(t.arr[i], t.arr[1]) }`, false},
		{`func F(m map[string]int) { same(m["k"], m["k"]) }`, true},
		{`func F(m map[string]int) { same(m["k"], m["l"]) }`, false},
		{`func g() T; func F() { x := g(); same(x.f, x.f) }`, true},
		{`func F() { same(g().f, g().f) }; func g() T`, false},
		{`func F() { x := g(); same(x.arr[0], x.arr[0]) }; func g() T`, true},
		{`func F() { x := g(); same(x.f, x.g) }; func g() T`, false},
		{`func F(x []int) { same(x[1:], x[1:]) }`, false},
		{`func F() { x := arr; same(x()[1], x()[1]) }; func arr() [3]int`, false},
		{`func F[A ~[3]int](x A) { same(x[1], x[1]) }`, true},
		{`func F(x string, i int) { same(x[1], x[1]) }`, true},
		{`func F(x string, i int) { same(x[1], x[i]) }`, false},
		{`func F(x string, i int) { same(x[1], x[2]) }`, false},
		{`func F(c chan int) { same(<-c, <-c) }`, false},
		{`func F(x int) { same(-x, -x) }`, false},
		{`func F(t *T) { u := t; func() { same(u.f, t.f) }() }`, true},
		{`func F(t *T) { u := t; u = nil; func() { same(u.f, t.f) }() }`, false},
		{`func F(t *T) { u := t; func() { same(u.f, u.f) }(); u = nil }`, true},
		{`func F(x *net.TCPConn) { same(x, io.Reader(net.Conn(x))) }`, true},
		{`func F(x any) { same(x.(*T).f, x.(*T).f) }`, true},
		{`func F(x, y *int) { z := x; if cond() { z = y }; same(z, x) }`, false},
		{`func F(t *T) { for cond() { t = t.next }; same(t.f, t.f) }`, true},
	} {
		t.Run(test.src, func(t *testing.T) {
			in(t, test.src, func(w *ssabuild.World, f *Flow) {
				args := calls(w, "same")[0].Common().Args
				if got := f.SamePlace(args[0], args[1]); got != test.same {
					t.Errorf("SamePlace(%s, %s) = %t", text(args[0]), text(args[1]), got)
				}
				if got := f.SamePlace(args[1], args[0]); got != test.same {
					t.Errorf("SamePlace(%s, %s) = %t", text(args[1]), text(args[0]), got)
				}
				if x, y := f.Root(args[0]), f.Root(args[1]); test.same && x != y {
					t.Errorf("roots %s and %s", text(x), text(y))
				}
			})
		})
	}
}

func TestPeel(t *testing.T) {
	for _, test := range []struct{ src, peel, root string }{
		{`func F(x *T) { probe(x) }`, "x", "x"},
		{`func F(x *T) { probe(x.next.f) }`, "*&*&x.next.f", "x"},
		{`func F(x *net.TCPConn) { probe(io.Reader(x)) }`, "x", "x"},
		{`func F(x [][]*T, i int) { probe(x[i][0].f) }`, "*&*&*&x[i][0].f", "x"},
		{`func F(x map[int]T) { probe(x[0].f) }`, "x[0].f", "x"},
		{`func F(x map[int]*int) { y, _ := x[0]; probe(y) }`, "x[0]#0", "x"},
		{`func F(x, y *int) { if cond() { x = y }; probe(x) }`, "phi", "phi"},
		{`func F() { x := mark(); func() { probe(x) }() }`, "mark()", "mark()"},
		{`func F(x *T) { y := x; func() { probe(y.f) }() }`, "*&*y.f", "x"},
		{`var v = mark(); func F() { probe(v) }`, "mark()", "mark()"},
		{`var v = mark(); func F() { v = mark(); probe(v) }`, "*v", "v"},
		{`func F(x *T) { x.f = mark(); probe(x.f) }`, "*&x.f", "x"},
	} {
		t.Run(test.src, func(t *testing.T) {
			in(t, test.src, func(w *ssabuild.World, f *Flow) {
				v := asked(t, w)
				if peel, root := text(f.Peel(v)), text(f.Root(v)); peel != test.peel || root != test.root {
					t.Errorf("got %q and %q", peel, root)
				}
			})
		})
	}
}

// TestEmbedded: the method of an unexported field that another package embeds is
// one of the whole.
func TestEmbedded(t *testing.T) {
	in(t, `func F(c *net.TCPConn) { c.Close() }; type own struct{ *conn }; type conn struct{}; func (*conn) f() {}; func G(o *own) { o.f() }`,
		func(w *ssabuild.World, f *Flow) {
			if v := f.Peel(calls(w, "Close")[0].Common().Args[0]); text(v) != "c" {
				t.Errorf("got %s", text(v))
			}
			if v := f.Peel(calls(w, "f")[0].Common().Args[0]); text(v) != "*&o.conn" {
				t.Errorf("got %s", text(v))
			}
		})
}

// TestLongPath: a path is followed so far, and no further.
func TestLongPath(t *testing.T) {
	for levels, same := range map[int]bool{maxPath/2 - 1: true, maxPath / 2: false} { // a level is an address and a load
		path := "t" + strings.Repeat(".next", levels)
		in(t, "func F(t *T) { same("+path+", "+path+") }", func(w *ssabuild.World, f *Flow) {
			args := calls(w, "same")[0].Common().Args
			if f.SamePlace(args[0], args[1]) != same {
				t.Errorf("%d levels: SamePlace = %t", levels, !same)
			}
			if same && text(f.Root(args[0])) != "t" {
				t.Errorf("%d levels: root %s", levels, text(f.Root(args[0])))
			}
		})
	}
}

// TestCircularPath: a variable that is assigned once, from itself, has no end.
func TestCircularPath(t *testing.T) {
	in(t, `type node struct{ next *node }; func F() { var n *node; for cond() { n = n.next; use(&n) }; same(n, n.next) }`,
		func(w *ssabuild.World, f *Flow) {
			args := calls(w, "same")[0].Common().Args
			f.Peel(args[0])
			f.Root(args[0])
			f.SamePlace(args[0], args[1])
		})
}

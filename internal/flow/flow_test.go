package flow

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// prelude is what all programs of the tests may use. What probe and same are given
// is asked about; mark returns a value to be followed.
const prelude = `package p

import (
	"io"
	"net"
	"strconv"
	"unsafe"
)

var (
	_ io.Reader
	_ net.Conn
	_ = strconv.Itoa
	_ unsafe.Pointer
)

func probe(any)
func same(any, any)
func mark() *int
func use(...any)
func cond() bool

type T struct {
	f, g *int
	next *T
	arr  [4]*int
	fn   func(*int)
}

`

// in calls f with the flow of a program.
func in(t *testing.T, src string, f func(*ssabuild.World, *Flow)) {
	t.Helper()
	var w *ssabuild.World
	var flow *Flow
	checktest.Pass(t, checktest.Source(t, prelude+src), func(pass *analysis.Pass) {
		w = ssabuild.Of(pass).SSA().Worlds()[0]
		if flow = Of(pass, w); flow != Of(pass, w) {
			t.Error("made twice")
		}
	}, ssabuild.Analyzer, Analyzer)
	f(w, flow) // which may end the test
}

// calls returns the calls of a function, in the order of the source.
func calls(w *ssabuild.World, name string) []ssa.CallInstruction {
	var list []ssa.CallInstruction
	for _, fn := range w.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					if fn := call.Common().StaticCallee(); fn != nil && fn.Name() == name {
						list = append(list, call)
					}
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b ssa.CallInstruction) int { return int(a.Pos() - b.Pos()) })
	return list
}

// asked returns the argument of the first probe, as the source has it.
func asked(t *testing.T, w *ssabuild.World) ssa.Value {
	t.Helper()
	for _, call := range calls(w, "probe") {
		return call.Common().Args[0]
	}
	t.Fatal("nothing is asked")
	return nil
}

// text writes a value like an expression.
func text(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil {
			return "nil"
		}
		return v.Value.String()
	case *ssa.Call:
		if v.Call.IsInvoke() {
			return text(v.Call.Value) + "." + v.Call.Method.Name() + "()"
		}
		return text(v.Call.Value) + "()"
	case *ssa.Alloc:
		return "&" + v.Comment
	case *ssa.UnOp:
		return v.Op.String() + text(v.X)
	case *ssa.BinOp:
		return text(v.X) + v.Op.String() + text(v.Y)
	case *ssa.FieldAddr:
		return "&" + text(v.X) + "." + ssabuild.Field(v).Name()
	case *ssa.Field:
		return text(v.X) + "." + ssabuild.FieldOf(v).Name()
	case *ssa.IndexAddr:
		return "&" + text(v.X) + "[" + text(v.Index) + "]"
	case *ssa.Index:
		return text(v.X) + "[" + text(v.Index) + "]"
	case *ssa.Lookup:
		return text(v.X) + "[" + text(v.Index) + "]"
	case *ssa.Extract:
		return fmt.Sprintf("%s#%d", text(v.Tuple), v.Index)
	case *ssa.TypeAssert:
		return text(v.X) + ".()"
	case *ssa.MakeClosure:
		return v.Fn.Name()
	case *ssa.Slice:
		return text(v.X) + "[:]"
	case *ssa.Parameter, *ssa.FreeVar, *ssa.Function, *ssa.Global, *ssa.Builtin:
		return v.Name()
	}
	return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", v), "*ssa."))
}

func texts(list []ssa.Value) string {
	var s []string
	for _, v := range list {
		s = append(s, text(v))
	}
	return strings.Join(s, " ")
}

// useText writes a use like a statement.
func useText(u Use) string {
	switch instr := u.Instr.(type) {
	case ssa.CallInstruction:
		call := "call "
		switch instr.(type) {
		case *ssa.Go:
			call = "go "
		case *ssa.Defer:
			call = "defer "
		}
		if instr.Common().IsInvoke() {
			return call + instr.Common().Method.Name()
		}
		return call + text(instr.Common().Value)
	case *ssa.Store:
		if instr.Val == u.Value {
			return "store " + text(instr.Addr)
		}
		return "overwrite " + text(instr.Addr)
	case ssa.Value:
		return text(instr)
	}
	return strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", u.Instr), "*ssa."))
}

func useTexts(uses []Use) string {
	var s []string
	for _, u := range uses {
		s = append(s, useText(u))
	}
	return strings.Join(s, "; ")
}

func TestSources(t *testing.T) {
	for _, test := range []struct {
		src                     string
		sources, origins, local string // of the last two "" is the same as the first
	}{
		// Copies.
		{src: `func F() { probe(1) }`, sources: "1"},
		{src: `type N int; func F(x int) { probe(int64(N(x))) }`, sources: "x"},
		{src: `func F(b bool) { y := 1; if b { y = 2 }; probe(y) }`, sources: "1 2"},
		{src: `func F(b bool) { y := 1; for cond() { y = 2 }; probe(y) }`, sources: "1 2"},
		{src: `func F(x any) { probe(x.(int)) }`, sources: "x"},
		{src: `func F(x any) { y, _ := x.(int); probe(y) }`, sources: "x"},
		{src: `func F(x any) { _, ok := x.(int); probe(ok) }`, sources: "x.()#1"},
		{src: `func F(x io.ReadWriter) { probe(io.Reader(x)) }`, sources: "x"},
		{src: `func F(x, y int) { probe(x + y) }`, sources: "x+y"},
		{src: `func F[S []byte | string](x S) { probe([]byte(x)) }`, sources: "x"},
		{src: `func F(x *int) { probe(unsafe.Pointer(x)) }`, sources: "x"},
		{src: `func F(x <-chan int) { probe(<-x) }`, sources: "<-x"},
		{src: `func F(x int) { probe(-x) }`, sources: "-x"},
		{src: `func F(x []int) { probe(x[0]) }`, sources: "*&x[0]"},
		{src: `func F(x map[int]int) { probe(x[0]) }`, sources: "x[0]"},

		// Parameters and results.
		{src: `func F() { g(1); go g(2); defer g(3) }; func g(x int) { probe(x) }`, sources: "1 2 3", local: "x"},
		{src: `func F() { g(1, 2) }; func g(_, x int) { probe(x) }`, sources: "2", local: "x"},
		{src: `func F() { G(1) }; func G(x int) { probe(x) }`, sources: "x"},
		{src: `func F() { g(1) }; func g(x int) { probe(x) }; var h = g`, sources: "x"},
		{src: `func F() { use(g); g(1) }; func g(x int) { probe(x) }`, sources: "x"},
		{src: `func g(x int) { probe(x) }`, sources: "x"},
		{src: `type M struct{}; func F() { M{}.g(1) }; func (M) g(x int) { probe(x) }`, sources: "x"},
		{src: `func F() { func(x int) { probe(x) }(1) }`, sources: "1", local: "x"},
		{src: `func F() { y := 2; func(x int) { probe(x); y++ }(1) }`, sources: "1", local: "x"},
		{src: `func F() { y := 2; f := func(x int) { probe(x); y++ }; use(f); f(1) }`, sources: "x"},
		{src: `func F() { probe(g()) }; func g() int { return 1 }`, sources: "1", origins: "g()", local: "g()"},
		{src: `func F() { _, y := g(); probe(y) }; func g() (int, int) { return 1, 2 }`, sources: "2", origins: "g()#1", local: "g()#1"},
		{src: `func F() { probe(g(3)) }; func g(n int) int { if n == 0 { return 1 }; return g(n) }`, sources: "1", origins: "g()", local: "g()"},
		{src: `func F() { probe(strconv.Itoa(1)) }`, sources: "Itoa()"},
		{src: `func F(f func() int) { probe(f()) }`, sources: "f()"},
		{src: `func F(r io.Reader) { n, _ := r.Read(nil); probe(n) }`, sources: "r.Read()#0"},
		{src: `func F() { probe(g()) }; func g() int { if cond() { return 1 }; panic("no") }`, sources: "1", origins: "g()", local: "g()"},
		{src: `func F() { probe(g()) }; func g() int { defer func() { recover() }(); return 1 }`, sources: "1", origins: "g()", local: "g()"},

		// Fields and package variables, all instances and all stores.
		{src: `func F(t *T) { t.f = nil; probe(t.f) }`, sources: "nil", local: "*&t.f"},
		{src: `func F(t, u *T) { t.f = nil; u.f = mark(); probe(t.f); t.g = new(int) }`, sources: "nil mark()", local: "*&t.f"},
		{src: `func F(t *T) { probe(t.f) }`, sources: "*&t.f"},
		{src: `func F() { probe(g().f) }; func g() T; func G(t *T) { t.f = nil }`, sources: "nil", local: "g().f"},
		{src: `func F() { probe(g().f) }; func g() T`, sources: "g().f"},
		{src: `var v = 1; func F() { probe(v) }; func G() { v = 2 }`, sources: "1 2", local: "*v"},
		{src: `type G[E any] struct{ e E }; func (g *G[E]) set(e E) { g.e = e }; func F(g *G[int]) { probe(g.e) }`, sources: "e", local: "*&g.e"},
		{src: `func F(t *T) { for cond() { t.next = t.next }; probe(t.next) }`, sources: "", local: "*&t.next"},

		// Captured variables.
		{src: `func F() { x := 1; func() { x++; probe(&x) }() }`, sources: "&x", local: "x"},
		{src: `func F() { x := 1; func() { probe(x) }() }`, sources: "1"},
		{src: `func F() { x := 1; f := func() { probe(x) }; x = 2; f() }`, sources: "1 2"},
		{src: `func F() { x := 1; probe(x); x = 2; use(&x) }`, sources: "1 2", local: "1"},
		{src: `func F() { x := 1; x = 2; probe(x); use(&x) }`, sources: "1 2", local: "2"},
		{src: `func F() { x := 1; for cond() { probe(x); x = 2; use(&x) } }`, sources: "1 2"},
		{src: `func F() { x := 1; if cond() { x = 2 }; probe(x); use(&x) }`, sources: "1 2"},
		{src: `func F() { x := 1; if cond() { x = 2 } else { x = 3 }; probe(x); use(&x) }`, sources: "1 2 3", local: "2 3"},
		{src: `func F() { x := 1; func() { x = 2 }(); probe(x) }`, sources: "1 2"},
		{src: `func F() { x := 1; probe(x); func() { x = 2 }() }`, sources: "1 2", local: "1"},
		{src: `func F() { x := 1; probe(x); defer func() { x = 2 }() }`, sources: "1 2"},
		{src: `func F() { x := 1; probe(x); go func() { x = 2 }() }`, sources: "1 2", local: "1"},
		{src: `func F() { x := 1; f := func() { x = 2 }; probe(x); f() }`, sources: "1 2", local: "1"},
		{src: `func F() { x := 1; f := func() { x = 2 }; probe(x); use(f) }`, sources: "1 2"},
		{src: `func F(t *T) { x := 1; t.fn = func(*int) { x = 2 }; probe(x) }`, sources: "1 2"},
		{src: `func F() { x := 1; f := func() { x = 2 }; f(); x = 3; probe(x) }`, sources: "1 3 2", local: "3"},
		{src: `func F() { go func() { x := 1; x = 2; probe(x); use(&x) }() }`, sources: "1 2", local: "2"},
		{src: `func F() { x := 1; go func() { x = 2; x = 3; probe(x) }() }`, sources: "1 2 3", local: "1 3"},
		{src: `func F() { x := 1; func() { func() { x = 2 }() }(); probe(x) }`, sources: "1 2"},
		{src: `func F() { x := 1; func() { x = 2; x = 3 }(); probe(x) }`, sources: "1 2 3"},
		{src: `func F(s func(func(int) bool)) { x := 1; for y := range s { x = y }; probe(x) }`, sources: "1 arg0"},
	} {
		t.Run(test.src, func(t *testing.T) {
			in(t, test.src, func(w *ssabuild.World, f *Flow) {
				check := func(what, got, want string) {
					if want == "" {
						want = test.sources
					}
					if got != want {
						t.Errorf("%s: got %q, want %q", what, got, want)
					}
				}
				v := asked(t, w)
				check("Sources", texts(f.Sources(v)), test.sources)
				check("Origins", texts(f.Origins(v)), test.origins)
				check("LocalSources", texts(f.LocalSources(v)), test.local)
			})
		})
	}
}

func TestUses(t *testing.T) {
	for _, test := range []struct{ src, uses, local string }{
		{src: `func F() { use2(mark()) }; func use2(*int)`, uses: "call use2"},
		{src: `func F() { g(mark()) }; func g(x *int) { use(x == nil) }`, uses: "x==nil; call g", local: "call g"},
		{src: `func F() { go g(mark(), nil) }; func g(x, y *int) { use(x == y) }`, uses: "x==y; go g", local: "go g"},
		{src: `func F() { x := mark(); g(x, x) }; func g(x, y *int) { use(x == nil); y = nil }`, uses: "x==nil; call g", local: "call g"},
		{src: `func F() { g(nil, mark()) }; func g(x ...*int) {}`, uses: "store &&varargs[1]"},
		{src: `func F() { g() }; func g() *int { return mark() }`, uses: "return"},
		{src: `func F() { use(g() == nil) }; func g() *int { return mark() }`, uses: "g()==nil; return", local: "return"},
		{src: `func F() { go g(); defer g() }; func g() *int { return mark() }`, uses: "return"},
		{src: `func F() { _, x := g(); use(x == nil) }; func g() (int, *int) { return 1, mark() }`, uses: "g()#1==nil; return", local: "return"},
		{src: `func F() { x, _ := g(); use(x == 1) }; func g() (int, *int) { return 1, mark() }`, uses: "return"},
		{src: `func F() { use(mark() == nil) }`, uses: "mark()==nil"},
		{src: `func F() { var x any = mark(); use(x.(*int) == nil); y, ok := x.(*int); use(y == nil, ok) }`, uses: "makeinterface.()==nil; makeinterface.()#0==nil"},
		{src: `func F(c chan *int) { c <- mark() }`, uses: "send"},
		{src: `func F(c chan *int) { select { case c <- mark(): case <-c: } }`, uses: "select"},
		{src: `func F(m map[int]*int) { m[0] = mark() }`, uses: "mapupdate"},
		{src: `func F() { panic(mark()) }`, uses: "panic"},
		{src: `func F() { *mark() = 1 }`, uses: "overwrite mark()", local: "-"},
		{src: `func F() { use(*mark() == 1) }`, uses: "*mark()"},
		{src: `func F(x *int) { if cond() { x = mark() }; use(x == nil) }`, uses: "phi==nil"},
		{src: `func F(t *T) { t.f = mark(); use(t.f == nil) }; func G(u *T) { use(*u.f) }`, uses: "*&t.f==nil; **&u.f; store &t.f", local: "store &t.f"},
		{src: `var v *int; func F() { v = mark(); use(v == nil) }`, uses: "*v==nil; store v", local: "store v"},
		{src: `func F(r io.Reader) { var x any = mark(); x.(io.Reader).Read(nil) }`, uses: "call Read"},
		{src: `func F(f func(*int)) { f(mark()) }`, uses: "call f"},
		{src: `func F() { x := mark(); func() { use(x == nil) }() }`, uses: "*x==nil; store &x", local: "*x==nil; F$1"},
		{src: `func F() { x := mark(); use(x == nil); x = nil; use(&x, x != nil) }`,
			uses: "*&x==nil; *&x!=nil; store &x", local: "*&x==nil; store &&varargs[0]"},
		{src: `func F() { var x *int; use(x == nil); x = mark(); use(&x) }`, uses: "*&x==nil; store &x", local: "store &&varargs[0]"},
		{src: `func F() { x := mark(); f := func() { x = nil }; f(); use(x == nil) }`, uses: "*&x==nil; store &x", local: "*&x==nil; F$1"},
		{src: `func F() { var x *int; func() { x = mark() }(); use(x == nil) }`, uses: "*&x==nil; store x", local: "*&x==nil; F$1"},
		{src: `func F() { var x *int; use(x == nil); func() { x = mark() }() }`, uses: "*&x==nil; store x", local: "F$1"},
		{src: `func F() { var x *int; defer func() { x = mark() }(); use(x == nil) }`, uses: "*&x==nil; store x", local: "*&x==nil; F$1"},
		{src: `func F() { var x *int; for cond() { use(x == nil); x = mark() }; use(&x) }`,
			uses: "*&x==nil; store &x", local: "*&x==nil; store &&varargs[0]"},
		{src: `func F() { (*N)(mark()).m() }; type N int; func (n *N) m() { use(n == nil) }`, uses: "n==nil; call m", local: "call m"},
		{src: `func F() { f := (*N)(mark()).m; f() }; type N int; func (n *N) m() { use(n == nil) }`, uses: "n==nil; call m", local: "call m; m$bound"},
	} {
		t.Run(test.src, func(t *testing.T) {
			in(t, test.src, func(w *ssabuild.World, f *Flow) {
				v := calls(w, "mark")[0].Value()
				if got := useTexts(f.Uses(v)); got != test.uses {
					t.Errorf("Uses: got %q, want %q", got, test.uses)
				}
				want := test.local
				switch want {
				case "":
					want = test.uses
				case "-":
					want = ""
				}
				if got := useTexts(f.LocalUses(v)); got != want {
					t.Errorf("LocalUses: got %q, want %q", got, want)
				}
			})
		})
	}
}

package flow

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestSteps writes down the table: what each instruction of a function does with
// its operands.
func TestSteps(t *testing.T) {
	kinds := map[Kind]string{
		Computes: "computes", Nothing: "nothing", Copies: "copies", Selects: "selects", Loads: "loads", Stores: "stores", Overwrites: "overwrites",
		Captures: "captures", Passes: "passes", Calls: "calls", Returns: "returns", Leaves: "leaves",
	}
	for _, test := range []struct{ src, want string }{
		{`func F(x, y int) bool { return x < y }`, "computes x, computes y; returns 0 x<y"},
		{`func F(x bool) (int, bool) { if x { return 1, x }; return 2, x }`, "computes x; returns 0 1, returns 1 x; returns 0 2, returns 1 x"},
		{`type N int; func F(x int) N { return N(x) }`, "copies x; returns 0 changetype"},
		{`func F(x int) string { return string(rune(x)) }`, "copies x; copies convert; returns 0 convert"},
		{`func F[S []byte | string](x S) []byte { return []byte(x) }`, "copies x; returns 0 multiconvert"},
		{`func F(x int) any { return x }`, "copies x; returns 0 makeinterface"},
		{`func F(x io.ReadWriter) io.Reader { return x }`, "copies x; returns 0 changeinterface"},
		{`func F(x any) int { return x.(int) }`, "copies x; returns 0 x.()"},
		{`func F(x any) (int, bool) { y, ok := x.(int); return y, ok }`, "copies x; selects x.(); selects x.(); returns 0 x.()#0, returns 1 x.()#1"},
		{`func F(x, y int) int { if cond() { x = y }; return x }`, "calls cond; computes cond(); ; copies x, copies y; returns 0 phi"},
		{`func F(x *T) *int { return x.f }`, "selects x; loads &x.f; returns 0 *&x.f"},
		{`func F(x func() T) *int { return x().f }`, "calls x; selects x(); returns 0 x().f"},
		{`func F(x func() [2]int, i int) int { return x()[i] }`, "calls x; selects x(), computes i; returns 0 x()[i]"},
		{`func F(x []int, i int) int { return x[i] }`, "selects x, computes i; loads &x[i]; returns 0 *&x[i]"},
		{`func F(x map[int]int, i int) int { return x[i] }`, "selects x, computes i; returns 0 x[i]"},
		{`func F(x []int, i int) []int { return x[i:] }`, "computes x, computes i; returns 0 x[:]"},
		{`func F(x []int) [2]int { return [2]int(x) }`, "computes x; loads slicetoarraypointer; returns 0 *slicetoarraypointer"},
		{`func F(x map[int]int) { for range x { cond() } }`, "computes x; ; computes range; selects next; computes next#0; calls cond; ; "},
		{`func F(x *int, y int) { *x = y }`, "stores y, overwrites x; "},
		{`func F(x chan int) int { return <-x }`, "computes x; returns 0 <-x"},
		{`func F(x chan int, y int) { x <- y }`, "computes x, leaves y; "},
		{`func F(x, y chan int, z int) { select { case x <- z: case <-y: } }`, "computes x, leaves z, computes y; selects select; computes select#0, computes 0; computes select#0==0; ; computes select#0, computes 1; computes select#0==1; ..."},
		{`func F(x map[int]int, y, z int) { x[y] = z }`, "computes x, leaves y, leaves z; "},
		{`func F(x any) { panic(x) }`, "leaves x"},
		{`func F(x func(int, int), y, z int) { x(y, z); go x(y, z); defer x(y, z) }`, "calls x, passes 0 y, passes 1 z; calls x, passes 0 y, passes 1 z; calls x, passes 0 y, passes 1 z; ; ; "},
		{`func F(x net.Conn, y []byte) { x.Read(y) }`, "passes 0 x, passes 1 y; "},
		{`func F(x *net.TCPConn, y bool) { x.SetNoDelay(y) }`, "calls SetNoDelay, passes 0 x, passes 1 y; "},
		{`func F(x []int, y int) int { return len(append(x, y)) }`, "selects &varargs, computes 0; stores y, overwrites &&varargs[0]; computes &varargs; calls append, passes 0 x, passes 1 &varargs[:]; calls len, passes 0 append(); returns 0 len()"},
		{`func F(x, y int) { use(func() { x++; y++ }) }`, "stores x, overwrites &x; stores y, overwrites &y; nothing F$1, captures 0 &x, captures 1 &y; selects &varargs, computes 0; copies F$1; stores makeinterface, overwrites &&varargs[0]; computes &varargs; calls use, passes 0 &varargs[:]; "},
		{`func F(x func(func(int) bool)) { for range x { defer cond() } }`, "..."},
		{`func F(x, y int) []int { return make([]int, x, y) }`, "computes x, computes y; returns 0 makeslice"},
	} {
		t.Run(test.src, func(t *testing.T) {
			in(t, test.src, func(w *ssabuild.World, f *Flow) {
				fn := w.Funcs[slices.IndexFunc(w.Funcs, func(fn *ssa.Function) bool { return fn.Name() == "F" })]
				for _, fn := range w.Funcs {
					checkOperands(t, fn)
				}
				var lines []string
				for _, b := range fn.Blocks {
					for _, instr := range b.Instrs {
						var line []string
						eachStep(instr, func(s Step) {
							index := ""
							if s.Kind == Captures || s.Kind == Passes || s.Kind == Returns {
								index = fmt.Sprintf(" %d", s.Index)
							}
							line = append(line, kinds[s.Kind]+index+" "+text(s.Operand))
							if s.Instr != instr || (s.Into != nil) != (s.Kind == Stores) {
								t.Errorf("step %+v of %s", s, instr)
							}
						})
						if _, ok := instr.(*ssa.Alloc); !ok {
							lines = append(lines, strings.Join(line, ", "))
						}
					}
				}
				got := strings.Join(lines, "; ")
				if prefix, cut := strings.CutSuffix(test.want, "..."); got != test.want && !(cut && strings.HasPrefix(got, prefix)) {
					t.Errorf("got  %s\nwant %s", got, test.want)
				}
			})
		})
	}
}

// checkOperands checks that each operand has one step.
func checkOperands(t *testing.T, fn *ssa.Function) {
	t.Helper()
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			var operands []ssa.Value
			for _, op := range instr.Operands(nil) {
				if *op != nil {
					operands = append(operands, *op)
				}
			}
			eachStep(instr, func(s Step) {
				i := slices.Index(operands, s.Operand)
				if i < 0 {
					t.Fatalf("%s is no operand of %s", text(s.Operand), instr)
				}
				operands = slices.Delete(operands, i, i+1)
			})
			if len(operands) > 0 {
				t.Errorf("no step for %s of %s", texts(operands), instr)
			}
		}
	}
}

func TestCells(t *testing.T) {
	for _, test := range []struct {
		src           string
		stores, loads int
		taken         bool
	}{
		{`func F(t *T) { probe(&t.f); t.f = nil }`, 1, 0, true},
		{`func F(t *T) { same(t.f, t.f); t.f = nil }`, 1, 2, false},
		{`func F(t *T) { x := &t.f; *x = nil; use(*x) }`, 1, 1, false},
		{`func F(t *T) { c := make(chan **int, 1); c <- &t.f }`, 0, 0, true},
		{`func F(t *T, x ***int) { *x = &t.f }`, 0, 0, true},
		{`func g() T; func F() { use(g().f) }`, 0, 1, false},
		{`func F() { }`, 0, 0, false},
	} {
		t.Run(test.src, func(t *testing.T) {
			in(t, test.src, func(w *ssabuild.World, f *Flow) {
				c := f.CellOf(w.Pkg.Scope().Lookup("T").Type().Underlying().(*types.Struct).Field(0))
				if len(c.Stores) != test.stores || len(c.Loads) != test.loads || c.Taken != test.taken {
					t.Errorf("got %d stores, %d loads, taken = %t", len(c.Stores), len(c.Loads), c.Taken)
				}
			})
		})
	}
}

// TestVariable: a local variable is one, captured or not; what else has an address
// is none.
func TestVariable(t *testing.T) {
	in(t, `var v int; func F(t *T) { x := 1; probe(&x); func() { func() { probe(&x) }() }(); probe(&v); probe(&t.f); probe(t) }`,
		func(w *ssabuild.World, f *Flow) {
			var got []string
			for _, call := range calls(w, "probe") {
				addr := Unconverted(call.Common().Args[0])
				v, c := f.Variable(addr), f.Cell(addr)
				got = append(got, fmt.Sprint(v != nil && v.Comment == "x", c != nil, c != nil && c == f.Cell(addr)))
			}
			if got := strings.Join(got, ", "); got != "true true true, true true true, false true true, false true true, false false false" {
				t.Errorf("got %s", got)
			}
			if first, second := calls(w, "probe")[0], calls(w, "probe")[1]; f.Cell(Unconverted(first.Common().Args[0])) != f.Cell(Unconverted(second.Common().Args[0])) {
				t.Error("a captured variable is another one")
			}
		})
}

// TestRunsAt: a literal runs where it is called, started or deferred, if that is
// known.
func TestRunsAt(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{`func F() { x := 1; func() { probe(x) }() }`, "call F$1"},
		{`func F() { x := 1; defer func() { probe(x) }() }`, "defer F$1"},
		{`func F() { x := 1; go func() { probe(x) }() }`, "go F$1"},
		{`func F() { x := 1; f := func() { probe(x) }; f(); f() }`, "call F$1"},
		{`func F() { x := 1; f := func() { probe(x) }; use(&f); f() }`, "call *&f"},
		{`func F() { x := 1; f := func() {}; f(); f = func() { probe(x) }; use(&f); f() }`, "call *&f"},
		{`func F() { x := 1; use(func() { probe(x) }) }`, ""},
		{`func F() { x := 1; net.Pipe(); strconv.Itoa(x); func() { func() { probe(x) }() }() }`, "call F$1"},
		{`func F() { x := 1; g(func() { probe(x) }) }; func g(func())`, "call g"},
		{`func F() { probe(1) }`, "call probe"},
	} {
		t.Run(test.src, func(t *testing.T) {
			in(t, test.src, func(w *ssabuild.World, f *Flow) {
				fn := w.Funcs[slices.IndexFunc(w.Funcs, func(fn *ssa.Function) bool { return fn.Name() == "F" })]
				got := ""
				if at := f.RunsAt(fn, calls(w, "probe")[0]); at != nil {
					got = useText(Use{Instr: at})
					if at.Parent() != fn {
						t.Errorf("in %s", at.Parent())
					}
				}
				if got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		})
	}
}

// TestCircularClosures: where literals hold each other, when they run does not
// depend on which is asked first.
func TestCircularClosures(t *testing.T) {
	const src = `func F() {
		var f, g func()
		f = func() { same(1, 1); g = func() { probe(2); f() } }
		g = func() { same(2, 2); f = func() { probe(1); g() } }
		f()
		g()
	}`
	var first string
	for range 20 {
		in(t, src, func(w *ssabuild.World, f *Flow) {
			fn := w.Funcs[slices.IndexFunc(w.Funcs, func(fn *ssa.Function) bool { return fn.Name() == "F" })]
			var got []string
			for _, call := range append(calls(w, "same"), calls(w, "probe")...) {
				at := f.RunsAt(fn, call)
				if at == nil {
					got = append(got, "never")
				} else {
					got = append(got, fmt.Sprintf("%s at %d", useText(Use{Instr: at}), slices.Index(at.Block().Instrs, at)))
				}
			}
			if first == "" {
				first = strings.Join(got, ", ")
			}
			if got := strings.Join(got, ", "); got != first {
				t.Errorf("got %s and %s", first, got)
			}
		})
	}
	if !strings.HasPrefix(first, "call *&f at") {
		t.Errorf("got %s", first)
	}
}

// TestClosure: a literal that captures something has one place where it is made;
// the wrapper of a method value may have several.
func TestClosure(t *testing.T) {
	in(t, `type N int; func (n N) m() {}; func F(n, k N) { x := 1; func() { x++ }(); func() {}(); use(n.m, k.m, x) }`,
		func(w *ssabuild.World, f *Flow) {
			made := 0
			for _, fn := range w.Funcs {
				if mc := f.Closure(fn); mc != nil {
					made++
					if mc.Fn != fn || fn.Name() != "F$1" {
						t.Errorf("%s for %s", mc, fn)
					}
				}
			}
			if made != 1 {
				t.Errorf("%d closures", made)
			}
			for _, fn := range w.Funcs {
				for _, b := range fn.Blocks {
					for _, instr := range b.Instrs {
						if mc, ok := instr.(*ssa.MakeClosure); ok && mc.Fn.Name() == "m$bound" && f.Closure(mc.Fn.(*ssa.Function)) != nil {
							t.Error("a method value has one place")
						}
					}
				}
			}
			if uses := f.Uses(w.Funcs[0]); len(uses) > 0 {
				t.Errorf("uses of a function: %v", uses)
			}
		})
}

func TestResultOf(t *testing.T) {
	in(t, `func F(x int) { _, y := g(); probe(y); probe(mark()); probe(x); z, _ := any(x).(int); probe(z) }; func g() (int, int)`,
		func(w *ssabuild.World, f *Flow) {
			var got []string
			for _, call := range calls(w, "probe") {
				made, result := ResultOf(Unconverted(call.Common().Args[0]))
				if made == nil {
					got = append(got, fmt.Sprint("none", result))
					continue
				}
				got = append(got, fmt.Sprint(text(made), result))
			}
			if got := strings.Join(got, ", "); got != "g()1, mark()0, none0, none0" {
				t.Errorf("got %s", got)
			}
		})
}

// TestManyStores: the order of stores and loads is looked at however many there
// are.
func TestManyStores(t *testing.T) {
	var src strings.Builder
	src.WriteString("func F() { x := 0; use(&x)\n")
	for i := range 2000 {
		fmt.Fprintf(&src, "x = %d; same(x, x)\n", i)
	}
	src.WriteString("probe(x) }")
	in(t, src.String(), func(w *ssabuild.World, f *Flow) {
		if got := texts(f.LocalSources(asked(t, w))); got != "1999" {
			t.Errorf("got %s", got)
		}
	})
}

// TestConcurrent: checks ask at once, and get the same; the race detector looks on.
func TestConcurrent(t *testing.T) {
	in(t, `func F(t *T) { x := mark(); f := func() { x = nil; t.f = x }; probe(x); f(); probe(x); x = g(x); probe(x) }; func g(y *int) *int { probe(y); return y }`,
		func(w *ssabuild.World, f *Flow) {
			ask := func() string {
				var s []string
				for _, call := range calls(w, "probe") {
					v := call.Common().Args[0]
					s = append(s, texts(f.Sources(v)), texts(f.LocalSources(v)), useTexts(f.Uses(v)), text(f.Peel(v)))
				}
				v := calls(w, "mark")[0].Value()
				return strings.Join(append(s, useTexts(f.LocalUses(v)), useTexts(f.Uses(v))), "|")
			}
			answers := make([]string, 8)
			var wg sync.WaitGroup
			for i := range answers {
				wg.Go(func() { answers[i] = ask() })
			}
			wg.Wait()
			for _, answer := range answers {
				if answer != answers[0] {
					t.Errorf("got %s and %s", answer, answers[0])
				}
			}
		})
}

// TestTaken: that a variable is captured tells nobody its address.
func TestTaken(t *testing.T) {
	for src, taken := range map[string]bool{
		`func F() { x := 1; func() { x++ }() }`:                           false,
		`func F() { x := 1; func() { use(&x) }() }`:                       true,
		`func F() { x := 1; use(&x) }`:                                    true,
		`func F() { var x T; x.f = nil; func() { use(x) }() }`:            false,
		`func F() { var x [2]int; x[cap(x)-1] = 1; func() { use(x) }() }`: true,
	} {
		in(t, src, func(w *ssabuild.World, f *Flow) {
			found := false
			for _, fn := range w.Funcs {
				for _, b := range fn.Blocks {
					for _, instr := range b.Instrs {
						if alloc, ok := instr.(*ssa.Alloc); ok && alloc.Comment == "x" {
							found = true
							if f.Cell(alloc).Taken != taken {
								t.Errorf("%s: taken = %t", src, !taken)
							}
						}
					}
				}
			}
			if !found {
				t.Errorf("%s: no variable", src)
			}
		})
	}
}

package effects

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// A program is a random package: functions that call each other in all ways, and do
// things.
type program struct {
	decls []string
	funcs int
}

const programTypes = `
type T struct { a, b, c, d bool; ch chan int; next *U }
type U struct { parent *T; e, f int }
type I interface { m(t *T, n int) }
`

func randomProgram(random *rand.Rand, n int) program {
	p := program{funcs: n}
	for i := range n {
		p.decls = append(p.decls, fmt.Sprintf("func f%d(t *T, n int) %s", i, p.body(random, 1+random.IntN(3), 0)))
	}
	for i := range 3 {
		p.decls = append(p.decls, fmt.Sprintf("type V%d struct{}\nfunc (V%d) m(t *T, n int) %s", i, i, p.body(random, 1, 0)))
	}
	// A generic function, and one that names an instance.
	p.decls = append(p.decls,
		fmt.Sprintf("func g[E any](t *T, n int, e E) %s", p.body(random, 2, 0)),
		fmt.Sprintf("func h(t *T, n int) { g(t, n, %d); %s }", n, p.call(random)))
	return p
}

func (p program) call(random *rand.Rand) string {
	return fmt.Sprintf("f%d(t, n-1)", random.IntN(p.funcs))
}

// body returns a block of some statements.
func (p program) body(random *rand.Rand, statements, depth int) string {
	var b strings.Builder
	b.WriteString("{\n")
	for range statements {
		b.WriteString(p.statement(random, depth) + "\n")
	}
	b.WriteString("}")
	return b.String()
}

func (p program) statement(random *rand.Rand, depth int) string {
	field := string("abcd"[random.IntN(4)])
	switch k := random.IntN(26); {
	case k < 6:
		return p.call(random)
	case k < 8:
		return "go " + p.call(random)
	case k < 10:
		return "defer " + p.call(random)
	case k < 12 && depth < 2:
		return "func() " + p.body(random, 2, depth+1) + "()"
	case k < 14 && depth < 2:
		return "_ = func() " + p.body(random, 2, depth+1)
	case k == 14:
		return "I(V0{}).m(t, n)"
	case k == 15:
		return "{ x := V1{}.m; _ = x }"
	case k == 16:
		return "t." + field + " = n > 3"
	case k == 17:
		return "if t." + field + " { println(n) }"
	case k == 18:
		return "t.ch <- n"
	case k == 19:
		return "t.ch = make(chan int)"
	case k == 20:
		return "if n > 4 { panic(n) }"
	case k == 21:
		return "if n > 5 { select {} }"
	case k == 22:
		return "for i := 0; i < " + fmt.Sprint(4+random.IntN(9)) + "; i++ { println(i) }"
	case k == 23:
		return "t.next.e = n; if t.next.f > 2 { t.next.parent = t }"
	case k == 24:
		return "func(p *int, m map[int]int) { *p = n; m[1] = 2 }(nil, nil)"
	}
	return "_ = f" + fmt.Sprint(random.IntN(p.funcs))
}

// source puts the declarations in an order.
func (p program) source(order []int) string {
	var b strings.Builder
	b.WriteString(programTypes)
	for _, i := range order {
		b.WriteString(p.decls[i] + "\n")
	}
	return b.String()
}

// naive computes the summaries anew, by going over all instructions of all functions
// until nothing changes.
func (p *probe) naive() map[*ssa.Function]*Func {
	all := make(map[*ssa.Function]*Func)
	var methods []*ssa.Function
	for _, n := range p.Graph.Nodes() {
		all[n.Func] = new(Func)
		p.own(n.Func, all[n.Func])
		if n.Func.Name() == "m" {
			methods = append(methods, n.Func)
		}
	}
	for changed := true; changed; {
		changed = false
		for fn, f := range all {
			before := f.Effect
			join := func(to *Func, mask Effect, stores bool) {
				f.Effect |= to.Effect & mask
				changed = f.Reads.UnionWith(&to.Reads) || changed
				if stores {
					changed = f.Stores.UnionWith(&to.Stores) || changed
				}
			}
			for _, anon := range fn.AnonFuncs {
				join(all[anon], byClosure, false)
			}
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					if c, ok := instr.(*ssa.MakeClosure); ok {
						join(all[c.Fn.(*ssa.Function)], byClosure, false)
					}
					call, ok := instr.(ssa.CallInstruction)
					if !ok {
						continue
					}
					if call.Common().IsInvoke() {
						for _, m := range methods {
							join(all[m], byInvoke, true)
						}
						continue
					}
					to := all[call.Common().StaticCallee()]
					if to == nil {
						continue
					}
					join(to, byCall, true)
					if _, starts := instr.(*ssa.Go); starts && to.May(Parks) {
						f.Effect |= Makes | Builds
					}
				}
			}
			changed = changed || f.Effect != before
		}
	}
	return all
}

// TestNaive compares the summaries with those by a fixpoint over all.
func TestNaive(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for range 40 {
		prog := randomProgram(random, 2+random.IntN(12))
		src := prog.source(random.Perm(len(prog.decls)))
		p := source(t, src)
		for fn, want := range p.naive() {
			want.Out = p.Of(fn).Out
			if got, want := p.describe(p.Of(fn)), p.describe(want); got != want {
				t.Fatalf("%s:\ngot  %s\nwant %s\nin %s", fn, got, want, src)
			}
		}
	}
}

// everything describes all summaries and views of a package, by name.
func (p *probe) everything() map[string]string {
	all := make(map[string]string)
	users := make(map[string]string)
	for f, list := range p.users {
		var names []string
		for _, fn := range list {
			names = append(names, fn.RelString(p.World.Pkg))
		}
		slices.Sort(names)
		users[f.Name()] = strings.Join(names, " ")
	}
	for _, n := range p.Graph.Nodes() {
		name := n.Func.RelString(p.World.Pkg)
		if name == "init" {
			continue
		}
		v := p.View(n.Func)
		var counts []int64
		for c := range v.counted {
			counts = append(counts, c)
		}
		slices.Sort(counts)
		var loops []string
		ls := cfg.LoopsOf(n.Func)
		meets := cfg.PostDominators(n.Func)
		for _, b := range n.Func.Blocks {
			if ls.IsHeader(b) {
				l := p.LoopOf(ls.At(b))
				loops = append(loops, fmt.Sprint(v.IsIdempotent(l), l.Starts, l.Strides, l.Receives))
			}
			if len(b.Succs) == 2 {
				r := p.RegionOf(b, meets[b.Index])
				loops = append(loops, fmt.Sprint(v.Skippable(r), r.Panics, len(r.Changes)))
			}
		}
		isRoot := slices.Contains(p.Roots(), n.Func)
		// A bound method has one wrapper for each place where it is bound.
		all[name] = fmt.Sprint(p.describe(p.Of(n.Func)), "\nview: ", p.placeText(&v.reads), " counts ", counts, loops, " root ", isRoot,
			" instructions ", p.instructionEffects(n.Func))
	}
	return all
}

func (p *probe) instructionEffects(fn *ssa.Function) string {
	var b strings.Builder
	for _, instr := range instrs[ssa.Instruction](fn) {
		fmt.Fprintf(&b, "%x ", p.Instr(instr))
	}
	return b.String()
}

func compareAll(t *testing.T, what, src string, got, want map[string]string) {
	t.Helper()
	for name, text := range want {
		if got[name] != text {
			t.Fatalf("%s: %s:\ngot  %s\nwant %s\nin %s", what, name, got[name], text, src)
		}
	}
}

// TestShuffled checks that the order of declarations does not matter.
func TestShuffled(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	for range 15 {
		prog := randomProgram(random, 2+random.IntN(10))
		var want map[string]string
		for i := range 4 {
			src := prog.source(random.Perm(len(prog.decls)))
			got := source(t, src).everything()
			if i == 0 {
				want = got
			}
			compareAll(t, "shuffled", src, got, want)
			compareAll(t, "shuffled", src, want, got)
		}
	}
}

// elsewhere has roots and functions that use what the others use, read what these
// only store, and store what they only read.
const elsewhere = `
type W struct { t *T; own chan int }
func (w *W) run(t *T) { for t.a || t.b || t.c || t.d { t.a, t.b, t.c, t.d = false, false, true, true } }
func root1(t *T) { c := make(chan int); go func() { c <- 1 }(); w := &W{t, c}; w.run(t); f0(t, 4); <-c }
func root2(t *T) { f1(t, 7); for i := 0; i < 77; i++ { f0(t, i) }; if t.next.e > 3 && t.next.f > 4 { t.next.f = 5; select {} } }
func root3(t *T) { h(t, 5); g(t, 6, "a"); root3(t); root1(t) }
`

// TestElsewhere checks that what else stands in a package does not matter.
func TestElsewhere(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	for range 15 {
		prog := randomProgram(random, 2+random.IntN(10))
		src := prog.source(random.Perm(len(prog.decls)))
		want := source(t, src).everything()
		compareAll(t, "code behind it", src, source(t, src+elsewhere).everything(), want)
		compareAll(t, "code before it", src, source(t, elsewhere+src).everything(), want)
	}
}

// TestConcurrent asks all at once; the race detector is in nightly.
func TestConcurrent(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 18))
	prog := randomProgram(random, 12)
	p := source(t, prog.source(random.Perm(len(prog.decls)))+`
type E struct { I }
type P struct { *U; V1 }
`)
	late := []*ssa.Function{p.late("E", "m"), p.late("P", "m")}
	want := p.everything()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got := p.everything()
			for name, text := range want {
				if got[name] != text {
					t.Errorf("%s: got %s, want %s", name, got[name], text)
				}
			}
			for _, fn := range late {
				p.Of(fn)
			}
			for _, root := range p.Roots() {
				for f := range p.users {
					p.View(root).IsPrivate(f)
				}
			}
		})
	}
	wg.Wait()
}

// TestLate has the summaries of functions that are made when a method is looked up:
// they are what a function would have that does the same.
func TestLate(t *testing.T) {
	p := source(t, `
type T struct { on bool; c chan int }
func (t *T) m() { t.on = true; t.c <- 1; if t.on { println() } }
type I interface { m() }
type ByPointer struct { *T }
type ByValue struct { T }
type Deep struct { n int; ByPointer }
type ByInterface struct { I }
func call(i I) { i.m() }
type G[E any] struct { e E; on bool }
func (g *G[E]) m() { g.on = true; g.set(); if g.on { println() } }
func (g *G[E]) set() { _ = make(chan E) }
type GInt struct { G[int] }
type Circle[E any] struct { e E; set bool }
func (r *Circle[E]) m() { g := r.c; _ = g; r.d(1) }
func (r *Circle[E]) c(n int) { r.d(n); r.last() }
func (r *Circle[E]) d(n int) { if n > 0 { r.c(n - 1) } }
func (r *Circle[E]) last() { r.set = true }
type InCircle struct { Circle[int] }
type Foreign struct { J }
type J interface { m() }
`)
	for typ, want := range map[string]string{
		"ByPointer":   "operates touches; reads .c .on; stores .on",
		"ByValue":     "operates touches; reads .c .on; stores .on",
		"Deep":        "operates touches; reads .c .on; stores .on",
		"ByInterface": "operates touches; reads .c .on .on; stores .on .on .set",
		"GInt":        "makes builds operates touches; reads .on; stores .on",
		"InCircle":    "stores .set",
		"Foreign":     "operates touches; reads .c .on .on; stores .on .on .set",
	} {
		fn := p.late(typ, "m")
		if p.Graph.Node(fn) != nil {
			t.Errorf("%s.m is in the graph", typ)
		}
		if got := p.describe(p.Of(fn)); got != want {
			t.Errorf("%s: got %q, want %q", typ, got, want)
		}
	}
}

// TestLateClosures has such functions that hand closures to each other.
func TestLateClosures(t *testing.T) {
	p := source(t, `
type H[E any] struct { e E; f func() }
func (h *H[E]) get() func() { f := func() { println(h.e) }; return h.keep(f) }
func (h *H[E]) keep(f func()) func() { h.f = f; return f }
type HInt struct { H[int] }
`)
	if got := p.Of(p.late("HInt", "get")).text(); got != "builds touches" {
		t.Errorf("got %q", got)
	}
}

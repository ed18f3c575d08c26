package code

import (
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// program returns what is known of a package, and its functions by name.
func program(t *testing.T, src string) (p *Program, funcs map[string]*Function) {
	t.Helper()
	checktest.Pass(t, checktest.Source(t, "package p\n"+src), func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		p = NewProgram(s, s.Worlds()[0], nil)
	}, ssabuild.Analyzer)
	funcs = make(map[string]*Function)
	for _, fn := range p.World.Funcs {
		funcs[fn.Name()] = p.Function(fn)
		if p.Function(fn) != funcs[fn.Name()] {
			t.Fatalf("%s is known twice", fn.Name())
		}
	}
	return p, funcs
}

// find returns the first instruction of a function for which is holds.
func find(t *testing.T, f *Function, is func(ssa.Instruction) bool) ssa.Instruction {
	t.Helper()
	for _, b := range f.SSA.Blocks {
		if i := slices.IndexFunc(b.Instrs, is); i >= 0 {
			return b.Instrs[i]
		}
	}
	t.Fatalf("%s has no such instruction", f.SSA.Name())
	return nil
}

func isReceive(instr ssa.Instruction) bool {
	op, ok := instr.(*ssa.UnOp)
	return ok && op.Op == token.ARROW
}

// TestLiveAt asks twice: what is kept is what is asked for, and nothing can spoil it.
func TestLiveAt(t *testing.T) {
	_, funcs := program(t, `func f(c, d chan int, n int) { <-c; if n > 3 { <-d } }`)
	f := funcs["f"]
	b := f.SSA.Blocks[0]
	pc := slices.IndexFunc(b.Instrs, isReceive)
	for range 2 {
		var names []string
		list := f.LiveAt(b, pc)
		for _, i := range list {
			names = append(names, f.Live.Values[i].Name())
		}
		if got := strings.Join(names, " "); got != "c d n" {
			t.Errorf("before the receive: %s", got)
		}
		_ = append(list, 99)
		if end := f.LiveAt(b, len(b.Instrs)); slices.Contains(end, 99) || !slices.Contains(end, f.Live.Number[f.SSA.Params[1]]) {
			t.Errorf("at the end: %v", end)
		}
		for _, exit := range f.SSA.Blocks {
			if _, isReturn := exit.Instrs[0].(*ssa.Return); isReturn && len(f.LiveAt(exit, 0)) > 0 {
				t.Errorf("at a return: %v", f.LiveAt(exit, 0))
			}
		}
	}
}

func TestMakesFrom(t *testing.T) {
	p, funcs := program(t, `
func f(n int) { for range n { if n > 5 { c := make(chan int); close(c); println(1) } }; println(2); g() }
func g() { println(3) }
func h() { println(1); f(1); println(2) }`)
	printing := func(f *Function, n string) *ssa.BasicBlock {
		return find(t, f, func(instr ssa.Instruction) bool {
			call, ok := instr.(*ssa.Call)
			return ok && len(call.Call.Args) == 1 && strings.HasPrefix(call.Call.Args[0].String(), n+":")
		}).Block()
	}
	f := funcs["f"]
	for range 2 {
		for _, test := range []struct {
			block *ssa.BasicBlock
			want  bool
		}{
			{f.SSA.Blocks[0], true}, {printing(f, "1"), true}, {printing(f, "2"), false}, {funcs["g"].SSA.Blocks[0], false}, {funcs["h"].SSA.Blocks[0], true},
		} {
			if got := p.MakesFrom(p.Function(test.block.Parent()), test.block); got != test.want {
				t.Errorf("%s, block %d: %t", test.block.Parent().Name(), test.block.Index, got)
			}
		}
	}
}

func TestDecidesFrom(t *testing.T) {
	_, funcs := program(t, `
func f(c chan int, n, m int) { <-c; if n > 3 { println() }; <-c; println(m); for m > 5 { <-c } }`)
	f := funcs["f"]
	first, last := f.SSA.Blocks[0], f.SSA.Blocks[len(f.SSA.Blocks)-1]
	number := func(i int) int { return f.Live.Number[f.SSA.Params[i]] }
	for range 2 {
		if !f.DecidesFrom(number(1), first) || !f.DecidesFrom(number(2), first) {
			t.Error("from the start both numbers decide something")
		}
		if f.DecidesFrom(number(1), last) {
			t.Error("n decides nothing any more")
		}
	}
}

func TestBoundsLoop(t *testing.T) {
	p, funcs := program(t, `
type T struct { n int; list []int; f float64; o *O }
type O struct { n, m int; p *O }
func path(t *T) { for i := 0; i < t.o.n; i++ { println(i) } }
func long(t *T) { for i := 0; i < t.o.p.m; i++ { println(i) } }
func none(t *T) { for i := 0; i < t.n; i++ { if t.o.n > 3 { println(i) } } }
func count(t *T) { for i := 0; i < t.n; i++ { println(i) } }
func length(t *T) { for i := 0; i < len(t.list); i++ { println(i) } }
func other(t *T) { if t.n > 3 { println(len(t.list)) } }
func down(t *T) { for i := 0.0; i < t.f; i++ { println(i) } }`)
	for name, want := range map[string]bool{"count": true, "length": true, "other": false, "down": false, "path": true, "long": true} {
		load := find(t, funcs[name], func(instr ssa.Instruction) bool {
			op, ok := instr.(*ssa.UnOp)
			return ok && op.Op == token.MUL
		})
		if got := p.BoundsLoop(load); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
	pointer := find(t, funcs["none"], func(instr ssa.Instruction) bool {
		op, ok := instr.(*ssa.UnOp)
		return ok && op.Op == token.MUL && op.Type().String() == "*p.O"
	})
	if p.BoundsLoop(pointer) {
		t.Error("none: what a branch compares in a loop is no bound")
	}
	if p.BoundsLoop(funcs["count"].SSA.Blocks[0].Instrs[len(funcs["count"].SSA.Blocks[0].Instrs)-1]) {
		t.Error("what is no value bounds a loop")
	}
}

func TestSpelledOut(t *testing.T) {
	_, funcs := program(t, `
func f(c chan int, n int) { c <- 1; println(-n, *new(int)); func() { <-c; go func() { select { case <-c: case c <- 2: } }() }(); for range c {} }
func g() { f(nil, 1) }`)
	if n := SpelledOut(funcs["f"].SSA); n != 4 {
		t.Errorf("f: %d", n)
	}
	if n := SpelledOut(funcs["g"].SSA); n != 0 {
		t.Errorf("g: %d", n)
	}
}

// TestKept checks that loops and regions are looked at once.
func TestKept(t *testing.T) {
	p, funcs := program(t, `func f(n int) { for range n { if n > 3 { println() } } }`)
	f := funcs["f"]
	if len(f.Headers) != 1 {
		t.Fatalf("%d headers", len(f.Headers))
	}
	l := f.Loops.At(f.Headers[0])
	if p.Loop(f, l) != p.Loop(f, l) || !p.Loop(f, l).Idempotent {
		t.Error("the loop is not kept")
	}
	for _, b := range f.SSA.Blocks {
		if len(b.Succs) == 2 && (p.Region(f, b) != p.Region(f, b) || p.Region(f, b).Meet == nil) {
			t.Errorf("the region of block %d is not kept", b.Index)
		}
		if p.ReadsFrom(f, b) != p.ReadsFrom(f, b) {
			t.Errorf("what is read from block %d on is not kept", b.Index)
		}
	}
}

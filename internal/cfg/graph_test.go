package cfg

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"golang.org/x/tools/go/ssa"
)

// randomGraph returns a function whose blocks are connected at random: each goes
// on to none, one or two others. One without a successor returns or panics.
func randomGraph(random *rand.Rand, n int) *ssa.Function {
	fn := &ssa.Function{}
	for i := range n {
		fn.Blocks = append(fn.Blocks, &ssa.BasicBlock{Index: i})
	}
	for _, b := range fn.Blocks {
		switch k := random.IntN(10); {
		case k == 0:
			b.Instrs = []ssa.Instruction{new(ssa.Return)}
		case k == 1:
			b.Instrs = []ssa.Instruction{new(ssa.Panic)}
		case k < 5:
			b.Instrs = []ssa.Instruction{new(ssa.Jump)}
			connect(b, fn.Blocks[random.IntN(n)])
		default:
			b.Instrs = []ssa.Instruction{new(ssa.If)}
			// Mostly forwards and near, as in programs.
			for range 2 {
				to := b.Index + 1 + random.IntN(4)
				if random.IntN(4) == 0 || to >= n {
					to = random.IntN(n)
				}
				connect(b, fn.Blocks[to])
			}
		}
	}
	if random.IntN(3) == 0 {
		fn.Recover = fn.Blocks[n-1]
	}
	return fn
}

func connect(from, to *ssa.BasicBlock) {
	from.Succs = append(from.Succs, to)
	to.Preds = append(to.Preds, from)
}

// reach returns the blocks that can be reached from b, which is one of them, on
// ways that do not lead through without.
func reach(b, without *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var visit func(b *ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		if seen[b] || b == without {
			return
		}
		seen[b] = true
		for _, succ := range b.Succs {
			visit(succ)
		}
	}
	visit(b)
	return seen
}

// TestPostDominators compares with the definition: p postdominates b if the
// function cannot be left from b once p is taken away.
func TestPostDominators(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	found := 0
	for range 600 {
		fn := randomGraph(random, 2+random.IntN(16))
		ipdom := PostDominators(fn)
		left := func(b, without *ssa.BasicBlock) bool {
			for c := range reach(b, without) {
				if leaves(fn, c) {
					return true
				}
			}
			return false
		}
		for _, b := range fn.Blocks {
			var above []*ssa.BasicBlock // those that postdominate b
			if left(b, nil) {
				for _, p := range fn.Blocks {
					if p != b && !left(b, p) {
						above = append(above, p)
					}
				}
			}
			var want *ssa.BasicBlock // the one that is postdominated by the others
			for _, p := range above {
				first := true
				for _, q := range above {
					first = first && (p == q || !left(p, q))
				}
				if first {
					want = p
				}
			}
			if (want == nil) != (len(above) == 0) {
				t.Fatal("the definition is wrong")
			}
			if want != nil {
				found++
			}
			if got := ipdom[b.Index]; got != want {
				t.Fatalf("block %d: got %v, want %v, in\n%s", b.Index, got, want, graphText(fn))
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d blocks have a postdominator", found)
	}
}

func graphText(fn *ssa.Function) string {
	var b strings.Builder
	for _, block := range fn.Blocks {
		fmt.Fprintf(&b, "%d: %T %v\n", block.Index, block.Instrs[0], block.Succs)
	}
	return b.String()
}

// spaghettiFunctions returns functions of such a source.
func spaghettiFunctions(t *testing.T, funcs, lines int) []*ssa.Function {
	t.Helper()
	pkg := checktest.Source(t, checktest.Spaghetti(rand.New(rand.NewPCG(7, 8)), funcs, lines))
	built := ssa.NewProgram(pkg.Fset, 0).CreatePackage(pkg.Types, pkg.Syntax, pkg.TypesInfo, false)
	built.Build()
	var list []*ssa.Function
	for _, name := range pkg.Types.Scope().Names() {
		if fn := built.Func(name); fn != nil && strings.HasPrefix(name, "f") {
			list = append(list, fn)
		}
	}
	if len(list) != funcs {
		t.Fatalf("got %d functions", len(list))
	}
	return list
}

// TestLoops compares with the definition: the loop of an edge back to a block
// that dominates its origin is what reaches the origin without that block.
func TestLoops(t *testing.T) {
	list := spaghettiFunctions(t, 30, 8)
	loops, nested := 0, 0
	for _, fn := range list {
		loopsOf := LoopsOf(fn)
		want := make(map[*ssa.BasicBlock]map[*ssa.BasicBlock]bool) // by header
		live := reach(fn.Blocks[0], nil)
		for _, b := range fn.Blocks {
			for _, h := range b.Succs {
				if live[b] && !reach(fn.Blocks[0], h)[b] { // h dominates b
					if want[h] == nil {
						want[h] = map[*ssa.BasicBlock]bool{h: true}
					}
					for _, c := range fn.Blocks {
						if c != h && reach(c, h)[b] {
							want[h][c] = true
						}
					}
				}
			}
		}
		for _, b := range fn.Blocks {
			if loopsOf.IsHeader(b) != (want[b] != nil) {
				t.Errorf("%s, block %d: header = %t", fn.Name(), b.Index, loopsOf.IsHeader(b))
			}
			// From the innermost loop to the outermost, all that b is in.
			in := 0
			for l := loopsOf.At(b); l != nil; l = l.Up {
				in++
				if !sameBlocks(l.Blocks, want[l.Header]) {
					t.Errorf("%s, loop of block %d: got %v, want %v", fn.Name(), l.Header.Index, l.Blocks, want[l.Header])
				}
				if !l.Has(b) || l.Up != nil && len(l.Up.Blocks) <= len(l.Blocks) {
					t.Errorf("%s, block %d: loops in the wrong order", fn.Name(), b.Index)
				}
				exits := false
				for _, c := range l.Blocks {
					for _, succ := range c.Succs {
						exits = exits || !l.Has(succ)
					}
				}
				if exits != l.Exits {
					t.Errorf("%s, loop of block %d: exits = %t", fn.Name(), l.Header.Index, l.Exits)
				}
			}
			all := 0
			for _, blocks := range want {
				if blocks[b] {
					all++
				}
			}
			if in != all {
				t.Errorf("%s, block %d: it is in %d loops, want %d", fn.Name(), b.Index, in, all)
			}
			if in > 1 {
				nested++
			}
		}
		loops += len(want)
	}
	if loops < 50 || nested < 50 {
		t.Errorf("only %d loops, %d blocks in nested ones", loops, nested)
	}
}

func sameBlocks(a []*ssa.BasicBlock, b map[*ssa.BasicBlock]bool) bool {
	for _, c := range a {
		if !b[c] {
			return false
		}
	}
	return len(a) == len(b)
}

// TestLiveness compares with the definition: a value is live where a way leads to
// an instruction that uses it.
func TestLiveness(t *testing.T) {
	list := spaghettiFunctions(t, 12, 6)
	for _, fn := range list {
		l := LivenessOf(fn)
		for _, b := range fn.Blocks {
			for pc := range b.Instrs {
				if _, isPhi := b.Instrs[pc].(*ssa.Phi); isPhi {
					continue // they run when the block is entered
				}
				got := make(map[ssa.Value]bool)
				for _, i := range l.At(b, pc) {
					got[l.Values[i]] = true
				}
				for _, v := range l.Values {
					if instr, ok := v.(ssa.Instruction); ok && (instr.Block() == b && slices.Index(b.Instrs, instr) >= pc) {
						continue // not computed yet; in a loop an older one may be there
					}
					if want := usedFrom(v, b, pc); got[v] != want {
						t.Errorf("%s, block %d at %d: %s is live = %t", fn.Name(), b.Index, pc, v.Name(), got[v])
					}
				}
			}
		}
	}
}

// usedFrom reports whether a way leads from the instruction at pc to a use of v on
// which v is not computed anew.
func usedFrom(v ssa.Value, b *ssa.BasicBlock, pc int) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	var from func(b *ssa.BasicBlock, pc int) bool
	from = func(b *ssa.BasicBlock, pc int) bool {
		for _, instr := range b.Instrs[pc:] {
			if _, isPhi := instr.(*ssa.Phi); isPhi {
				continue
			}
			for _, op := range instr.Operands(nil) {
				if *op == v {
					return true
				}
			}
			if w, ok := instr.(ssa.Value); ok && w == v {
				return false
			}
		}
		for _, succ := range b.Succs {
			computed := false
			for _, instr := range succ.Instrs {
				phi, ok := instr.(*ssa.Phi)
				if !ok {
					break
				}
				computed = computed || phi == v
				for i, pred := range succ.Preds {
					if pred == b && phi.Edges[i] == v {
						return true
					}
				}
			}
			if !computed && !seen[succ] {
				seen[succ] = true
				if from(succ, 0) {
					return true
				}
			}
		}
		return false
	}
	return from(b, pc)
}

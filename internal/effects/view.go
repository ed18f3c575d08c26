package effects

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// A View is a package as one root sees it: what the functions that it leads to
// read and count. What else stands in the package does not matter to it, so that
// code elsewhere changes no finding. It belongs to the exploration of its root and,
// unlike the package, must not be used by several at once.
type View struct {
	*Package
	Root *ssa.Function

	reads   intsets.Sparse // the places that decide something where the root leads to
	counted map[int64]bool // constants that bound counting loops there

	dominated map[*ssa.Function]bool // functions that only the root runs; see findDominated
	private   map[*types.Var]bool    // what was asked of IsPrivate
}

// View returns the view of a root, with other functions that are run when it has returned.
func (p *Package) View(root *ssa.Function, then ...*ssa.Function) *View {
	v := &View{Package: p, Root: root, counted: make(map[int64]bool), private: make(map[*types.Var]bool)}
	seen := make(map[*callgraph.Node]bool)
	work := []*callgraph.Node{p.Graph.Node(root)}
	for _, fn := range then {
		work = append(work, p.Graph.Node(fn))
	}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if n == nil || seen[n] {
			continue
		}
		seen[n] = true
		f := p.funcs[n.Func]
		for _, r := range f.reads {
			v.reads.Insert(int(r.place))
		}
		for _, c := range f.counts {
			v.counted[c] = true
		}
		for _, e := range n.Out {
			work = append(work, e.Node)
		}
	}
	return v
}

// Counts reports whether a constant bounds a counting loop.
func (v *View) Counts(n int64) bool { return v.counted[n] }

// Reads reports whether the value at a place may decide something.
func (v *View) Reads(at Place) bool { return at == Nowhere || at >= 0 && v.reads.Has(int(at)) }

// IsPrivate reports whether only what the root runs looks at a field: it is not
// exported, and every function of the package that selects it is run by the root
// alone. Then a channel in the field is the root's own, even if others have the struct.
func (v *View) IsPrivate(f *types.Var) bool {
	if f == nil || f.Exported() || f.Pkg() != v.World.Pkg {
		return false
	}
	private, ok := v.private[f]
	if !ok {
		if v.dominated == nil {
			v.dominated = v.findDominated()
		}
		private = true
		for _, fn := range v.users[f] {
			private = private && v.dominated[fn]
		}
		v.private[f] = private
	}
	return private
}

// minCount is the least constant that is not counted out one by one.
const minCount = 3

// countBounds returns the constants that bound the counting loops of a function.
func countBounds(fn *ssa.Function) (counts []int64) {
	var loops *cfg.Loops
	for _, b := range fn.Blocks {
		if len(b.Succs) != 2 {
			continue
		}
		for _, instr := range b.Instrs {
			cmp, ok := instr.(*ssa.BinOp)
			if !ok || !isLarge(cmp.X) && !isLarge(cmp.Y) {
				continue
			}
			if loops == nil {
				loops = cfg.LoopsOf(fn)
			}
			if bound, ok := loops.Bound(cmp); ok && isLarge(bound) {
				n, _ := constant.Int64Val(bound.(*ssa.Const).Value)
				counts = append(counts, n)
			}
		}
	}
	return counts
}

func isLarge(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return false
	}
	n, exact := constant.Int64Val(c.Value)
	return exact && n > minCount
}

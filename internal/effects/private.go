package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// fieldUsers are the functions that select each field which leads to a channel.
type fieldUsers map[*types.Var][]*ssa.Function

func (p *Package) findFieldUsers() fieldUsers {
	users := make(fieldUsers)
	add := func(f *types.Var, fn *ssa.Function) {
		if f == nil || f.Exported() || !p.Reaches(f.Type()) {
			return
		}
		if list := users[f]; len(list) == 0 || list[len(list)-1] != fn {
			users[f] = append(list, fn)
		}
	}
	for _, fn := range p.World.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !p.World.Exists(fn, instr) {
					continue
				}
				switch instr := instr.(type) {
				case *ssa.FieldAddr:
					add(ssabuild.Field(instr), fn)
				case *ssa.Field:
					add(ssabuild.FieldOf(instr), fn)
				}
			}
		}
	}
	return users
}

// findDominated finds the functions that only the root runs: those to which every way
// through the call graph from outside leads through the root. It is the greatest
// fixpoint: all that the root leads to, without those that others run, without those
// that these run, and so on.
func (v *View) findDominated() map[*ssa.Function]bool {
	below := make(map[*ssa.Function]bool)
	start := v.Graph.Node(v.Root)
	if start == nil {
		return below
	}
	work := []*callgraph.Node{start}
	var nodes []*callgraph.Node
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if below[n.Func] {
			continue
		}
		below[n.Func] = true
		nodes = append(nodes, n)
		for _, e := range n.Out {
			if e.Kinds != callgraph.Invoke { // which method an interface call runs is not known
				work = append(work, e.Node)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, n := range nodes {
			if n != start && below[n.Func] && runByOthers(n, below) {
				delete(below, n.Func)
				changed = true
			}
		}
	}
	return below
}

// runByOthers reports whether a function may be run by others than those given. The
// environment runs what is exported, main and initialisers; literals, wrappers and the
// rest are run by their callers only.
func runByOthers(n *callgraph.Node, than map[*ssa.Function]bool) bool {
	fn := n.Func
	isWrapper := fn.Synthetic != "" && fn.Origin() == nil
	if fn.Parent() == nil && !isWrapper && (fn.Object() == nil || fn.Object().Exported() || fn.Name() == "main" || fn.Name() == "init") {
		return true
	}
	for _, e := range n.In {
		if !than[e.Node.Func] {
			return true
		}
	}
	return false
}

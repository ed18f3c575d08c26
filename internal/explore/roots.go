package explore

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

func run(pass *analysis.Pass) (any, error) {
	result := new(Result)
	if !mayBlock(pass) {
		return result, nil
	}
	s := ssabuild.Of(pass).SSA()
	for _, world := range s.Worlds() {
		p := newProgram(s, world, modelled.has)
		var roots []*Root
		for _, fn := range p.roots() {
			roots = append(roots, p.exploreRoot(fn))
		}
		p.proveBuffers(roots)
		result.Roots = append(result.Roots, roots...)
	}
	return result, nil
}

func newProgram(s *ssabuild.SSA, world *ssabuild.World, has func(model.Effect) bool) *program {
	p := &program{
		ssa:       s,
		world:     world,
		modelled:  has,
		functions: make(map[*ssa.Function]*function),
		touching:  make(map[*ssa.Function]bool),
		reach:     make(map[types.Type]bool),
		holding:   make(map[types.Type]bool),
		stirring:  make(map[types.Type]bool),
		making:    make(map[*ssa.Function]bool),
		building:  make(map[*ssa.Function]bool),
		storing:   make(map[*ssa.Function]map[*types.Var]bool),
		ending:    make(map[*ssa.Function]bool),
		panicking: make(map[*ssa.Function]bool),
		forever:   make(map[*ssa.Function]bool),
		operating: make(map[*ssa.Function]bool),
		places:    make(map[any]place),
		fields:    make(map[*types.Struct][]place),
		derivers:  make(map[*ssa.Function]bool),
		counted:   make(map[int64]bool),
	}
	return p
}

// exploreRoot explores one function. Where there are too many states, it is
// explored again with states that differ in nothing but what a path has decided
// taken for one: that finds less, and it comes to an end.
func (p *program) exploreRoot(fn *ssa.Function) *Root {
	r := &Root{Func: fn, escapes: make(map[*ssa.MakeChan]Escape)}
	found := make(map[foundKey]*Stuck)
	gaveUp := make(map[GiveUp]bool)
	made := make(map[*ssa.MakeChan]bool)
	for _, by := range []precision{fine, coarse} {
		m := newSearch(p, fn, by)
		m.explore()
		r.States += m.states
		for k, st := range m.found {
			if found[k] == nil {
				found[k] = st
			}
		}
		maps.Copy(gaveUp, m.gaveUp)
		for _, mk := range m.made {
			made[mk] = true
		}
		maps.Copy(r.escapes, m.escapes)
		if !m.gaveUp[TooManyStates] {
			if by == coarse {
				delete(gaveUp, TooManyStates)
				gaveUp[Coarse] = true
			}
			break
		}
	}
	r.makes = slices.SortedFunc(maps.Keys(made), func(a, b *ssa.MakeChan) int { return cmp.Compare(a.Pos(), b.Pos()) })
	r.Stuck = slices.SortedFunc(maps.Values(found), func(a, b *Stuck) int { return cmp.Compare(a.Pos, b.Pos) })
	for g := range numGiveUps {
		if gaveUp[g] {
			r.GaveUp = append(r.GaveUp, g)
		}
	}
	return r
}

// findCounts notes the constants that bound counting loops.
func (p *program) findCounts(fn *ssa.Function) {
	f := p.function(fn)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			cmp, ok := instr.(*ssa.BinOp)
			if !ok {
				continue
			}
			bound, ok := f.counts(cmp)
			if !ok {
				continue
			}
			if c, ok := bound.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Int {
				if n, exact := constant.Int64Val(c.Value); exact {
					p.counted[n] = true
				}
			}
		}
	}
}

// mayBlock reports, from syntax, whether a package can hold a root: it uses a
// channel, or starts a goroutine.
func mayBlock(pass *analysis.Pass) bool {
	found := false
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SendStmt, *ast.SelectStmt, *ast.ChanType:
				found = true
			case *ast.UnaryExpr:
				found = found || n.Op == token.ARROW
			}
			return !found
		})
	}
	return found
}

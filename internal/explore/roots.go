package explore

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

func run(pass *analysis.Pass) (any, error) {
	result := new(Result)
	if !mayBlock(pass) {
		return result, nil
	}
	s := ssabuild.Of(pass).SSA()
	for _, world := range s.Worlds() {
		p := newProgram(s, world)
		var roots []*Root
		for _, fn := range p.effects.Roots() {
			roots = append(roots, p.exploreRoot(fn))
		}
		p.proveBuffers(roots)
		result.Roots = append(result.Roots, roots...)
	}
	return result, nil
}

// A program is what the interpreters of all the roots of a world share.
type program struct {
	ssa       *ssabuild.SSA
	world     *ssabuild.World
	effects   *effects.Package
	functions map[*ssa.Function]*function
	fields    map[*types.Struct][]effects.Place
}

// newProgram returns what is known of a world before anything is asked.
func newProgram(s *ssabuild.SSA, world *ssabuild.World) *program {
	return &program{
		ssa:       s,
		world:     world,
		effects:   effects.New(s, world),
		functions: make(map[*ssa.Function]*function),
		fields:    make(map[*types.Struct][]effects.Place),
	}
}

// fieldPlaces returns the places of the fields of a struct.
func (p *program) fieldPlaces(t *types.Struct) []effects.Place {
	list, ok := p.fields[t]
	if !ok {
		list = p.effects.FieldPlaces(t)
		p.fields[t] = list
	}
	return list
}

// exploreRoot explores one function. Where there are too many states, it is
// explored again with states that differ in nothing but what a path has decided
// taken for one: that finds less, and it comes to an end.
func (p *program) exploreRoot(fn *ssa.Function) *Root {
	r := &Root{Func: fn, escapes: make(map[*ssa.MakeChan]Escape)}
	found := make(map[foundKey]*Stuck)
	gaveUp := make(map[GiveUp]bool)
	made := make(map[*ssa.MakeChan]bool)
	view := p.effects.View(fn)
	for _, by := range []precision{fine, coarse} {
		m := newSearch(p, view, by)
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

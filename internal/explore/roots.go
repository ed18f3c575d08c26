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
		p := newProgram(s, world)
		for _, fn := range p.roots() {
			result.Roots = append(result.Roots, p.exploreRoot(fn))
		}
	}
	return result, nil
}

func newProgram(s *ssabuild.SSA, world *ssabuild.World) *program {
	p := &program{
		ssa:       s,
		world:     world,
		functions: make(map[*ssa.Function]*function),
		touching:  make(map[*ssa.Function]bool),
		reach:     make(map[types.Type]bool),
		making:    make(map[*ssa.Function]bool),
		building:  make(map[*ssa.Function]bool),
		counted:   make(map[int64]bool),
	}
	return p
}

// exploreRoot explores one function.
func (p *program) exploreRoot(fn *ssa.Function) *Root {
	m := newMachine(p, fn)
	m.explore()
	r := &Root{Func: fn, States: m.states}
	r.Stuck = slices.SortedFunc(maps.Values(m.found), func(a, b *Stuck) int { return cmp.Compare(a.Pos, b.Pos) })
	for g := range numGiveUps {
		if m.gaveUp[g] {
			r.GaveUp = append(r.GaveUp, g)
		}
	}
	return r
}

// roots returns the functions to explore: those that make something to wait for,
// in themselves, their literals or in what they call to get it.
func (p *program) roots() []*ssa.Function {
	makes := make(map[*ssa.Function]bool)
	for _, fn := range p.world.Funcs {
		if p.makesWait(fn) {
			makes[outermost(fn)] = true
		}
		p.findCounts(fn)
	}
	// Who calls a function that hands out what it made owns it too.
	for changed := true; changed; {
		changed = false
		for _, fn := range p.world.Funcs {
			owner := outermost(fn)
			if makes[owner] {
				continue
			}
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					call, ok := instr.(ssa.CallInstruction)
					if !ok {
						continue
					}
					if callee := call.Common().StaticCallee(); callee != nil && makes[callee] && p.handsOut(callee) && !makes[owner] {
						makes[owner], changed = true, true
					}
				}
			}
		}
	}
	var roots []*ssa.Function
	for _, fn := range p.world.Funcs {
		if makes[fn] && fn.Parent() == nil && p.world.Owns(fn.Pos()) && fn.Synthetic == "" || makes[fn] && fn.Origin() != nil {
			roots = append(roots, fn)
		}
	}
	return roots
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// makesWait reports whether a body makes something that goroutines wait for.
func (p *program) makesWait(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if p.instrMakes(instr) {
				return true
			}
		}
	}
	return false
}

func (p *program) instrMakes(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.MakeChan:
		return true
	case *ssa.Select:
		// select{} waits for nothing that anybody could make; in a goroutine
		// it is a leak of its own.
		return instr.Blocking && len(instr.States) == 0 && instr.Parent().Parent() != nil
	case ssa.CallInstruction:
		callee := instr.Common().StaticCallee()
		if callee == nil || len(callee.Blocks) > 0 {
			return false
		}
		obj, ok := callee.Object().(*types.Func)
		if !ok {
			return false
		}
		for _, e := range []model.Effect{model.CtxCancel, model.NewTicker, model.NewTimer, model.GroupCtx} {
			if model.Has(obj, e) {
				return true
			}
		}
	}
	return false
}

// handsOut reports whether a function gives its caller something that can lead
// to what it made: as a result, or in memory that it was given.
func (p *program) handsOut(fn *ssa.Function) bool {
	m := machine{program: p}
	if m.reaches(fn.Signature.Results()) {
		return true
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok || !m.reaches(store.Val.Type()) {
				continue
			}
			addr := store.Addr
			for {
				if f, ok := addr.(*ssa.FieldAddr); ok {
					addr = f.X
					continue
				}
				break
			}
			if _, local := addr.(*ssa.Alloc); !local {
				return true
			}
		}
	}
	return false
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
				if n, exact := constant.Int64Val(c.Value); exact && n > loopBound {
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

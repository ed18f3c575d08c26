package explore

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"golang.org/x/tools/go/ssa"
)

// proveBuffers looks for capacities that help: with which exploring finds no
// goroutine stuck at the send, and nothing that it did not find before, in any
// root that makes the channel.
func (p *program) proveBuffers(roots []*Root) {
	tried := make(map[*ssa.MakeChan]*Buffer)
	for _, r := range roots {
		for _, st := range r.Stuck {
			mk, size := bufferable(st)
			if mk == nil {
				continue
			}
			b, ok := tried[mk]
			if !ok {
				b = p.proveBuffer(mk, size, roots)
				tried[mk] = b
			}
			st.Buffer = b
		}
	}
}

// bufferable returns the make of the channel of a stuck send, if it is the only
// one and has room for nobody or for a constant number.
func bufferable(st *Stuck) (mk *ssa.MakeChan, size int64) {
	if st.Op != Send || len(st.Chans) != 1 || !st.Go.IsValid() {
		return nil, 0
	}
	mk, ok := st.Chans[0].Made.(*ssa.MakeChan)
	if !ok {
		return nil, 0
	}
	c, ok := mk.Size.(*ssa.Const)
	if !ok || c.Int64() > loopBound {
		return nil, 0
	}
	return mk, c.Int64()
}

// A sizing is a capacity to try.
type sizing struct {
	text string
	eval func(s *state, f *frame) value
}

func (p *program) proveBuffer(mk *ssa.MakeChan, size int64, roots []*Root) *Buffer {
	sizings := p.suggested(mk)
	if size == 0 {
		sizings = append([]sizing{{"1", func(*state, *frame) value { return intV(1) }}}, sizings...)
	}
	for _, try := range sizings {
		if p.proves(mk, try, roots) {
			return &Buffer{Make: mk, Size: try.text}
		}
	}
	return nil
}

// proves reports whether with a capacity nobody is stuck any more at a send to
// the channel, and nobody is stuck elsewhere who was not before.
func (p *program) proves(mk *ssa.MakeChan, try sizing, roots []*Root) bool {
	for _, r := range roots {
		if !slices.Contains(r.makes, mk) {
			continue
		}
		before := make(map[foundKey]bool)
		for _, st := range r.Stuck {
			if k, _ := bufferable(st); k != mk {
				before[foundKey{st.Pos, st.Op}] = true
			}
		}
		m := newSearch(p, p.effects.View(r.Func), fine)
		m.override = map[*ssa.MakeChan]func(*state, *frame) value{mk: try.eval}
		m.explore()
		if m.gaveUp[TooManyStates] {
			return false // not proved
		}
		for k := range m.found {
			if !before[k] {
				return false
			}
		}
	}
	return true
}

// suggested returns the capacities that loops suggest in which goroutines are
// started that know the channel: how often they go round, as an expression that
// can stand at the make.
func (p *program) suggested(mk *ssa.MakeChan) []sizing {
	fn := mk.Parent()
	f := p.function(fn)
	var list []sizing
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			goes, ok := instr.(*ssa.Go)
			if !ok {
				continue
			}
			l := f.loops.At(b)
			if l == nil || l.Has(mk.Block()) {
				continue
			}
			if text := p.countText(goes.Pos(), mk.Pos()); text != "" {
				if eval := countOf(f, l, mk); eval != nil {
					list = append(list, sizing{text, eval})
				}
			}
		}
	}
	return list
}

// countOf returns how to compute, where the channel is made, how often a loop
// goes round, or nil.
func countOf(f *function, l *cfg.Loop, mk *ssa.MakeChan) func(*state, *frame) value {
	before := func(v ssa.Value) bool {
		instr, ok := v.(ssa.Instruction)
		return !ok || instr.Block().Dominates(mk.Block()) && (instr.Block() != mk.Block() || indexOf(instr) < indexOf(mk))
	}
	for _, b := range l.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Next:
				if r, ok := instr.Iter.(*ssa.Range); ok && before(r.X) {
					return func(s *state, f *frame) value { return s.length(s.get(f, r.X), false, r.X.Type()) }
				}
			case *ssa.BinOp:
				bound, ok := f.loops.Bound(instr)
				if !ok || f.loops.At(b) != l {
					continue
				}
				if call, ok := bound.(*ssa.Call); ok {
					if builtin, ok := call.Call.Value.(*ssa.Builtin); ok && builtin.Name() == "len" && before(call.Call.Args[0]) {
						x := call.Call.Args[0]
						return func(s *state, f *frame) value { return s.length(s.get(f, x), false, x.Type()) }
					}
				} else if before(bound) {
					return func(s *state, f *frame) value { return s.resolve(s.get(f, bound)) }
				}
			}
		}
	}
	return nil
}

func indexOf(instr ssa.Instruction) int {
	for i, other := range instr.Block().Instrs {
		if other == instr {
			return i
		}
	}
	return -1
}

// countText returns, as source that means the same at the make, how often the
// loop around a go statement goes round, or "".
func (p *program) countText(at, made token.Pos) string {
	for _, n := range p.ssa.PathTo(at) {
		var count ast.Expr
		switch n := n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return ""
		case *ast.RangeStmt:
			count = n.X
			if t := p.ssa.TypeOf(n.X); t != nil && !isInteger(t) {
				if _, isFunc := t.Underlying().(*types.Signature); isFunc {
					return ""
				}
				count = &ast.CallExpr{Fun: ast.NewIdent("len"), Args: []ast.Expr{n.X}}
			}
		case *ast.ForStmt:
			cond, ok := n.Cond.(*ast.BinaryExpr)
			if !ok || cond.Op != token.LSS && cond.Op != token.NEQ || !startsAtZero(n) {
				return ""
			}
			count = cond.Y
		default:
			continue
		}
		if !p.visible(count, made) {
			return ""
		}
		return types.ExprString(count)
	}
	return ""
}

// startsAtZero reports whether a loop counts from zero.
func startsAtZero(loop *ast.ForStmt) bool {
	init, ok := loop.Init.(*ast.AssignStmt)
	if !ok || len(init.Rhs) != 1 {
		return false
	}
	lit, ok := init.Rhs[0].(*ast.BasicLit)
	return ok && lit.Value == "0"
}

// visible reports whether an expression, of names, selectors, literals and len,
// means the same at pos.
func (p *program) visible(x ast.Expr, pos token.Pos) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return p.visible(x.X, pos)
	case *ast.SelectorExpr:
		return p.visible(x.X, pos)
	case *ast.CallExpr:
		id, ok := x.Fun.(*ast.Ident)
		return ok && id.Name == "len" && len(x.Args) == 1 && p.visible(x.Args[0], pos)
	case *ast.Ident:
		obj := p.ssa.ObjectOf(x)
		inner := p.world.Pkg.Scope().Innermost(pos)
		if obj == nil || inner == nil {
			return false
		}
		_, found := inner.LookupParent(x.Name, pos)
		return found == obj
	}
	return false
}

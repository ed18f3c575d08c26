package explore

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
)

// proveBuffers looks for capacities that help: with which exploring finds no
// goroutine stuck at the send, and nothing that it did not find before, in any
// root that makes the channel.
func proveBuffers(p *code.Program, roots []*Root) {
	tried := make(map[*ssa.MakeChan]*witness.Buffer)
	for _, r := range roots {
		for _, st := range r.Stuck {
			mk, size := bufferable(st)
			if mk == nil {
				continue
			}
			b, ok := tried[mk]
			if !ok {
				b = proveBuffer(p, mk, size, roots)
				tried[mk] = b
			}
			st.Buffer = b
		}
	}
}

// bufferable returns the make of the channel of a stuck send, if it is the only
// one and has room for nobody or for a constant number.
func bufferable(st *witness.Stuck) (mk *ssa.MakeChan, size int64) {
	if st.Op != witness.Send || len(st.Chans) != 1 || !st.Go.IsValid() {
		return nil, 0
	}
	mk, ok := st.Chans[0].Made.(*ssa.MakeChan)
	if !ok {
		return nil, 0
	}
	c, ok := mk.Size.(*ssa.Const)
	if !ok || c.Int64() > domain.LoopBound {
		return nil, 0
	}
	return mk, c.Int64()
}

// A sizing is a capacity to try.
type sizing struct {
	text string
	eval func(s *domain.State, f *domain.Frame) domain.Value
}

func proveBuffer(p *code.Program, mk *ssa.MakeChan, size int64, roots []*Root) *witness.Buffer {
	sizings := suggested(p, mk)
	if size == 0 {
		sizings = append([]sizing{{"1", func(*domain.State, *domain.Frame) domain.Value { return domain.IntV(1) }}}, sizings...)
	}
	for _, try := range sizings {
		if proves(p, mk, try, roots) {
			return &witness.Buffer{Make: mk, Size: try.text}
		}
	}
	return nil
}

// proves reports whether with a capacity nobody is stuck any more at a send to
// the channel, and nobody is stuck elsewhere that was not before.
func proves(p *code.Program, mk *ssa.MakeChan, try sizing, roots []*Root) bool {
	for _, r := range roots {
		if !slices.Contains(r.makes, mk) {
			continue
		}
		before := make(map[search.Key]bool)
		for _, st := range r.Stuck {
			if k, _ := bufferable(st); k != mk {
				before[search.Key{Pos: st.Pos, Op: st.Op}] = true
			}
		}
		m := search.New(p, p.Effects.View(r.Func), search.Fine)
		m.Override = map[*ssa.MakeChan]func(*domain.State, *domain.Frame) domain.Value{mk: try.eval}
		m.Explore()
		if m.GaveUp[interp.TooManyStates] {
			return false // not proved
		}
		for k := range m.Found {
			if !before[k] {
				return false
			}
		}
	}
	return true
}

// suggested returns the capacities that loops suggest which start goroutines behind the
// make: how often such a loop goes round, as an expression that can stand at the make.
//
//	results := make(chan int)      make(chan int, len(urls)) is tried
//	for _, u := range urls {
//		go func() { results <- get(u) }()
//	}
func suggested(p *code.Program, mk *ssa.MakeChan) []sizing {
	fn := mk.Parent()
	f := p.Function(fn)
	var list []sizing
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			goes, ok := instr.(*ssa.Go)
			if !ok {
				continue
			}
			l := f.Loops.At(b)
			if l == nil || l.Has(mk.Block()) {
				continue
			}
			if text := countText(p, goes.Pos(), mk.Pos()); text != "" {
				if eval := countOf(f, l, mk); eval != nil {
					list = append(list, sizing{text, eval})
				}
			}
		}
	}
	return list
}

// countOf returns how to compute, where the channel is made, how often a loop
// goes round, or nil. It is the length of what is ranged over, or the bound of a
// counter, if that was computed before the make:
//
//	t2 = next t1                   t1 = range m: len(m)
//	t2 = i < t0                    t0 = len(x): len(x), or t0 itself
func countOf(f *code.Function, l *cfg.Loop, mk *ssa.MakeChan) func(*domain.State, *domain.Frame) domain.Value {
	before := func(v ssa.Value) bool {
		instr, ok := v.(ssa.Instruction)
		return !ok || instr.Block().Dominates(mk.Block()) && (instr.Block() != mk.Block() || indexOf(instr) < indexOf(mk))
	}
	for _, b := range l.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Next:
				if r, ok := instr.Iter.(*ssa.Range); ok && before(r.X) {
					return func(s *domain.State, f *domain.Frame) domain.Value { return s.Length(s.Get(f, r.X), false, r.X.Type()) }
				}
			case *ssa.BinOp:
				bound, ok := f.Loops.Bound(instr)
				if !ok || f.Loops.At(b) != l {
					continue
				}
				if call, ok := bound.(*ssa.Call); ok {
					if builtin, ok := call.Call.Value.(*ssa.Builtin); ok && builtin.Name() == "len" && before(call.Call.Args[0]) {
						x := call.Call.Args[0]
						return func(s *domain.State, f *domain.Frame) domain.Value { return s.Length(s.Get(f, x), false, x.Type()) }
					}
				} else if before(bound) {
					return func(s *domain.State, f *domain.Frame) domain.Value { return s.Resolve(s.Get(f, bound)) }
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
func countText(p *code.Program, at, made token.Pos) string {
	for _, n := range p.SSA.PathTo(at) {
		var count ast.Expr
		switch n := n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return ""
		case *ast.RangeStmt:
			count = n.X
			if t := p.SSA.TypeOf(n.X); t != nil && !code.IsInteger(t) {
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
		if !visible(p, count, made) {
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
func visible(p *code.Program, x ast.Expr, pos token.Pos) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return true
	case *ast.ParenExpr:
		return visible(p, x.X, pos)
	case *ast.SelectorExpr:
		return visible(p, x.X, pos)
	case *ast.CallExpr:
		id, ok := x.Fun.(*ast.Ident)
		return ok && id.Name == "len" && len(x.Args) == 1 && visible(p, x.Args[0], pos)
	case *ast.Ident:
		obj := p.SSA.ObjectOf(x)
		inner := p.World.Pkg.Scope().Innermost(pos)
		if obj == nil || inner == nil {
			return false
		}
		_, found := inner.LookupParent(x.Name, pos)
		return found == obj
	}
	return false
}

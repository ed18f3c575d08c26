package lockset

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/term"
)

// A relevance tells for how long what a path knows matters: until no condition or return
// that asks for it can come any more. States that differ in nothing else are one.
type relevance struct {
	w      *walker
	terms  map[term.Term][]bool // by block, whether it is asked for from there on
	values map[ssa.Value][]bool // phis and variables, likewise
}

func newRelevance(w *walker) *relevance {
	r := &relevance{w: w, terms: make(map[term.Term][]bool), values: make(map[ssa.Value][]bool)}
	for _, b := range w.fn.Blocks {
		asked := make(map[ssa.Value]bool)
		ask := func(v ssa.Value) { r.ask(v, w.reachingOf(b), asked) }
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				r.arguments(call.Common(), ask)
			}
		}
		switch last := b.Instrs[len(b.Instrs)-1].(type) {
		case *ssa.If:
			ask(last.Cond)
		case *ssa.Return:
			for _, v := range last.Results {
				if isBool(v.Type()) || isNilable(v.Type()) {
					ask(v)
				}
			}
		}
	}
	return r
}

// arguments asks for those arguments of a call that decide what it locks.
func (r *relevance) arguments(call *ssa.CallCommon, ask func(ssa.Value)) {
	fn := call.StaticCallee()
	s := r.w.world.summaryOf(fn)
	if s == nil {
		return
	}
	decides := func(g premise) {
		if i := paramOf(fn, g.value); i >= 0 && i < len(call.Args) {
			ask(call.Args[i])
		}
	}
	for _, a := range s.acquires {
		for _, g := range a.guards {
			decides(g)
		}
	}
	for _, o := range s.outcomes {
		for _, g := range o.guards {
			decides(g)
		}
	}
}

// ask notes that a value is asked for by what is reached from some blocks.
func (r *relevance) ask(v ssa.Value, reaching []bool, asked map[ssa.Value]bool) {
	if asked[v] {
		return
	}
	asked[v] = true
	if isNilable(v.Type()) {
		r.term(r.w.table.IsNil(v), reaching)
	}
	switch x := v.(type) {
	case *ssa.Phi:
		or(r.values, ssa.Value(x), reaching)
		for _, e := range x.Edges {
			r.ask(e, reaching, asked)
		}
	case *ssa.UnOp:
		if x.Op == token.NOT {
			r.ask(x.X, reaching, asked)
			return
		}
		if a, ok := x.X.(*ssa.Alloc); ok && x.Op == token.MUL {
			or(r.values, ssa.Value(a), reaching)
			if c := r.w.world.flow.Cell(a); c != nil {
				for _, s := range c.Stores {
					if s.Parent() == r.w.fn {
						r.ask(s.Val, reaching, asked)
					}
				}
			}
		}
	case *ssa.BinOp:
		r.ask(x.X, reaching, asked)
		r.ask(x.Y, reaching, asked)
	case *ssa.ChangeInterface:
		r.ask(x.X, reaching, asked)
	}
	if isBool(v.Type()) {
		id, _ := r.w.table.Condition(v)
		r.term(id, reaching)
	}
}

func (r *relevance) term(id term.Term, reaching []bool) { or(r.terms, id, reaching) }

func or[K comparable](m map[K][]bool, k K, reaching []bool) {
	old := m[k]
	if old == nil {
		m[k] = append([]bool(nil), reaching...)
		return
	}
	for i, is := range reaching {
		old[i] = old[i] || is
	}
}

// prune forgets what does not matter any more in a block.
func (r *relevance) prune(st *state, b *ssa.BasicBlock) {
	decided := st.decided[:0]
	for _, d := range st.decided {
		if asked := r.terms[d.cond]; asked == nil || asked[b.Index] {
			decided = append(decided, d)
		}
	}
	st.decided = decided
	values := st.values[:0]
	for _, v := range st.values {
		asked := r.values[v.of]
		if _, isPhi := v.of.(*ssa.Phi); !isPhi || asked != nil && asked[b.Index] {
			values = append(values, v)
		}
	}
	st.values = values
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

func isNilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Map, *types.Slice, *types.Signature, *types.Chan:
		return true
	}
	return false
}

// volatile reports whether a condition depends on memory or on what a call says.
func volatile(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.UnOp:
		return v.Op == token.MUL || v.Op == token.ARROW || volatile(v.X)
	case *ssa.BinOp:
		return volatile(v.X) || volatile(v.Y)
	case *ssa.Convert:
		return volatile(v.X)
	case *ssa.Lookup, *ssa.Call, *ssa.Next:
		return true
	case *ssa.Field:
		return volatile(v.X)
	}
	return false
}

// isFlag reports whether a condition asks a flag or a mode in memory, or whether a map that the function
// is given has some key:
//
//	t1 = options["token"],ok; t2 = extract t1 #1
func isFlag(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Extract:
		look, ok := v.Tuple.(*ssa.Lookup)
		if !ok || v.Index != 1 {
			return false
		}
		_, isParameter := look.X.(*ssa.Parameter)
		_, isConst := look.Index.(*ssa.Const)
		return isParameter && isConst
	case *ssa.UnOp:
		return v.Op == token.MUL || v.Op == token.NOT && isFlag(v.X)
	case *ssa.BinOp:
		c, isConst := v.Y.(*ssa.Const)
		return v.Op == token.EQL && isConst && !c.IsNil() && volatile(v.X) && !isResult(v.X)
	case *ssa.Call:
		return model.Has(callee.Of(&v.Call), model.AtomicLoad)
	}
	return false
}

// isResult reports whether a value is what a call makes of its arguments, and not what it tells
// of an object: len(list), send(request).
func isResult(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	if _, ok := call.Call.Value.(*ssa.Builtin); ok {
		return true
	}
	return call.Call.Signature().Params().Len() > 0
}

package effects

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// How often a loop goes round that starts workers, fills a buffer with tokens or takes
// the results. The number comes from a configuration or a caller, who could say zero, and
// never does: nobody configures no workers. A list is another matter, since it may well
// be empty.

// FirstTest returns the loop whose first round depends on a branch that compares what the
// loop counts, and which way of the branch that round is. The test stands in the loop or,
// for a range over a number, before it as well:
//
//	t0 = 0 < n
//	if t0 goto body else done
//	body:
//	...
//	t2 = t1 + 1
//	t3 = t2 < n
//	if t3 goto body else done
func FirstTest(loops *cfg.Loops, test *ssa.If) (l *cfg.Loop, cmp *ssa.BinOp, way int) {
	cmp, ok := test.Cond.(*ssa.BinOp)
	if !ok || !isInteger(cmp.X.Type()) {
		return nil, nil, 0
	}
	b := test.Block()
	if l := loops.At(b); l != nil && l.Decides(b) {
		if _, counts := loops.Bound(cmp); !counts && (b != l.Header || !isPhiOf(cmp.X, b) && !isPhiOf(cmp.Y, b)) {
			return nil, nil, 0
		}
		if l.Has(b.Succs[0]) {
			return l, cmp, 0
		}
		return l, cmp, 1
	}
	if c, ok := cmp.X.(*ssa.Const); ok && c.Value != nil && cmp.Op == token.LSS && loops.IsHeader(b.Succs[0]) {
		if l := loops.At(b.Succs[0]); !l.Has(b) {
			return l, cmp, 0
		}
	}
	return nil, nil, 0
}

// isPhiOf reports whether a value is one that the loop with a header changes, to count down
// for instance.
func isPhiOf(v ssa.Value, header *ssa.BasicBlock) bool {
	phi, ok := v.(*ssa.Phi)
	return ok && phi.Block() == header
}

// IsConfigured reports whether a number comes from a caller, a configuration or the
// machine, or is computed from such: a parameter, a field, a variable, a number of
// processors. What a call returns may be anything else.
func (p *Package) IsConfigured(v ssa.Value) bool {
	looked := 0
	return p.isConfigured(v, 0, &looked)
}

const (
	maxComputations = 8   // between a number and what it is computed from
	maxLooked       = 100 // values that are looked at on the way
)

func (p *Package) isConfigured(v ssa.Value, depth int, looked *int) bool {
	if *looked++; depth > maxComputations || *looked > maxLooked {
		return false
	}
	all := func(list ...ssa.Value) bool {
		for _, x := range list {
			if x != v && !p.isConfigured(x, depth+1, looked) {
				return false
			}
		}
		return true
	}
	switch v := v.(type) {
	case *ssa.Const, *ssa.Parameter, *ssa.Field:
		return true
	case *ssa.FreeVar:
		return all(p.bound[v])
	case *ssa.Convert:
		return all(v.X)
	case *ssa.ChangeType:
		return all(v.X)
	case *ssa.BinOp:
		return all(v.X, v.Y)
	case *ssa.Phi:
		return all(v.Edges...)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return v.Op != token.ARROW && all(v.X)
		}
		if a, ok := p.name(v.X).(*ssa.Alloc); ok {
			return all(storedTo(a)...)
		}
		return true
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok {
			return (b.Name() == "min" || b.Name() == "max") && all(v.Call.Args...)
		}
		return model.Has(foreignCallee(&v.Call), model.Positive)
	}
	return false
}

// storedTo returns what a function stores to a variable of its own.
func storedTo(a *ssa.Alloc) (list []ssa.Value) {
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			list = append(list, st.Val)
		}
	}
	return list
}

// IsRenewed reports whether v is the length of a list of plain elements that is one of
// several, as where it has been cut. Where that is skipped (see Decisive), the length is
// not known any more.
//
//	t1 = phi [0: list, 1: t0]
//	t2 = len(t1)
func (p *Package) IsRenewed(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok || !callee.IsBuiltin(&call.Call, "len") || Decisive(call.Call.Args[0].Type()) {
		return false
	}
	switch list := call.Call.Args[0].(type) {
	case *ssa.Phi:
		return true
	case *ssa.UnOp:
		a, ok := p.name(list.X).(*ssa.Alloc)
		return ok && len(storedTo(a)) > 1
	}
	return false
}

// IsFieldLength reports whether v is the length of a list in a field: of what an object
// consists of, like the shards of a cache, not of what it is given to do.
//
//	t1 = &t0.shards
//	t2 = *t1
//	t3 = len(t2)
func IsFieldLength(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok || !callee.IsBuiltin(&call.Call, "len") {
		return false
	}
	load, ok := call.Call.Args[0].(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	_, ok = load.X.(*ssa.FieldAddr)
	return ok
}

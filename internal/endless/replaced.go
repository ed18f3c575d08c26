package endless

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// replaced returns a call of a constructor by a method that puts what it makes in place of another one, which a
// constructor made; nil if there is none. What is only made when there is none yet is not meant.
//
//	func (e *Engine) SetLimit(n int) { e.limiter = NewLimiter(n) }
func (w *World) replaced(fn *ssa.Function) *ssa.Call {
	if fn.Parent() != nil || fn.Signature.Results().Len() == 0 {
		return nil
	}
	for _, site := range w.flow.Calls(fn) {
		call, ok := site.(*ssa.Call)
		if !ok || call.Parent().Signature.Recv() == nil {
			continue
		}
		made := callee.Result(call, 0)
		if made == nil {
			continue
		}
		for _, ref := range *made.Referrers() {
			if store, ok := ref.(*ssa.Store); ok && store.Val == made && w.isSecond(store, fn) {
				return call
			}
		}
	}
	return nil
}

// isSecond reports whether a store to a field of the receiver of a method follows another one, of what the same
// function makes, in a function that makes what has the field; and the method does not ask first whether there is one.
func (w *World) isSecond(store *ssa.Store, maker *ssa.Function) bool {
	field, ok := store.Addr.(*ssa.FieldAddr)
	if !ok || field.X != ssa.Value(store.Parent().Params[0]) || ssabuild.Field(field) == nil {
		return false
	}
	cell := w.flow.Cell(field)
	if cell == nil || asksFor(store, field) {
		return false
	}
	return slices.ContainsFunc(cell.Stores, func(first *ssa.Store) bool {
		call, _ := flow.ResultOf(first.Val)
		return first.Parent() != store.Parent() && isFresh(first.Addr) && call != nil && call.Call.StaticCallee() == maker
	})
}

// asksFor reports whether a store is made only if a field is nil, or something else tells so: a branch on the way asks
// for the field, and goes elsewhere if there is one.
//
//	if e.limiter == nil { e.limiter = NewLimiter(n) }
func asksFor(store *ssa.Store, field *ssa.FieldAddr) bool {
	for b := store.Block(); b != nil; b = b.Idom() {
		up := b.Idom()
		if up == nil || len(b.Preds) != 1 {
			continue
		}
		branch, ok := up.Instrs[len(up.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cond, ok := branch.Cond.(*ssa.BinOp)
		if !ok || cond.Op != token.EQL && cond.Op != token.NEQ {
			continue
		}
		load, ok := cond.X.(*ssa.UnOp)
		if !ok {
			continue
		}
		asked, ok := load.X.(*ssa.FieldAddr)
		if ok && ssabuild.Field(asked) == ssabuild.Field(field) && !cfg.Dominates(store, load) {
			return true
		}
	}
	return false
}

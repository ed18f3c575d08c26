package unwoken

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Asks are what the loop around a wait asks.
type asks struct {
	ends    []end
	context bool                // whether a context is done ends it
	reads   map[*types.Var]bool // fields
	key     bool                // it asks for what an argument names
}

// An end is a value of a field that ends a wait, whatever the others are.
type end struct {
	field *types.Var
	than  *ssa.Const // what it is compared with; nil if it is true or false itself
	is    bool       // the value, or whether it equals that
}

func inLoop(b *ssa.BasicBlock) bool { return cfg.LoopsOf(b.Parent()).At(b) != nil }

// asksOf returns what the loop around a wait asks; nil if there is none.
func (x *finder) asksOf(wait *ssa.Call) *asks {
	loop := cfg.LoopsOf(wait.Parent()).At(wait.Block())
	if loop == nil {
		return nil
	}
	a := &asks{reads: make(map[*types.Var]bool)}
	for _, b := range loop.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		a.read(branch.Cond, maxDepth)
		if loop.Decides(b) {
			a.test(branch.Cond, !loop.Has(b.Succs[0]))
		}
	}
	return a
}

// maxDepth bounds how deep a condition is looked into.
const maxDepth = 8

// test notes what makes a condition the value that ends the loop.
func (a *asks) test(v ssa.Value, ends bool) {
	for range maxDepth {
		switch c := v.(type) {
		case *ssa.UnOp:
			if c.Op == token.NOT {
				v, ends = c.X, !ends
				continue
			}
			a.end(c, nil, ends)
		case *ssa.Call:
			if r := returned(c.Call.StaticCallee()); r != nil {
				v = r
				continue
			}
			a.end(c, nil, ends)
		case *ssa.BinOp:
			a.compare(c, ends)
		}
		return
	}
}

// compare notes what a comparison with a constant asks.
func (a *asks) compare(c *ssa.BinOp, ends bool) {
	if sel, i := cfg.CaseOf(c); sel != nil {
		a.context = a.context || ends && isDone(sel.States[i].Chan)
		return
	}
	k, ok := c.Y.(*ssa.Const)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ {
		return
	}
	equal := ends == (c.Op == token.EQL)
	if call, ok := c.X.(*ssa.Call); ok && model.Has(callee.Of(&call.Call), model.CtxErr) {
		a.context = a.context || !equal
		return
	}
	a.end(c.X, k, equal)
}

// end notes that a value which is loaded from a field ends the wait.
func (a *asks) end(v ssa.Value, than *ssa.Const, is bool) {
	var f *types.Var
	v = unconverted(v)
	if call, ok := v.(*ssa.Call); ok {
		if r := returned(call.Call.StaticCallee()); r != nil {
			v = unconverted(r)
		}
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		f = loaded(v)
	case *ssa.Call:
		if model.Has(callee.Of(&v.Call), model.AtomicLoad) {
			f = atomicField(&v.Call)
		}
	}
	if f != nil {
		a.ends = append(a.ends, end{f, than, is})
	}
}

// unconverted returns what a value was before it was converted.
func unconverted(v ssa.Value) ssa.Value {
	switch conv := v.(type) {
	case *ssa.Convert:
		return conv.X
	case *ssa.ChangeType:
		return conv.X
	}
	return v
}

// loaded returns the field that a value was loaded from, or nil.
func loaded(v *ssa.UnOp) *types.Var {
	if addr, ok := v.X.(*ssa.FieldAddr); ok && v.Op == token.MUL && ssabuild.Field(addr) != nil {
		return ssabuild.Field(addr).Origin()
	}
	return nil
}

// atomicField returns the field that an atomic operation is about, or nil.
func atomicField(call *ssa.CallCommon) *types.Var {
	if len(call.Args) == 0 {
		return nil
	}
	if addr, ok := call.Args[0].(*ssa.FieldAddr); ok && ssabuild.Field(addr) != nil {
		return ssabuild.Field(addr).Origin()
	}
	return nil
}

// returned returns what a function returns that does nothing else, as q.isClosed does.
func returned(fn *ssa.Function) ssa.Value {
	if fn == nil || len(fn.Blocks) != 1 {
		return nil
	}
	if ret, ok := fn.Blocks[0].Instrs[len(fn.Blocks[0].Instrs)-1].(*ssa.Return); ok && len(ret.Results) == 1 {
		return ret.Results[0]
	}
	return nil
}

// isDone reports whether a channel is the Done of a context.
func isDone(ch ssa.Value) bool {
	call, ok := ch.(*ssa.Call)
	return ok && model.Has(callee.Of(&call.Call), model.CtxDone)
}

// read notes the fields that a condition depends on, and whether it asks for a key.
func (a *asks) read(v ssa.Value, depth int) {
	if depth == 0 {
		return
	}
	switch v := v.(type) {
	case *ssa.Call:
		if !isReader(&v.Call) {
			return
		}
	case *ssa.Lookup:
		a.key = a.key || isKey(v.Index)
	case *ssa.BinOp:
		a.key = a.key || (v.Op == token.EQL || v.Op == token.NEQ) && (isKey(v.X) || isKey(v.Y))
	case *ssa.FieldAddr:
		if f := ssabuild.Field(v); f != nil {
			a.reads[f.Origin()] = true
		}
		return // of which object is no question
	}
	if instr, ok := v.(ssa.Instruction); ok {
		for _, op := range instr.Operands(nil) {
			if *op != nil {
				a.read(*op, depth-1)
			}
		}
	}
}

// isReader reports whether a call asks for no more than its arguments tell: len(q.items).
func isReader(call *ssa.CallCommon) bool {
	if _, ok := call.Value.(*ssa.Builtin); ok {
		return true
	}
	return model.Has(callee.Of(call), model.AtomicLoad)
}

// isKey reports whether a value is a parameter that names what its caller waits for.
func isKey(v ssa.Value) bool {
	p, ok := v.(*ssa.Parameter)
	if !ok || p.Parent().Signature.Recv() != nil && p == p.Parent().Params[0] {
		return false
	}
	switch t := p.Type().Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsBoolean == 0
	case *types.Struct, *types.Array:
		return types.Comparable(t)
	}
	return false
}

// holds reports whether a value that is stored may be meant to make the end hold: a constant that
// does, what is not nil or, where any but one will do, what a caller has given.
func (e end) holds(v ssa.Value, at *ssa.BasicBlock) bool {
	v = unconverted(v)
	if phi, ok := v.(*ssa.Phi); ok {
		return e.holdsAlways(phi)
	}
	c, ok := v.(*ssa.Const)
	_, given := v.(*ssa.Parameter)
	switch {
	case e.than == nil:
		return ok && c.Value != nil && c.Value.Kind() == constant.Bool && constant.BoolVal(c.Value) == e.is
	case given:
		return !e.is || !e.than.IsNil() && e.than.Value != nil
	case e.than.IsNil():
		return ok && c.IsNil() == e.is || !e.is && isNotNil(v, at)
	}
	return ok && c.Value != nil && c.Value.Kind() == e.than.Value.Kind() && constant.Compare(c.Value, token.EQL, e.than.Value) == e.is
}

// holdsAlways reports whether a value that depends on the way is one that makes the end hold on all of
// them.
//
//	t2 = phi [0: err, 1: t1]        where the caller gives no error, t1 = *io.EOF
func (e end) holdsAlways(phi *ssa.Phi) bool {
	for i, v := range phi.Edges {
		if _, again := v.(*ssa.Phi); again || !e.holds(v, phi.Block().Preds[i]) {
			return false
		}
	}
	return true
}

// isNotNil reports whether a value is known not to be nil in a block.
func isNotNil(v ssa.Value, at *ssa.BasicBlock) bool {
	switch v := v.(type) {
	case *ssa.MakeInterface, *ssa.Alloc, *ssa.MakeClosure, *ssa.Function, *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice, *ssa.FieldAddr:
		return true
	case *ssa.Call:
		if model.Has(callee.Of(&v.Call), model.NonNil) {
			return true
		}
	case *ssa.UnOp:
		if _, ok := v.X.(*ssa.Global); ok && ssabuild.IsError(v.Type()) {
			return true
		}
	}
	for b := at; b.Idom() != nil; b = b.Idom() {
		branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		c, ok := branch.Cond.(*ssa.BinOp)
		if !ok || c.X != v {
			continue
		}
		if k, ok := c.Y.(*ssa.Const); ok && k.IsNil() && (c.Op == token.NEQ && b == b.Idom().Succs[0] || c.Op == token.EQL && b == b.Idom().Succs[1]) {
			return true
		}
	}
	return false
}

package code

import (
	"go/token"
	"go/types"
	"slices"
	"sync"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Whether the program ends when a function has returned is asked of the static call
// graph, backwards from callee to caller: nothing may be left to do behind any of the
// calls, up to main, but what is brief. A function that anybody else may call, by its
// value or through an interface, in a goroutine, or from a test, ends nothing.

// An outcome is what the text of a function says of the error that it returned: states
// in which it was decided otherwise may be one state.
type outcome uint8

const (
	unknown outcome = iota
	succeeded
	failed
)

// An ending finds out what follows the return of functions. It keeps the answers.
type ending struct {
	p     *Program
	after map[returned]bool      // false while it is looked for
	brief map[*ssa.Function]bool // the same

	conversions func() []conversion // see findConversions
}

// returned is a function that has returned.
type returned struct {
	fn *ssa.Function
	by outcome
}

// EndsProgram reports whether the program ends each time a function has returned by a
// return statement, without anybody having to wait before.
func (p *Program) EndsProgram(ret *ssa.Return) bool {
	return p.ending.ends(returned{ret.Parent(), outcomeOf(ret, nil, unknown)})
}

// IsMain reports whether the program ends when a function returns.
func IsMain(fn *ssa.Function) bool {
	return fn.Name() == "main" && fn.Pkg != nil && fn.Pkg.Pkg.Name() == "main" && fn.Signature.Recv() == nil && fn.Parent() == nil
}

func (e *ending) ends(r returned) bool {
	if IsMain(r.fn) {
		return true
	}
	ends, ok := e.after[r]
	if !ok {
		e.after[r] = false
		ends = e.endsInCallers(r)
		e.after[r] = ends
	}
	return ends
}

func (e *ending) endsInCallers(r returned) bool {
	n := e.p.Effects.Graph.Node(r.fn)
	if n == nil || len(n.In) == 0 || e.isExported(r.fn) || e.isHandedOut(r.fn) {
		return false
	}
	isCommand := sync.OnceValue(func() bool { return e.isCommand(r.fn, n.In) })
	for _, edge := range n.In {
		if edge.Kinds&callgraph.Invoke != 0 || edge.Kinds != callgraph.Call && !isCommand() {
			return false
		}
		for _, b := range edge.Node.Func.Blocks {
			for i, instr := range b.Instrs {
				c, ok := instr.(ssa.CallInstruction)
				if !ok || c.Common().StaticCallee() != r.fn {
					continue
				}
				call, ok := instr.(*ssa.Call) // neither started as a goroutine nor deferred
				if !ok || !e.newWalk(call, r.by).ends(b, i+1) {
					return false
				}
			}
		}
	}
	return true
}

// isExported reports whether other packages may call a function by its name.
func (e *ending) isExported(fn *ssa.Function) bool {
	return fn.Parent() == nil && token.IsExported(fn.Name()) && e.p.World.Pkg.Name() != "main"
}

// isCommand reports whether the value of a function goes nowhere but to fields for what
// the program is asked to do. Then the program ends when it has returned:
//
//	t0 = new cobra.Command (complit)
//	t1 = &t0.RunE [#9]
//	*t1 = run
func (e *ending) isCommand(fn *ssa.Function, users []callgraph.Edge) bool {
	var buf [8]*ssa.Value
	found := false
	for _, user := range users {
		for _, b := range user.Node.Func.Blocks {
			for _, instr := range b.Instrs {
				if mk, ok := instr.(*ssa.MakeClosure); ok && mk.Fn == fn {
					for _, r := range *mk.Referrers() {
						if !storesCommand(r, mk) {
							return false
						}
						found = true
					}
					continue
				}
				if call, ok := instr.(ssa.CallInstruction); ok && call.Common().StaticCallee() == fn {
					continue // looked at as a call
				}
				for _, op := range instr.Operands(buf[:0]) {
					if *op == fn {
						if !storesCommand(instr, fn) {
							return false
						}
						found = true
					}
				}
			}
		}
	}
	return found
}

// storesCommand reports whether an instruction stores a function to such a field.
func storesCommand(instr ssa.Instruction, fn ssa.Value) bool {
	if conv, ok := instr.(*ssa.ChangeType); ok && conv.X == fn {
		for _, r := range *conv.Referrers() {
			if !storesCommand(r, conv) {
				return false
			}
		}
		return true
	}
	st, ok := instr.(*ssa.Store)
	if !ok || st.Val != fn {
		return false
	}
	addr, ok := st.Addr.(*ssa.FieldAddr)
	return ok && model.IsField(ssabuild.Field(addr), model.Command)
}

// isHandedOut reports whether a function is a method that others may call through an
// interface which a value of its type is converted to.
func (e *ending) isHandedOut(fn *ssa.Function) bool {
	if fn.Signature.Recv() == nil || !token.IsExported(fn.Name()) {
		return false
	}
	return slices.ContainsFunc(e.conversions(), func(c conversion) bool {
		if method, _, _ := types.LookupFieldOrMethod(c.to, false, nil, fn.Name()); method == nil {
			return false
		}
		method, _, _ := types.LookupFieldOrMethod(c.from, true, nil, fn.Name())
		return method == fn.Object()
	})
}

// A conversion makes an interface of a value.
type conversion struct{ from, to types.Type }

// findConversions returns the conversions in the world, each once.
func (e *ending) findConversions() []conversion {
	var list []conversion
	seen := make(map[conversion]bool)
	for _, fn := range e.p.World.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				mk, ok := instr.(*ssa.MakeInterface)
				if !ok {
					continue
				}
				if c := (conversion{mk.X.Type(), mk.Type()}); !seen[c] {
					seen[c] = true
					list = append(list, c)
				}
			}
		}
	}
	return list
}

// A walk goes along all paths behind a call.
type walk struct {
	*ending
	err  ssa.Value // the error that the call returned, or nil
	by   outcome
	seen map[*ssa.BasicBlock]bool
	ways int // that come to an end
}

func (e *ending) newWalk(call *ssa.Call, by outcome) *walk {
	return &walk{ending: e, err: errorOf(call), by: by, seen: make(map[*ssa.BasicBlock]bool)}
}

// ends reports whether all paths from an instruction of a block on lead to the end of the
// program, and there are some.
func (w *walk) ends(b *ssa.BasicBlock, i int) bool { return w.from(b, i) && w.ways > 0 }

func (w *walk) from(b *ssa.BasicBlock, i int) bool {
	succs := b.Succs
	for _, instr := range b.Instrs[i:] {
		switch instr := instr.(type) {
		case *ssa.If:
			if isFailure, ok := testsError(instr.Cond, w.err); ok && w.by != unknown {
				succs = b.Succs[1:]
				if isFailure == (w.by == failed) {
					succs = b.Succs[:1]
				}
			}
		case *ssa.Return:
			w.ways++
			return w.ending.ends(returned{b.Parent(), outcomeOf(instr, w.err, w.by)})
		case *ssa.Panic:
			w.ways++
			return IsMain(b.Parent()) && b.Parent().Recover == nil
		case *ssa.RunDefers:
			if !w.briefDefers(b.Parent()) {
				return false
			}
		case *ssa.Call:
			if w.exits(instr) {
				w.ways++
				return true
			}
			if !w.isBrief(instr) {
				return false
			}
		default:
			if !w.isBrief(instr) {
				return false
			}
		}
	}
	for _, succ := range succs {
		if !w.seen[succ] {
			w.seen[succ] = true
			if !w.from(succ, 0) {
				return false
			}
		}
	}
	return true
}

// outcomeOf returns what is known of the error that a return statement returns, if the
// outcome of a call is known, whose error is err.
func outcomeOf(ret *ssa.Return, err ssa.Value, by outcome) outcome {
	results := ret.Parent().Signature.Results()
	if n := results.Len(); n == 0 || !ssabuild.IsError(results.At(n-1).Type()) {
		return unknown
	}
	v := stored(ret.Results[len(ret.Results)-1], ret)
	if v == err {
		return by
	}
	switch v := v.(type) {
	case *ssa.Const:
		if v.IsNil() {
			return succeeded
		}
	case *ssa.MakeInterface:
		return failed
	case *ssa.Call:
		if model.HasOn(callee.Of(&v.Call), model.NonNil, model.Operand{Kind: model.Res}) {
			return failed
		}
	case *ssa.UnOp:
		if _, ok := v.X.(*ssa.Global); ok {
			return failed // what a variable of the package is for
		}
	}
	return tested(v, ret.Block())
}

// stored returns what was stored to a named result, whose value a return statement loads
// again once the deferred calls have run:
//
//	*t0 = t5
//	rundefers
//	t6 = *t0
//	return t6
func stored(v ssa.Value, ret *ssa.Return) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return v
	}
	result, ok := load.X.(*ssa.Alloc)
	if !ok || slices.ContainsFunc(*result.Referrers(), func(r ssa.Instruction) bool { _, ok := r.(*ssa.MakeClosure); return ok }) {
		return v
	}
	for _, instr := range slices.Backward(ret.Block().Instrs) {
		if st, ok := instr.(*ssa.Store); ok && st.Addr == result {
			return st.Val
		}
	}
	return v
}

// tested returns what a branch has decided about an error that gets to a block:
//
//	t1 = t0 != nil:error
//	if t1 goto failed else done
func tested(v ssa.Value, b *ssa.BasicBlock) outcome {
	for ; b.Idom() != nil; b = b.Idom() {
		d := b.Idom()
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		if isFailure, ok := testsError(branch.Cond, v); ok {
			if isFailure == (d.Succs[0] == b) {
				return failed
			}
			return succeeded
		}
	}
	return unknown
}

// testsError reports whether a condition asks for an error, and whether it is true if it
// is not nil.
func testsError(cond, err ssa.Value) (isFailure, ok bool) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return false, false
	}
	return cmp.Op == token.NEQ, cmp.X == err && ssabuild.IsNil(cmp.Y) || cmp.Y == err && ssabuild.IsNil(cmp.X)
}

// errorOf returns the error that a call returns, the last result, or nil:
//
//	t0 = run()
//	t1 = extract t0 #1
func errorOf(call *ssa.Call) ssa.Value {
	results := call.Call.Signature().Results()
	n := results.Len()
	switch {
	case n == 0 || !ssabuild.IsError(results.At(n-1).Type()):
		return nil
	case n == 1:
		return call
	}
	for _, r := range *call.Referrers() {
		if x, ok := r.(*ssa.Extract); ok && x.Index == n-1 {
			return x
		}
	}
	return nil
}

// exits reports whether a call ends the program, and soon.
func (e *ending) exits(call *ssa.Call) bool {
	fn := call.Call.StaticCallee()
	if fn == nil || len(fn.Blocks) == 0 {
		return model.Has(callee.Of(&call.Call), model.Exits)
	}
	if !e.isBriefFunc(fn) {
		return false
	}
	exits := false
	for _, b := range fn.Blocks {
		switch b.Instrs[len(b.Instrs)-1].(type) {
		case *ssa.Return:
			return false
		case *ssa.Panic:
			// t0 = os.Exit(1)
			// t1 = make interface{} <- string ("noreturn")
			// panic t1
			n := len(b.Instrs)
			if n < 3 {
				return false
			}
			ended, ok := b.Instrs[n-3].(*ssa.Call)
			if !ok || !e.exits(ended) {
				return false
			}
			exits = true
		}
	}
	return exits
}

// isBriefFunc reports whether a function of the package is done soon, whatever way it
// takes. One that may call itself is not.
func (e *ending) isBriefFunc(fn *ssa.Function) bool {
	brief, ok := e.brief[fn]
	if ok {
		return brief
	}
	e.brief[fn] = false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if !e.isBrief(instr) {
				return false
			}
		}
	}
	e.brief[fn] = true
	return true
}

func (e *ending) briefDefers(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && !e.isBriefCall(&d.Call) {
				return false
			}
		}
	}
	return true
}

// isBrief reports whether an instruction neither waits nor starts anything.
func (e *ending) isBrief(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Send, *ssa.Go:
		return false
	case *ssa.Select:
		return !instr.Blocking
	case *ssa.UnOp:
		return instr.Op != token.ARROW
	case ssa.CallInstruction: // a deferred one runs when the function returns
		return e.isBriefCall(instr.Common())
	}
	return true
}

func (e *ending) isBriefCall(c *ssa.CallCommon) bool {
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return true
	}
	fn := c.StaticCallee()
	switch {
	case c.IsInvoke():
		for _, n := range e.p.Effects.Graph.Invoked(c.Method) {
			if !e.isBriefFunc(n.Func) {
				return false
			}
		}
		return model.Brief(c.Method)
	case fn == nil:
		return model.Brief(typeName(c.Value.Type()))
	case len(fn.Blocks) > 0:
		return e.isBriefFunc(fn)
	}
	return model.Brief(callee.Of(c)) || model.Has(callee.Of(c), model.Exits)
}

// typeName returns the name of a type, or nil if it has none.
func typeName(t types.Type) types.Object {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Obj()
	}
	return nil
}

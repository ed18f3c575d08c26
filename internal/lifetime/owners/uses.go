package owners

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A Use is something done with an owner.
type Use struct {
	Instr ssa.Instruction
	Kind  Kind

	// Carried says that the owner comes by way of a variable, which may carry it
	// from one round of a loop to the next, past the call that makes another one.
	Carried bool
}

// A Kind is a set of things that a use of an owner may do. The empty set is that
// of a use which only looks at it: a comparison, a setter, a printed value.
type Kind uint8

const (
	// Closes: the owner is closed, on every path through a callee.
	Closes Kind = 1 << iota

	// Waits: somebody may wait for the descriptor, the instruction itself or who
	// gets the owner from it.
	Waits

	// Escapes: others may have the owner from here on. It is stored, sent, captured
	// by a literal that lives on, given to a goroutine, or to a function that is
	// not known to give it back.
	Escapes

	// Returns: the caller has it from here on.
	Returns
)

// Leaves reports whether the owner gets out of the function by a use.
func (k Kind) Leaves() bool { return k&(Escapes|Returns) != 0 }

// An Aliasing says which values are taken for the owner.
type Aliasing uint8

const (
	// ByPlace takes those that name it by the same access path, without regard to
	// the order of stores: what one does with c.conn is done with the owner, if
	// c.conn is. A connection that suffers is looked for in this way, since its
	// users have it from a field as often as not.
	ByPlace Aliasing = iota

	// ByCopy takes the copies of one value, as SSA has them, and the RawConn that
	// gives access to it. In this way it is followed who may keep an owner alive.
	ByCopy
)

// UsesOf returns what is done with an owner in a function and in the literals
// inside it, in no order.
func (w *World) UsesOf(fn *ssa.Function, owner ssa.Value, by Aliasing) []Use {
	if by == ByCopy {
		return w.classify(nil, w.LocalUses(owner), by)
	}
	var uses []Use
	root := w.Root(owner)
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		for _, op := range w.operands.Get(fn, w.operandsOf)[root] {
			if w.SamePlace(op.Value, owner) {
				uses = w.classify(uses, []flow.Use{op}, by)
			}
		}
		for _, anon := range fn.AnonFuncs {
			visit(anon)
		}
	}
	visit(fn)
	return uses
}

// classify appends what operands that are the owner are used for.
func (w *World) classify(uses []Use, operands []flow.Use, by Aliasing) []Use {
	for _, op := range operands {
		u := Use{Instr: op.Instr, Carried: carried(op.Value)}
		site, _ := op.Instr.(*ssa.Call)
		if addr, ok := op.Instr.(*ssa.FieldAddr); ok && by == ByCopy && IsWrapper(op.Value.Type()) {
			uses = w.fieldUses(uses, addr)
			continue
		}
		if store, ok := op.Instr.(*ssa.Store); ok && by == ByCopy && store.Val == op.Value {
			if calls, ok := givenToCommand(store); ok {
				uses = append(uses, calls...)
				continue
			}
		}
		switch {
		case by == ByPlace || site == nil:
			u.Kind = w.kindOf(op.Instr, op.Value)
		case model.Has(callee.Of(&site.Call), model.RawConn):
			for _, raw := range summary.ResultsOf(site, 0) { // is an alias
				uses = w.classify(uses, w.LocalUses(raw), by)
			}
		case model.Has(callee.Of(&site.Call), model.RawCall):
			u.Carried = true
		default:
			u.Kind = w.kindOf(op.Instr, op.Value)
		}
		uses = append(uses, u)
	}
	return uses
}

// operandsOf returns the operands in fn by the value at the root of their path, so
// that a function with many connections is not searched for each.
func (w *World) operandsOf(fn *ssa.Function) map[ssa.Value][]flow.Use {
	index := make(map[ssa.Value][]flow.Use)
	var buf [8]*ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			for _, op := range instr.Operands(buf[:0]) {
				switch (*op).(type) {
				case nil, *ssa.Const, *ssa.Function, *ssa.Builtin:
					continue
				}
				root := w.Root(*op)
				index[root] = append(index[root], flow.Use{Instr: instr, Value: *op})
			}
		}
	}
	return index
}

// kindOf classifies what instr does with v, the owner or an address inside it.
func (w *World) kindOf(instr ssa.Instruction, v ssa.Value) Kind {
	switch instr := instr.(type) {
	case *ssa.BinOp, *ssa.DebugRef:
		return 0
	case *ssa.Phi, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.TypeAssert:
		return 0 // an alias, whose uses come by themselves
	case ssa.CallInstruction:
		return w.callKind(instr, v)
	case *ssa.Return:
		return Waits | Returns
	case *ssa.Send, *ssa.Select, *ssa.MapUpdate:
		return Waits | Escapes
	case *ssa.MakeClosure:
		if w.closureFate(instr) == RunsHere {
			return 0
		}
		return Escapes // whether it waits is seen from what the literal does
	case *ssa.Store:
		return w.storeKind(instr, v)
	}
	return Escapes // a part of it, for which nobody waits
}

func (w *World) storeKind(store *ssa.Store, v ssa.Value) Kind {
	if store.Val != v || printed(store) {
		return 0
	}
	if _, local := store.Addr.(*ssa.Alloc); local {
		c := w.Cell(store.Addr)
		if !w.variableWaits(c) {
			return 0 // an alias, or one whose loads do not wait
		}
		if isOnlyReturned(c) {
			return Waits | Returns
		}
	}
	return Waits | Escapes
}

// isOnlyReturned reports whether a variable is a result of a function with defers, with which nothing
// else is done.
//
//	t1 = local *os.File (f); *t1 = t0; rundefers; t2 = *t1; return t2
func isOnlyReturned(c *flow.Cell) bool {
	return !c.Taken && !slices.ContainsFunc(c.Loads, func(load ssa.Value) bool {
		return slices.ContainsFunc(*load.Referrers(), func(instr ssa.Instruction) bool {
			switch instr.(type) {
			case *ssa.Return, *ssa.DebugRef:
				return false
			}
			return true
		})
	})
}

// variableWaits reports whether an owner in a variable may be waited for by that
// name. What is loaded from a variable that is assigned once names the owner, and
// is looked at by itself. Of others, such as the results of a function with
// defers, it may be any of what was stored.
func (w *World) variableWaits(c *flow.Cell) bool {
	if len(c.Stores) == 1 {
		return false
	}
	for _, load := range c.Loads {
		for _, instr := range *load.Referrers() {
			if _, again := instr.(*ssa.Store); again || w.kindOf(instr, load)&Waits != 0 {
				return true
			}
		}
	}
	return false
}

// callKind classifies a call that gets the owner.
func (w *World) callKind(site ssa.CallInstruction, v ssa.Value) Kind {
	kind := w.calleeKind(site.Common(), v)
	if _, ok := site.(*ssa.Go); ok {
		kind |= Escapes // to the goroutine; whether that waits, the callee says
	}
	return kind
}

// calleeKind classifies what the callee does with the owner. What is not known
// of it is taken from the side that keeps the checks silent: methods of any type
// wait, or do not, as those of package net with their names do, and keep their
// receiver unless they are the standard library's; functions that only borrow
// the owner may wait for it but not let it go.
func (w *World) calleeKind(call *ssa.CallCommon, v ssa.Value) Kind {
	fn, receiver := callee.Of(call), callee.IsReceiver(call, v)
	switch {
	case receiver && fn.Pkg() != nil && model.IsStd(fn.Pkg().Path()):
		return MethodKind(fn)
	case w.closes(call, v):
		return Closes
	}
	var kind Kind
	if receiver {
		kind = MethodKind(fn)
	} else if w.waitsFor(call, v) {
		kind = Waits
	}
	if !w.borrows(call, v) {
		kind |= Escapes
	}
	return kind
}

// closes reports whether a call closes an argument on every path.
func (w *World) closes(call *ssa.CallCommon, v ssa.Value) bool {
	return slices.ContainsFunc(w.SummariesOf(call), func(f *summary.Files) bool {
		return slices.ContainsFunc(f.Closes, func(i int) bool { return summary.Argument(call, i) == v })
	})
}

// borrows reports whether a call keeps none of the arguments that are v.
func (w *World) borrows(call *ssa.CallCommon, v ssa.Value) bool {
	fn, f := callee.Of(call), w.SummaryOf(call)
	for i := range summary.Arguments(call) {
		if summary.Argument(call, i) == v && (f == nil || !slices.Contains(f.Borrows, i)) &&
			!model.HasOn(fn, model.Borrow, summary.OperandOf(fn, i)) {
			return false
		}
	}
	return true
}

// waitsFor reports whether the callee may wait for an argument or let it go,
// which it does unless its body is seen.
func (w *World) waitsFor(call *ssa.CallCommon, v ssa.Value) bool {
	fn := flow.Callee(call)
	for i, arg := range call.Args {
		if arg == v && (fn == nil || i >= len(fn.Params) || w.ParamWaits(fn.Params[i])) {
			return true
		}
	}
	return call.IsInvoke()
}

// ParamWaits reports whether the function of a parameter may wait for it or let
// it go.
func (w *World) ParamWaits(p *ssa.Parameter) bool {
	s := w.Summary(p.Parent())
	return s == nil || !MayOwn(p.Type()) || slices.Contains(s.Waits, flow.ParamIndex(p))
}

// MayOwn reports whether a parameter of a type may be an owner.
func MayOwn(t types.Type) bool { return types.IsInterface(t) || HasMethod(t, "Close") }

// MethodKind classifies a method of a connection or listener, of whatever type:
// by its name, since the methods of net.Conn and net.Listener are copied
// everywhere.
func MethodKind(fn *types.Func) Kind {
	name := fn.Name()
	switch {
	case name == "Close":
		return Closes
	case strings.HasPrefix(name, "Read"), strings.HasPrefix(name, "Accept"), strings.HasPrefix(name, "Serve"),
		strings.HasSuffix(name, "Deadline"):
		return Waits
	case name == "SyscallConn":
		return Waits | Escapes
	}
	return 0
}

// printed reports whether a store puts a value among the arguments of a function
// that formats them:
//
//	t0 = new [1]any (varargs)
//	t1 = &t0[0:int]
//	*t1 = v
//	t2 = slice t0[:]
//	t3 = fmt.Println(t2...)
func printed(store *ssa.Store) bool {
	addr, ok := store.Addr.(*ssa.IndexAddr)
	if !ok || addr.X.Referrers() == nil {
		return false
	}
	for _, instr := range *addr.X.Referrers() {
		slice, ok := instr.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, use := range *slice.Referrers() {
			if call, ok := use.(*ssa.Call); ok && model.IsPrint(callee.Of(&call.Call)) {
				return true
			}
		}
	}
	return false
}

// carried reports whether a value comes out of a variable.
func carried(v ssa.Value) bool {
	switch v := flow.Unconverted(v).(type) {
	case *ssa.Phi:
		return true
	case *ssa.UnOp:
		return v.Op == token.MUL
	}
	return false
}

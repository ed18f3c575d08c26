package lifetime

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Idle reports whether nobody can be blocked on the owner of a file after an
// instruction: the owner is closed on every path, or it is made in the function
// that calls File and goes nowhere, and it is not used for I/O that may wait
// afterwards. When in doubt the owner is in use: a finding of a connection that
// is closed soon says something true all the same.
func (w *World) Idle(d *Dup, after ssa.Instruction) bool {
	if d.Owner == nil {
		return false // a callee has it
	}
	owner, fn := d.Owner, d.Call.Parent()
	if after.Parent() != fn {
		// Fd is called by a caller, say, which may close the owner there.
		if arg := w.passedFrom(after.Parent(), fn, owner); arg != nil && w.idleIn(after.Parent(), arg, after) {
			return true
		}
		after = d.Call
	}
	return w.idleIn(fn, owner, after) || w.idleAtCallers(fn, owner)
}

// passedFrom returns what caller passes to fn as the owner, or nil.
func (w *World) passedFrom(caller, fn *ssa.Function, owner ssa.Value) ssa.Value {
	p, ok := w.Peel(owner).(*ssa.Parameter)
	if !ok || p.Parent() != fn {
		return nil
	}
	for _, site := range w.Calls(fn) {
		if site.Parent() == caller {
			return site.Common().Args[flow.ParamIndex(p)]
		}
	}
	return nil
}

// idleAtCallers reports whether a parameter of fn is idle after each call of fn,
// all of which are seen, and in fn itself.
func (w *World) idleAtCallers(fn *ssa.Function, owner ssa.Value) bool {
	p, ok := w.Peel(owner).(*ssa.Parameter)
	if !ok || p.Parent() != fn || !w.Closed(fn) || len(w.Calls(fn)) == 0 || w.blocksIn(fn, owner) {
		return false
	}
	for _, site := range w.Calls(fn) {
		arg := site.Common().Args[flow.ParamIndex(p)]
		if q, ok := w.Peel(arg).(*ssa.Parameter); ok && q.Parent() != fn && q.Parent() == site.Parent() {
			if !w.idleAtCallers(site.Parent(), arg) {
				return false
			}
			continue
		}
		if !w.idleIn(site.Parent(), arg, site) {
			return false
		}
	}
	return true
}

// blocksIn reports whether fn itself may wait for the owner or let it go.
func (w *World) blocksIn(fn *ssa.Function, owner ssa.Value) bool {
	return slices.ContainsFunc(w.ownerUses(fn, owner), func(u OwnerUse) bool { return u.Kind >= Blocks })
}

// idleIn decides for one function, in which after stands.
func (w *World) idleIn(fn *ssa.Function, owner ssa.Value, after ssa.Instruction) bool {
	uses := w.ownerUses(fn, owner)
	closed := w.closedAround(fn, uses, after)
	if !closed && !w.isLocal(fn, owner) {
		return false
	}
	for _, u := range uses {
		later := u.Instr.Parent() != fn || flow.Reaches(after, u.Instr)
		switch {
		case u.Kind == Escapes && (!closed || later || outlives(u.Instr)):
			return false
		case u.Kind == Blocks && later:
			return false
		}
	}
	return true
}

// outlives reports whether an instruction lets a value go somewhere where it may
// be waited for later: a goroutine, a field, a result that wraps it.
func outlives(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return true
	}
	refs := call.Referrers()
	return refs != nil && len(*refs) > 0 // a result, such as a reader
}

// closedAround reports whether the owner is closed on every path through after:
// before it, by a defer, or on each way from it to a return.
func (w *World) closedAround(fn *ssa.Function, uses []OwnerUse, after ssa.Instruction) bool {
	return w.closeAround(fn, uses, after) != nil
}

// closeAround returns an instruction that closes the owner on a path through
// after if it is closed on every one, else nil.
func (w *World) closeAround(fn *ssa.Function, uses []OwnerUse, after ssa.Instruction) ssa.Instruction {
	var closes []ssa.Instruction
	for _, u := range uses {
		if u.Kind == Closes && u.Instr.Parent() == fn {
			closes = append(closes, u.Instr)
		}
	}
	for _, lit := range fn.AnonFuncs {
		if site := w.deferOf(lit); site != nil && w.closesAlways(lit, uses) {
			closes = append(closes, site)
		}
	}
	for _, c := range closes {
		if c == after || flow.Dominates(c, after) {
			return c
		}
	}
	if len(closes) == 0 || flow.ReachesReturn(after, closes) {
		return nil
	}
	i := slices.IndexFunc(closes, func(c ssa.Instruction) bool { return flow.Reaches(after, c) })
	if i < 0 {
		return nil // no path returns
	}
	return closes[i]
}

// deferOf returns the defer that runs a literal, or nil.
func (w *World) deferOf(lit *ssa.Function) ssa.Instruction {
	for _, site := range w.Calls(lit) {
		if d, ok := site.(*ssa.Defer); ok {
			return d
		}
	}
	return nil
}

// closesAlways reports whether a literal closes the owner on every path.
func (w *World) closesAlways(lit *ssa.Function, uses []OwnerUse) bool {
	var closes []ssa.Instruction
	for _, u := range uses {
		if u.Kind == Closes && u.Instr.Parent() == lit {
			closes = append(closes, u.Instr)
		}
	}
	entry := lit.Blocks[0].Instrs[0]
	return len(closes) > 0 && (slices.Contains(closes, entry) || !flow.ReachesReturn(entry, closes))
}

// An OwnerUse is something done with the owner of a file.
type OwnerUse struct {
	Instr ssa.Instruction
	Kind  UseKind

	// Carried says that the owner comes by way of a variable, which may carry it
	// from one round of a loop to the next, past the call that makes another one.
	Carried bool
}

// A UseKind tells what a use of a connection or listener may do.
type UseKind uint8

const (
	Harmless UseKind = iota // cannot wait for the socket
	Closes
	Blocks  // may wait here
	Escapes // lets it go to where it may be waited for
)

// ownerUses returns what is done with the owner in a function and in the
// literals inside it.
func (w *World) ownerUses(fn *ssa.Function, owner ssa.Value) []OwnerUse {
	root := w.Root(owner)
	var uses []OwnerUse
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		for _, op := range w.operands(fn)[root] {
			if w.SamePlace(op.value, owner) {
				uses = append(uses, OwnerUse{Instr: op.instr, Kind: w.useKind(op.instr, op.value)})
			}
		}
		for _, anon := range fn.AnonFuncs {
			visit(anon)
		}
	}
	visit(fn)
	return uses
}

// An operand is a value in an instruction that uses it.
type operand struct {
	instr ssa.Instruction
	value ssa.Value
}

// operands returns the operands in fn by the value at the root of their path, so
// that a function with many connections is not searched for each.
func (w *World) operands(fn *ssa.Function) map[ssa.Value][]operand {
	if index, ok := w.byRoot[fn]; ok {
		return index
	}
	index := make(map[ssa.Value][]operand)
	var buf [8]*ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			for _, op := range instr.Operands(buf[:0]) {
				switch (*op).(type) {
				case nil, *ssa.Const, *ssa.Function, *ssa.Builtin:
					continue
				}
				root := w.Root(*op)
				index[root] = append(index[root], operand{instr, *op})
			}
		}
	}
	w.byRoot[fn] = index
	return index
}

// useKind classifies what instr does with v, the owner or an address inside it.
func (w *World) useKind(instr ssa.Instruction, v ssa.Value) UseKind {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		return w.callKind(instr, v)
	case *ssa.Return, *ssa.Send, *ssa.MapUpdate:
		return Escapes
	case *ssa.Store:
		if instr.Val != v || printed(instr) {
			return Harmless
		}
		if _, local := instr.Addr.(*ssa.Alloc); local {
			return w.variableKind(w.Cell(instr.Addr))
		}
		return Escapes
	}
	return Harmless // a copy, a comparison, a capture, the address of a field
}

// variableKind classifies a store to a variable. What is loaded from one that is
// assigned once names the owner, and is looked at by that name. Of others, such
// as the results of a function with defers, it may be any of what was stored.
func (w *World) variableKind(c *flow.Cell) UseKind {
	if len(c.Stores) == 1 {
		return Harmless
	}
	for _, load := range c.Loads {
		for _, instr := range *load.Referrers() {
			if _, again := instr.(*ssa.Store); again || w.useKind(instr, load) >= Blocks {
				return Escapes
			}
		}
	}
	return Harmless
}

// callKind classifies a call that gets the owner.
func (w *World) callKind(site ssa.CallInstruction, v ssa.Value) UseKind {
	call := site.Common()
	if isReceiver(call, v) {
		kind := methodKind(flow.CalleeObject(call))
		if _, started := site.(*ssa.Go); started && kind == Blocks {
			return Escapes
		}
		return kind
	}
	for _, f := range w.summariesOf(call) {
		if slices.ContainsFunc(f.Closes, func(i int) bool { return argument(call, i) == v }) {
			return Closes
		}
	}
	if w.leavesAlone(call, v) {
		return Harmless
	}
	return Escapes // who knows what a function does with a connection
}

// leavesAlone reports whether the callee is seen to do nothing with v that may
// wait or let it go.
func (w *World) leavesAlone(call *ssa.CallCommon, v ssa.Value) bool {
	fn := flow.Callee(call)
	if fn == nil || fn.Blocks == nil || w.visiting[fn] {
		return false
	}
	w.visiting[fn] = true
	defer delete(w.visiting, fn)
	for i, arg := range call.Args {
		if arg == v && (i >= len(fn.Params) || w.blocksIn(fn, fn.Params[i])) {
			return false
		}
	}
	return true
}

// printed reports whether a store puts a value among the arguments of a function
// that formats them.
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
			if call, ok := use.(*ssa.Call); ok && model.IsPrint(flow.CalleeObject(&call.Call)) {
				return true
			}
		}
	}
	return false
}

func isReceiver(call *ssa.CallCommon, v ssa.Value) bool {
	if call.IsInvoke() {
		return call.Value == v
	}
	fn := flow.CalleeObject(call)
	return fn != nil && fn.Signature().Recv() != nil && len(call.Args) > 0 && call.Args[0] == v
}

// methodKind classifies a method of a connection or listener, of whatever type:
// by its name, since the methods of net.Conn and net.Listener are copied
// everywhere.
func methodKind(fn *types.Func) UseKind {
	if fn == nil {
		return Escapes
	}
	name := fn.Name()
	switch {
	case name == "Close":
		return Closes
	case strings.HasPrefix(name, "Read"), strings.HasPrefix(name, "Accept"), strings.HasPrefix(name, "Serve"),
		strings.HasSuffix(name, "Deadline"):
		return Blocks
	case name == "SyscallConn":
		return Escapes
	}
	return Harmless
}

// isLocal reports whether the owner is a new connection that fn makes.
func (w *World) isLocal(fn *ssa.Function, owner ssa.Value) bool {
	return !slices.ContainsFunc(w.Sources(w.Peel(owner)), func(src ssa.Value) bool {
		return src.Parent() != fn || !w.IsFresh(src)
	})
}

package number

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Hold is an instruction by which a number goes where it may be used later
// than the owner of the descriptor lives.
type Hold struct {
	Instr  ssa.Instruction
	Kind   HoldKind
	Value  ssa.Value       // the operand of Instr: the number, or what contains it
	Put    ssa.Instruction // where the number is put into what is held; nil if it is itself
	Result int             // of a return: which result

	State string              // of Locked: what is tied to the descriptor
	User  ssa.CallInstruction // of Kept: uses the number in another function

	// Op is the parameter that decides whether the number is registered or taken
	// out, or nil.
	Op *ssa.Parameter
}

// Pos returns where the number leaves. What is filled in for a system call
// leaves there.
func (h Hold) Pos() token.Pos {
	if h.Put != nil && h.Put.Pos().IsValid() && h.Kind != Registered {
		return h.Put.Pos()
	}
	if sel, ok := h.Instr.(*ssa.Select); ok {
		for _, state := range sel.States {
			if state.Send == h.Value {
				return state.Pos
			}
		}
	}
	return h.Instr.Pos()
}

// before reports whether a hold is told rather than another one of the same number:
// the first in the source, a number that is kept before a lock.
func (h Hold) before(other Hold) bool {
	if (h.Kind == Locked) != (other.Kind == Locked) {
		return other.Kind == Locked
	}
	return h.Pos() < other.Pos()
}

// A HoldKind tells how a number is held.
type HoldKind uint8

const (
	Returned HoldKind = iota
	Stored
	Sent
	InGoroutine
	InClosure
	Registered // by the kernel, or by a function that keeps it
	Locked     // by the kernel: a lock, or another state, is tied to the descriptor
	Kept       // in the field or package variable that it came from
)

// Holds returns what holds a number, or a value in which it is, that comes up in
// fn beyond the instructions that use it, in no order.
func (w *World) Holds(fn *ssa.Function, number ssa.Value) []Hold {
	t := &tracker{World: w, fn: fn, seen: make(map[ssa.Value]bool)}
	t.follow(number, via{})
	return t.holds
}

// asked returns the system calls that get a value in which a number is, a slice say.
func (w *World) asked(fn *ssa.Function, number ssa.Value) []flow.Use {
	t := &tracker{World: w, fn: fn, seen: make(map[ssa.Value]bool)}
	t.follow(number, via{})
	return t.asks
}

// A tracker follows a number through a function and the structs, slices and maps
// that are made there. It is no policy of [flow.Forward], which it asks for the
// uses of each value: from a store it goes back to the container, against the
// def-use chains, and with each value goes how the number came there (via).
type tracker struct {
	*World
	fn    *ssa.Function
	seen  map[ssa.Value]bool
	holds []Hold
	asks  []flow.Use // system calls that get what contains the number
}

// A via is how a number came into a value.
type via struct {
	put     ssa.Instruction // that put it there; nil if the value is the number
	closure bool            // a literal captured it
}

// follow looks at what is done with v, the number or what contains it.
func (t *tracker) follow(v ssa.Value, by via) {
	if t.seen[v] || isError(v.Type()) {
		return
	}
	t.seen[v] = true
	for _, u := range t.LocalUses(v) {
		t.use(u, by)
	}
	if alloc, ok := v.(*ssa.Alloc); ok {
		for _, load := range t.Cell(alloc).Loads {
			t.follow(load, by) // of the whole
		}
	}
}

// isError reports whether a value is an error, in which numbers are for people.
func isError(t types.Type) bool {
	iface := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	return types.Implements(t, iface)
}

func (t *tracker) use(u flow.Use, by via) {
	switch instr := u.Instr.(type) {
	case *ssa.Return:
		t.returned(u, by)
	case *ssa.Send:
		if instr.X == u.Value {
			t.add(u, Sent, by)
		}
	case *ssa.Select:
		if slices.ContainsFunc(instr.States, func(state *ssa.SelectState) bool { return state.Send == u.Value }) {
			t.add(u, Sent, by)
		}
	case *ssa.MapUpdate:
		if instr.Map != u.Value && !t.deleted(instr, u.Value) {
			t.putInto(instr.Map, u, by)
		}
	case *ssa.Store:
		if instr.Val == u.Value {
			t.putInto(instr.Addr, u, by)
		}
	case *ssa.MakeClosure:
		t.closure(instr, by)
	case ssa.CallInstruction:
		t.call(u, by)
	case *ssa.Slice:
		t.follow(instr, by)
	}
}

// add adds a hold. A container may have gone where it is held before the number
// was put into it; then that is what holds the number.
func (t *tracker) add(u flow.Use, kind HoldKind, by via) {
	h := Hold{Instr: u.Instr, Kind: kind, Value: u.Value, Put: by.put}
	if by.put != nil && by.put.Parent() == h.Instr.Parent() && !t.Reaches(by.put, h.Instr) {
		h.Instr, h.Kind = by.put, Stored
	}
	if by.closure && kind != InGoroutine {
		h.Kind = InClosure
	}
	t.holds = append(t.holds, h)
}

// returned adds a return. What a literal returns goes on in the function; the
// block of a recovered panic returns what a variable held before.
func (t *tracker) returned(u flow.Use, by via) {
	ret := u.Instr.(*ssa.Return)
	if ret.Parent() != t.fn || ret.Block() == t.fn.Recover {
		return
	}
	for i, result := range ret.Results {
		if result == u.Value {
			t.add(u, Returned, by)
			t.holds[len(t.holds)-1].Result = i
		}
	}
}

// putInto follows a number that is put into something: a field, an element, a
// map, a variable.
func (t *tracker) putInto(dst ssa.Value, u flow.Use, by via) {
	container := t.container(dst)
	if container == nil {
		t.add(u, Stored, by)
		return
	}
	for _, load := range loadsOf(dst, container) {
		t.follow(load, by)
	}
	if by.put == nil {
		by.put = u.Instr
	}
	t.follow(container, by)
}

// loadsOf returns the loads of a field of a struct of this function, of which
// addr is one address.
func loadsOf(addr, container ssa.Value) []ssa.Value {
	field, ok := addr.(*ssa.FieldAddr)
	if !ok || field.X != container {
		return nil
	}
	var loads []ssa.Value
	for _, instr := range *container.Referrers() {
		other, ok := instr.(*ssa.FieldAddr)
		if !ok || other.Field != field.Field {
			continue
		}
		for _, instr := range *other.Referrers() {
			if load, ok := instr.(*ssa.UnOp); ok {
				loads = append(loads, load)
			}
		}
	}
	return loads
}

// deleted reports whether a number that is a key of a map is taken away again.
func (t *tracker) deleted(update *ssa.MapUpdate, key ssa.Value) bool {
	return update.Key == key && slices.ContainsFunc(t.LocalUses(t.Peel(key)), func(u flow.Use) bool {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok {
			return false
		}
		b, ok := call.Common().Value.(*ssa.Builtin)
		return ok && b.Name() == "delete" && t.SamePlace(call.Common().Args[0], update.Map)
	})
}

// maxPath bounds how far a container is looked for: a variable may be assigned
// from itself (n = n.next).
const maxPath = 64

// container returns the struct, array, slice or map of this function of which an
// address is a part, or nil.
func (t *tracker) container(dst ssa.Value) ssa.Value {
	for range maxPath {
		switch x := dst.(type) {
		case *ssa.FieldAddr:
			dst = x.X
		case *ssa.IndexAddr:
			dst = x.X
		case *ssa.Slice:
			dst = x.X
		case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice:
			return x
		case *ssa.Call, *ssa.Extract:
			if t.belongsToOthers(x) {
				return nil
			}
			return x // taken to be made there
		case *ssa.FreeVar:
			if alloc := t.Variable(x); alloc != nil {
				return alloc
			}
			return nil
		case *ssa.UnOp:
			alloc := t.Variable(x.X)
			if alloc == nil || len(t.LocalSources(x)) != 1 {
				return nil
			}
			if dst = t.LocalSources(x)[0]; dst == x {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

// belongsToOthers reports whether what a function of the package returns is a part of what
// it was given, or of what everybody has:
//
//	t1 = &r.entries [#1]
//	t2 = *t1
//	t3 = &t2[i]
//	return t3
func (t *tracker) belongsToOthers(v ssa.Value) bool {
	call, result := flow.ResultOf(v)
	if call == nil {
		return false
	}
	fn := flow.Callee(&call.Call)
	return fn != nil && slices.ContainsFunc(cfg.Returns(fn), func(ret *ssa.Return) bool {
		if !pointsInto(ret.Results[result]) {
			return false
		}
		return t.isForeign(t.Root(ret.Results[result]))
	})
}

// pointsInto reports whether a value is the address of a part of something, or a pointer
// that is kept there.
func pointsInto(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Lookup:
		return true
	case *ssa.UnOp:
		return pointsInto(v.X)
	}
	return false
}

// closure follows a literal that has captured the number.
func (t *tracker) closure(mc *ssa.MakeClosure, by via) {
	for _, u := range t.LocalUses(mc) {
		switch t.ClosureUse(u) {
		case owners.Started:
			t.add(u, InGoroutine, by)
		case owners.Kept:
			if by.put == nil {
				by.put = mc
			}
			t.follow(mc, via{by.put, true})
		case owners.RunsHere, owners.PassedOn:
		}
	}
}

func (t *tracker) call(u flow.Use, by via) {
	site := u.Instr.(ssa.CallInstruction)
	call := site.Common()
	if _, ok := site.(*ssa.Go); ok {
		t.add(u, InGoroutine, by)
		return
	}
	if b, ok := call.Value.(*ssa.Builtin); ok {
		if result, ok := site.(*ssa.Call); ok && b.Name() == "append" {
			t.follow(result, by)
		}
		return
	}
	if t.written(site, by) {
		return
	}
	if by.put != nil && model.IsSyscall(callee.Of(call)) {
		t.asks = append(t.asks, u)
	}
	if r, ok := registrationOf(call); ok {
		if r.fd == u.Value {
			t.control(u, r.op, by)
		} else if r.events == u.Value && t.addsAll() {
			t.add(u, Registered, by)
		}
		return
	}
	if entry, ok := model.Of(callee.Of(call), model.PutFd); ok && call.Args[entry.Operands[1].Index] == u.Value {
		t.putInto(call.Args[entry.Operands[0].Index], u, by)
		return
	}
	for _, f := range t.SummariesOf(call) {
		for i := range summary.Arguments(call) {
			if summary.Argument(call, i) == u.Value {
				t.passed(f, i, u, by)
			}
		}
	}
}

// passed follows what a function does with its i-th argument.
func (t *tracker) passed(f *summary.Files, i int, u flow.Use, by via) {
	site := u.Instr.(ssa.CallInstruction)
	if slices.Contains(f.Held, i) {
		t.add(u, Registered, by)
	}
	for _, c := range f.Controls {
		if c.Number == i {
			t.control(u, summary.Argument(site.Common(), c.Op), by)
		}
	}
	for _, p := range f.Numbers {
		if p.Param == i {
			for _, result := range summary.ResultsOf(site, p.Result) {
				t.follow(result, by)
			}
		}
	}
}

// control adds a call that registers the descriptor or takes it out, as its
// argument op says.
func (t *tracker) control(u flow.Use, op ssa.Value, by via) {
	switch op := t.Peel(op).(type) {
	case *ssa.Const:
		if op.Int64() == epollAdd {
			t.add(u, Registered, by)
		}
	case *ssa.Parameter:
		t.add(u, Registered, by)
		if op.Parent() == t.fn {
			t.holds[len(t.holds)-1].Op = op
		}
	default:
		t.add(u, Registered, by)
	}
}

// epollAdd is EPOLL_CTL_ADD, and evAdd EV_ADD of kqueue(2).
const (
	epollAdd = 1
	evAdd    = 1
)

// addsAll reports whether the events in which the number is may all add it.
func (t *tracker) addsAll() bool {
	checked := make(map[ssa.Value]bool)
	for container := range t.seen {
		if !t.adds(container, checked) {
			return false
		}
	}
	return true
}

// adds reports whether an event of kqueue(2) may be one that adds: its flags are
// not constants without EV_ADD. Events may be assigned to each other in a circle;
// each is checked once.
func (t *tracker) adds(container ssa.Value, checked map[ssa.Value]bool) bool {
	alloc, ok := container.(*ssa.Alloc)
	if !ok || checked[alloc] {
		return true
	}
	checked[alloc] = true
	for _, store := range t.Cell(alloc).Stores { // of the whole
		if load, ok := store.Val.(*ssa.UnOp); ok && !t.adds(load.X, checked) {
			return false
		}
	}
	for _, instr := range *alloc.Referrers() {
		addr, ok := instr.(*ssa.FieldAddr)
		if ok && ssabuild.Field(addr) != nil && ssabuild.Field(addr).Name() == "Flags" && !mayAdd(addr) {
			return false
		}
	}
	return true
}

// mayAdd reports whether the flags stored at an address may have EV_ADD.
func mayAdd(addr ssa.Value) bool {
	return !slices.ContainsFunc(*addr.Referrers(), func(instr ssa.Instruction) bool {
		store, ok := instr.(*ssa.Store)
		if !ok {
			return false
		}
		flags, ok := store.Val.(*ssa.Const)
		return ok && flags.Value != nil && flags.Uint64()&evAdd == 0
	})
}

// IsReturn reports whether an instruction is a return.
func IsReturn(instr ssa.Instruction) bool {
	_, ok := instr.(*ssa.Return)
	return ok
}

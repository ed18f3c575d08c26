package sharing

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/number"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// HandedOff returns the instruction that puts a file among those that a child
// process inherits, or nil. Starting the child calls Fd on it
// (os/exec_posix.go, startProcess).
func (w *World) HandedOff(d *Dup) ssa.Instruction {
	file := d.File()
	if file == nil {
		return nil
	}
	if w.madeNonblock(file, w.Uses) || w.elementsRestored(file) || w.keptRestored(file) || w.ownerRestored(d, d.Call) {
		return nil // nonblocking again
	}
	for _, u := range w.Uses(file) {
		store, ok := u.Instr.(*ssa.Store)
		if !ok || store.Val != u.Value {
			continue
		}
		switch addr := store.Addr.(type) {
		case *ssa.FieldAddr:
			if inherited(addr) {
				return store
			}
		case *ssa.IndexAddr:
			if at := w.sliceInherited(addr.X, make(map[ssa.Value]bool)); at != nil {
				return at
			}
		}
	}
	return nil
}

// sliceInherited follows a slice, or the array behind it, through variables, fields
// and functions to a field whose files a child process inherits.
func (w *World) sliceInherited(v ssa.Value, seen map[ssa.Value]bool) ssa.Instruction {
	if seen[v] || v.Referrers() == nil {
		return nil
	}
	seen[v] = true
	for _, instr := range *v.Referrers() {
		if store, ok := instr.(*ssa.Store); ok && store.Val == v {
			if addr, ok := store.Addr.(*ssa.FieldAddr); ok && inherited(addr) {
				return store
			}
		}
		for _, to := range w.sliceGoes(instr, v) {
			if at := w.sliceInherited(to, seen); at != nil {
				return at
			}
		}
	}
	return nil
}

// sliceGoes returns the values that are, or begin with, a slice after an instruction
// that has it for an operand.
func (w *World) sliceGoes(instr ssa.Instruction, v ssa.Value) []ssa.Value {
	switch instr := instr.(type) {
	case *ssa.Slice, *ssa.Phi:
		return []ssa.Value{instr.(ssa.Value)}
	case *ssa.Store:
		if c := w.Cell(instr.Addr); c != nil && instr.Val == v {
			return c.Loads
		}
	case *ssa.Return:
		var results []ssa.Value
		for _, call := range w.Calls(instr.Parent()) {
			results = append(results, summary.ResultsOf(call, slices.Index(instr.Results, v))...)
		}
		return results
	case *ssa.Call:
		if callee.IsBuiltin(&instr.Call, "append") {
			return []ssa.Value{instr}
		}
		if fn := flow.Callee(&instr.Call); fn != nil {
			if i := slices.Index(instr.Call.Args, v); i >= 0 && i < len(fn.Params) {
				return []ssa.Value{fn.Params[i]}
			}
		}
	}
	return nil
}

func inherited(addr *ssa.FieldAddr) bool {
	field := ssabuild.Field(addr)
	named, ok := types.Unalias(ssabuild.Deref(addr.X.Type())).(*types.Named)
	return field != nil && ok && model.FieldHas(named.Obj(), field.Name(), model.HandOff)
}

// ClosedAfter reports whether the owner is closed on some path after an
// instruction of the function that calls File.
func (w *World) ClosedAfter(d *Dup, after ssa.Instruction) bool {
	return slices.ContainsFunc(w.UsesOf(d.Call.Parent(), d.Owner, owners.ByPlace), func(u owners.Use) bool {
		return u.Kind&owners.Closes != 0 && (u.Instr.Parent() != after.Parent() || w.Reaches(after, u.Instr))
	})
}

// ServedAfter reports whether the owner is used for I/O that may wait after an
// instruction of the function that calls File, or by a goroutine that this
// function starts.
func (w *World) ServedAfter(d *Dup, after ssa.Instruction) bool {
	if d.Owner == nil || after.Parent() != d.Call.Parent() {
		return false
	}
	for _, u := range w.UsesOf(d.Call.Parent(), d.Owner, owners.ByPlace) {
		if u.Kind&owners.Waits == 0 {
			continue
		}
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		_, started := call.(*ssa.Go)
		if started || u.Instr.Parent() != after.Parent() || w.Reaches(after, u.Instr) {
			return true
		}
	}
	return false
}

// elementsRestored reports whether an element of a slice into which a file is put is
// made nonblocking: all of them are, as a rule.
func (w *World) elementsRestored(file ssa.Value) bool {
	return slices.ContainsFunc(w.Uses(file), func(u flow.Use) bool {
		store, ok := u.Instr.(*ssa.Store)
		if !ok || store.Val != u.Value {
			return false
		}
		addr, ok := store.Addr.(*ssa.IndexAddr)
		return ok && slices.ContainsFunc(elements(addr.X), func(f ssa.Value) bool { return w.madeNonblock(f, w.Uses) })
	})
}

// keptRestored reports whether one of the files in a field or package variable into which a
// file is put is made nonblocking by its number: all of them are, as a rule.
//
//	for _, f := range u.files { syscall.SetNonblock(int(f.Fd()), true) }
func (w *World) keptRestored(file ssa.Value) bool {
	return slices.ContainsFunc(w.PutInto(file), func(c any) bool { return w.restored()[c] })
}

// restoredOf returns the fields and package variables of whose files the number is used to
// make them nonblocking.
func (w *World) restoredOf() map[any]bool {
	found := make(map[any]bool)
	for _, fn := range w.Funcs {
		for _, site := range w.Blockers(fn) {
			if site.Number != nil && len(w.restoresOf(site.Number, w.usesHere)) > 0 {
				if c := w.Container(site.File); c != nil {
					found[c] = true
				}
			}
		}
	}
	return found
}

// elements returns the loads of elements of a slice, or of an array, and of the
// slices that are made of it: by slicing and append, in phis.
func elements(v ssa.Value) []ssa.Value {
	var loads []ssa.Value
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] || v.Referrers() == nil {
			return
		}
		seen[v] = true
		for _, instr := range *v.Referrers() {
			switch instr := instr.(type) {
			case *ssa.Slice, *ssa.Phi:
				visit(instr.(ssa.Value))
			case *ssa.IndexAddr:
				visit(instr)
			case *ssa.UnOp:
				if _, ok := instr.X.(*ssa.IndexAddr); ok {
					loads = append(loads, instr)
				}
			case *ssa.Call:
				if callee.IsBuiltin(&instr.Call, "append") {
					visit(instr)
				}
			}
		}
	}
	visit(v)
	return loads
}

// ownerRestored reports whether the connection or listener of a file, or one that is
// kept where it is, is made nonblocking under its SyscallConn:
//
//	raw.Control(func(fd uintptr) { syscall.SetNonblock(int(fd), true) })
//
// after an instruction, or in another function.
func (w *World) ownerRestored(d *Dup, after ssa.Instruction) bool {
	if d.Owner == nil {
		return false
	}
	return slices.ContainsFunc(w.controlled(), func(n number.Number) bool {
		return (n.Call.Parent() != after.Parent() || w.Reaches(after, n.Call)) &&
			(w.SamePlace(n.Owner, d.Owner) || w.sameContainer(n.Owner, d.Owner))
	})
}

// controlledOf returns the numbers of owners that are made nonblocking under their
// SyscallConn.
func (w *World) controlledOf() []number.Number {
	var list []number.Number
	for _, fn := range w.Funcs {
		for _, n := range w.Numbers(fn) {
			if n.Callback && len(w.restoresOf(n.Value, w.usesHere)) > 0 {
				list = append(list, n)
			}
		}
	}
	return list
}

// ServedElsewhere returns the call that shows that the owner of a file, which is kept
// in a field or package variable, is served, by another function of the package or by
// who uses the package; nil if nothing shows it.
func (w *World) ServedElsewhere(d *Dup) ssa.Instruction {
	if d.Owner == nil {
		return nil
	}
	keepers := []any{w.Container(d.Owner)}
	for _, src := range w.LocalSources(d.Owner) {
		keepers = append(keepers, w.PutInto(src)...)
	}
	var first ssa.Instruction
	for _, c := range keepers {
		if _, param := c.(*ssa.Parameter); param || c == nil {
			continue
		}
		if at := w.served()[c]; at != nil && (first == nil || flow.Compare(at, first) < 0) {
			first = at
		}
	}
	return first
}

// servedOf returns, by the fields and package variables that keep connections and
// listeners, where one of those is served, for the first time as [flow.Compare] has it: accepted from, read
// from, given to a Serve function; or else where an exported function returns one that
// it also puts there, since its caller is to serve it.
func (w *World) servedOf() map[any]ssa.Instruction {
	found := make(map[any]ssa.Instruction)
	note := func(c any, at ssa.Instruction) {
		if c != nil && (found[c] == nil || flow.Compare(at, found[c]) < 0) {
			found[c] = at
		}
	}
	for _, fn := range w.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					for _, owner := range serves(call) {
						note(w.Container(owner), call)
						for _, src := range w.LocalSources(owner) {
							for _, c := range w.PutInto(src) {
								note(c, call)
							}
						}
					}
				}
			}
		}
	}
	for _, fn := range w.Funcs {
		for c, at := range w.givenAway(fn) {
			if found[c] == nil {
				found[c] = at
			}
		}
	}
	return found
}

// serves returns the connections and listeners that a call serves, by the name of its
// function: Accept, Read, Serve and their like.
func serves(site ssa.CallInstruction) []ssa.Value {
	call := site.Common()
	fn := callee.Of(call)
	if fn == nil {
		return nil
	}
	var list []ssa.Value
	for i := range summary.Arguments(call) {
		arg := summary.Argument(call, i)
		if !owners.IsOwner(arg.Type()) {
			continue
		}
		if callee.IsReceiver(call, arg) && owners.MethodKind(fn) == owners.Waits && !strings.HasSuffix(fn.Name(), "Deadline") ||
			!callee.IsReceiver(call, arg) && strings.HasPrefix(fn.Name(), "Serve") {
			list = append(list, arg)
		}
	}
	return list
}

// givenAway returns the containers into which an exported function puts a connection
// or listener that it also returns, and where.
func (w *World) givenAway(fn *ssa.Function) map[any]ssa.Instruction {
	obj := callee.Object(fn)
	if obj == nil || !obj.Exported() {
		return nil
	}
	found := make(map[any]ssa.Instruction)
	results := fn.Signature.Results()
	for i := range results.Len() {
		if !owners.IsOwner(results.At(i).Type()) {
			continue
		}
		for _, ret := range cfg.Returns(fn) {
			for _, src := range w.LocalSources(ret.Results[i]) {
				for _, c := range w.PutInto(src) {
					found[c] = ret
				}
			}
		}
	}
	return found
}

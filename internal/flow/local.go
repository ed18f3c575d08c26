package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// LocalSources is [Flow.Sources] within a function and the literals around and
// inside it: parameters, results of calls, and what is loaded from fields and
// package variables are sources.
func (f *Flow) LocalSources(v ssa.Value) []ssa.Value {
	if leaves, ok := f.localSources[v]; ok {
		return leaves
	}
	leaves := sources(v, f.localBack)
	f.localSources[v] = leaves
	return leaves
}

func (f *Flow) localBack(v ssa.Value) (from []ssa.Value, ok bool) {
	if x := copied(v); x != nil {
		return []ssa.Value{x}, true
	}
	switch v := v.(type) {
	case *ssa.Phi:
		return v.Edges, true
	case *ssa.UnOp:
		alloc := f.Variable(v.X)
		if alloc == nil || f.isBusy(alloc) {
			return nil, false
		}
		for _, store := range f.cellOf(alloc).Stores {
			if f.mayLoad(alloc, store, v) {
				from = append(from, store.Val)
			}
		}
		return from, len(from) > 0
	}
	return nil, false
}

// mayLoad reports whether what a store puts into a variable may be what a load
// finds there: no other store comes between them. A literal is taken to run
// where it is called.
func (f *Flow) mayLoad(alloc *ssa.Alloc, store *ssa.Store, load ssa.Instruction) bool {
	from := f.RunsAt(load.Parent(), store)
	if from == nil {
		return true
	}
	if _, deferred := from.(*ssa.Defer); deferred {
		return true
	}
	return pathTo(from, func(instr ssa.Instruction) (found, stop bool) {
		other, ok := instr.(*ssa.Store)
		return instr == load, ok && other.Addr == alloc
	})
}

// isBusy reports whether a variable is stored to and loaded from so often that
// which load sees which store is not looked at: it is not followed.
func (f *Flow) isBusy(alloc *ssa.Alloc) bool {
	const maxOrders = 1024
	c := f.cellOf(alloc)
	return len(c.Stores)*len(c.Loads) > maxOrders
}

// RunsAt returns the instruction of fn during which an instruction of fn, or of a
// literal that is called in fn, is executed: itself, or a call or defer; or nil.
func (f *Flow) RunsAt(fn *ssa.Function, instr ssa.Instruction) ssa.Instruction {
	for range maxPath {
		if instr.Parent() == fn {
			return instr
		}
		mc := f.closure[instr.Parent()]
		if mc == nil {
			return nil
		}
		i := slices.IndexFunc(f.LocalUses(mc), func(u Use) bool {
			_, ok := u.Instr.(ssa.CallInstruction)
			return ok
		})
		if i < 0 {
			return nil
		}
		instr = f.LocalUses(mc)[i].Instr
	}
	return nil
}

// Variable returns the local variable that an address, captured or not, is the
// address of, or nil.
func (f *Flow) Variable(addr ssa.Value) *ssa.Alloc {
	for {
		switch x := addr.(type) {
		case *ssa.Alloc:
			return x
		case *ssa.FreeVar:
			if addr = f.binding(x); addr != nil {
				continue
			}
		}
		return nil
	}
}

// LocalUses returns what is done with v and its copies in its function and in
// the literals around and inside that: the places where it leaves for others,
// captures among them, and those where it is used up.
func (f *Flow) LocalUses(v ssa.Value) []Use {
	if uses, ok := f.localUses[v]; ok {
		return uses
	}
	f.localUses[v] = nil // for closures that hold each other
	uses := usesOf(v, f.localForward)
	f.localUses[v] = uses
	return uses
}

func (f *Flow) localForward(instr ssa.Instruction, v ssa.Value) (to []ssa.Value, isCopy bool) {
	switch instr := instr.(type) {
	case *ssa.Store:
		if alloc := f.Variable(instr.Addr); alloc != nil && instr.Val == v && !f.isBusy(alloc) {
			for _, load := range f.cellOf(alloc).Loads {
				if f.mayLoad(alloc, instr, load.(ssa.Instruction)) {
					to = append(to, load)
				}
			}
			// The variable itself stands for those who captured it or have
			// its address.
			return append(to, alloc), true
		}
		return nil, instr.Val != v // a store into the variable that v is
	case *ssa.UnOp:
		return nil, f.Variable(v) != nil // a load, which is followed already
	case *ssa.MakeClosure:
		for i, b := range instr.Bindings {
			if b == v {
				to = append(to, instr.Fn.(*ssa.Function).FreeVars[i])
			}
		}
		return to, false
	case *ssa.Return, ssa.CallInstruction:
		return nil, false
	}
	return f.forward(instr, v)
}

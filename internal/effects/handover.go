package effects

import (
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// HandsOver reports whether the lock in a field may be given back by somebody who has not
// taken it: a lock is no property of the goroutine that took it (sync.Mutex: "It is allowed
// for one goroutine to lock a Mutex and then arrange for another goroutine to unlock it").
// It is taken to be so if other packages can reach the field, if its address goes
// elsewhere than into calls of its methods, and if some function gives it back that does
// not take it.
func (p *Package) HandsOver(f *types.Var) bool {
	if f == nil || f.Exported() || f.Pkg() != p.World.Pkg {
		return true
	}
	return p.handed()[f.Origin()]
}

// findHanded returns the fields whose locks are handed over.
func (p *Package) findHanded() map[*types.Var]bool {
	handed := make(map[*types.Var]bool)
	for _, fn := range p.World.Funcs {
		var taken map[*types.Var]bool // asked for where something is given back
		for f, instr := range lockUses(fn) {
			switch {
			case takes(instr):
				continue
			case taken == nil && isGivenBack(instr):
				taken = p.takenAround(fn)
			}
			if !isGivenBack(instr) || !taken[f] {
				handed[f] = true
			}
		}
	}
	return handed
}

// lockUses are the uses in a function of the addresses of locks in fields, with the field:
//
//	t0 = &s.mu
//	t1 = (*sync.Mutex).Lock(t0)
//	defer (*sync.Mutex).Unlock(t0)
func lockUses(fn *ssa.Function) iter.Seq2[*types.Var, ssa.Instruction] {
	return func(yield func(*types.Var, ssa.Instruction) bool) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				addr, ok := instr.(*ssa.FieldAddr)
				if !ok {
					continue
				}
				f := ssabuild.Field(addr)
				if f == nil || !ssabuild.IsLock(f.Type()) {
					continue
				}
				for _, r := range *addr.Referrers() {
					if _, debug := r.(*ssa.DebugRef); !debug && !yield(f.Origin(), r) {
						return
					}
				}
			}
		}
	}
}

// takes reports whether an instruction takes a lock, or tries to.
func takes(instr ssa.Instruction) bool {
	return hasEffect(instr, model.Lock, model.RLock, model.TryLock, model.TryRLock)
}

func isGivenBack(instr ssa.Instruction) bool { return hasEffect(instr, model.Unlock, model.RUnlock) }

// hasEffect reports whether an instruction calls a function of another package with one of
// some effects.
func hasEffect(instr ssa.Instruction, effects ...model.Effect) bool {
	call, ok := instr.(ssa.CallInstruction)
	return ok && slices.ContainsFunc(effects, func(e model.Effect) bool { return model.Has(foreignCallee(call.Common()), e) })
}

// takenAround returns the fields of the locks that a function takes; a literal that is
// deferred or called where it stands has them from the function around it.
func (p *Package) takenAround(fn *ssa.Function) map[*types.Var]bool {
	taken := make(map[*types.Var]bool)
	for {
		for f, instr := range lockUses(fn) {
			if takes(instr) {
				taken[f] = true
			}
		}
		if !p.runsInParent(fn) {
			return taken
		}
		fn = fn.Parent()
	}
}

// runsInParent reports whether a literal is run by the function around it, and by nobody
// else:
//
//	t1 = make closure f$1 [t0]
//	defer t1()
func (p *Package) runsInParent(fn *ssa.Function) bool {
	made := p.closures[fn]
	if made == nil {
		return false
	}
	return !slices.ContainsFunc(*made.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.Defer:
			return r.Call.Value != made
		case *ssa.Call:
			return r.Call.Value != made
		}
		return true
	})
}

// waited reports whether memory of a type has a lock in it, or something else of package
// sync that goroutines wait for, which code of the package can name.
func (p *Package) waited(t types.Type) bool {
	w, ok := p.waits[t]
	if !ok {
		w = p.waitedIn(t)
		p.waits[t] = w
	}
	return w
}

func (p *Package) waitedIn(t types.Type) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		switch n.Obj().Pkg().Path() {
		case "sync":
			return slices.Contains(waitedTypes, n.Obj().Name())
		case "golang.org/x/sync/errgroup":
			return n.Obj().Name() == "Group"
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if (f.Exported() || f.Pkg() == p.World.Pkg) && p.waitedIn(f.Type()) {
				return true
			}
		}
	case *types.Array:
		return p.waitedIn(u.Elem())
	}
	return false
}

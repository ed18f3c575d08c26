package number

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A closerOnError is a call in a deferred literal that closes a number if the function
// returns an error:
//
//	defer func() {
//		if err != nil {
//			syscall.Close(fd)
//		}
//	}()
type closerOnError struct {
	taker
	deferred *ssa.Defer
	err      *ssa.Alloc
}

// closersOnError returns those of a function.
func (w *World) closersOnError(fn *ssa.Function) []closerOnError {
	var list []closerOnError
	for _, lit := range fn.AnonFuncs {
		for _, site := range w.Calls(lit) {
			d, ok := site.(*ssa.Defer)
			if !ok || d.Parent() != fn {
				continue
			}
			for _, t := range w.takers(lit) {
				if err := w.errorTested(t.call); t.closes && t.fd != nil && err != nil {
					list = append(list, closerOnError{t, d, err})
				}
			}
		}
	}
	return list
}

// errorTested returns the variable of an error without which a call of a literal does not
// come, if there is no other condition; else nil:
//
//	t0 = *err
//	t1 = t0 != nil:error
//	if t1 goto 1 else 2
func (w *World) errorTested(call ssa.CallInstruction) *ssa.Alloc {
	b := call.Block()
	if len(b.Preds) != 1 || b.Idom() != call.Parent().Blocks[0] {
		return nil
	}
	branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
	if !ok || b.Idom().Succs[0] != b {
		return nil
	}
	cond, ok := branch.Cond.(*ssa.BinOp)
	if !ok || cond.Op != token.NEQ || !ssabuild.IsNil(cond.Y) {
		return nil
	}
	load, ok := cond.X.(*ssa.UnOp)
	if !ok || !isError(load.Type()) {
		return nil
	}
	return w.Variable(load.X)
}

// takenOnError returns the calls that close a number on an error that comes when a file has
// been made of it, of which nobody has taken the number.
func (w *World) takenOnError(first taker, closers []closerOnError) []TwoOwners {
	var list []TwoOwners
	for _, c := range closers {
		if first.fd == nil || !w.SamePlace(c.fd, first.fd) || !w.Reaches(c.deferred, first.call) {
			continue
		}
		store := w.failsAfter(first, c)
		if store != nil && !w.whereNil(first.owner, store) {
			list = append(list, TwoOwners{First: first.call, Second: c.call, Owner: first.owner, Closes: true})
		}
	}
	return list
}

// failsAfter returns an assignment of an error that may not be nil to the variable that a
// closer tests, behind the call that makes the file, if the number is not changed there and
// the function may return with that error; else nil.
func (w *World) failsAfter(first taker, c closerOnError) ssa.Instruction {
	changed := func(instr ssa.Instruction) bool { return w.changesFD(instr, c.fd) }
	for _, store := range w.Cell(c.err).Stores {
		if store.Parent() != first.call.Parent() || ssabuild.IsNil(store.Val) || !w.ReachesUnless(first.call, store, changed) {
			continue
		}
		for _, ret := range cfg.Returns(store.Parent()) {
			if ret.Block() != store.Parent().Recover && w.ReachesUnless(store, ret, func(instr ssa.Instruction) bool {
				again, ok := instr.(*ssa.Store)
				return ok && again != store && again.Addr == ssa.Value(c.err) || changed(instr)
			}) {
				return store
			}
		}
	}
	return nil
}

// changesFD reports whether an instruction puts another number into the variable of one.
func (w *World) changesFD(instr ssa.Instruction, fd ssa.Value) bool {
	store, ok := instr.(*ssa.Store)
	if !ok {
		return false
	}
	load, ok := fd.(*ssa.UnOp)
	return ok && w.Variable(load.X) != nil && w.Variable(load.X) == w.Variable(store.Addr)
}

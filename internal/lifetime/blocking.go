package lifetime

import (
	"go/constant"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// An FdSite is a call that makes the open file description of a file blocking:
// Fd, or a function that calls it on its argument.
type FdSite struct {
	Call   ssa.CallInstruction
	File   ssa.Value
	Number ssa.Value // what Fd returned; nil if a callee has it
}

// FdSites returns the sites in fn. A function of this package whose calls are
// all seen is none: the file is followed into it.
func (w *World) FdSites(fn *ssa.Function) []FdSite {
	var sites []FdSite
	live := flow.Live(fn)
	for _, b := range fn.Blocks {
		if !live[b] {
			continue
		}
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if model.Has(flow.CalleeObject(call.Common()), model.SetBlocking) && !call.Common().IsInvoke() {
				site := FdSite{Call: call, File: call.Common().Args[0]}
				site.Number, _ = call.(*ssa.Call)
				sites = append(sites, site)
				continue
			}
			if callee := flow.Callee(call.Common()); callee != nil && w.Closed(callee) {
				continue
			}
			for _, f := range w.summariesOf(call.Common()) {
				for _, i := range f.Fds {
					sites = append(sites, FdSite{Call: call, File: argument(call.Common(), i)})
				}
			}
		}
	}
	return sites
}

// Unblocked returns a call of File whose connection the site leaves blocking,
// with somebody to be blocked on it; or nil.
func (w *World) Unblocked(site FdSite) *Dup {
	for _, src := range w.Sources(site.File) {
		d := w.DupOf(src)
		if d == nil {
			continue // some other file
		}
		if w.Idle(d, site.Call) {
			continue // nobody is left to be blocked
		}
		if w.restored(src, site) {
			continue // nonblocking again
		}
		return d
	}
	return nil
}

// restored reports whether the open file description of a file is made
// nonblocking again after the last Fd: the number goes to SetNonblock or fcntl,
// or the file to net.FileConn and its like.
func (w *World) restored(file ssa.Value, site FdSite) bool {
	fds := []FdSite{site}
	var restores []ssa.Instruction
	for _, u := range w.Uses(file) {
		call, ok := u.Instr.(*ssa.Call)
		switch {
		case !ok:
		case model.Has(flow.CalleeObject(&call.Call), model.SetBlocking):
			fds = append(fds, FdSite{Call: call, File: u.Value, Number: call})
		case w.restores(u):
			restores = append(restores, call)
		}
	}
	for _, fd := range fds {
		if fd.Number == nil {
			continue
		}
		for _, u := range w.Uses(fd.Number) {
			if w.restores(u) {
				restores = append(restores, u.Instr)
			}
		}
	}
	return slices.ContainsFunc(restores, func(restore ssa.Instruction) bool {
		return follows(restore, site.Call) &&
			!slices.ContainsFunc(fds, func(other FdSite) bool { return undoes(other.Call, restore) })
	})
}

// follows reports whether a call that makes the file nonblocking comes after
// Fd. In another function, a caller or a callee, it is taken to.
func follows(restore, fd ssa.Instruction) bool {
	return restore.Parent() != fd.Parent() || flow.Reaches(fd, restore)
}

// undoes reports whether Fd is called after the file was made nonblocking, and
// not only in the next round of a loop around both.
func undoes(fd, restore ssa.Instruction) bool {
	return flow.Reaches(restore, fd) && !flow.Reaches(fd, restore)
}

// restores reports whether a use of a file or a number makes its open file
// description nonblocking.
func (w *World) restores(u flow.Use) bool {
	instr, ok := u.Instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	call := instr.Common()
	fn := flow.CalleeObject(call)
	if model.Has(fn, model.Adopt) {
		return true
	}
	for _, effect := range []model.Effect{model.SetNonblock, model.Fcntl} {
		if entry, ok := model.Of(fn, effect); ok && call.Args[entry.Operands[0].Index] == u.Value {
			return turnsOn(effect, call.Args[entry.Operands[0].Index+1])
		}
	}
	return slices.ContainsFunc(w.summariesOf(call), func(f *Files) bool {
		return slices.ContainsFunc(f.Nonblock, func(i int) bool { return argument(call, i) == u.Value })
	})
}

// turnsOn reports whether the argument behind the descriptor says to set
// O_NONBLOCK, or is not known.
func turnsOn(effect model.Effect, arg ssa.Value) bool {
	c, known := arg.(*ssa.Const)
	if !known || c.Value == nil {
		return true
	}
	if effect == model.SetNonblock {
		return constant.BoolVal(c.Value)
	}
	const fSetFL = 4 // F_SETFL, the same on Linux, the BSDs, Darwin and Solaris
	return c.Int64() == fSetFL
}

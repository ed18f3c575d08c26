package sharing

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
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
	return w.fdSites(fn, func(callee *ssa.Function) bool { return w.Closed(callee) })
}

// Blockers returns the sites in fn, and the calls of functions of this package that
// leave a file blocking: what is blocking when fn goes on.
func (w *World) Blockers(fn *ssa.Function) []FdSite {
	return w.fdSites(fn, func(*ssa.Function) bool { return false })
}

// fdSites returns the sites in fn but for calls of functions that are followed.
func (w *World) fdSites(fn *ssa.Function, followed func(*ssa.Function) bool) []FdSite {
	var sites []FdSite
	live := cfg.Live(fn)
	for _, b := range fn.Blocks {
		if !live[b.Index] {
			continue
		}
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if file := asked(call.Common()); file != nil {
				site := FdSite{Call: call, File: file}
				if value, ok := call.(*ssa.Call); ok { // not started or deferred
					site.Number = value
				}
				sites = append(sites, site)
				continue
			}
			if callee := flow.Callee(call.Common()); callee != nil && followed(callee) {
				continue
			}
			for _, f := range w.SummariesOf(call.Common()) {
				for _, i := range f.Fds {
					sites = append(sites, FdSite{Call: call, File: summary.Argument(call.Common(), i)})
				}
			}
		}
	}
	return sites
}

// asked returns the file of which a call asks the number, by Fd or a method value of it;
// or nil.
func asked(call *ssa.CallCommon) ssa.Value {
	if model.Has(callee.Of(call), model.SetBlocking) && !call.IsInvoke() {
		return call.Args[0]
	}
	if bound, recv := callee.Bound(call); model.Has(bound, model.SetBlocking) {
		return recv
	}
	return nil
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
		if w.Restored(src, site) || w.ownerRestored(d, site.Call) {
			continue // nonblocking again
		}
		return d
	}
	return nil
}

// Restored reports whether the open file description of a file is made
// nonblocking again after the last Fd: the number goes to SetNonblock or fcntl,
// or the file to net.FileConn and its like.
func (w *World) Restored(file ssa.Value, site FdSite) bool {
	return w.restoredBy(w.modes.Get(file, func(file ssa.Value) modes { return w.modesOf(file, w.Uses) }), site, w.Uses)
}

// RestoredHere is Restored as far as the function of a file and the summaries of
// callees tell.
func (w *World) RestoredHere(file ssa.Value, site FdSite) bool {
	return w.restoredBy(w.modesOf(file, w.usesHere), site, w.usesHere)
}

// modes are the calls that change whether a file is blocking.
type modes struct{ fds, restores []ssa.Instruction }

func (w *World) modesOf(file ssa.Value, usesOf func(ssa.Value) []flow.Use) modes {
	var m modes
	for _, u := range usesOf(file) {
		call, ok := u.Instr.(*ssa.Call)
		switch {
		case !ok:
		case model.Has(callee.Of(&call.Call), model.SetBlocking):
			m.fds = append(append(m.fds, call), w.clearsOf(call, usesOf)...)
			m.restores = append(m.restores, w.restoresOf(call, usesOf)...)
		case w.restores(u):
			m.restores = append(m.restores, call)
		}
	}
	return m
}

// restoresOf returns the uses of a number that make its file nonblocking.
func (w *World) restoresOf(number ssa.Value, usesOf func(ssa.Value) []flow.Use) []ssa.Instruction {
	var list []ssa.Instruction
	for _, u := range usesOf(number) {
		if w.restores(u) {
			list = append(list, u.Instr)
		}
	}
	return list
}

// clearsOf returns the uses of a number that make its file blocking.
func (w *World) clearsOf(number ssa.Value, usesOf func(ssa.Value) []flow.Use) []ssa.Instruction {
	var list []ssa.Instruction
	for _, u := range usesOf(number) {
		if call, ok := u.Instr.(ssa.CallInstruction); ok {
			if m, _ := w.modeBy(call.Common(), u.Value); m == clears {
				list = append(list, call)
			}
		}
	}
	return list
}

// MakesBlocking reports whether the open file description of a parameter, a number, is
// made blocking by its function, and nowhere nonblocking.
func (w *World) MakesBlocking(p *ssa.Parameter) bool {
	return len(w.clearsOf(p, w.usesHere)) > 0 && len(w.restoresOf(p, w.usesHere)) == 0
}

func (w *World) restoredBy(m modes, site FdSite, usesOf func(ssa.Value) []flow.Use) bool {
	fds, restores := slices.Clip(m.fds), slices.Clip(m.restores)
	if !slices.Contains(fds, ssa.Instruction(site.Call)) {
		fds = append(fds, site.Call)
		if site.Number != nil {
			restores = append(restores, w.restoresOf(site.Number, usesOf)...)
			fds = append(fds, w.clearsOf(site.Number, usesOf)...)
		}
	}
	asks := w.asks(site)
	if len(restores) > 0 && slices.ContainsFunc(asks, func(ask ssa.CallInstruction) bool { return !w.restoredBehind(ask, restores) }) {
		return false // who asks for the number again makes the file blocking again
	}
	return slices.ContainsFunc(restores, func(restore ssa.Instruction) bool {
		return w.follows(restore, site.Call) &&
			!slices.ContainsFunc(fds, func(fd ssa.Instruction) bool { return w.undoes(fd, restore) })
	})
}

// asks returns the calls of the function of a site, if that only asks for the number and
// returns it: each of them is a call of Fd.
//
//	func (d *desc) fd() int { return int(d.file.Fd()) }
func (w *World) asks(site FdSite) []ssa.CallInstruction {
	fn := site.Call.Parent()
	if site.Number == nil || fn.Parent() != nil || len(fn.Blocks) != 1 {
		return nil
	}
	ret, ok := fn.Blocks[0].Instrs[len(fn.Blocks[0].Instrs)-1].(*ssa.Return)
	if !ok || len(ret.Results) != 1 || flow.Unconverted(ret.Results[0]) != site.Number {
		return nil
	}
	return w.Calls(fn)
}

// restoredBehind reports whether a file is made nonblocking after a call that asks for its
// number, in the same function or in one that calls that.
func (w *World) restoredBehind(ask ssa.CallInstruction, restores []ssa.Instruction) bool {
	return slices.ContainsFunc(append(w.Calls(ask.Parent()), ask), func(at ssa.CallInstruction) bool {
		return slices.ContainsFunc(restores, func(restore ssa.Instruction) bool {
			return restore.Parent() == at.Parent() && (restore == ssa.Instruction(at) || w.Reaches(at, restore))
		})
	})
}

// follows reports whether a call that makes the file nonblocking comes after
// Fd. In another function, a caller or a callee, it is taken to.
func (w *World) follows(restore, fd ssa.Instruction) bool {
	return restore.Parent() != fd.Parent() || w.Reaches(fd, restore)
}

// undoes reports whether Fd is called after the file was made nonblocking, and
// not only in the next round of a loop around both.
func (w *World) undoes(fd, restore ssa.Instruction) bool {
	return w.Reaches(restore, fd) && !w.Reaches(fd, restore)
}

// restores reports whether a use of a file or a number makes its open file
// description nonblocking.
func (w *World) restores(u flow.Use) bool {
	instr, ok := u.Instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	call := instr.Common()
	fn := callee.Of(call)
	if model.Has(fn, model.Adopt) {
		return true
	}
	m, _ := w.modeBy(call, u.Value)
	return m == sets
}

// MakesNonblock reports whether the open file description of a parameter, a file
// or number, is made nonblocking by its function: there, in a callee, or behind a
// field in which it is stored.
func (w *World) MakesNonblock(p *ssa.Parameter) bool { return w.madeNonblock(p, w.usesHere) }

// madeNonblock reports whether one of the uses of a file or number makes its open
// file description nonblocking.
func (w *World) madeNonblock(v ssa.Value, usesOf func(ssa.Value) []flow.Use) bool {
	return slices.ContainsFunc(usesOf(v), func(u flow.Use) bool {
		fd, ok := u.Instr.(*ssa.Call)
		return w.restores(u) ||
			ok && model.Has(callee.Of(&fd.Call), model.SetBlocking) && slices.ContainsFunc(usesOf(fd), w.restores)
	})
}

// usesHere returns what is done with v and its copies, but for what callees and
// callers do, of which the summaries tell the former.
func (w *World) usesHere(v ssa.Value) []flow.Use {
	return flow.Forward(v, func(s flow.Step) (to []ssa.Value, isUse bool) {
		switch s.Kind {
		case flow.Stores:
			if c := w.Cell(s.Into); c != nil {
				return c.Loads, true
			}
		case flow.Captures:
			return []ssa.Value{s.Instr.(*ssa.MakeClosure).Fn.(*ssa.Function).FreeVars[s.Index]}, false
		}
		return nil, true
	})
}

package lifetime

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/number"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
)

// A transfer applies the rules of a stratum to one function. Rules only add.
type transfer struct {
	*World
	fn      *ssa.Function
	own     *summary.Summary
	changed map[*ssa.Function]bool // whose summary has changed
}

func (t *transfer) add(list *[]int, i int) { insert(t, list, i, cmp.Compare) }

// insert adds an element to a sorted list of the function's summary.
func insert[E any](t *transfer, list *[]E, e E, compare func(a, b E) int) {
	if at, found := slices.BinarySearchFunc(*list, e, compare); !found {
		*list = slices.Insert(*list, at, e)
		t.changed[t.fn] = true
	}
}

// params calls rule for the parameters of the function, if it has a source, that
// are of a type.
func (t *transfer) params(is func(types.Type) bool, rule func(i int, p *ssa.Parameter)) {
	if t.own.Files == nil {
		return
	}
	for i, p := range t.fn.Params {
		if is(p.Type()) {
			rule(i, p)
		}
	}
}

// results adds the results of a type of which a rule holds.
func (t *transfer) results(list func(*summary.Files) *[]int, is func(types.Type) bool, rule func(i int) bool) {
	if t.own.Files == nil {
		return
	}
	results := t.fn.Signature.Results()
	for i := range results.Len() {
		if is(results.At(i).Type()) && rule(i) {
			t.add(list(t.own.Files), i)
		}
	}
}

// hasOwner reports whether a type is that of owners or of structs with one.
func hasOwner(t types.Type) bool { return owners.IsOwner(t) || owners.IsWrapper(t) }

// fresh: a result is an owner that the function made and kept to itself, or a struct with
// one, or nil.
func (t *transfer) fresh() {
	t.results(func(f *summary.Files) *[]int { return &f.Fresh }, hasOwner, func(i int) bool {
		return t.allSources(i, func(src ssa.Value) bool {
			return src.Parent() == t.fn && (t.IsFresh(src) || t.IsFreshWrapper(src)) && t.FateOf(src).Kind&owners.Escapes == 0
		})
	})
}

// pollable: a result is a pipe or a device, or nil.
func (t *transfer) pollable() {
	t.results(func(f *summary.Files) *[]int { return &f.Pollable }, owners.IsFile, func(i int) bool {
		return t.allSources(i, t.IsPollable)
	})
}

// waiting: a result is a device from which a Read may wait as long as others please, or nil.
func (t *transfer) waiting() {
	t.results(func(f *summary.Files) *[]int { return &f.Waiting }, owners.IsFile, func(i int) bool {
		return t.allSources(i, t.KeepsWaiting)
	})
}

// allSources reports whether of what result i may be, nil left aside, there is
// some and holds is true of all.
func (t *transfer) allSources(i int, holds func(ssa.Value) bool) bool {
	some := false
	for _, ret := range cfg.Returns(t.fn) {
		for _, src := range t.LocalSources(ret.Results[i]) {
			if c, ok := src.(*ssa.Const); ok && c.Value == nil || t.IsUnset(src) {
				continue
			}
			if !holds(src) {
				return false
			}
			some = true
		}
	}
	return some
}

// closes: a parameter is closed on every path.
func (t *transfer) closes() {
	t.params(func(typ types.Type) bool { return owners.HasMethod(typ, "Close") }, func(i int, p *ssa.Parameter) {
		if len(t.fn.Blocks) > 0 && t.ClosedAround(t.fn, t.UsesOf(t.fn, p, owners.ByPlace), t.fn.Blocks[0].Instrs[0]) {
			t.add(&t.own.Files.Closes, i)
		}
	})
}

// borrows: nobody has a parameter after the call who did not have it before.
func (t *transfer) borrows() {
	t.params(hasOwner, func(i int, p *ssa.Parameter) {
		if t.FateOf(p).Dropped() {
			t.add(&t.own.Files.Borrows, i)
		}
	})
}

// nonblock: the open file description of a parameter is made nonblocking.
func (t *transfer) nonblock() {
	t.params(func(typ types.Type) bool { return owners.IsFile(typ) || owners.IsNumber(typ) }, func(i int, p *ssa.Parameter) {
		if t.MakesNonblock(p) {
			t.add(&t.own.Files.Nonblock, i)
		}
	})
}

// clears: the open file description of the number that a parameter is, is made
// blocking.
func (t *transfer) clears() {
	t.params(owners.IsNumber, func(i int, p *ssa.Parameter) {
		if t.MakesBlocking(p) {
			t.add(&t.own.Files.Clears, i)
		}
	})
}

// deadlines: a deadline is set on a parameter.
func (t *transfer) deadlines() {
	if t.own.Files == nil {
		return
	}
	for _, d := range t.Sites(t.fn) {
		for _, src := range t.LocalSources(d.File) {
			if p, ok := src.(*ssa.Parameter); ok && p.Parent() == t.fn {
				t.add(&t.own.Files.Deadlines, flow.ParamIndex(p))
			}
		}
	}
}

// takes: a file is made of the number that a parameter is, or it is closed, on every
// path.
func (t *transfer) takes() {
	if t.own.Files == nil {
		return
	}
	taken := t.Taken(t.fn)
	for _, p := range taken.Adopts {
		t.add(&t.own.Files.Adopts, flow.ParamIndex(p))
	}
	for _, p := range taken.Shuts {
		t.add(&t.own.Files.Shuts, flow.ParamIndex(p))
	}
	for _, n := range taken.Inherits {
		t.add(&t.own.Files.Inherits, n)
	}
}

// waits: a parameter may be waited for, or let go to where it may be.
func (t *transfer) waits() {
	for i, p := range t.fn.Params {
		if owners.MayOwn(p.Type()) && slices.ContainsFunc(t.UsesOf(t.fn, p, owners.ByPlace), func(u owners.Use) bool { return u.Kind&owners.Waits != 0 }) {
			t.add(&t.own.Waits, i)
		}
	}
}

// asks: the number that a parameter is, goes to a system call.
func (t *transfer) asks() {
	t.params(owners.IsNumber, func(i int, p *ssa.Parameter) {
		if t.Asks(p) {
			t.add(&t.own.Files.Asks, i)
		}
	})
}

// fds: Fd leaves a parameter blocking, of this function or of one from which the
// file comes: the one around a literal, or a caller.
func (t *transfer) fds() {
	if t.own.Files == nil {
		return
	}
	for _, site := range t.FdSites(t.fn) {
		t.blocks(site, t.Sources(site.File))
	}
	for _, site := range t.Blockers(t.fn) { // functions whose calls are all seen, too
		t.blocks(site, t.LocalSources(site.File))
	}
}

// blocks adds the parameters among the sources of the file of a site.
func (t *transfer) blocks(site sharing.FdSite, sources []ssa.Value) {
	for _, src := range sources {
		p, ok := src.(*ssa.Parameter)
		if !ok || t.RestoredHere(p, site) {
			continue
		}
		if s := t.Summary(p.Parent()); s != nil && s.Files != nil {
			owner := &transfer{World: t.World, fn: p.Parent(), own: s, changed: t.changed}
			owner.add(&s.Files.Fds, flow.ParamIndex(p))
		}
	}
}

// passed: a parameter is a connection or listener that is left blocking.
func (t *transfer) passed() {
	if t.own.Files == nil {
		return
	}
	for _, p := range t.BlockedParams(t.fn) {
		t.add(&t.own.Files.Blocks, flow.ParamIndex(p))
	}
	for _, p := range t.HandedParams(t.fn) {
		t.add(&t.own.Files.Hands, flow.ParamIndex(p))
	}
}

// blocked: a result is a pipe or a device that Fd has left blocking.
func (t *transfer) blocked() {
	t.results(func(f *summary.Files) *[]int { return &f.Blocked }, owners.IsFile, func(i int) bool {
		return slices.ContainsFunc(cfg.Returns(t.fn), func(ret *ssa.Return) bool {
			return slices.ContainsFunc(t.LocalSources(ret.Results[i]), func(src ssa.Value) bool { return t.IsBlocked(ret, src) })
		})
	})
}

// held: the number that a parameter is, is kept, or a lock is left on it.
func (t *transfer) held() {
	t.params(owners.IsNumber, func(i int, p *ssa.Parameter) { t.hold(i, append(t.Holds(t.fn, p), t.LocksOf(p)...)) })
}

// numbers: the number of a parameter that owns a descriptor is kept, and the
// parameter is not. What is held of one that is closed here is not the caller's
// affair.
func (t *transfer) numbers() {
	if t.own.Files == nil {
		return
	}
	for _, n := range t.Numbers(t.fn) {
		for _, owner := range t.OwnersOf(n) {
			p, ok := owner.(*ssa.Parameter)
			if !ok || p.Parent() != t.fn {
				continue
			}
			fate := t.FateOf(p)
			if fate.Dropped() && !t.ClosedAround(t.fn, fate.Calls, n.Call) {
				t.hold(flow.ParamIndex(p), t.HoldsOf(n))
			}
		}
	}
}

// hold adds what holds the number of parameter i.
func (t *transfer) hold(i int, holds []number.Hold) {
	for _, h := range holds {
		switch {
		case number.IsReturn(h.Instr):
			insert(t, &t.own.Files.Numbers, summary.Pair{Result: h.Result, Param: i}, comparePairs)
		case h.Kind == number.Locked:
			insert(t, &t.own.Files.Locked, summary.Tie{Index: i, State: h.State}, compareTies)
		case h.Op != nil:
			insert(t, &t.own.Files.Controls, summary.Control{Number: i, Op: flow.ParamIndex(h.Op)}, compareControls)
		default:
			t.add(&t.own.Files.Held, i)
		}
	}
}

func compareTies(a, b summary.Tie) int {
	return cmp.Or(cmp.Compare(a.Index, b.Index), cmp.Compare(a.State, b.State))
}

func comparePairs(a, b summary.Pair) int {
	return cmp.Or(cmp.Compare(a.Result, b.Result), cmp.Compare(a.Param, b.Param))
}

func compareControls(a, b summary.Control) int {
	return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Op, b.Op))
}

// guards: a parameter, a struct, is the only one that has a new file with a lock or the
// like.
func (t *transfer) guards() {
	t.params(owners.IsWrapper, func(i int, p *ssa.Parameter) {
		for _, state := range t.StatesIn(p) {
			insert(t, &t.own.Files.Guards, summary.Tie{Index: i, State: state}, compareTies)
		}
	})
}

// holding: a result is a new file, or a struct with one, that has a lock or the like.
func (t *transfer) holding() {
	if t.own.Files == nil {
		return
	}
	for _, i := range t.own.Files.Fresh {
		for _, ret := range cfg.Returns(t.fn) {
			for _, src := range t.LocalSources(ret.Results[i]) {
				for _, state := range t.StatesOf(src) {
					insert(t, &t.own.Files.Holding, summary.Tie{Index: i, State: state}, compareTies)
				}
			}
		}
	}
}

// released: the number that a parameter is, is taken out of what holds it.
func (t *transfer) released() {
	t.params(owners.IsNumber, func(i int, p *ssa.Parameter) {
		if t.Released(p) != nil {
			t.add(&t.own.Files.Released, i)
		}
	})
}

// dups: a result is the File of a connection that is of use to somebody.
func (t *transfer) dups() {
	t.results(func(f *summary.Files) *[]int { return &f.Dups }, owners.IsFile, func(i int) bool {
		for _, ret := range cfg.Returns(t.fn) {
			for _, src := range t.Sources(ret.Results[i]) {
				if d := t.DupOf(src); d != nil && !t.Idle(d, d.Call) {
					return true
				}
			}
		}
		return false
	})
}

package lifetime

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A transfer applies the rules of a stratum to one function. Rules only add.
type transfer struct {
	*World
	*Summary
	fn      *ssa.Function
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
	if t.Files == nil {
		return
	}
	for i, p := range t.fn.Params {
		if is(p.Type()) {
			rule(i, p)
		}
	}
}

// results adds the results of a type of which a rule holds.
func (t *transfer) results(list func(*Files) *[]int, is func(types.Type) bool, rule func(i int) bool) {
	if t.Files == nil {
		return
	}
	results := t.fn.Signature.Results()
	for i := range results.Len() {
		if is(results.At(i).Type()) && rule(i) {
			t.add(list(t.Files), i)
		}
	}
}

// fresh: a result is an owner that the function made and kept to itself, or nil.
func (t *transfer) fresh() {
	t.results(func(f *Files) *[]int { return &f.Fresh }, isOwner, func(i int) bool {
		return t.allSources(i, func(src ssa.Value) bool {
			return src.Parent() == t.fn && t.IsFresh(src) && t.FateOf(src).Kind&Escapes == 0
		})
	})
}

// pollable: a result is a pipe or a device, or nil.
func (t *transfer) pollable() {
	t.results(func(f *Files) *[]int { return &f.Pollable }, isFile, func(i int) bool {
		return t.allSources(i, t.isPollable)
	})
}

// allSources reports whether of what result i may be, nil left aside, there is
// some and holds is true of all.
func (t *transfer) allSources(i int, holds func(ssa.Value) bool) bool {
	some := false
	for _, ret := range returns(t.fn) {
		for _, src := range t.LocalSources(ret.Results[i]) {
			if c, ok := src.(*ssa.Const); ok && c.Value == nil {
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
	t.params(func(typ types.Type) bool { return hasMethod(typ, "Close") }, func(i int, p *ssa.Parameter) {
		if len(t.fn.Blocks) > 0 && t.closedAround(t.fn, t.usesOf(t.fn, p, byPlace), t.fn.Blocks[0].Instrs[0]) {
			t.add(&t.Files.Closes, i)
		}
	})
}

// borrows: nobody has a parameter after the call who did not have it before.
func (t *transfer) borrows() {
	t.params(isOwner, func(i int, p *ssa.Parameter) {
		if t.FateOf(p).Dropped() {
			t.add(&t.Files.Borrows, i)
		}
	})
}

// nonblock: the open file description of a parameter is made nonblocking.
func (t *transfer) nonblock() {
	t.params(func(typ types.Type) bool { return isFile(typ) || isNumber(typ) }, func(i int, p *ssa.Parameter) {
		if t.makesNonblock(p) {
			t.add(&t.Files.Nonblock, i)
		}
	})
}

// deadlines: a deadline is set on a parameter.
func (t *transfer) deadlines() {
	if t.Files == nil {
		return
	}
	for _, d := range t.deadlineSites(t.fn) {
		for _, src := range t.LocalSources(d.file) {
			if p, ok := src.(*ssa.Parameter); ok && p.Parent() == t.fn {
				t.add(&t.Files.Deadlines, flow.ParamIndex(p))
			}
		}
	}
}

// waits: a parameter may be waited for, or let go to where it may be.
func (t *transfer) waits() {
	for i, p := range t.fn.Params {
		if mayOwn(p.Type()) && slices.ContainsFunc(t.usesOf(t.fn, p, byPlace), func(u Use) bool { return u.Kind&Waits != 0 }) {
			t.add(&t.Waits, i)
		}
	}
}

// fds: Fd leaves a parameter blocking, of this function or of one from which the
// file comes: the one around a literal, or a caller.
func (t *transfer) fds() {
	if t.Files == nil {
		return
	}
	for _, site := range t.FdSites(t.fn) {
		for _, src := range t.Sources(site.File) {
			p, ok := src.(*ssa.Parameter)
			if !ok || t.restored(p, site) {
				continue
			}
			if s := t.table.of(p.Parent()); s != nil && s.Files != nil {
				caller := &transfer{World: t.World, Summary: s, fn: p.Parent(), changed: t.changed}
				caller.add(&s.Files.Fds, flow.ParamIndex(p))
			}
		}
	}
}

// held: the number that a parameter is, is kept.
func (t *transfer) held() {
	t.params(isNumber, func(i int, p *ssa.Parameter) { t.hold(i, t.Holds(t.fn, p)) })
}

// numbers: the number of a parameter that owns a descriptor is kept, and the
// parameter is not. What is held of one that is closed here is not the caller's
// affair.
func (t *transfer) numbers() {
	if t.Files == nil {
		return
	}
	for _, n := range t.Numbers(t.fn) {
		for _, owner := range t.OwnersOf(n) {
			p, ok := owner.(*ssa.Parameter)
			if !ok || p.Parent() != t.fn {
				continue
			}
			fate := t.FateOf(p)
			if fate.Dropped() && !t.closedAround(t.fn, fate.Calls, n.Call) {
				t.hold(flow.ParamIndex(p), t.holdsOf(n))
			}
		}
	}
}

// hold adds what holds the number of parameter i.
func (t *transfer) hold(i int, holds []Hold) {
	for _, h := range holds {
		switch {
		case isReturn(h.Instr):
			insert(t, &t.Files.Numbers, Pair{Result: h.Result, Param: i}, comparePairs)
		case h.Op != nil:
			insert(t, &t.Files.Controls, Control{Number: i, Op: flow.ParamIndex(h.Op)}, compareControls)
		default:
			t.add(&t.Files.Held, i)
		}
	}
}

func comparePairs(a, b Pair) int {
	return cmp.Or(cmp.Compare(a.Result, b.Result), cmp.Compare(a.Param, b.Param))
}

func compareControls(a, b Control) int {
	return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Op, b.Op))
}

// released: the number that a parameter is, is taken out of what holds it.
func (t *transfer) released() {
	t.params(isNumber, func(i int, p *ssa.Parameter) {
		if t.World.released(p) != nil {
			t.add(&t.Files.Released, i)
		}
	})
}

// dups: a result is the File of a connection that is of use to somebody.
func (t *transfer) dups() {
	t.results(func(f *Files) *[]int { return &f.Dups }, isFile, func(i int) bool {
		for _, ret := range returns(t.fn) {
			for _, src := range t.Sources(ret.Results[i]) {
				if d := t.DupOf(src); d != nil && !t.Idle(d, d.Call) {
					return true
				}
			}
		}
		return false
	})
}

// makesNonblock reports whether the open file description of a file or number is
// made nonblocking somewhere.
func (w *World) makesNonblock(v ssa.Value) bool {
	return slices.ContainsFunc(w.Uses(v), func(u flow.Use) bool {
		fd, ok := u.Instr.(*ssa.Call)
		return w.restores(u) ||
			ok && model.Has(flow.CalleeObject(&fd.Call), model.SetBlocking) && slices.ContainsFunc(w.Uses(fd), w.restores)
	})
}

// returns returns the returns of a function, but for the one after a panic that
// is recovered.
func returns(fn *ssa.Function) []*ssa.Return {
	var rets []*ssa.Return
	for _, b := range fn.Blocks {
		if b == fn.Recover {
			continue
		}
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			rets = append(rets, ret)
		}
	}
	return rets
}

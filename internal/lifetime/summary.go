package lifetime

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// summarize computes the summaries of the world's functions. Those of functions
// that call each other depend on each other, so it goes on until nothing
// changes; the lists only grow.
func (w *World) summarize() {
	for _, fn := range w.Funcs {
		w.summaries[fn] = new(Files)
	}
	order := slices.Clone(w.Funcs)
	for range maxRounds {
		changed := false
		slices.Reverse(order) // so that callees come first in one round of two, however the source has them
		for _, fn := range order {
			if w.summarizeFunc(fn) {
				changed = true
			}
		}
		if !changed {
			return
		}
	}
}

// maxRounds bounds the search for summaries; what is not found by then is not
// reported.
const maxRounds = 10

func (w *World) summarizeFunc(fn *ssa.Function) (changed bool) {
	s := &summarizer{World: w, fn: fn, files: w.summaries[fn]}
	s.results()
	s.params()
	s.blocking()
	s.deadlines()
	s.numbers()
	return s.changed
}

// A summarizer adds to the summary of one function what it finds.
type summarizer struct {
	*World
	fn      *ssa.Function
	files   *Files
	changed bool
}

func (s *summarizer) add(list *[]int, i int) { insert(s, list, i, cmp.Compare) }

// insert adds an element to a sorted list.
func insert[E any](s *summarizer, list *[]E, e E, compare func(a, b E) int) {
	if at, found := slices.BinarySearchFunc(*list, e, compare); !found {
		*list = slices.Insert(*list, at, e)
		s.changed = true
	}
}

func (s *summarizer) results() {
	for i := range s.fn.Signature.Results().Len() {
		t := s.fn.Signature.Results().At(i).Type()
		if isFile(t) && s.returnsDup(s.fn, i) {
			s.add(&s.files.Dups, i)
		}
		if isOwner(t) && s.returnsFresh(s.fn, i) {
			s.add(&s.files.Fresh, i)
		}
		if isFile(t) && s.returnsPollable(s.fn, i) {
			s.add(&s.files.Pollable, i)
		}
	}
}

func (s *summarizer) params() {
	for i, p := range s.fn.Params {
		if (isFile(p.Type()) || isNumber(p.Type())) && s.makesNonblock(p) {
			s.add(&s.files.Nonblock, i)
		}
		if hasMethod(p.Type(), "Close") && s.closesParam(s.fn, p) {
			s.add(&s.files.Closes, i)
		}
		if isOwner(p.Type()) && s.FateOf(p).Dropped() {
			s.add(&s.files.Borrows, i)
		}
		if isNumber(p.Type()) {
			s.held(i, s.Holds(s.fn, p))
			if s.released(p) != nil {
				s.add(&s.files.Released, i)
			}
		}
	}
}

// held adds what holds the number of parameter i.
func (s *summarizer) held(i int, holds []Hold) {
	for _, h := range holds {
		switch {
		case isReturn(h.Instr):
			insert(s, &s.files.Numbers, Pair{Result: h.Result, Param: i}, comparePairs)
		case h.Op != nil:
			insert(s, &s.files.Controls, Control{Number: i, Op: flow.ParamIndex(h.Op)}, compareControls)
		default:
			s.add(&s.files.Held, i)
		}
	}
}

func comparePairs(a, b Pair) int {
	return cmp.Or(cmp.Compare(a.Result, b.Result), cmp.Compare(a.Param, b.Param))
}

func compareControls(a, b Control) int {
	return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Op, b.Op))
}

// blocking adds the parameters that Fd leaves blocking. A site may concern
// parameters of the callers.
func (s *summarizer) blocking() {
	for _, site := range s.FdSites(s.fn) {
		for _, src := range s.Sources(site.File) {
			p, ok := src.(*ssa.Parameter)
			if !ok || s.restored(p, site) {
				continue
			}
			if f := s.summaries[p.Parent()]; f != nil {
				s.add(&f.Fds, flow.ParamIndex(p))
			}
		}
	}
}

// deadlines adds the parameters on which a deadline is set.
func (s *summarizer) deadlines() {
	for _, d := range s.deadlineSites(s.fn) {
		for _, src := range s.LocalSources(d.file) {
			if p, ok := src.(*ssa.Parameter); ok && p.Parent() == s.fn {
				s.add(&s.files.Deadlines, flow.ParamIndex(p))
			}
		}
	}
}

// numbers adds the parameters that own a descriptor and whose number is held,
// if they themselves are not kept. What is held of one that is closed here is
// not the caller's affair.
func (s *summarizer) numbers() {
	for _, n := range s.Numbers(s.fn) {
		for _, owner := range s.OwnersOf(n) {
			p, ok := owner.(*ssa.Parameter)
			if !ok || p.Parent() != s.fn {
				continue
			}
			fate := s.FateOf(p)
			if fate.Dropped() && !s.closedAround(s.fn, fate.Uses, n.Call) {
				s.held(flow.ParamIndex(p), s.holdsOf(n))
			}
		}
	}
}

// returnsFresh reports whether result i of fn is an owner that it made, or nil.
func (w *World) returnsFresh(fn *ssa.Function, i int) bool {
	fresh := false
	for _, ret := range returns(fn) {
		for _, src := range w.LocalSources(ret.Results[i]) {
			if c, ok := src.(*ssa.Const); ok && c.Value == nil {
				continue
			}
			if src.Parent() != fn || !w.IsFresh(src) || w.FateOf(src).Escapes {
				return false
			}
			fresh = true
		}
	}
	return fresh
}

// returnsPollable reports whether result i of fn is a pipe or a device, if
// anything.
func (w *World) returnsPollable(fn *ssa.Function, i int) bool {
	found := false
	for _, ret := range returns(fn) {
		for _, src := range w.LocalSources(ret.Results[i]) {
			if c, ok := src.(*ssa.Const); ok && c.Value == nil {
				continue
			}
			if !w.isPollable(src) {
				return false
			}
			found = true
		}
	}
	return found
}

// returnsDup reports whether result i of fn is the File of a connection that is
// still of use to somebody.
func (w *World) returnsDup(fn *ssa.Function, i int) bool {
	for _, ret := range returns(fn) {
		for _, src := range w.Sources(ret.Results[i]) {
			if d := w.DupOf(src); d != nil && !w.Idle(d, d.Call) {
				return true
			}
		}
	}
	return false
}

// closesParam reports whether fn closes a connection that it is given, on every
// path.
func (w *World) closesParam(fn *ssa.Function, p *ssa.Parameter) bool {
	return len(fn.Blocks) > 0 && w.closedAround(fn, w.ownerUses(fn, p), fn.Blocks[0].Instrs[0])
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

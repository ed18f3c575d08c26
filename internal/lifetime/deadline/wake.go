package deadline

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An Unwoken is a Read that a Close in another goroutine is to wake, and does not: the
// thread of the Read waits in the kernel.
type Unwoken struct {
	Go     ssa.CallInstruction // starts the goroutine of the Read, or, if Closer is true, that of the Close
	Closer bool
	Read   ssa.CallInstruction
	Close  ssa.CallInstruction
}

// UnwokenBy returns a Read of the file of a site, a pipe or a device that waits for
// others, which its Close does not wake because of the site; or nil.
func (w *World) UnwokenBy(site sharing.FdSite) *Unwoken {
	if w.timedTerminals() {
		return nil // each Read comes back by itself
	}
	for _, file := range w.Origins(site.File) {
		if !w.KeepsWaiting(file) || w.Restored(file, site) {
			continue
		}
		reads, closes := w.readsAndCloses(file)
		for _, r := range reads {
			for _, g := range w.goroutines() {
				if g.runs[r.Parent()] && !g.polls && w.isUnderWay(g, r, site) {
					if c := w.wakingClose(g, file, closes); c != nil {
						return &Unwoken{Go: g.start, Read: r, Close: c}
					}
				}
			}
			if g, c := w.closedMeanwhile(r, file, closes, site); c != nil {
				return &Unwoken{Go: g.start, Closer: true, Read: r, Close: c}
			}
		}
	}
	return nil
}

// readsAndCloses returns the calls that read from a file, and those that close it, in
// the order of flow.Compare. Where one may get a file of another kind it is left out.
func (w *World) readsAndCloses(file ssa.Value) (reads, closes []ssa.CallInstruction) {
	for _, u := range w.Uses(file) {
		call, ok := u.Instr.(*ssa.Call)
		if !ok {
			continue
		}
		fn := callee.Of(&call.Call)
		switch {
		case fn == nil:
		case callee.IsReceiver(&call.Call, u.Value) && fn.Name() == "Close":
			closes = append(closes, call)
		case w.reads(&call.Call, u.Value) && w.alwaysWaits(u.Value):
			reads = append(reads, call)
		}
	}
	for _, c := range w.PutInto(file) {
		reads, closes = append(reads, w.kept()[c].reads...), append(closes, w.kept()[c].closes...)
	}
	slices.SortStableFunc(reads, flow.Compare)
	slices.SortStableFunc(closes, flow.Compare)
	return reads, closes
}

// reads reports whether a call reads from a file that it gets.
func (w *World) reads(call *ssa.CallCommon, file ssa.Value) bool {
	fn := callee.Of(call)
	if callee.IsReceiver(call, file) {
		return fn.Name() == "Read"
	}
	return slices.ContainsFunc(model.EffectsOf(fn), func(e model.Entry) bool {
		return e.Effect == model.Reads && call.Args[e.Operands[0].Index] == file
	})
}

// alwaysWaits reports whether all that a value may be are pipes and devices that wait
// for others, or nil.
func (w *World) alwaysWaits(v ssa.Value) bool {
	return !slices.ContainsFunc(w.Origins(v), func(src ssa.Value) bool {
		c, ok := src.(*ssa.Const)
		return !w.KeepsWaiting(src) && (!ok || c.Value != nil)
	})
}

// isUnderWay reports whether a Read in a goroutine may wait with a file that the site
// has made blocking: the site comes before the goroutine, or the Read comes again.
func (w *World) isUnderWay(g *goroutine, read ssa.CallInstruction, site sharing.FdSite) bool {
	switch {
	case site.Call.Parent() == g.start.Parent() && w.Reaches(site.Call, g.start):
		return true
	case site.Call.Parent() == read.Parent() && w.Reaches(site.Call, read):
		return true
	case model.Has(callee.Of(read.Common()), model.Reads), w.Reaches(read, read):
		return true
	}
	for fn := range g.runs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if ok && w.Reaches(call, call) && slices.Contains(w.Callees(&call.Call), read.Parent()) {
					return true
				}
			}
		}
	}
	return false
}

// wakingClose returns the first of some calls of Close that is to wake a goroutine: it
// is called by another one, which has not waited for this one before nor closed the other
// end of the file, and
//   - stands in a method that others call for that,
//   - comes behind a signal for which its goroutine has waited, or
//   - is followed by a wait for this goroutine, of which it is known to be there by then.
func (w *World) wakingClose(g *goroutine, file ssa.Value, closes []ssa.CallInstruction) ssa.CallInstruction {
	for _, c := range closes {
		fn := c.Parent()
		if g.runs[fn] && !isCloser(fn) || w.endsFirst(file, g.start, c) || w.comesAfter(c, func(instr ssa.Instruction) bool { return w.joins(g, instr) }) {
			continue
		}
		switch {
		case isCloser(fn) && callee.Declared(g.start.Parent()) != fn:
			return c
		case w.waitsForSignal(c):
			return c
		case w.startedBefore(g, c) && w.Between(c, nil, nil, func(instr ssa.Instruction) bool { return w.joins(g, instr) }):
			return c
		case w.RunsAt(g.start.Parent(), c) == nil && w.Between(c, nil, nil, func(instr ssa.Instruction) bool { return isReceive(instr) && w.waitsFor(g, instr) }):
			return c // who waits for the goroutine takes it to be there
		}
	}
	return nil
}

// closers are the names of methods by which others end what an object does.
var closers = []string{"Close", "Stop", "Shutdown", "Disconnect", "Quit", "Terminate"}

// isCloser reports whether a function is a method that is called to end what its
// object does.
func isCloser(fn *ssa.Function) bool {
	return fn.Signature.Recv() != nil && slices.Contains(closers, fn.Name())
}

// waitsForSignal reports whether a call stands in a goroutine that has waited for
// something before, or that context.AfterFunc starts.
func (w *World) waitsForSignal(call ssa.CallInstruction) bool {
	return slices.ContainsFunc(w.goroutines(), func(g *goroutine) bool {
		return g.fn == call.Parent() && (model.Has(callee.Of(g.start.Common()), model.CtxAfter) || w.comesAfter(call, isReceive))
	})
}

// startedBefore reports whether a goroutine is started by the function in which a call
// stands, or for which it is called, before that.
func (w *World) startedBefore(g *goroutine, call ssa.Instruction) bool {
	at := w.RunsAt(g.start.Parent(), call)
	if _, deferred := at.(*ssa.Defer); deferred {
		return true
	}
	return at != nil && w.Reaches(g.start, at)
}

// comesAfter reports whether an instruction of a kind may come before another one, in
// the same function.
func (w *World) comesAfter(instr ssa.Instruction, is func(ssa.Instruction) bool) bool {
	for _, b := range instr.Parent().Blocks {
		for _, other := range b.Instrs {
			if other != instr && is(other) && w.Reaches(other, instr) {
				return true
			}
		}
	}
	return false
}

func isReceive(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Select:
		return instr.Blocking
	}
	return false
}

// joins reports whether an instruction waits for the end of a goroutine, or for
// something that it tells: it receives from a channel on which that sends or which it
// closes, calls a function called Wait, or one of the package that does.
func (w *World) joins(g *goroutine, instr ssa.Instruction) bool {
	if w.waitsFor(g, instr) {
		return true
	}
	call, ok := instr.(*ssa.Call)
	if !ok {
		return false
	}
	fn := flow.Callee(&call.Call)
	if fn == nil || fn.Blocks == nil {
		return false
	}
	for inner := range w.runsOf(fn) {
		for _, b := range inner.Blocks {
			if slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool { return w.waitsFor(g, instr) }) {
				return true
			}
		}
	}
	return false
}

func (w *World) waitsFor(g *goroutine, instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW && w.signals(g, instr.X)
	case *ssa.Select:
		return slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool { return s.Dir == types.RecvOnly && w.signals(g, s.Chan) })
	case *ssa.Next: // over a channel there is none; over functions, who knows
		return false
	case *ssa.Call:
		fn := callee.Of(&instr.Call)
		return fn != nil && strings.HasPrefix(strings.ToLower(fn.Name()), "wait")
	}
	return false
}

// signals reports whether a goroutine may send on a channel, or close it.
func (w *World) signals(g *goroutine, ch ssa.Value) bool {
	return slices.ContainsFunc(w.Sources(ch), func(src ssa.Value) bool { return g.signals[src] })
}

// A goroutine is one that the package starts.
type goroutine struct {
	start   ssa.CallInstruction
	fn      *ssa.Function
	runs    map[*ssa.Function]bool // what it may call, as far as calls say whom, or one can see
	signals map[ssa.Value]bool     // the sources of channels on which it sends, or which it closes
	polls   bool                   // it asks the kernel first whether there is something to read
}

// goroutinesOf returns the goroutines that the package starts, by the function that
// does and the place.
func (w *World) goroutinesOf() []*goroutine {
	var list []*goroutine
	for _, fn := range w.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					if started := w.started(call); started != nil {
						list = append(list, w.newGoroutine(call, started))
					}
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *goroutine) int { return flow.Compare(a.start, b.start) })
	return list
}

// started returns the function that a call runs in a goroutine, or nil.
func (w *World) started(call ssa.CallInstruction) *ssa.Function {
	fn := flow.Callee(call.Common())
	if _, ok := call.(*ssa.Go); ok {
		if fn != nil && fn.Blocks != nil {
			return fn
		}
		return nil
	}
	if !owners.StartsGoroutine(callee.Of(call.Common())) {
		return nil
	}
	for _, arg := range call.Common().Args {
		switch f := w.Peel(arg).(type) {
		case *ssa.Function:
			return f
		case *ssa.MakeClosure:
			return f.Fn.(*ssa.Function)
		}
	}
	return nil
}

func (w *World) newGoroutine(start ssa.CallInstruction, fn *ssa.Function) *goroutine {
	g := &goroutine{start: start, fn: fn, runs: w.runsOf(fn), signals: make(map[ssa.Value]bool)}
	signal := func(ch ssa.Value) {
		for _, src := range w.Sources(ch) {
			g.signals[src] = true
		}
	}
	for fn := range g.runs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Send:
					signal(instr.Chan)
				case *ssa.Select:
					for _, s := range instr.States {
						if s.Dir == types.SendOnly {
							signal(s.Chan)
						}
					}
				case ssa.CallInstruction:
					if callee.IsBuiltin(instr.Common(), "close") {
						signal(instr.Common().Args[0])
					}
					g.polls = g.polls || model.Has(callee.Of(instr.Common()), model.Polls)
				}
			}
		}
	}
	return g
}

// runsOf returns a function and those that it may call: by name, by an interface of which the
// types are seen, and the literals in them but for those that are goroutines.
func (w *World) runsOf(fn *ssa.Function) map[*ssa.Function]bool {
	runs := map[*ssa.Function]bool{fn: true}
	for work := []*ssa.Function{fn}; len(work) > 0; {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		add := func(to *ssa.Function) {
			if to != nil && to.Blocks != nil && !runs[to] {
				runs[to] = true
				work = append(work, to)
			}
		}
		started := make(map[*ssa.Function]bool)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				if lit := w.started(call); lit != nil {
					started[lit] = true
				} else {
					for _, to := range w.Callees(call.Common()) {
						add(to)
					}
				}
			}
		}
		for _, lit := range fn.AnonFuncs {
			if !started[lit] {
				add(lit)
			}
		}
	}
	return runs
}

// setsTimer reports whether the package sets VTIME of a terminal, after which a Read
// comes back by itself:
//
//	t1 = &t0.Cc [#5]
//	t2 = &t1[5:int]
//	*t2 = t3
func (w *World) setsTimer() bool {
	for _, fn := range w.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if store, ok := instr.(*ssa.Store); ok && isTimer(store.Addr) {
					if c, ok := store.Val.(*ssa.Const); !ok || c.Value != nil && c.Uint64() != 0 {
						return true
					}
				}
			}
		}
	}
	return false
}

func isTimer(addr ssa.Value) bool {
	element, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	index, ok := element.Index.(*ssa.Const)
	cc, isField := element.X.(*ssa.FieldAddr)
	if !ok || !isField {
		return false
	}
	field := ssabuild.Field(cc)
	if field == nil || field.Name() != "Cc" || field.Pkg() == nil {
		return false
	}
	timer, ok := field.Pkg().Scope().Lookup("VTIME").(*types.Const)
	return ok && timer.Val().ExactString() == index.Value.ExactString()
}

package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Which calls of an object may run while another one ends it. Most types say nothing of
// that, and many are not made for it. But a method that waits for the done channel which
// the end closes, or looks at the flag that it sets, expects the end to come at any time:
// then it may come during the calls of its siblings, too.

// An Expected tells that calls of an object may run at the same time as its end.
type Expected struct {
	By    *ssa.Function // a method that expects the end
	Field *types.Var    // what it waits for, or looks at
	Waits bool
}

// Finds reports whether the end finds the call in a map.
func (e *Expected) Finds() bool {
	_, isMap := e.Field.Type().Underlying().(*types.Map)
	return isMap
}

// Expects tells whether a call may run while the end of the object does, by what the method
// itself or a sibling says; nil if nothing tells.
func (c *Client) Expects(call *ssa.Function) *Expected {
	var other *Expected
	for _, m := range slices.Concat(c.Calls, c.others) {
		if slices.Contains(c.Loops, m) {
			continue // it serves the others, until the end
		}
		e := c.expects(m)
		if e == nil || other != nil && m != call && !e.better(other) {
			continue
		}
		if m == call {
			return e
		}
		if e.Finds() {
			continue // it is found, and no other
		}
		other = e
	}
	return other
}

// better prefers what is waited for to what is looked at.
func (e *Expected) better(than *Expected) bool { return e.Waits && !than.Waits }

func (c *Client) expects(m *ssa.Function) *Expected {
	e, known := c.expected[m]
	if known {
		return e
	}
	does := c.deedsOf(m)
	for _, end := range c.Ends {
		ends := c.deedsOf(end)
		if e == nil {
			e = does.expects(ends, m)
		}
	}
	if e == nil {
		e = does.expects(&deeds{closes: c.leaving()}, m)
	}
	c.expected[m] = e
	return e
}

// servesCalls reports whether a call waits for what other calls send, and no goroutine that calls
// start does: then a client runs it in a goroutine of its own.
func (c *Client) servesCalls(serve *ssa.Function) bool {
	started := c.startedDeeds().waits
	return slices.ContainsFunc(c.deedsOf(serve).waits, func(f *types.Var) bool {
		return !slices.Contains(started, f) && slices.ContainsFunc(c.Calls, func(m *ssa.Function) bool {
			return m != serve && slices.Contains(c.deedsOf(m).sends, f)
		})
	})
}

// Obeys reports whether a function, which runs as a goroutine of the object, waits for what an end
// closes or cancels, or looks at it.
func (c *Client) Obeys(fn *ssa.Function) bool {
	return slices.ContainsFunc(c.Ends, func(end *ssa.Function) bool { return c.deedsOf(fn).expects(c.deedsOf(end), fn) != nil })
}

// leaving returns the fields with channels that goroutines of the object close, which tells
// that they have left:
//
//	defer close(t0.done)
func (c *Client) leaving() []*types.Var { return c.startedDeeds().closes }

// startedDeeds returns what goroutines of the object do.
func (c *Client) startedDeeds() *deeds {
	d := new(deeds)
	seen := make(map[*ssa.Function]bool)
	for _, by := range append(slices.Clip(c.Calls), c.New) {
		for _, fn := range c.started[by] {
			d.addStarted(fn, seen)
		}
	}
	for _, fn := range c.Loops {
		d.add(fn, seen)
	}
	return d
}

// addStarted adds what the goroutines do that a function starts by name.
func (d *deeds) addStarted(fn *ssa.Function, seen map[*ssa.Function]bool) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if starts, ok := instr.(*ssa.Go); ok {
				if callee := starts.Call.StaticCallee(); callee != nil && len(callee.Blocks) > 0 {
					d.add(callee, seen)
				}
			}
		}
	}
}

// closesLater returns the fields whose channels the goroutines close that a function starts, to tell that
// they have ended.
//
//	go t0.wait()                     close(t0.over)
func closesLater(fn *ssa.Function) []*types.Var {
	d := new(deeds)
	d.addStarted(fn, make(map[*ssa.Function]bool))
	return d.closes
}

// LeftToOthers reports whether a call waits at a channel in a field of which another call, that the
// client has not made, is at the other end, and no goroutine of the object is seen to be: they
// belong together, as Pause and Resume do.
func (c *Client) LeftToOthers(instr ssa.Instruction, made []*ssa.Function) bool {
	var waits deeds
	serves := func(d *deeds, f *types.Var) bool { return slices.Contains(d.sends, f) || slices.Contains(d.closes, f) }
	switch instr := instr.(type) {
	case *ssa.UnOp:
		waits.wait(instr.X)
	case *ssa.Send:
		waits.wait(instr.Chan)
		serves = func(d *deeds, f *types.Var) bool { return slices.Contains(d.waits, f) }
	}
	return slices.ContainsFunc(waits.waits, func(f *types.Var) bool {
		return !serves(c.startedDeeds(), f) && slices.ContainsFunc(slices.Concat(c.Calls, c.others), func(m *ssa.Function) bool {
			return !slices.Contains(made, m) && serves(c.deedsOf(m), f)
		})
	})
}

// Needs returns a call, not among those that a client has made, which closes what an
// instruction receives from, or starts a goroutine that does: a goroutine waits for it, then, and who
// does not make it has misused the object. It returns nil if there is none.
func (c *Client) Needs(instr ssa.Instruction, made []*ssa.Function) *ssa.Function {
	var waits deeds
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			waits.wait(instr.X)
		}
	case *ssa.Select:
		for _, st := range instr.States {
			if st.Dir == types.RecvOnly {
				waits.wait(st.Chan)
			}
		}
	}
	for _, m := range made { // what they close themselves needs nobody else
		waits.waits = slices.DeleteFunc(waits.waits, func(f *types.Var) bool { return slices.Contains(c.deedsOf(m).closes, f) })
	}
	for _, m := range c.Calls {
		if slices.Contains(made, m) {
			continue
		}
		closes := slices.Clone(c.deedsOf(m).closes)
		for _, by := range c.started[m] {
			if !slices.ContainsFunc(append(slices.Clip(made), c.New), func(fn *ssa.Function) bool { return slices.Contains(c.started[fn], by) }) {
				closes = append(closes, closesLater(by)...)
			}
		}
		if slices.ContainsFunc(waits.waits, func(f *types.Var) bool { return slices.Contains(closes, f) }) {
			return m
		}
	}
	return nil
}

// deeds are what a function does with fields, itself or by what it calls, but not by what it
// starts: in the order in which they are come upon.
type deeds struct {
	closes, waits, sends, sets, looks []*types.Var
	keeps, drops, visits              []*types.Var // maps to which it adds, from which it deletes, over which it ranges
	cancels                           bool         // it calls a cancel function in a field
}

func (d *deeds) expects(end *deeds, by *ssa.Function) *Expected {
	for _, f := range d.waits {
		if slices.Contains(end.closes, f) || end.cancels && ssabuild.IsContext(f.Type()) {
			return &Expected{By: by, Field: f, Waits: true}
		}
	}
	for _, f := range d.keeps {
		// What it adds, it takes back: the end finds there those that are under way.
		if slices.Contains(d.drops, f) && slices.Contains(end.visits, f) {
			return &Expected{By: by, Field: f}
		}
	}
	for _, f := range d.looks {
		if end.cancels && ssabuild.IsContext(f.Type()) {
			return &Expected{By: by, Field: f}
		}
		if slices.Contains(end.sets, f) && !slices.Contains(d.sets, f) {
			return &Expected{By: by, Field: f}
		}
	}
	return nil
}

func (c *Client) deedsOf(fn *ssa.Function) *deeds {
	d := c.deeds[fn]
	if d == nil {
		d = new(deeds)
		d.add(fn, make(map[*ssa.Function]bool))
		c.deeds[fn] = d
	}
	return d
}

// maxDeeds bounds how many functions are looked at for what one does.
const maxDeeds = 64

func (d *deeds) add(fn *ssa.Function, seen map[*ssa.Function]bool) {
	if seen[fn] || len(seen) >= maxDeeds {
		return
	}
	seen[fn] = true
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.UnOp:
				switch {
				case instr.Op == token.ARROW:
					d.wait(instr.X)
				case isFlag(instr.Type()):
					d.looks = note(d.looks, instr.X)
				}
			case *ssa.Select:
				for _, st := range instr.States {
					if st.Dir == types.RecvOnly {
						d.wait(st.Chan)
					} else {
						d.send(st.Chan)
					}
				}
			case *ssa.Send:
				d.send(instr.Chan)
			case *ssa.Store:
				if isFlag(instr.Val.Type()) {
					d.sets = note(d.sets, instr.Addr)
				}
			case *ssa.MapUpdate:
				d.keeps = noteLoad(d.keeps, instr.Map)
			case *ssa.Range:
				d.visits = noteLoad(d.visits, instr.X)
			case *ssa.MakeClosure:
				if !isStarted(instr) {
					d.add(instr.Fn.(*ssa.Function), seen)
				}
			case *ssa.Call, *ssa.Defer:
				d.call(instr.(ssa.CallInstruction).Common(), seen)
			}
		}
	}
}

// isStarted reports whether a closure is made to be a goroutine, and nothing else.
func isStarted(c *ssa.MakeClosure) bool {
	for _, r := range *c.Referrers() {
		if starts, ok := r.(*ssa.Go); !ok || starts.Call.Value != c {
			return false
		}
	}
	return true
}

func isFlag(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsBoolean|types.IsInteger) != 0
}

// note adds the field that an address is that of.
func note(list []*types.Var, addr ssa.Value) []*types.Var {
	if a, ok := addr.(*ssa.FieldAddr); ok {
		if f := ssabuild.Field(a); f != nil && !slices.Contains(list, f) {
			return append(list, f)
		}
	}
	return list
}

// noteLoad adds the field from which a value is loaded.
func noteLoad(list []*types.Var, v ssa.Value) []*types.Var {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		return note(list, load.X)
	}
	return list
}

// wait notes that a channel in a field is waited for, or the end of a context in one:
//
//	t1 = &t0.done          t1 = &t0.ctx
//	t2 = *t1               t2 = *t1
//	t3 = <-t2              t3 = invoke t2.Done()
//	                       t4 = <-t3
func (d *deeds) wait(ch ssa.Value) {
	if call, ok := ch.(*ssa.Call); ok && call.Call.IsInvoke() && call.Call.Method.Name() == "Done" && ssabuild.IsContext(call.Call.Value.Type()) {
		ch = call.Call.Value
	}
	d.waits = noteLoad(d.waits, ch)
}

func (d *deeds) send(ch ssa.Value) {
	if f := place(ch); f != nil && !slices.Contains(d.sends, f) {
		d.sends = append(d.sends, f)
	}
}

// Serves reports whether some call, or an end, of an object may send to the channel in a field, or
// close it.
func (c *Client) Serves(f *types.Var) bool {
	return slices.ContainsFunc(slices.Concat(c.Calls, c.Ends), func(m *ssa.Function) bool {
		d := c.deedsOf(m)
		return slices.Contains(d.sends, f) || slices.Contains(d.closes, f)
	})
}

// HandsOver reports whether a call sends to a field from which goroutines of the object receive, and no
// method: they may have failed when it sends again. It does not look at what they set or close to tell that.
func (c *Client) HandsOver(call *ssa.Function) bool {
	started := c.startedDeeds()
	tells := func(f *types.Var) bool {
		return slices.Contains(started.sets, f) || slices.Contains(started.closes, f) || ssabuild.IsContext(f.Type())
	}
	return !slices.ContainsFunc(slices.Concat(c.deedsOf(call).looks, c.deedsOf(call).waits), tells) && slices.ContainsFunc(c.deedsOf(call).sends, func(f *types.Var) bool {
		return slices.Contains(started.waits, f) && !c.Receives(f)
	})
}

// Receives reports whether some method of an object, or a function that takes it, may receive from the
// channel in a field.
func (c *Client) Receives(f *types.Var) bool {
	return slices.ContainsFunc(slices.Concat(c.Calls, c.Ends, c.others), func(m *ssa.Function) bool { return slices.Contains(c.deedsOf(m).waits, f) })
}

func (d *deeds) call(c *ssa.CallCommon, seen map[*ssa.Function]bool) {
	switch {
	case callee.IsBuiltin(c, "delete"):
		d.drops = noteLoad(d.drops, c.Args[0])
		return
	case callee.IsBuiltin(c, "close"):
		if f := place(c.Args[0]); f != nil && !slices.Contains(d.closes, f) {
			d.closes = append(d.closes, f)
		}
		return
	case ssabuild.IsCancel(c.Value.Type()) && isField(c.Value):
		d.cancels = true
		return
	}
	if c.IsInvoke() && c.Method.Name() == "Err" && ssabuild.IsContext(c.Value.Type()) {
		if load, ok := c.Value.(*ssa.UnOp); ok && load.Op == token.MUL {
			d.looks = note(d.looks, load.X)
		}
	}
	fn := c.StaticCallee()
	if fn == nil {
		return
	}
	if len(fn.Blocks) > 0 {
		d.add(fn, seen)
		return
	}
	for _, e := range model.EffectsOf(callee.Object(fn)) {
		switch e.Effect {
		case model.AtomicLoad:
			d.looks = note(d.looks, c.Args[0])
		case model.AtomicStore, model.AtomicSwap, model.AtomicCAS:
			d.sets = note(d.sets, c.Args[0])
		}
	}
}

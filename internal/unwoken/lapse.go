package unwoken

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// lapses returns what leaves one wait alone.
func (x *finder) lapses(c *condition, wait *ssa.Call) (list []Lapse) {
	a := x.asksOf(wait)
	if a == nil {
		return nil
	}
	add := func(kind Kind, at ssa.Instruction, field *types.Var) {
		l := Lapse{Kind: kind, At: at, Wait: wait, Cond: c.field.Name(), Works: x.many[wait.Parent()]}
		if field != nil {
			l.What = field.Name()
		}
		list = append(list, l)
	}
	for _, ch := range x.changes(a) {
		fn := x.telling(c, ch.at.Parent())
		switch {
		case fn == nil:
			if ch.at.Parent() != wait.Parent() && !x.saved(c, ch, wait) {
				add(Silent, ch.at, ch.field)
			}
		case fn == wait.Parent() || ch.at.Parent() == wait.Parent():
		case !c.shared && !x.locks(c, fn) && !x.locks(c, ch.at.Parent()):
			add(Missed, c.wakeIn(fn, ch.at), ch.field)
		default:
			if w := x.onlySignal(c, fn); w != nil && x.many[wait.Parent()] && !c.wakers[wait.Parent()] {
				add(One, w, ch.field)
			}
		}
	}
	for _, w := range c.wakes {
		fn := w.at.Parent()
		switch {
		case x.isTimer(w, wait) && !x.locksItself(c, w.function()):
			list = append(list, Lapse{Kind: Missed, At: w.at, Wait: wait, Cond: c.field.Name(), What: "the time"})
		case fn == wait.Parent() && !a.context:
		case a.context && !c.shared && x.awaitsDone(w.at) && !x.locks(c, fn):
			add(Missed, w.at, nil)
		case a.context:
			for _, call := range x.relays(c, w) {
				add(Missed, call, nil)
			}
		case a.key && !w.many && !c.wakers[wait.Parent()] && x.tells(fn, a):
			add(One, w.at, nil)
		}
	}
	return list
}

// function returns the function that wakes.
func (w wake) function() *ssa.Function {
	if made, ok := w.at.(*ssa.MakeClosure); ok {
		return made.Fn.(*ssa.Function)
	}
	return w.at.Parent()
}

// isTimer reports whether a wake is made by a timer that who waits has started before, for a time that
// may be short.
//
//	t := time.AfterFunc(time.Until(deadline), func() { cond.Broadcast() }); cond.Wait()
func (x *finder) isTimer(w wake, wait *ssa.Call) bool {
	for _, b := range wait.Parent().Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || !model.Has(callee.Of(&call.Call), model.AfterFunc) || !cfg.Reaches(call, wait) {
				continue
			}
			made, ok := call.Call.Args[1].(*ssa.MakeClosure)
			_, constant := call.Call.Args[0].(*ssa.Const)
			if ok && !constant && (ssa.Instruction(made) == w.at || made.Fn == w.at.Parent()) {
				return true
			}
		}
	}
	return false
}

// relays returns the calls of a function that does nothing but wake, by functions that have waited
// for a context before, which is not done with the lock held, and do nothing to that.
//
//	<-ctx.Done(); m.broadcast()
func (x *finder) relays(c *condition, w wake) (list []ssa.Instruction) {
	n := x.graph.Node(w.at.Parent())
	if n == nil || len(n.Func.Blocks) != 1 || anyCall(n.Func, func(call ssa.CallInstruction) bool { return call != w.at }) {
		return nil
	}
	for _, call := range x.flow.Calls(n.Func) {
		if _, ok := call.(*ssa.Call); ok && x.awaitsDone(call) && !x.locksItself(c, call.Parent()) {
			list = append(list, call)
		}
	}
	return list
}

// wakeIn returns the wake of a function that tells of a change, which is made elsewhere.
func (c *condition) wakeIn(fn *ssa.Function, change ssa.Instruction) ssa.Instruction {
	i := slices.IndexFunc(c.wakes, func(w wake) bool { return w.at.Parent() == fn })
	if change.Parent() == fn || i < 0 {
		return change
	}
	return c.wakes[i].at
}

// telling returns the function that wakes for a change: the one that makes it or, if that wakes
// nobody, its only caller; nil if neither does.
func (x *finder) telling(c *condition, fn *ssa.Function) *ssa.Function {
	for range maxDepth {
		if x.wakesFrom(c, fn) {
			return fn
		}
		n := x.graph.Node(fn)
		if n == nil || len(n.In) != 1 || x.started[fn] || n.In[0].Kinds != callgraph.Call || isExported(fn) {
			return nil
		}
		fn = n.In[0].Node.Func
	}
	return nil
}

func isExported(fn *ssa.Function) bool {
	obj := callee.Object(fn)
	return obj != nil && obj.Exported()
}

// A change is what makes an end hold.
type change struct {
	at ssa.Instruction
	end
}

// changes returns the stores of values that end a wait, to fields of objects that others have.
func (x *finder) changes(a *asks) (list []change) {
	for _, e := range a.ends {
		for _, s := range x.flow.CellOf(e.field).Stores {
			if addr, ok := s.Addr.(*ssa.FieldAddr); ok && e.holds(s.Val, s.Block()) && !isNew(addr.X) && x.world.Exists(s.Parent(), s) {
				list = append(list, change{s, e})
			}
		}
		for _, call := range x.atomics[e.field] {
			if addr := call.Call.Args[0].(*ssa.FieldAddr); e.holds(call.Call.Args[1], call.Block()) && !isNew(addr.X) {
				list = append(list, change{call, e})
			}
		}
	}
	return list
}

// isNew reports whether an object was made by the function, so that nobody waits for it yet.
func isNew(v ssa.Value) bool {
	for range maxDepth {
		switch y := v.(type) {
		case *ssa.FieldAddr:
			v = y.X
			continue
		case *ssa.Alloc:
			return true
		}
		break
	}
	return false
}

// wakesFrom reports whether a function wakes who waits, itself or by what it may lead to.
func (x *finder) wakesFrom(c *condition, fn *ssa.Function) bool {
	return x.leadsTo(fn, func(fn *ssa.Function) bool { return c.wakers[fn] }, func(n *callgraph.Node) []callgraph.Edge { return n.Out })
}

// saved reports whether who waits may be woken though who changes the field does not wake: by
// its callers, by a goroutine that does not itself wait and does not ask whether it is over, by what the one who waits has left
// behind, as for a timeout, or because the change is not all that is done to end what is under way.
func (x *finder) saved(c *condition, ch change, wait *ssa.Call) bool {
	fn := ch.at.Parent()
	if endsMore(fn) || slices.ContainsFunc(c.wakes, wake.isValue) || x.arranged(c, wait) {
		return true
	}
	for up := range x.callers(fn) {
		if x.wakesFrom(c, up) {
			return true
		}
	}
	waits := func(fn *ssa.Function) bool {
		return slices.ContainsFunc(c.waits, func(w *ssa.Call) bool { return w.Parent() == fn })
	}
	out := func(n *callgraph.Node) []callgraph.Edge { return n.Out }
	for started := range x.started {
		if x.wakesFrom(c, started) && !x.leadsTo(started, waits, out) && !c.wakesBefore(started, ch.end) {
			return true
		}
	}
	return false
}

// wakesBefore reports whether a function wakes only where it knows that an end has not come:
//
//	if !s.closed { s.ready = append(s.ready, p); s.cond.Broadcast() }
func (c *condition) wakesBefore(fn *ssa.Function, e end) bool {
	return c.wakers[fn] && !slices.ContainsFunc(c.wakes, func(w wake) bool {
		if w.at.Parent() != fn {
			return false
		}
		for b := w.at.Block(); b.Idom() != nil; b = b.Idom() {
			branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
			if !ok || len(b.Preds) != 1 {
				continue
			}
			a := new(asks)
			a.test(branch.Cond, b != b.Idom().Succs[0])
			if slices.Contains(a.ends, e) {
				return false
			}
		}
		return true
	})
}

// arranged reports whether who waits has made a function before that wakes.
func (x *finder) arranged(c *condition, wait *ssa.Call) bool {
	for _, b := range wait.Parent().Blocks {
		if !b.Dominates(wait.Block()) {
			continue
		}
		for _, instr := range b.Instrs {
			if made, ok := instr.(*ssa.MakeClosure); ok && x.wakesFrom(c, made.Fn.(*ssa.Function)) {
				return true
			}
		}
	}
	return false
}

// callers returns a function and all that lead to it, but for who starts it as a goroutine.
func (x *finder) callers(fn *ssa.Function) map[*ssa.Function]bool {
	found := make(map[*ssa.Function]bool)
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		n := x.graph.Node(fn)
		if found[fn] || n == nil {
			continue
		}
		found[fn] = true
		if x.started[fn] {
			continue
		}
		for _, e := range n.In {
			if e.Kinds != callgraph.Invoke || mayInvoke(e.Node.Func, fn) {
				work = append(work, e.Node.Func)
			}
		}
	}
	return found
}

// mayInvoke reports whether a function calls a method through an interface that the type of the method
// implements: many have a Close of the same signature.
func mayInvoke(caller, fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	return recv == nil || anyCall(caller, func(call ssa.CallInstruction) bool {
		common := call.Common()
		if !common.IsInvoke() || common.Method.Name() != fn.Name() {
			return false
		}
		i, ok := common.Value.Type().Underlying().(*types.Interface)
		return !ok || fn.Signature.RecvTypeParams().Len() > 0 || fn.Origin() != nil || types.Implements(recv.Type(), i)
	})
}

// leadsTo reports whether a function is one of some, or edges lead from it to one.
func (x *finder) leadsTo(fn *ssa.Function, is func(*ssa.Function) bool, edges func(*callgraph.Node) []callgraph.Edge) bool {
	seen := make(map[*ssa.Function]bool)
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		n := x.graph.Node(fn)
		if seen[fn] || n == nil {
			continue
		}
		seen[fn] = true
		if is(fn) {
			return true
		}
		for _, e := range edges(n) {
			work = append(work, e.Node.Func)
		}
	}
	return false
}

// endsMore reports whether a function closes a channel, or calls something by the name of an end,
// which may have others come to wake.
func endsMore(fn *ssa.Function) bool {
	return anyCall(fn, func(call ssa.CallInstruction) bool {
		common := call.Common()
		if callee.IsBuiltin(common, "close") {
			return true
		}
		of := callee.Of(common)
		if of == nil {
			return isEnd(nameOf(common.Value))
		}
		return !isLockOperation(of) && isEnd(of.Name())
	})
}

// isEnd reports whether something is called as what ends others.
func isEnd(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"close", "shutdown", "stop", "cancel", "kill", "deadline", "abort", "quit"}, func(end string) bool {
		return strings.HasPrefix(name, end) || strings.HasSuffix(name, end)
	}) && !strings.HasPrefix(name, "on")
}

// nameOf returns the name of the variable or field that a function is called by.
func nameOf(v ssa.Value) string {
	if load, ok := v.(*ssa.UnOp); ok {
		v = load.X
	}
	if addr, ok := v.(*ssa.FieldAddr); ok && ssabuild.Field(addr) != nil {
		return ssabuild.Field(addr).Name()
	}
	return v.Name()
}

func anyCall(fn *ssa.Function, match func(ssa.CallInstruction) bool) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && match(call) {
				return true
			}
		}
	}
	return false
}

// isLockOperation reports whether a function locks or unlocks.
func isLockOperation(fn *types.Func) bool {
	return slices.ContainsFunc(model.EffectsOf(fn), func(e model.Entry) bool {
		switch e.Effect {
		case model.Lock, model.RLock, model.IfLock, model.TryLock, model.TryRLock, model.Unlock, model.RUnlock, model.IfUnlock:
			return true
		}
		return false
	})
}

// locks reports whether a function, or what it leads to, does anything to the lock of a condition,
// or some caller may hold one: so it may be held when it counts.
func (x *finder) locks(c *condition, fn *ssa.Function) bool {
	for up := range x.callers(fn) {
		if x.guarded(up) {
			return true
		}
	}
	return x.locksItself(c, fn)
}

// locksItself reports whether a function, or what it leads to, does anything to the lock of a condition.
func (x *finder) locksItself(c *condition, fn *ssa.Function) bool {
	return x.leadsTo(fn, func(fn *ssa.Function) bool {
		return anyCall(fn, func(call ssa.CallInstruction) bool {
			return isLockOperation(callee.Of(call.Common())) && !x.isOther(c, call.Common())
		})
	}, func(n *callgraph.Node) []callgraph.Edge {
		return slices.DeleteFunc(slices.Clone(n.Out), func(e callgraph.Edge) bool { return x.started[e.Node.Func] })
	})
}

// isOther reports whether a call is about another lock than that of a condition.
func (x *finder) isOther(c *condition, call *ssa.CallCommon) bool {
	if c.lock == nil || call.IsInvoke() || len(call.Args) == 0 {
		return false
	}
	addr, ok := call.Args[0].(*ssa.FieldAddr)
	return ok && ssabuild.Field(addr) != nil && ssabuild.Field(addr).Origin() != c.lock
}

// onlySignal returns the wake of a function if it has one alone, that wakes one.
func (x *finder) onlySignal(c *condition, fn *ssa.Function) ssa.Instruction {
	var found ssa.Instruction
	for _, w := range c.wakes {
		if w.at.Parent() != fn {
			continue
		}
		if found != nil || w.many || inLoop(w.at.Block()) {
			return nil
		}
		found = w.at
	}
	return found
}

// awaitsDone reports whether a wake comes when a context is done: behind a receive from that
// channel, or in a function that is registered for it.
func (x *finder) awaitsDone(at ssa.Instruction) bool {
	if c, ok := at.(*ssa.MakeClosure); ok {
		return isAfter(c)
	}
	fn := at.Parent()
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if instr.Op == token.ARROW && isDone(instr.X) {
					return true
				}
			case *ssa.Select:
				if slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool { return isDone(s.Chan) }) {
					return true
				}
			}
		}
	}
	if fn.Parent() == nil {
		return false
	}
	for _, b := range fn.Parent().Blocks {
		for _, instr := range b.Instrs {
			if c, ok := instr.(*ssa.MakeClosure); ok && c.Fn == fn && isAfter(c) {
				return true
			}
		}
	}
	return false
}

// isAfter reports whether a closure is registered to be run when a context is done.
func isAfter(c *ssa.MakeClosure) bool {
	return slices.ContainsFunc(*c.Referrers(), func(r ssa.Instruction) bool {
		call, ok := r.(ssa.CallInstruction)
		return ok && model.Has(callee.Of(call.Common()), model.CtxAfter)
	})
}

// tells reports whether a function changes what a wait asks for.
func (x *finder) tells(fn *ssa.Function, a *asks) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			var v ssa.Value
			switch instr := instr.(type) {
			case *ssa.Store:
				v = instr.Addr
			case *ssa.MapUpdate:
				v = instr.Map
			case *ssa.Call:
				if !callee.IsBuiltin(&instr.Call, "delete") {
					continue
				}
				v = instr.Call.Args[0]
			default:
				continue
			}
			if load, ok := v.(*ssa.UnOp); ok {
				v = load.X
			}
			if addr, ok := v.(*ssa.FieldAddr); ok && ssabuild.Field(addr) != nil && a.reads[ssabuild.Field(addr).Origin()] {
				return true
			}
		}
	}
	return false
}

package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A callSite is a function with what it is called with.
type callSite struct {
	fn       *ssa.Function
	args     []ssa.Value // nil for a closure that others call
	bindings []ssa.Value
}

// reachingOf returns the blocks, by index, from which control can go to b.
func (w *walker) reachingOf(b *ssa.BasicBlock) []bool {
	r, ok := w.reaching[b]
	if !ok {
		r = cfg.Reaching(b)
		w.reaching[b] = r
	}
	return r
}

// calleeOf returns the function that a call surely calls, and its summary, nil if it has none.
func (w *walker) calleeOf(call *ssa.CallCommon) (*summary, callSite) {
	if call.IsInvoke() {
		return nil, callSite{}
	}
	in := callSite{fn: call.StaticCallee(), args: call.Args}
	v := call.Value
	if in.fn == nil {
		v = w.resolve(w.world.flow.Peel(v))
	}
	switch v := v.(type) {
	case *ssa.MakeClosure:
		in.fn, in.bindings = v.Fn.(*ssa.Function), v.Bindings
		if method, recv := callee.Bound(&ssa.CallCommon{Value: v}); method != nil && in.fn.Prog.FuncValue(method) != nil {
			in = callSite{fn: in.fn.Prog.FuncValue(method), args: append([]ssa.Value{recv}, call.Args...)}
		}
	case *ssa.Function:
		in.fn = v
	}
	return w.world.summaryOf(in.fn), in
}

// call does what a call does to locks. It returns the states behind it, none if it does
// not return.
func (w *walker) call(st *state, instr ssa.CallInstruction) []*state {
	common := instr.Common()
	if op := operationOf(callee.Of(common)); op.kind != noOperation {
		return w.operate(st, instr, op)
	}
	if common.IsInvoke() && model.Has(callee.Of(common), model.NoReturn) || w.world.NeverReturns(common) {
		return nil // testing.TB.Fatal, var exit = os.Exit
	}
	if model.Has(callee.Of(common), model.OnceDo) {
		if !w.once(st, instr) {
			return nil
		}
		return []*state{st}
	}
	if next := w.weighs(st, instr); next != nil {
		return next
	}
	if v, ok := instr.(*ssa.Call); ok && model.Has(callee.Of(common), model.CtxErr) && slices.Contains(st.ended, w.table.Of(arguments(common)[0])) {
		w.know(st, v, notNil, v)
	}
	if p, method := w.invoked(common); p != nil {
		w.invoke(st, invocation{param: p, method: method, via: []ssa.Instruction{instr}})
	}
	w.group(st, instr)
	w.peer(st, instr)
	if callee.IsBuiltin(common, "close") {
		w.serve(st, forSend, common.Args[0], instr)
	}
	w.fires(st, common, instr)
	s, in := w.calleeOf(common)
	if in.fn != nil && st.isHolding() {
		w.world.guarded[in.fn] = true
	}
	switch {
	case s == nothing:
	case s == nil && in.fn != nil && w.world.graph.Node(in.fn) != nil && len(in.fn.Blocks) > 0:
		return nil // it comes to that later, if it returns at all
	case s == nil:
		if !w.onceValue(st, instr) || !w.calledBack(st, instr) {
			return nil
		}
		w.unknown(st, common)
	case s.unknown:
		st.holds, st.counts = nil, nil
	default:
		return w.apply(st, instr, s, in)
	}
	return []*state{st}
}

// unknown calls a function of which nothing is known: it may do what it likes to a lock
// that it is given itself.
func (w *walker) unknown(st *state, call *ssa.CallCommon) {
	if _, builtin := call.Value.(*ssa.Builtin); !builtin && call.StaticCallee() == nil {
		st.calls()
	}
	if len(st.holds) == 0 {
		return
	}
	for _, arg := range arguments(call) {
		if _, ok := arg.Type().Underlying().(*types.Pointer); ok || types.IsInterface(arg.Type()) {
			key := w.placeOf(arg).key
			st.drop(func(h *hold) bool { return h.place.key == key })
		}
	}
}

// operate does what a function of package sync does.
func (w *walker) operate(st *state, instr ssa.CallInstruction, op operation) []*state {
	p := w.placeOf(arguments(instr.Common())[0])
	switch op.kind {
	case locks:
		if !w.acquire(st, p, op.read, instr, nil) {
			return nil
		}
	case unlocks:
		w.release(st, p, op, instr)
	case tries:
		v, ok := instr.(*ssa.Call)
		if !ok {
			st.drop(func(h *hold) bool { return h.place.key == p.key })
			break
		}
		id, not := w.table.Condition(v)
		if writer := st.find(p, false); writer != nil && writer.n > 0 {
			w.decide(st, decision{cond: id, is: not, block: v.Block()}) // by itself: it fails
			break
		}
		no := st.clone()
		w.decide(no, decision{cond: id, is: not, block: v.Block()})
		w.decide(st, decision{cond: id, is: !not, block: v.Block()})
		h := st.get(p, op.read)
		h.n, h.at = h.n+1, instr
		return []*state{st, no}
	}
	return []*state{st}
}

// acquire takes a lock, by a call or through one, and reports whether that returns.
func (w *walker) acquire(st *state, p *place, read bool, instr ssa.Instruction, from *acquisition) bool {
	via := []ssa.Instruction{instr}
	if from != nil {
		via = append(via, from.via...)
	}
	if !read {
		w.world.writers[p.lock(w.fn)] = true
	}
	writer, reader := st.find(p, false), st.find(p, true)
	switch {
	case writer != nil && writer.n > 0:
		w.events.again(writer, p, read, via, st, from)
		return false
	case !read && reader != nil && reader.n > 0:
		w.events.again(reader, p, read, via, st, from)
		return false
	case read && reader != nil && reader.n > 0:
		w.events.again(reader, p, read, via, st, from)
	}
	w.orders(st, p, read, via, from)
	w.remember(st, p, read, via)
	if (writer == nil || writer.n == 0 && writer.gave == nil) && (reader == nil || reader.n == 0 && (reader.gave == nil || !read && reader.free)) && w.visible(p) {
		a := acquisition{place: p, read: read, via: via, guards: st.guards, flag: st.flag, late: st.done}
		if from != nil {
			a.flag, a.gone, a.late = a.flag || from.flag, slices.Clip(from.gone), a.late || from.late
		}
		for i := range st.holds {
			if h := &st.holds[i]; h.n < 0 && w.visible(h.place) {
				a.gone = append(a.gone, h.place)
			}
		}
		w.summary.acquire(a)
	}
	if from != nil {
		return true // its outcomes say what becomes of it
	}
	fresh := st.find(p, read) == nil
	st.epoch++
	h := st.get(p, read)
	if h.n <= 0 || h.later == nil { // the deferred call gives back what all rounds have taken
		h.n++
	}
	h.free = h.free || fresh
	if h.n > 0 {
		h.at, h.sure = instr, false
	}
	st.trail = &trail{st.trail, instr}
	return true
}

// release gives a lock back.
func (w *walker) release(st *state, p *place, op operation, instr ssa.Instruction) {
	h := st.find(p, op.read)
	if h == nil && op.locker {
		h = st.find(p, true)
	}
	if h != nil && h.n > 0 {
		h.n--
		h.gave, h.later = instr, nil
		w.events.fits[instr] = true
		w.events.gaveBack(w, h)
		st.trail = &trail{st.trail, instr}
		return
	}
	if o := st.find(p, !op.read); o != nil && o.n > 0 && !op.locker {
		w.events.cross(o, instr, st)
	}
	// Another name of a lock that is held here?
	alias := func(o *hold) bool {
		return o.n > 0 && o.place.key != p.key && (op.locker || o.place.field() == p.field() || o.place.field() == nil || p.field() == nil)
	}
	if slices.ContainsFunc(st.holds, func(o hold) bool { return alias(&o) }) {
		for i := range st.holds {
			if o := &st.holds[i]; alias(o) {
				w.events.gaveBack(w, o)
			}
		}
		st.drop(alias)
		return
	}
	if h != nil && h.gave != nil && (h.free || h.n < 0) {
		w.events.unheld(h, instr, st)
		st.drop(func(o *hold) bool { return o.place.key == p.key && o.read == op.read })
		return
	}
	if l := p.lock(w.fn); l.field == nil {
		w.world.given[l] = true
		w.world.found = w.world.found || p.isFound()
	}
	if f := p.field(); f != nil && !w.visible(p) {
		w.events.gives = append(w.events.gives, f)
	}
	h = st.get(p, op.read)
	if h.n--; h.n < -1 {
		h.n = -1
	}
	h.gave = instr
}

// apply does what a summary says that a call does.
func (w *walker) apply(st *state, instr ssa.CallInstruction, s *summary, in callSite) []*state {
	for i := range s.acquires {
		a := &s.acquires[i]
		p := w.translate(a.place, in)
		if p == nil || !w.allowed(a.guards, in) {
			continue
		}
		from := *a
		from.gone = w.translateAll(a.gone, in)
		from.flag = from.flag || w.open(a.guards, in)
		if !w.acquire(st, p, a.read, instr, &from) {
			return nil
		}
	}
	w.edgesOf(st, instr, s, in)
	w.firesOf(st, instr, s, in)
	w.waitsOf(st, instr, s, in)
	if !w.invocations(st, instr, s, in) {
		return nil
	}
	outcomes := slices.DeleteFunc(slices.Clone(s.outcomes), func(o outcome) bool { return !w.allowed(o.guards, in) })
	if len(outcomes) == 0 {
		return nil
	}
	var next []*state
	for _, group := range w.groups(instr, outcomes) {
		n := st
		if len(next) > 0 || len(group.outcomes) < len(outcomes) {
			n = st.clone()
		}
		w.st = n
		w.agreed(n, instr, group.outcomes)
		w.effects(n, instr, group.outcomes, in, len(group.outcomes) == len(s.outcomes))
		next = append(next, n)
	}
	w.st = st
	return next
}

// allowed reports whether what is known of the arguments allows guards.
func (w *walker) allowed(guards []premise, in callSite) bool {
	return !slices.ContainsFunc(guards, func(g premise) bool {
		is := w.guardAt(g, in)
		return is != anything && is != g.is
	})
}

// open reports whether it is not known if guards hold.
func (w *walker) open(guards []premise, in callSite) bool {
	return slices.ContainsFunc(guards, func(g premise) bool { return w.guardAt(g, in) == anything })
}

// guardAt returns what is known at a call of what a guard speaks of.
func (w *walker) guardAt(g premise, in callSite) class {
	if i := paramOf(in.fn, g.value); i >= 0 && i < len(in.args) {
		return w.classOf(in.args[i])
	}
	if v, ok := g.value.(*ssa.FreeVar); ok {
		i := slices.Index(in.fn.FreeVars, v)
		if i < 0 || i >= len(in.bindings) {
			return anything
		}
		if is := w.st.value(in.bindings[i]); is != nil {
			return w.classOf(is)
		}
		if a, ok := in.bindings[i].(*ssa.Alloc); ok && w.onlyHere(a) && isBool(a.Type().Underlying().(*types.Pointer).Elem()) {
			return isFalse // not stored to yet
		}
	}
	return anything
}

// translate returns a place of a callee as its caller names it, or nil if it cannot.
func (w *walker) translate(p *place, in callSite) *place {
	path := slices.Clone(p.path)
	for i, s := range path {
		if s.kind != element {
			continue
		}
		switch v := s.index.(type) {
		case nil, *ssa.Const:
		case *ssa.Parameter:
			j := paramOf(in.fn, v)
			if j < 0 || j >= len(in.args) {
				return nil
			}
			path[i].index = w.resolve(in.args[j])
		default:
			return nil
		}
	}
	switch root := p.root.(type) {
	case *ssa.Global:
		return w.place(root, path)
	case *ssa.Parameter, *given:
		if i := paramOf(in.fn, root); i >= 0 {
			if i >= len(in.args) {
				return nil
			}
			return w.under(w.placeOf(in.args[i]), path)
		}
	case *ssa.FreeVar:
		if root.Parent() == in.fn {
			i := slices.Index(in.fn.FreeVars, root)
			if i < 0 || i >= len(in.bindings) {
				return nil
			}
			b := in.bindings[i]
			if is := w.st.value(b); is != nil && len(path) > 0 && path[0].kind == load {
				b, path = is, path[1:]
			}
			return w.under(w.placeOf(b), path)
		}
	}
	for fn := in.fn.Parent(); fn != nil; fn = fn.Parent() {
		if p.root.Parent() == fn {
			return w.place(p.root, path)
		}
	}
	return nil
}

// runDefers calls what was deferred, the last first.
func (w *walker) runDefers(st *state) []*state {
	states, sites := []*state{st}, st.defers
	for i, site := range slices.Backward(sites) {
		var next []*state
		for _, s := range states {
			w.st, s.defers = s, sites[:i:i]
			next = append(next, w.call(s, site)...)
		}
		states = next
	}
	for _, s := range states {
		s.defers = nil
	}
	return states
}

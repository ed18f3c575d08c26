package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A site is a call that is about to happen.
type site struct {
	instr ssa.CallInstruction
	fn    *ssa.Function // with a body, or nil
	obj   *types.Func   // a function without one that has a name, or nil
	binds []value
	args  []value // the receiver first
	recv  bool    // args[0] is a receiver
	nat   *native
	built string // the name of a builtin
	isNil bool
}

// arg returns the i-th argument; the receiver is not counted.
func (c *site) arg(i int) value {
	if c.recv {
		i++
	}
	if i < len(c.args) {
		return c.args[i]
	}
	return nilV{}
}

func (c *site) receiver() value {
	if c.recv && len(c.args) > 0 {
		return c.args[0]
	}
	return nilV{}
}

// siteOf evaluates what is called with what.
func (m *machine) siteOf(s *state, f *frame, instr ssa.CallInstruction) *site {
	common := instr.Common()
	c := &site{instr: instr}
	for _, a := range common.Args {
		c.args = append(c.args, s.get(f, a))
	}
	switch fn := common.Value.(type) {
	case *ssa.Builtin:
		c.built = fn.Name()
		return c
	case *ssa.Function:
		c.recv = fn.Signature.Recv() != nil
		c.setFunc(fn)
		return c
	}
	v := s.resolve(s.get(f, common.Value))
	if common.IsInvoke() {
		m.setMethod(c, v, common.Method)
	} else {
		m.setFuncValue(c, v)
	}
	return c
}

func (c *site) setFunc(fn *ssa.Function) {
	if len(fn.Blocks) > 0 {
		c.fn = fn
		return
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	c.obj, _ = fn.Object().(*types.Func)
	if c.obj != nil {
		c.recv = c.obj.Signature().Recv() != nil
	}
}

func (m *machine) setFuncValue(c *site, v value) {
	switch v := v.(type) {
	case *funcV:
		c.binds = v.binds
		c.setFunc(v.fn)
	case *native:
		c.nat = v
	case nilV:
		c.isNil = true
	}
}

// setMethod finds the method of an interface value.
func (m *machine) setMethod(c *site, v value, method *types.Func) {
	c.recv = true
	switch v := v.(type) {
	case *ifaceV:
		c.args = append([]value{v.v}, c.args...)
		if fn := methodOf(m.ssa.Pkg.Prog, v.typ, method); fn != nil {
			c.setFunc(fn)
			return
		}
		c.obj = method
	case nilV:
		c.isNil = true
	default:
		c.args = append([]value{v}, c.args...)
		c.obj = method
	}
}

// methodOf returns the method of a type with the name of an interface's, or nil: of a
// type parameter it is not known, and on a path that cannot be the type may lack it.
func methodOf(prog *ssa.Program, t types.Type, method *types.Func) *ssa.Function {
	if _, isParam := t.(*types.TypeParam); isParam || types.IsInterface(t) {
		return nil
	}
	sel := prog.MethodSets.MethodSet(t).Lookup(method.Pkg(), method.Name())
	if sel == nil {
		return nil
	}
	return prog.MethodValue(sel)
}

func (m *machine) call(s *state, gi int, instr *ssa.Call) bool {
	f := s.top(s.gmut(gi))
	return m.invoke(s, gi, m.siteOf(s, f, instr), false)
}

// invoke makes a call. A deferred one has no result that anybody wants.
func (m *machine) invoke(s *state, gi int, c *site, isDeferred bool) bool {
	switch {
	case c.isNil:
		return false // a nil function panics
	case c.built != "":
		return m.builtin(s, gi, c)
	case c.nat != nil:
		return m.callNative(s, gi, c)
	case c.fn != nil:
		return m.callBody(s, gi, c, isDeferred)
	case c.obj != nil:
		for _, e := range model.EffectsOf(c.obj) {
			if run := m.intrinsics[e.Effect]; run != nil {
				return run(m, s, gi, c, e)
			}
		}
	}
	return m.callUnseen(s, gi, c)
}

// callBody runs a function of the package.
func (m *machine) callBody(s *state, gi int, c *site, isDeferred bool) bool {
	g := s.gmut(gi)
	if (!m.Of(c.fn).May(effects.Touches) || !m.concerns(s, c)) && !(m.Of(c.fn).May(effects.Panics) && recovers(g)) && m.skipCall(s, c) {
		return m.giveResult(s, gi, c)
	}
	depth := 0
	for _, f := range g.frames {
		if f.fn != nil && f.fn.ssa == c.fn {
			depth++
		}
	}
	if depth >= recursion || len(g.frames) >= callDepth {
		m.giveUp(TooDeep)
		return false // how it would go on is not known
	}
	caller := s.top(g)
	f := m.newFrame(s, c.fn, c.args, c.binds)
	f.stack = m.stack(caller.stack, c.instr)
	f.deferred = isDeferred
	if !isDeferred {
		f.call = c.instr
	}
	g.frames = append(g.frames, f)
	return true
}

// recovers reports whether a goroutine has a deferred call that may recover.
func recovers(g *goroutine) bool {
	for _, f := range g.frames {
		for d := f.defers; d != nil; d = d.next {
			if d.site.fn != nil && callsRecover(d.site.fn) {
				return true
			}
		}
	}
	return false
}

func callsRecover(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
					return true
				}
			}
		}
	}
	return false
}

// callUnseen calls code that is not seen: what it is given escapes unless the
// model says that it is not kept.
func (m *machine) callUnseen(s *state, gi int, c *site) bool {
	if c.obj == nil || !model.Inert(c.obj) {
		s.escapeAll(c.args)
	}
	return m.giveResult(s, gi, c)
}

// giveResult gives a call an unknown result.
func (m *machine) giveResult(s *state, gi int, c *site) bool {
	call, ok := c.instr.(*ssa.Call)
	if !ok {
		return true
	}
	f := s.top(s.gmut(gi))
	if f.native != nil {
		f.native.last = s.unknown(call.Type())
		return true
	}
	f.set(call, m.result(s, gi, f, c, call))
	return true
}

// result returns an unknown result. A method without arguments that is called
// twice on one thing gives the same, unless it is called again in a loop: a
// condition that is asked twice is decided once.
func (m *machine) result(s *state, gi int, f *frame, c *site, call *ssa.Call) value {
	t := call.Type()
	if c.obj != nil && c.recv && len(c.args) == 1 {
		if _, isTuple := t.(*types.Tuple); !isTuple && !m.Reaches(t) {
			if x, ok := s.resolve(c.args[0]).(sym); ok {
				id := s.extObj(x, c.obj.Signature().Recv().Type())
				if !s.readAgain(ptr{id, nil}, reader{call, f.stack, int32(s.gs[gi].id)}) {
					return m.intern(expr{op: opCall, x: strV(c.obj.FullName()), y: x})
				}
			}
		}
	}
	if v, ok := m.nonNilResult(c); ok {
		return v
	}
	return s.unknown(t)
}

// nonNilResult returns the result of a function that makes an error.
func (m *machine) nonNilResult(c *site) (value, bool) {
	if c.obj != nil && model.Has(c.obj, model.NonNil) {
		return m.freshNonNil(), true
	}
	return nil, false
}

// setResult gives a call a known result.
func (m *machine) setResult(s *state, gi int, c *site, v value) bool {
	if call, ok := c.instr.(*ssa.Call); ok {
		f := s.top(s.gmut(gi))
		if f.native != nil {
			f.native.last = v
		} else {
			f.set(call, v)
		}
	}
	return true
}

// forgetAt forgets the numbers and flags in the memory that v points to.
func (s *state) forgetAt(v value) {
	switch v := s.resolve(v).(type) {
	case ptr:
		s.forget(v.obj)
	case sym:
		if id, ok := s.ext.find(v); ok {
			s.forget(id)
		}
	case *ifaceV:
		s.forgetAt(v.v)
	}
}

// goStart starts a goroutine and runs it up to its first visible operation: what
// it does before that concerns nobody else.
func (m *machine) goStart(s *state, gi int, instr *ssa.Go) bool {
	f := s.top(s.gmut(gi))
	c := m.siteOf(s, f, instr)
	switch {
	case c.isNil:
		return false
	case c.fn != nil:
		if !m.concerns(s, c) && c.fn.Parent() == nil && m.skipCall(s, c) {
			return true // what it makes is its own
		}
		return m.spawn(s, gi, c.fn, c.args, c.binds, instr) != nil
	case c.nat != nil && c.nat.kind == onceFunc:
		if o, ok := s.obj(c.nat.obj).val.(onceV); !ok || o.done {
			return true
		}
		s.mut(c.nat.obj).val = onceV{true}
		return m.goValue(s, gi, c, c.nat.arg, exitAct{}, false)
	case c.built != "" || c.nat != nil:
		return m.invoke(s, gi, c, true)
	}
	s.escapeAll(c.args)
	return true
}

// spawn adds a goroutine. It returns nil if there are too many: then the path
// ends.
func (m *machine) spawn(s *state, gi int, fn *ssa.Function, args, binds []value, instr ssa.Instruction) *goroutine {
	alive := 0
	for _, g := range s.gs {
		if g.status != done && g.status != stuck {
			alive++
		}
	}
	if alive >= maxRunning || len(s.gs) >= maxStarted {
		m.giveUp(TooManyGoroutines)
		return nil
	}
	g := &goroutine{stamp: s.stamp, id: len(s.gs), instr: instr}
	f := m.newFrame(s, fn, args, binds)
	f.stack = m.stack(0, instr)
	g.frames = []*frame{f}
	s.gs = append(s.gs, g)
	r := newReachable(s)
	for _, v := range args {
		r.value(v)
	}
	for _, v := range binds {
		r.value(v)
	}
	for id, seen := range r.seen {
		if seen && s.objs[id].kind == channel {
			g.known = append(g.known, objID(id))
		}
	}
	s.note(event{g: gi, kind: eventGo, instr: instr, other: g.id})
	return g
}

// isMain reports whether the program ends when the root returns.
func (m *machine) isMain() bool {
	return m.Root.Name() == "main" && m.Root.Pkg != nil && m.Root.Pkg.Pkg.Name() == "main" && m.Root.Signature.Recv() == nil && m.Root.Parent() == nil
}

package interp

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// siteOf evaluates what is called with what:
//
//	t1 = f(x)                      a function, by name or by value
//	t1 = (*T).M(t0, x)             a method: the receiver is the first argument
//	t1 = invoke t0.M(x)            of an interface: that of the dynamic type, if it is known
func (m *Interpreter) siteOf(s *domain.State, f *domain.Frame, instr ssa.CallInstruction) *domain.CallSite {
	common := instr.Common()
	c := &domain.CallSite{Instr: instr}
	for _, a := range common.Args {
		c.Args = append(c.Args, s.Get(f, a))
	}
	switch fn := common.Value.(type) {
	case *ssa.Builtin:
		c.Builtin = fn.Name()
		return c
	case *ssa.Function:
		c.Recv = fn.Signature.Recv() != nil
		c.SetFunc(fn)
		return c
	}
	v := s.Resolve(s.Get(f, common.Value))
	if common.IsInvoke() {
		m.setMethod(c, v, common.Method)
	} else {
		m.setFuncValue(c, v)
	}
	return c
}

func (m *Interpreter) setFuncValue(c *domain.CallSite, v domain.Value) {
	switch v := v.(type) {
	case *domain.FuncV:
		c.Binds = v.Binds
		c.SetFunc(v.Fn)
	case *domain.Native:
		c.Native = v
	case domain.NilV:
		c.IsNil = true
	}
}

// setMethod finds the method of an interface value.
func (m *Interpreter) setMethod(c *domain.CallSite, v domain.Value, method *types.Func) {
	c.Recv = true
	switch v := v.(type) {
	case *domain.IfaceV:
		c.Args = append([]domain.Value{v.Value}, c.Args...)
		if fn := methodOf(m.SSA.Pkg.Prog, v.Type, method); fn != nil {
			c.SetFunc(fn)
			return
		}
		c.Obj = method
	case domain.NilV:
		c.IsNil = true
	default:
		c.Args = append([]domain.Value{v}, c.Args...)
		c.Obj = method
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

func (m *Interpreter) call(s *domain.State, gi int, instr *ssa.Call) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	return m.invoke(s, gi, m.siteOf(s, f, instr), false)
}

// invoke makes a call. The result of a deferred one is dropped.
func (m *Interpreter) invoke(s *domain.State, gi int, c *domain.CallSite, isDeferred bool) bool {
	switch {
	case c.IsNil:
		return false // a nil function panics
	case c.Builtin != "":
		return m.builtin(s, gi, c)
	case c.Native != nil:
		return m.callNative(s, gi, c)
	case c.Fn != nil:
		return m.callBody(s, gi, c, isDeferred)
	case c.Obj != nil:
		if f := m.FeedOf(c.Obj); f != nil && c.Fn == nil {
			return m.feed(s, gi, c, f)
		}
		for _, e := range model.EffectsOf(c.Obj) {
			if run := m.intrinsics[e.Effect]; run != nil {
				return run(m, s, gi, c, e)
			}
		}
	}
	return m.callUnseen(s, gi, c)
}

// callBody runs a function of the package.
func (m *Interpreter) callBody(s *domain.State, gi int, c *domain.CallSite, isDeferred bool) bool {
	g := s.OwnGoroutine(gi)
	if m.needless(s, g, c) && m.skipCall(s, c) {
		return m.GiveResult(s, gi, c)
	}
	depth := 0
	for _, f := range g.Frames {
		if f.Fn != nil && f.Fn.SSA == c.Fn {
			depth++
		}
	}
	if depth >= recursion || len(g.Frames) >= callDepth {
		m.GiveUp(TooDeep)
		return false // what lies behind the call is not known
	}
	caller := s.OwnTop(g)
	f := m.newFrame(s, c.Fn, c.Args, c.Binds)
	f.Stack = m.Stack(caller.Stack, c.Instr)
	f.Deferred = isDeferred
	if !isDeferred {
		f.Call = c.Instr
	}
	g.Frames = append(g.Frames, f)
	return true
}

// needless reports whether a call need not be run: it cannot matter to the root, ends in
// no panic that is recovered here, and computes nothing that is followed or watched.
func (m *Interpreter) needless(s *domain.State, g *domain.Goroutine, c *domain.CallSite) bool {
	does := m.Of(c.Fn)
	if m.Watch.runs(c.Fn) || does.May(effects.Touches) && m.concerns(s, c) || does.May(effects.Panics) && recovers(g) {
		return false
	}
	return !m.Function(c.Fn).Formula
}

// recovers reports whether a goroutine has a deferred call that may recover.
func recovers(g *domain.Goroutine) bool {
	for _, f := range g.Frames {
		for d := f.Defers; d != nil; d = d.Next {
			if d.Site.Fn != nil && callsRecover(d.Site.Fn) {
				return true
			}
		}
	}
	return false
}

// callsRecover reports whether a function calls recover itself, where it has an effect:
//
//	defer f$1()
//
//	func f$1():
//	    t0 = recover()
func callsRecover(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && callee.IsBuiltin(&call.Call, "recover") {
				return true
			}
		}
	}
	return false
}

// callUnseen calls code that is not seen: what it is given escapes unless the
// model says that it is not kept, or it is the body of a range over a function.
func (m *Interpreter) callUnseen(s *domain.State, gi int, c *domain.CallSite) bool {
	if body := m.loopBody(c); body != nil {
		s.EscapeAll(c.Args[:len(c.Args)-1])
		return m.CallMany(s, gi, c, body, true)
	}
	if c.Obj != nil && effects.IsEnd(c.Obj) {
		m.noteEnd(s, gi)
	}
	if lent := m.lent(s, c); lent != nil {
		return m.lend(s, gi, c, lent)
	}
	if c.Obj == nil || !model.Inert(c.Obj) {
		s.EscapeAll(c.Args)
	}
	if !m.mayPanic(s, gi, c) {
		return m.GiveResult(s, gi, c)
	}
	return m.Fork(s, 2, func(s *domain.State, i int) bool {
		if i == 0 {
			return m.GiveResult(s, gi, c)
		}
		return m.Panics(s, gi, c.Instr.Pos())
	})
}

// mayPanic reports whether a panic of a call is one of the ways in which it ends: it runs
// what the program was given, a function value or a method of an interface, and somebody
// recovers who expects that.
func (m *Interpreter) mayPanic(s *domain.State, gi int, c *domain.CallSite) bool {
	common := c.Instr.Common()
	if _, calls := c.Instr.(*ssa.Call); !calls || common.StaticCallee() != nil || c.Obj != nil && model.Inert(c.Obj) {
		return false
	}
	return recovers(s.Goroutines[gi])
}

// GiveResult gives a call an unknown result. A go or defer statement has none.
func (m *Interpreter) GiveResult(s *domain.State, gi int, c *domain.CallSite) bool {
	call, ok := c.Instr.(*ssa.Call)
	if !ok {
		return true
	}
	f := s.OwnTop(s.OwnGoroutine(gi))
	if f.Native != nil {
		f.Native.Last = s.Unknown(call.Type())
		if v, ok := m.nonNilResult(c); ok {
			f.Native.Last = v
		}
		return true
	}
	f.Set(call, m.result(s, gi, f, c, call))
	return true
}

// result returns an unknown result. A method without arguments that is called
// twice on one thing gives the same, unless it is called again in a loop and gets more
// than a field: a condition that is asked twice is decided once.
func (m *Interpreter) result(s *domain.State, gi int, f *domain.Frame, c *domain.CallSite, call *ssa.Call) domain.Value {
	t := call.Type()
	if v, ok := m.nonNilResult(c); ok {
		return v
	}
	if c.Obj != nil && c.Recv && len(c.Args) == 1 {
		if _, isTuple := t.(*types.Tuple); !isTuple && (!m.Reaches(t) || callee.IsGetter(c.Obj)) {
			if x, ok := s.Resolve(c.Args[0]).(domain.Symbol); ok {
				id := s.EnvironmentObject(x, c.Obj.Signature().Recv().Type())
				if callee.IsGetter(c.Obj) || !s.ReadAgain(domain.Ptr{Obj: id}, domain.Reader{Instr: call, Stack: f.Stack, G: int32(s.Goroutines[gi].ID)}) {
					return m.Intern(domain.Expr{Op: domain.OpCall, X: domain.StrV(c.Obj.FullName()), Y: x})
				}
			}
		}
	}
	if v, ok := m.steadyResult(s, c); ok {
		return v
	}
	if c.Obj != nil && c.Obj.Pkg() != m.World.Pkg {
		return m.foreignResult(s, t)
	}
	if tuple, ok := t.(*types.Tuple); ok && c.Fn != nil && !m.Function(c.Fn).Nothing {
		return m.withError(tuple, s.Unknown)
	}
	return s.Unknown(t)
}

// withError returns the results of a function whose last one may be an error: without one,
// the others are there.
func (m *Interpreter) withError(t *types.Tuple, result func(types.Type) domain.Value) domain.Value {
	elems := make([]domain.Value, t.Len())
	var err domain.Value // comes last
	for i := range slices.Backward(elems) {
		elems[i] = result(t.At(i).Type())
		if ssabuild.IsError(t.At(i).Type()) {
			err = elems[i]
		} else if err, ok := err.(domain.Symbol); ok && code.IsReference(t.At(i).Type()) {
			elems[i] = m.Beside(err)
		}
	}
	return &domain.AggV{Elems: elems}
}

// foreignResult returns an unknown result of a function of another package. Whether the
// channels in it are ever closed is for that package to know. It comes with an error, or is there.
func (m *Interpreter) foreignResult(s *domain.State, t types.Type) domain.Value {
	if tuple, ok := t.(*types.Tuple); ok {
		return m.withError(tuple, func(t types.Type) domain.Value { return m.foreignResult(s, t) })
	}
	if _, isChan := t.Underlying().(*types.Chan); isChan {
		return m.Unclosed()
	}
	return s.Unknown(t)
}

// steadyResult returns the result of a function that returns the same each time: the arguments of
// the program, or how many processors there are, which is one at least.
func (m *Interpreter) steadyResult(s *domain.State, c *domain.CallSite) (domain.Value, bool) {
	positive := model.Has(c.Obj, model.Positive)
	if c.Obj == nil || !positive && !model.Has(c.Obj, model.Steady) {
		return nil, false
	}
	v := m.Intern(domain.Expr{Op: domain.OpCall, X: domain.StrV(c.Obj.FullName())})
	if positive {
		s.Narrow(v, 1, domain.MaxInt)
	}
	return v, true
}

// nonNilResult returns the result of a function that never succeeds, or makes an error.
func (m *Interpreter) nonNilResult(c *domain.CallSite) (domain.Value, bool) {
	switch {
	case c.Obj == nil || !model.Has(c.Obj, model.NonNil):
		return nil, false
	case model.Has(c.Obj, model.Serves): // http.ErrServerClosed is a variable
		return m.FreshNonNil(), true
	}
	return m.FreshMade(), true
}

// SetResult gives a call a known result. In a frame of a LoopCall it is what the function
// that is called over and over has returned.
func (m *Interpreter) SetResult(s *domain.State, gi int, c *domain.CallSite, v domain.Value) bool {
	if call, ok := c.Instr.(*ssa.Call); ok {
		f := s.OwnTop(s.OwnGoroutine(gi))
		if f.Native != nil {
			f.Native.Last = v
		} else {
			f.Set(call, v)
		}
	}
	return true
}

// goStart starts a goroutine. It will run up to its first visible operation before anything
// else happens: what it does before that cannot be noticed by others. A goroutine that cannot
// matter to the root is not started, unless it is a literal, which no other root starts.
func (m *Interpreter) goStart(s *domain.State, gi int, instr *ssa.Go) bool {
	f := s.OwnTop(s.OwnGoroutine(gi))
	c := m.siteOf(s, f, instr)
	switch {
	case c.IsNil:
		return false
	case c.Fn != nil:
		if !m.Watch.runs(c.Fn) && !m.concerns(s, c) && c.Fn.Parent() == nil && m.skipCall(s, c) {
			return true // what it makes is its own
		}
		return m.Spawn(s, gi, c.Fn, c.Args, c.Binds, instr) != nil
	case c.Native != nil && c.Native.Kind == domain.OnceFunc:
		if o, ok := s.Object(c.Native.Obj).Value.(domain.OnceV); !ok || o.Done {
			return true
		}
		s.OwnObject(c.Native.Obj).Value = domain.OnceV{Done: true}
		return m.GoValue(s, gi, c, c.Native.Arg, domain.ExitAct{}, false)
	case c.Builtin != "" || c.Native != nil:
		return m.invoke(s, gi, c, true)
	}
	s.EscapeAll(c.Args)
	return true
}

// mayStart reports whether there is room for one goroutine more.
func (m *Interpreter) mayStart(s *domain.State) bool {
	alive := 0
	for _, g := range s.Goroutines {
		if g.GoesOn() {
			alive++
		}
	}
	if alive >= maxRunning || len(s.Goroutines) >= maxStarted {
		m.GiveUp(TooManyGoroutines)
		return false
	}
	return true
}

// Spawn adds a goroutine. It returns nil if there are too many: then the path
// ends. The goroutine knows the channels that it is started with; if it ends, a
// finding about one of these names it as the one that has gone.
func (m *Interpreter) Spawn(s *domain.State, gi int, fn *ssa.Function, args, binds []domain.Value, instr ssa.Instruction) *domain.Goroutine {
	if !m.mayStart(s) {
		return nil
	}
	g := &domain.Goroutine{Stamp: s.Stamp, ID: len(s.Goroutines), Instr: instr}
	f := m.newFrame(s, fn, args, binds)
	f.Stack = m.Stack(0, instr)
	g.Frames = []*domain.Frame{f}
	s.Goroutines = append(s.Goroutines, g)
	r := domain.NewReachable(s)
	for _, v := range args {
		r.Value(v)
	}
	for _, v := range binds {
		r.Value(v)
	}
	for id, seen := range r.Seen {
		if seen && s.Object(domain.ObjectID(id)).Kind == domain.Channel {
			g.Known = append(g.Known, domain.ObjectID(id))
		}
	}
	s.Record(domain.Event{Goroutine: gi, Kind: domain.EventGo, Instr: instr, Other: g.ID})
	return g
}

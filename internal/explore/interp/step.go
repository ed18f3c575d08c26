package interp

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Step runs one instruction of a goroutine. It reports false if the path ends
// here: it cannot be taken, or leads to a state visited before.
func (m *Interpreter) Step(s *domain.State, gi int) bool {
	g := s.OwnGoroutine(gi)
	f := s.OwnTop(g)
	if f.Native != nil {
		return m.stepLoopCall(s, gi)
	}
	if f.Returning {
		return m.unwindStep(s, gi)
	}
	instr := f.Block.Instrs[f.PC]
	f.PC++
	s.Running = instr
	m.Watch.look(s, f, instr)
	switch instr := instr.(type) {
	case *ssa.DebugRef:
	case *ssa.Alloc:
		t := ssabuild.Deref(instr.Type())
		id := s.Add(domain.Object{Kind: domain.Memory, Type: t, Value: m.Zero(t), Made: instr})
		f.Set(instr, domain.Ptr{Obj: id})
	case *ssa.BinOp:
		return m.stepBinOp(s, f, instr)
	case *ssa.UnOp:
		return m.stepUnOp(s, gi, instr)
	case *ssa.ChangeType:
		f.Set(instr, domain.Restrict(s.Get(f, instr.X), instr.Type()))
	case *ssa.ChangeInterface:
		x := s.Get(f, instr.X)
		s.Implements(x, instr.X.Type())
		f.Set(instr, x)
	case *ssa.Convert:
		f.Set(instr, m.convert(s.Get(f, instr.X), instr.X.Type(), instr.Type()))
	case *ssa.MultiConvert:
		f.Set(instr, m.convert(s.Get(f, instr.X), instr.X.Type(), instr.Type()))
	case *ssa.SliceToArrayPointer:
		f.Set(instr, m.FreshNonNil())
	case *ssa.MakeInterface:
		f.Set(instr, m.makeInterface(s.Get(f, instr.X), instr.X.Type()))
	case *ssa.MakeClosure:
		binds := make([]domain.Value, len(instr.Bindings))
		for i, b := range instr.Bindings {
			binds[i] = s.Get(f, b)
		}
		f.Set(instr, &domain.FuncV{Fn: instr.Fn.(*ssa.Function), Binds: binds})
	case *ssa.MakeChan:
		m.makeChan(s, g, f, instr)
	case *ssa.MakeMap:
		m.makeMap(s, f, instr)
	case *ssa.MakeSlice:
		return m.makeSlice(s, gi, instr)
	case *ssa.Slice:
		return m.stepSlice(s, gi, instr)
	case *ssa.FieldAddr:
		p, ok := s.Pointer(s.Get(f, instr.X), instr.X.Type())
		if !ok {
			return false // a nil pointer panics
		}
		f.Set(instr, m.Part(p, instr.Field))
	case *ssa.Field:
		f.Set(instr, m.field(s, s.Get(f, instr.X), instr.Field, ssabuild.FieldOf(instr), instr.Type()))
	case *ssa.IndexAddr:
		return m.indexAddr(s, gi, instr)
	case *ssa.Index:
		return m.index(s, gi, instr)
	case *ssa.Lookup:
		return m.lookup(s, gi, instr)
	case *ssa.MapUpdate:
		m.mapUpdate(s, f, instr)
	case *ssa.Range:
		m.rangeOver(s, f, instr)
	case *ssa.Next:
		return m.next(s, gi, instr)
	case *ssa.TypeAssert:
		return m.typeAssert(s, gi, instr)
	case *ssa.Extract:
		f.Set(instr, m.field(s, s.Get(f, instr.Tuple), instr.Index, nil, instr.Type()))
	case *ssa.Store:
		p, ok := s.Pointer(s.Get(f, instr.Addr), instr.Addr.Type())
		if !ok {
			return false
		}
		v := s.Get(f, instr.Val)
		s.Store(p, v)
		if m.Client != nil && m.Client.IsGiven(instr.Addr) {
			if m.isDrained(instr.Addr) {
				s.Give(v)
			} else {
				s.Escape(v)
			}
		}
	case *ssa.Send, *ssa.Select:
		m.awaitChannel(s, g, f, instr)
	case *ssa.Call:
		return m.call(s, gi, instr)
	case *ssa.Go:
		return m.goStart(s, gi, instr)
	case *ssa.Defer:
		return m.deferCall(s, gi, instr)
	case *ssa.RunDefers:
		return m.runDefers(s, gi, f)
	case *ssa.Jump:
		return m.enter(s, gi, f.Block.Succs[0])
	case *ssa.If:
		return m.branch(s, gi, instr)
	case *ssa.Return:
		return m.ret(s, gi, instr)
	case *ssa.Panic:
		return m.Panics(s, gi, instr.Pos())
	default:
		if v, ok := instr.(ssa.Value); ok {
			f.Set(v, s.Unknown(v.Type()))
		}
	}
	return true
}

// stepBinOp computes a binary operation. Where it compares the counter of a loop with a
// large constant, the constant is cut off, unless the loop is one that is skipped.
func (m *Interpreter) stepBinOp(s *domain.State, f *domain.Frame, instr *ssa.BinOp) bool {
	x, y := s.Get(f, instr.X), s.Get(f, instr.Y)
	if bound, ok := f.Fn.Loops.Bound(instr); ok {
		if m.boundsNothing(f, instr, x, y) {
			f.Set(instr, m.Fresh())
			return true
		}
		if c, ok := bound.(*ssa.Const); ok && bound == instr.Y {
			y = s.CutOffConst(y, c)
		} else if ok {
			x = s.CutOffConst(x, c)
		}
	} else if s.CutConstant != 0 && isComparison(instr.Op) && (m.countedTo(x, instr.X, instr.Y) || m.countedTo(y, instr.Y, instr.X)) {
		s.Inconclusive = true
	}
	f.Set(instr, m.compute(s, instr, x, y))
	return true
}

// boundsNothing reports whether a comparison with a constant that is cut off bounds a loop in
// which nothing matters:
//
//	t2 = t1 < 1000:int
//	if t2 goto body else done
func (m *Interpreter) boundsNothing(f *domain.Frame, instr *ssa.BinOp, x, y domain.Value) bool {
	n, ok := y.(domain.IntV)
	if k, isInt := x.(domain.IntV); isInt && (!ok || k > n) {
		n, ok = k, true
	}
	test, isIf := instr.Block().Instrs[len(instr.Block().Instrs)-1].(*ssa.If)
	if !ok || !isIf || test.Cond != instr || !m.Cuts(int64(n)) {
		return false
	}
	r := m.Region(f.Fn, instr.Block())
	return m.Skippable(r) && len(r.Changes) == 0 && len(r.Loses) == 0 && !slices.Contains(r.Phis, nil)
}

// countedTo reports whether a number, which a loop may have counted that a cut-off has made
// shorter, meets a constant above the cut-off: how they compare is not known.
func (m *Interpreter) countedTo(v domain.Value, x, y ssa.Value) bool {
	_, known := v.(domain.IntV)
	_, spelled := x.(*ssa.Const)
	n, ok := constInt(y)
	return known && !spelled && ok && m.AboveCutOff(n)
}

// compute returns the result of a binary operation. The rules for integers do not hold
// for floats, which are rounded and may be no number, nor for sums of what may be text.
func (m *Interpreter) compute(s *domain.State, instr *ssa.BinOp, x, y domain.Value) domain.Value {
	switch t := instr.X.Type().Underlying().(type) {
	case *types.Basic:
		switch {
		case t.Info()&types.IsString != 0 && instr.Op == token.ADD:
			return s.Concat(x, y)
		case t.Info()&types.IsUnsigned != 0:
			s.NotNegative(x)
			s.NotNegative(y)
		case t.Info()&types.IsNumeric != 0 && t.Info()&types.IsInteger == 0:
			return m.Intern(domain.Expr{Op: domain.OpBin, Tok: instr.Op, X: domain.Internal(x), Y: domain.Internal(y)})
		}
	case *types.Interface: // a type parameter, or an interface that is compared
		if instr.Op == token.ADD {
			return s.Concat(x, y)
		}
	}
	return s.Binop(instr.Op, x, y)
}

// stepUnOp computes a unary operation: a receive, a load, or arithmetic.
//
// A load from a package variable that holds an error is the same wherever it stands, and
// not nil: goroutines tell each other by it what to do. The length of a table, a slice
// that only the package's initialiser sets, is known.
func (m *Interpreter) stepUnOp(s *domain.State, gi int, instr *ssa.UnOp) bool {
	g := s.OwnGoroutine(gi)
	f := s.OwnTop(g)
	x := s.Get(f, instr.X)
	switch instr.Op {
	case token.ARROW:
		m.awaitChannel(s, g, f, instr)
	case token.MUL:
		p, ok := s.Pointer(x, instr.X.Type())
		if !ok {
			return false
		}
		if g, ok := m.ConstantError(instr.X); ok {
			f.Set(instr, m.Intern(domain.Expr{Op: domain.OpVar, X: domain.GlobalV{Global: g}})) // the same wherever it is read
			return true
		}
		v := s.Load(p, instr.Type(), domain.Reader{Instr: instr, Stack: f.Stack, G: int32(g.ID)})
		m.learn(s, instr, v)
		if x, ok := v.(domain.Symbol); ok && effects.IsErrorVar(instr.X) {
			if _, decided := s.Constraint(x); !decided {
				s.Assume(m.Intern(domain.Expr{Op: domain.OpBin, Tok: token.EQL, X: x, Y: domain.NilV{}}), false)
			}
		}
		if n, ok := m.TableLen(instr.X); ok {
			if length, ok := s.Length(v, false, instr.Type()).(domain.Symbol); ok {
				s.Constrain(domain.Constraint{Symbol: length, Is: s.CutOff(n, false)})
			}
		}
		f.Set(instr, v)
	case token.NOT:
		f.Set(instr, s.Not(x))
	case token.SUB:
		f.Set(instr, s.Binop(token.SUB, domain.IntV(0), x))
	default:
		f.Set(instr, m.Fresh())
	}
	return true
}

// learn notes what is known of a value that is loaded from a field or package variable
// that only the package stores to.
func (m *Interpreter) learn(s *domain.State, load *ssa.UnOp, v domain.Value) {
	x, ok := v.(domain.Symbol)
	if !ok {
		return
	}
	a, ok := m.ValueAt(load.X)
	if !ok {
		return
	}
	b, isBasic := load.Type().Underlying().(*types.Basic)
	switch {
	case isBasic && b.Info()&types.IsInteger != 0:
		s.Narrow(x, a.Lo, a.Hi)
	case isBasic && b.Info()&types.IsBoolean != 0 && a.Lo == a.Hi:
		s.Assume(x, a.Lo == 1)
	case isBasic && a.IsText:
		s.Constrain(domain.Constraint{Symbol: x, Is: domain.StrV(a.Text)})
	case a.Nil != effects.MayBeNil:
		if isNil, ok := s.Binop(token.EQL, x, domain.NilV{}).(domain.Symbol); ok {
			s.Assume(isNil, a.Nil == effects.IsNil)
		}
	}
}

// convert keeps what a conversion does not change: numbers but for their width, and
// the identity of channels, functions and pointers.
func (m *Interpreter) convert(v domain.Value, from, to types.Type) domain.Value {
	a, aok := from.Underlying().(*types.Basic)
	b, bok := to.Underlying().(*types.Basic)
	if aok && bok && a.Info()&types.IsInteger != 0 && b.Info()&types.IsInteger != 0 {
		return v // a change of width does not matter for what is counted here
	}
	if _, ok := v.(domain.Symbol); ok {
		if types.Identical(from.Underlying(), to.Underlying()) {
			return v
		}
	}
	if domain.MadeHere(v) && !(aok || bok) {
		return domain.Restrict(v, to)
	}
	return m.Fresh()
}

// makeInterface puts a value into an interface. A context stays as it is: no code here
// asks for its dynamic type.
func (m *Interpreter) makeInterface(v domain.Value, t types.Type) domain.Value {
	switch v.(type) {
	case domain.CtxV:
		return v
	}
	return &domain.IfaceV{Type: t, Value: v}
}

// field returns a part of a struct or a tuple; f is nil for a tuple.
func (m *Interpreter) field(s *domain.State, v domain.Value, index int, f *types.Var, t types.Type) domain.Value {
	switch v := v.(type) {
	case *domain.AggV:
		if index < len(v.Elems) && v.Elems[index] != nil {
			return v.Elems[index]
		}
	case domain.Symbol:
		if _, ok := t.Underlying().(*types.Struct); !ok {
			return m.Intern(domain.Expr{Op: domain.OpPart, X: v, Y: domain.IntV(index)})
		}
	}
	return s.UnknownField(f, t)
}

func (m *Interpreter) makeChan(s *domain.State, g *domain.Goroutine, f *domain.Frame, instr *ssa.MakeChan) {
	size := s.Resolve(s.Get(f, instr.Size))
	s.Narrow(size, 0, domain.MaxInt) // a negative size panics
	if !slices.Contains(m.Made, instr) {
		m.Made = append(m.Made, instr)
	}
	if n, ok := size.(domain.IntV); ok {
		size = s.CutOff(int64(n), false)
	}
	id := s.Add(domain.Object{Kind: domain.Channel, Type: instr.Type(), Made: instr, Cap: size})
	g.Remember(id)
	f.Set(instr, domain.Restrict(domain.ChanV{Obj: id, Dir: types.SendRecv}, instr.Type()))
}

// awaitChannel stops a goroutine at a visible operation.
func (m *Interpreter) awaitChannel(s *domain.State, g *domain.Goroutine, f *domain.Frame, instr ssa.Instruction) {
	w := &domain.Wait{Instr: instr}
	switch instr := instr.(type) {
	case *ssa.Send:
		w.Cases = []domain.WaitCase{{Dir: types.SendOnly, Ch: s.Resolve(s.Get(f, instr.Chan)), Val: s.Get(f, instr.X)}}
	case *ssa.UnOp:
		w.Cases = []domain.WaitCase{{Dir: types.RecvOnly, Ch: s.Resolve(s.Get(f, instr.X)), CommaOk: instr.CommaOk}}
	case *ssa.Select:
		w.Selects = true
		w.Polls = !instr.Blocking
		for _, st := range instr.States {
			c := domain.WaitCase{Dir: st.Dir, Ch: s.Resolve(s.Get(f, st.Chan)), Pos: st.Pos}
			if st.Send != nil {
				c.Val = s.Get(f, st.Send)
			}
			w.Cases = append(w.Cases, c)
		}
	}
	for _, c := range w.Cases {
		if ch, ok := c.Ch.(domain.ChanV); ok {
			g.Remember(ch.Obj)
			if s.Object(ch.Obj).Taken && c.Dir == types.SendOnly {
				s.Escape(ch)
			}
		}
	}
	g.Wait = w
	g.Status = domain.Waiting
}

// ret returns from a function.
func (m *Interpreter) ret(s *domain.State, gi int, instr *ssa.Return) bool {
	g := s.OwnGoroutine(gi)
	f := s.OwnTop(g)
	if f.Defers != nil {
		// go/ssa emits RunDefers before a return only if the function itself has a
		// defer statement, not if the body of a range over a function defers into it.
		return m.runDefers(s, gi, f)
	}
	var result domain.Value
	switch len(instr.Results) {
	case 0:
		result = &domain.AggV{}
	case 1:
		result = s.Get(f, instr.Results[0])
	default:
		elems := make([]domain.Value, len(instr.Results))
		for i, r := range instr.Results {
			elems[i] = s.Get(f, r)
		}
		result = &domain.AggV{Elems: elems}
	}
	if len(g.Frames) == 1 && g.Unwind == domain.NotUnwinding {
		g.Exit, g.ExitFn = instr.Pos(), f.Fn.SSA
		s.Exits = s.Exits || gi == 0 && m.Client == nil && m.EndsProgram(instr)
		if !g.Exit.IsValid() {
			g.Exit = endOf(f.Fn.SSA)
		}
	}
	return m.pop(s, gi, result)
}

// endOf returns the position of the closing brace of a function.
func endOf(fn *ssa.Function) token.Pos {
	if fn.Syntax() != nil {
		return fn.Syntax().End() - 1
	}
	return fn.Pos()
}

// pop ends the running frame and gives its result to the one below.
func (m *Interpreter) pop(s *domain.State, gi int, result domain.Value) bool {
	g := s.OwnGoroutine(gi)
	f := g.Frames[len(g.Frames)-1]
	g.Frames = g.Frames[:len(g.Frames)-1]
	if len(g.Frames) == 0 {
		return m.finish(s, gi, result)
	}
	below := s.OwnTop(g)
	switch {
	case f.Deferred: // what ran it runs again
	case below.Native != nil:
		below.Native.Last = result
	case f.Call != nil:
		if v, ok := f.Call.(ssa.Value); ok {
			below.Set(v, result)
		}
	}
	return !s.Forked || m.Worth(s)
}

func isComparison(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

package explore

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// step runs one instruction of a goroutine. It reports false if the path ends
// here: it cannot be taken, or leads to a state visited before.
func (m *machine) step(s *state, gi int) bool {
	g := s.gmut(gi)
	f := s.top(g)
	if f.native != nil {
		return m.stepLoopCall(s, gi)
	}
	if f.returning {
		return m.unwindStep(s, gi)
	}
	instr := f.block.Instrs[f.pc]
	f.pc++
	s.now = instr
	switch instr := instr.(type) {
	case *ssa.DebugRef:
	case *ssa.Alloc:
		t := ssabuild.Deref(instr.Type())
		id := s.add(object{kind: memory, typ: t, val: m.zero(t), made: instr})
		f.set(instr, ptr{id, nil})
	case *ssa.BinOp:
		return m.stepBinOp(s, f, instr)
	case *ssa.UnOp:
		return m.stepUnOp(s, gi, instr)
	case *ssa.ChangeType:
		f.set(instr, restrict(s.get(f, instr.X), instr.Type()))
	case *ssa.ChangeInterface:
		x := s.get(f, instr.X)
		s.implements(x, instr.X.Type())
		f.set(instr, x)
	case *ssa.Convert:
		f.set(instr, m.convert(s.get(f, instr.X), instr.X.Type(), instr.Type()))
	case *ssa.MultiConvert:
		f.set(instr, m.convert(s.get(f, instr.X), instr.X.Type(), instr.Type()))
	case *ssa.SliceToArrayPointer:
		f.set(instr, m.freshNonNil())
	case *ssa.MakeInterface:
		f.set(instr, m.makeInterface(s.get(f, instr.X), instr.X.Type()))
	case *ssa.MakeClosure:
		binds := make([]value, len(instr.Bindings))
		for i, b := range instr.Bindings {
			binds[i] = s.get(f, b)
		}
		f.set(instr, &funcV{instr.Fn.(*ssa.Function), binds})
	case *ssa.MakeChan:
		m.makeChan(s, g, f, instr)
	case *ssa.MakeMap:
		m.makeMap(s, f, instr)
	case *ssa.MakeSlice:
		return m.makeSlice(s, gi, instr)
	case *ssa.Slice:
		return m.stepSlice(s, gi, instr)
	case *ssa.FieldAddr:
		p, ok := s.pointer(s.get(f, instr.X), instr.X.Type())
		if !ok {
			return false // a nil pointer panics
		}
		f.set(instr, m.part(p, instr.Field))
	case *ssa.Field:
		f.set(instr, m.field(s, s.get(f, instr.X), instr.Field, instr.Type()))
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
		f.set(instr, m.field(s, s.get(f, instr.Tuple), instr.Index, instr.Type()))
	case *ssa.Store:
		p, ok := s.pointer(s.get(f, instr.Addr), instr.Addr.Type())
		if !ok {
			return false
		}
		s.store(p, s.get(f, instr.Val))
	case *ssa.Send, *ssa.Select:
		m.await(s, g, f, instr)
	case *ssa.Call:
		return m.call(s, gi, instr)
	case *ssa.Go:
		return m.goStart(s, gi, instr)
	case *ssa.Defer:
		return m.deferCall(s, gi, instr)
	case *ssa.RunDefers:
		return m.runDefers(s, gi, f)
	case *ssa.Jump:
		return m.enter(s, gi, f.block.Succs[0])
	case *ssa.If:
		return m.branch(s, gi, instr)
	case *ssa.Return:
		return m.ret(s, gi, instr)
	case *ssa.Panic:
		return m.panics(s, gi, instr.Pos())
	default:
		if v, ok := instr.(ssa.Value); ok {
			f.set(v, s.unknown(v.Type()))
		}
	}
	return true
}

func (f *frame) set(v ssa.Value, x value) { f.regs[f.fn.live.Number[v]] = x }

// get returns what an operand stands for.
func (s *state) get(f *frame, v ssa.Value) value {
	switch v := v.(type) {
	case *ssa.Const:
		return s.tab.constant(v)
	case *ssa.Global:
		return ptr{s.global(v), nil}
	case *ssa.Function:
		return &funcV{fn: v}
	case *ssa.Builtin:
		return nilV{}
	}
	x := f.regs[f.fn.live.Number[v]]
	if x == nil {
		x = s.unknown(v.Type())
		f.set(v, x)
	}
	return x
}

// global returns the memory of a package variable. Everybody can reach it.
func (s *state) global(v *ssa.Global) objID {
	x := s.tab.intern(expr{op: opGlobal, x: globalV{v}})
	return s.extObj(x, ssabuild.Deref(v.Type()))
}

// A globalV is a package variable in an expression.
type globalV struct{ *ssa.Global }

func (m *machine) stepBinOp(s *state, f *frame, instr *ssa.BinOp) bool {
	x, y := s.get(f, instr.X), s.get(f, instr.Y)
	if bound, ok := f.fn.loops.Bound(instr); ok {
		if c, ok := bound.(*ssa.Const); ok && bound == instr.Y {
			y = s.scale(y, c)
		} else if ok {
			x = s.scale(x, c)
		}
	}
	if b, ok := instr.X.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsFloat != 0 {
		f.set(instr, m.intern(expr{op: opBin, tok: instr.Op, x: internal(x), y: internal(y)}))
		return true
	}
	f.set(instr, s.binop(instr.Op, x, y))
	return true
}

// internal returns v if it can be part of an expression.
func internal(v value) value {
	if internable(v) {
		return v
	}
	return nilV{}
}

func (m *machine) stepUnOp(s *state, gi int, instr *ssa.UnOp) bool {
	g := s.gmut(gi)
	f := s.top(g)
	x := s.get(f, instr.X)
	switch instr.Op {
	case token.ARROW:
		m.await(s, g, f, instr)
	case token.MUL:
		p, ok := s.pointer(x, instr.X.Type())
		if !ok {
			return false
		}
		if g, ok := m.ConstantError(instr.X); ok {
			f.set(instr, m.intern(expr{op: opVar, x: globalV{g}})) // the same wherever it is read
			return true
		}
		v := s.load(p, instr.Type(), reader{instr, f.stack, int32(g.id)})
		if x, ok := v.(sym); ok && effects.IsErrorVar(instr.X) {
			if _, decided := s.fact(x); !decided {
				s.assume(m.intern(expr{op: opBin, tok: token.EQL, x: x, y: nilV{}}), false)
			}
		}
		if n, ok := m.TableLen(instr.X); ok {
			if length, ok := s.length(v, false, instr.Type()).(sym); ok {
				s.setFact(fact{sym: length, is: s.scaled(n, false)})
			}
		}
		f.set(instr, v)
	case token.NOT:
		f.set(instr, s.not(x))
	case token.SUB:
		f.set(instr, s.binop(token.SUB, intV(0), x))
	default:
		f.set(instr, m.fresh())
	}
	return true
}

// restrict gives a channel the direction of a type.
func restrict(v value, t types.Type) value {
	c, ok := v.(chanV)
	if !ok {
		return v
	}
	if ct, ok := t.Underlying().(*types.Chan); ok && ct.Dir() != types.SendRecv {
		c.dir = ct.Dir()
	}
	return c
}

func (m *machine) convert(v value, from, to types.Type) value {
	a, aok := from.Underlying().(*types.Basic)
	b, bok := to.Underlying().(*types.Basic)
	if aok && bok && a.Info()&types.IsInteger != 0 && b.Info()&types.IsInteger != 0 {
		return v // a change of width does not matter for what is counted here
	}
	if _, ok := v.(sym); ok {
		if types.Identical(from.Underlying(), to.Underlying()) {
			return v
		}
	}
	if madeHere(v) && !(aok || bok) {
		return restrict(v, to)
	}
	return m.fresh()
}

func (m *machine) makeInterface(v value, t types.Type) value {
	switch v.(type) {
	case ctxV:
		return v
	}
	return &ifaceV{t, v}
}

// field returns a part of a struct, an array or a tuple.
func (m *machine) field(s *state, v value, index int, t types.Type) value {
	switch v := v.(type) {
	case *aggV:
		if index < len(v.elems) && v.elems[index] != nil {
			return v.elems[index]
		}
	case sym:
		if _, ok := t.Underlying().(*types.Struct); !ok {
			return m.intern(expr{op: opPart, x: v, y: intV(index)})
		}
	}
	return s.unknown(t)
}

func (m *machine) makeChan(s *state, g *goroutine, f *frame, instr *ssa.MakeChan) {
	size := s.resolve(s.get(f, instr.Size))
	s.narrow(size, 0, maxInt) // a negative size panics
	if !slices.Contains(m.made, instr) {
		m.made = append(m.made, instr)
	}
	if alt := m.override[instr]; alt != nil {
		size = alt(s, f)
	}
	if n, ok := size.(intV); ok {
		size = s.scaled(int64(n), false)
	}
	id := s.add(object{kind: channel, typ: instr.Type(), made: instr, cap: size})
	g.remember(id)
	f.set(instr, restrict(chanV{id, types.SendRecv}, instr.Type()))
}

// await stops a goroutine at a visible operation.
func (m *machine) await(s *state, g *goroutine, f *frame, instr ssa.Instruction) {
	w := &wait{instr: instr}
	switch instr := instr.(type) {
	case *ssa.Send:
		w.cases = []waitCase{{dir: types.SendOnly, ch: s.resolve(s.get(f, instr.Chan)), val: s.get(f, instr.X)}}
	case *ssa.UnOp:
		w.cases = []waitCase{{dir: types.RecvOnly, ch: s.resolve(s.get(f, instr.X)), commaOk: instr.CommaOk}}
	case *ssa.Select:
		w.selects = true
		w.polls = !instr.Blocking
		for _, st := range instr.States {
			c := waitCase{dir: st.Dir, ch: s.resolve(s.get(f, st.Chan)), pos: st.Pos}
			if st.Send != nil {
				c.val = s.get(f, st.Send)
			}
			w.cases = append(w.cases, c)
		}
	}
	for _, c := range w.cases {
		if ch, ok := c.ch.(chanV); ok {
			g.remember(ch.obj)
		}
	}
	g.wait = w
	g.status = waiting
}

// ret returns from a function.
func (m *machine) ret(s *state, gi int, instr *ssa.Return) bool {
	g := s.gmut(gi)
	f := s.top(g)
	if f.defers != nil {
		// go/ssa forgets RunDefers where only the body of a range over a
		// function defers.
		return m.runDefers(s, gi, f)
	}
	var result value
	switch len(instr.Results) {
	case 0:
		result = &aggV{}
	case 1:
		result = s.get(f, instr.Results[0])
	default:
		elems := make([]value, len(instr.Results))
		for i, r := range instr.Results {
			elems[i] = s.get(f, r)
		}
		result = &aggV{elems}
	}
	if len(g.frames) == 1 && g.unwind == notUnwinding {
		g.exit, g.exitFn = instr.Pos(), f.fn.ssa
		if !g.exit.IsValid() {
			g.exit = endOf(f.fn.ssa)
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
func (m *machine) pop(s *state, gi int, result value) bool {
	g := s.gmut(gi)
	f := g.frames[len(g.frames)-1]
	g.frames = g.frames[:len(g.frames)-1]
	if len(g.frames) == 0 {
		return m.finish(s, gi, result)
	}
	below := s.top(g)
	switch {
	case f.deferred: // what ran it runs again
	case below.native != nil:
		below.native.last = result
	case f.call != nil:
		if v, ok := f.call.(ssa.Value); ok {
			below.set(v, result)
		}
	}
	return !s.forked || m.worth(s)
}

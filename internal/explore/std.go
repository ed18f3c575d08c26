package explore

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// An intrinsic is what the machine does where a function is called that the
// model knows. It reports false if the path ends.
type intrinsic func(m *machine, s *state, gi int, c *site, e model.Entry) bool

// intrinsics is filled by init: the functions in it lead back to it.
var intrinsics map[model.Effect]intrinsic

func init() {
	intrinsics = map[model.Effect]intrinsic{
		model.Exits:   func(m *machine, s *state, gi int, c *site, e model.Entry) bool { s.ended = true; return false },
		model.Goexits: goexits,
		model.Panics: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
			return m.panics(s, gi, c.instr.Pos())
		},
		model.Serves: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
			s.escapeAll(c.args)
			m.giveResult(s, gi, c)
			return m.await2(s, gi, c, forAnybody, ptr{}, nil)
		},

		model.CtxRoot:   ctxRoot,
		model.CtxCancel: func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return newContext(m, s, gi, c, false) },
		model.CtxTimer:  func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return newContext(m, s, gi, c, true) },
		model.CtxValue:  ctxSame,
		model.CtxDetach: ctxRoot,
		model.CtxAfter:  ctxAfter,
		model.CtxDone:   ctxDone,
		model.CtxErr:    ctxErr,
		model.CtxGet:    unknownResult,

		model.TimeAfter:   func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return timeChan(m, s, gi, c, pending) },
		model.TimeTick:    func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return timeChan(m, s, gi, c, ticking) },
		model.NewTimer:    func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return newTimer(m, s, gi, c, pending) },
		model.NewTicker:   func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return newTimer(m, s, gi, c, ticking) },
		model.AfterFunc:   afterFunc,
		model.TimerStop:   func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return setTimer(m, s, gi, c, stopped) },
		model.TickerStop:  func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return setTimer(m, s, gi, c, stopped) },
		model.TimerReset:  func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return setTimer(m, s, gi, c, pending) },
		model.TickerReset: func(m *machine, s *state, gi int, c *site, e model.Entry) bool { return setTimer(m, s, gi, c, ticking) },

		model.WgAdd:  wgAdd,
		model.WgDone: wgDone,
		model.WgWait: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
			return m.waitFor(s, gi, c, forZero, c.receiver(), nil)
		},
		model.WgGo: wgGo,

		model.Lock: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
			return m.waitFor(s, gi, c, forLock, c.receiver(), nil)
		},
		model.RLock: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
			return m.waitFor(s, gi, c, forRLock, c.receiver(), nil)
		},
		model.Unlock:   unlock,
		model.RUnlock:  unlock,
		model.IfLock:   ifLock,
		model.IfUnlock: ifLock,
		model.TryLock:  tryLock,
		model.TryRLock: tryLock,
		model.OnceDo:   onceDo,
		model.OnceFunc: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
			id := s.add(object{kind: memory, val: onceV{}})
			return m.setResult(s, gi, c, &native{kind: onceFunc, obj: id, arg: c.arg(0)})
		},
		model.OnceValue: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
			id := s.add(object{kind: memory, val: onceV{}})
			return m.setResult(s, gi, c, &native{kind: onceFunc, obj: id, arg: c.arg(0)})
		},
		model.CondWait:      external,
		model.CondSignal:    nothing,
		model.CondBroadcast: nothing,

		model.AtomicLoad:  atomicLoad,
		model.AtomicStore: atomicStore,
		model.AtomicAdd:   atomicAdd,
		model.AtomicSwap:  atomicSwap,
		model.AtomicCAS:   atomicCAS,

		model.GroupCtx:   groupCtx,
		model.GroupGo:    groupGo,
		model.GroupTryGo: groupTryGo,
		model.GroupWait:  groupWait,
		model.GroupLimit: groupLimit,

		model.Notify:       external,
		model.TestRun:      testRun,
		model.TestCleanup:  testCleanup,
		model.TestParallel: nothing,
		model.Calls: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
			return m.callMany(s, gi, c, c.operand(e.Operands[0]), false)
		},
		model.Iterates: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
			return m.setResult(s, gi, c, &native{kind: iterFunc})
		},
	}
}

// operand returns the argument that an entry of the model speaks of.
func (c *site) operand(o model.Operand) value {
	if o.Kind == model.Recv {
		return c.receiver()
	}
	return c.arg(o.Index)
}

func nothing(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	return m.giveResult(s, gi, c)
}

func unknownResult(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	return m.giveResult(s, gi, c)
}

// external hands the arguments to somebody who is not seen.
func external(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	s.escapeAll(c.args)
	return m.giveResult(s, gi, c)
}

func goexits(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	if gi == 0 && c.recv && m.inTest() {
		// The test itself has failed: nobody asks what it leaves behind.
		s.ended = true
		return false
	}
	return m.startUnwind(s, gi, exiting, c.instr.Pos())
}

// inTest reports whether the root is part of a test.
func (m *machine) inTest() bool {
	return strings.HasSuffix(m.ssa.Fset.Position(m.root.Pos()).Filename, "_test.go")
}

// await2 stops a goroutine at a call that waits.
func (m *machine) await2(s *state, gi int, c *site, lock lockWait, at ptr, then func(s *state, gi int) bool) bool {
	g := s.gmut(gi)
	g.wait = &wait{instr: c.instr, lock: lock, at: at, then: then}
	g.status = waiting
	return true
}

// waitFor stops a goroutine until a lock is free or a count is zero. What is not
// made here never waits.
func (m *machine) waitFor(s *state, gi int, c *site, lock lockWait, at value, then func(s *state, gi int) bool) bool {
	p, ok := s.resolve(at).(ptr)
	if !ok || s.obj(p.obj).external {
		if _, isNil := s.resolve(at).(nilV); isNil {
			return false
		}
		m.giveResult(s, gi, c)
		if then != nil {
			return then(s, gi)
		}
		return true
	}
	return m.await2(s, gi, c, lock, p, then)
}

// A state of a sync type lies in memory like any value.
func stateAt[T any](s *state, v value) (p ptr, st T, ok bool) {
	p, ok = s.resolve(v).(ptr)
	if !ok || s.obj(p.obj).external {
		return p, st, false
	}
	st, ok = read(s.obj(p.obj).val, p.path).(T)
	return p, st, ok
}

func wgAdd(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, g, ok := stateAt[groupV](s, c.receiver())
	if !ok {
		return true
	}
	add := func(s *state, n int) bool {
		h := g
		h.count += n
		if h.count < 0 {
			return false // panics
		}
		s.write(p, h)
		return true
	}
	n := s.resolve(c.arg(0))
	if k, ok := n.(intV); ok {
		if len(c.instr.Common().Args) > 1 {
			if _, isConst := c.instr.Common().Args[1].(*ssa.Const); isConst {
				n = m.scaled(s, int64(k))
			}
		}
		return add(s, int(n.(intV)))
	}
	from := 1 // nobody adds none, but for a length that is zero
	if m.isLength(n) {
		from = 0
	}
	return m.fork(s, loopBound+1-from, func(s *state, i int) bool {
		return s.assume(m.binop(s, eql, n, intV(from+i)), true) && add(s, from+i)
	})
}

func wgDone(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	return m.groupDone(s, c.receiver())
}

func (m *machine) groupDone(s *state, v value) bool {
	if p, g, ok := stateAt[groupV](s, v); ok {
		if g.count--; g.count < 0 {
			return false
		}
		s.write(p, g)
	}
	return true
}

func wgGo(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, g, ok := stateAt[groupV](s, c.receiver())
	if ok {
		g.count++
		s.write(p, g)
	}
	return m.goValue(s, gi, c, c.arg(0), exitAct{exitDone, p}, ok)
}

// goValue starts a function value as a goroutine.
func (m *machine) goValue(s *state, gi int, c *site, fn value, act exitAct, acts bool) bool {
	f, ok := s.resolve(fn).(*funcV)
	if !ok || len(f.fn.Blocks) == 0 {
		s.escape(fn)
		if acts {
			m.atExit(s, act, s.m.fresh())
		}
		return true
	}
	g := m.spawn(s, gi, f.fn, nil, f.binds, c.instr)
	if g == nil {
		return false
	}
	if acts {
		g.atExit = append(g.atExit, act)
	}
	return true
}

// atExit does what is due when a goroutine has ended.
func (m *machine) atExit(s *state, a exitAct, result value) {
	p, g, ok := stateAt[groupV](s, a.at)
	if !ok {
		return
	}
	g.count = max(g.count-1, 0)
	s.write(p, g)
	if a.kind == exitGroup && g.cancel != 0 && s.resolve(result) != (nilV{}) {
		// An error cancels the group's context; one that may be nil may.
		if _, unknown := s.resolve(result).(sym); unknown {
			s.selfEnd(g.cancel)
		} else {
			m.cancel(s, g.cancel)
		}
	}
}

func unlock(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, l, ok := stateAt[lockV](s, c.receiver())
	if !ok {
		return true
	}
	if e.Effect == model.RUnlock {
		if l.readers == 0 {
			return false
		}
		l.readers--
	} else {
		if !l.writer {
			return false // unlock of an unlocked mutex ends the program
		}
		l.writer = false
	}
	s.write(p, l)
	return true
}

// ifLock calls the method of the dynamic type of a sync.Locker.
func ifLock(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	if e.Effect == model.IfUnlock {
		return unlock(m, s, gi, c, e)
	}
	return m.waitFor(s, gi, c, forLock, c.receiver(), nil)
}

func tryLock(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, l, ok := stateAt[lockV](s, c.receiver())
	if !ok {
		return m.giveResult(s, gi, c)
	}
	if l.writer || l.readers > 0 && e.Effect == model.TryLock {
		return m.setResult(s, gi, c, boolV(false))
	}
	if e.Effect == model.TryLock {
		l.writer = true
	} else {
		l.readers++
	}
	s.write(p, l)
	return m.setResult(s, gi, c, boolV(true))
}

func onceDo(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, o, ok := stateAt[onceV](s, c.receiver())
	if !ok {
		// A sync.Once made elsewhere: the function runs now, or has run.
		return m.fork(s, 2, func(s *state, i int) bool {
			if i == 1 {
				s.escape(c.arg(0))
				return true
			}
			return m.callValue(s, gi, c, c.arg(0), nil)
		})
	}
	if o.done {
		return true
	}
	s.write(p, onceV{true})
	return m.callValue(s, gi, c, c.arg(0), nil)
}

// callValue calls a function value, as if the call stood where c stands.
func (m *machine) callValue(s *state, gi int, c *site, fn value, args []value) bool {
	k := &site{instr: c.instr, args: args}
	m.setFuncValue(k, s.resolve(fn))
	if k.isNil {
		return false
	}
	return m.invoke(s, gi, k, true)
}

// callMany calls a function value zero or more times.
func (m *machine) callMany(s *state, gi int, c *site, fn value, while bool) bool {
	g := s.gmut(gi)
	v := s.resolve(fn)
	f, ok := v.(*funcV)
	if !ok || len(g.frames) >= callDepth || !m.touches(f.fn) {
		if !ok {
			s.escape(v)
		}
		return m.giveResult(s, gi, c)
	}
	m.giveResult(s, gi, c)
	fr := &frame{stamp: s.stamp, deferred: true, call: c.instr, stack: m.stack(s.top(g).stack, c.instr)}
	fr.native = &loopCall{fn: v, params: f.fn.Signature.Params(), while: while}
	g.frames = append(g.frames, fr)
	return true
}

// stepLoopCall calls the function again, or returns.
func (m *machine) stepLoopCall(s *state, gi int) bool {
	g := s.gmut(gi)
	f := s.top(g)
	if f.returning {
		return m.unwindStep(s, gi)
	}
	n := f.native
	if n.while && n.round > 0 && s.resolve(n.last) == (boolV(false)) || n.round >= loopBound {
		return m.pop(s, gi, nil)
	}
	return m.fork(s, 2, func(s *state, i int) bool {
		g := s.gmut(gi)
		f := s.top(g)
		n := f.native
		if i == 0 {
			return m.pop(s, gi, nil)
		}
		if x, ok := s.resolve(n.last).(sym); ok && n.while && n.round > 0 && !s.assume(x, true) {
			return false
		}
		n.round++
		n.last = nil
		args := make([]value, n.params.Len())
		for i := range args {
			args[i] = s.unknown(n.params.At(i).Type())
		}
		fn := n.fn.(*funcV)
		nf := m.newFrame(s, fn.fn, args, fn.binds)
		nf.stack, nf.call = f.stack, f.call
		g.frames = append(g.frames, nf)
		return true
	})
}

func (m *machine) callNative(s *state, gi int, c *site) bool {
	switch n := c.nat; n.kind {
	case cancelFunc:
		if s.obj(n.obj).external {
			return true
		}
		s.note(step{g: gi, kind: stepCancel, instr: c.instr})
		m.cancel(s, n.obj)
	case stopFunc:
		return m.setResult(s, gi, c, m.stopHandle(s, n.obj))
	case onceFunc:
		if o, ok := s.obj(n.obj).val.(onceV); ok && !o.done {
			s.mut(n.obj).val = onceV{true}
			k := &site{instr: c.instr}
			m.setFuncValue(k, s.resolve(n.arg))
			return !k.isNil && m.invoke(s, gi, k, false)
		}
	case iterFunc:
		if len(c.args) > 0 {
			return m.callMany(s, gi, c, c.args[0], true)
		}
	}
	return m.giveResult(s, gi, c)
}

// testRun runs a subtest. One that calls Parallel waits for the end of the test
// that started it.
func testRun(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	m.giveResult(s, gi, c)
	args := []value{m.freshNonNil()}
	g := s.gmut(gi)
	inSubtest := slices.ContainsFunc(g.frames, func(f *frame) bool { return f.subtest })
	if f, ok := s.resolve(c.arg(1)).(*funcV); ok && len(f.fn.Blocks) > 0 && callsParallel(f.fn) && !inSubtest {
		s.addCleanup(gi, &site{instr: c.instr, fn: f.fn, args: args, binds: f.binds})
		return true
	}
	n := len(g.frames)
	if !m.callValue(s, gi, c, c.arg(1), args) {
		return false
	}
	if g := s.gmut(gi); len(g.frames) > n {
		s.top(g).subtest = true
	}
	return true
}

// testCleanup runs a function when the test ends.
func testCleanup(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	f, ok := s.resolve(c.arg(0)).(*funcV)
	if !ok || len(f.fn.Blocks) == 0 {
		s.escape(c.arg(0))
		return true
	}
	s.addCleanup(0, &site{instr: c.instr, fn: f.fn, binds: f.binds})
	return true
}

func (s *state) addCleanup(gi int, c *site) {
	g := s.gmut(gi)
	g.cleanups = append(slices.Clip(g.cleanups), c)
}

func callsParallel(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if callee := call.Call.StaticCallee(); callee != nil {
					if obj, ok := callee.Object().(*types.Func); ok && model.Has(obj, model.TestParallel) {
						return true
					}
				}
			}
		}
	}
	return false
}

func atomicLoad(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	if p, ok := atomicAt(s, c); ok {
		return m.setResult(s, gi, c, asType(s.load(p, c.resultType(), reader{}), c.resultType()))
	}
	return m.giveResult(s, gi, c)
}

// asType returns the value of an atomic.Bool as a bool: its zero value is a
// number.
func asType(v value, t types.Type) value {
	if n, ok := v.(intV); ok {
		if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
			return boolV(n != 0)
		}
	}
	return v
}

// atomicAt returns where an atomic operation takes place. The types of
// sync/atomic are structs whose last field is the value; the machine keeps the
// value in its place.
func atomicAt(s *state, c *site) (ptr, bool) {
	at := c.receiver()
	if !c.recv {
		at = c.arg(0)
	}
	p, ok := s.resolve(at).(ptr)
	if !ok || s.obj(p.obj).external {
		return p, false
	}
	if a, ok := read(s.obj(p.obj).val, p.path).(*aggV); ok {
		if len(a.elems) == 0 {
			return p, false
		}
		return s.m.part(p, len(a.elems)-1), true
	}
	return p, true
}

func (c *site) operandAfter() value {
	if c.recv {
		return c.arg(0)
	}
	return c.arg(1)
}

func (c *site) resultType() types.Type {
	if call, ok := c.instr.(*ssa.Call); ok {
		return call.Type()
	}
	return types.Typ[types.Int]
}

func atomicStore(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	if p, ok := atomicAt(s, c); ok {
		s.store(p, s.resolve(c.operandAfter()))
	} else {
		s.escapeAll(c.args)
		s.forgetAt(c.args[0])
	}
	return true
}

func atomicAdd(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, ok := atomicAt(s, c)
	if !ok {
		s.forgetAt(c.args[0])
		return m.giveResult(s, gi, c)
	}
	v := m.binop(s, add, s.load(p, c.resultType(), reader{}), c.operandAfter())
	s.write(p, v)
	return m.setResult(s, gi, c, v)
}

func atomicSwap(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, ok := atomicAt(s, c)
	if !ok {
		s.forgetAt(c.args[0])
		return m.giveResult(s, gi, c)
	}
	old := asType(s.load(p, c.resultType(), reader{}), c.resultType())
	s.store(p, c.operandAfter())
	return m.setResult(s, gi, c, old)
}

func atomicCAS(m *machine, s *state, gi int, c *site, e model.Entry) bool {
	p, ok := atomicAt(s, c)
	if !ok {
		s.forgetAt(c.args[0])
		return m.giveResult(s, gi, c)
	}
	i := 1
	if c.recv {
		i = 0
	}
	old := read(s.obj(p.obj).val, p.path)
	if old == nil {
		return m.giveResult(s, gi, c)
	}
	if _, isBool := s.resolve(c.arg(i)).(boolV); isBool {
		old = asType(old, types.Typ[types.Bool])
	}
	same := m.binop(s, eql, old, c.arg(i))
	return m.fork(s, 2, func(s *state, way int) bool {
		if !s.assume(same, way == 0) {
			return false
		}
		if way == 0 {
			s.store(p, c.arg(i+1))
		}
		return m.setResult(s, gi, c, boolV(way == 0))
	})
}

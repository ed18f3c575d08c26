package explore

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// An intrinsic is what the interpreter does where a function is called that the
// model knows. It reports false if the path ends.
type intrinsic func(m *machine, s *state, gi int, c *site, e model.Entry) bool

// intrinsics are what the interpreter does for each effect that the model knows.
type intrinsics map[model.Effect]intrinsic

// modelled are the functions of the standard library and of x/sync.
var modelled = intrinsics{
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
	model.CtxGet:    nothing,

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
		fn := c.operand(e.Operands[0])
		if model.Has(c.obj, model.Once) {
			return m.callOnce(s, gi, c, fn)
		}
		return m.callMany(s, gi, c, fn, false)
	},
	model.Iterates: func(m *machine, s *state, gi int, c *site, e model.Entry) bool {
		return m.setResult(s, gi, c, &native{kind: iterFunc})
	},
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
func (m *machine) inTest() bool { return m.isTest(m.Root) }

func (p *program) isTest(fn *ssa.Function) bool {
	return strings.HasSuffix(p.ssa.Fset.Position(fn.Pos()).Filename, "_test.go")
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
			s.cancel(g.cancel)
		}
	}
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

func (m *machine) callNative(s *state, gi int, c *site) bool {
	switch n := c.nat; n.kind {
	case cancelFunc:
		if s.obj(n.obj).external {
			return true
		}
		s.note(event{g: gi, kind: eventCancel, instr: c.instr})
		s.cancel(n.obj)
	case stopFunc:
		return m.setResult(s, gi, c, s.stopHandle(n.obj))
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

func (c *site) resultType() types.Type {
	if call, ok := c.instr.(*ssa.Call); ok {
		return call.Type()
	}
	return types.Typ[types.Int]
}

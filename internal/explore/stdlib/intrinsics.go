package stdlib

import (
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Intrinsics are the functions of the standard library and of x/sync.
var Intrinsics = interp.Intrinsics{
	model.Exits: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		s.Ended = true
		return false
	},
	model.Goexits: goexits,
	model.Panics: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return m.Panics(s, gi, c.Instr.Pos())
	},
	model.Serves: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		s.EscapeAll(c.Args)
		m.GiveResult(s, gi, c)
		return m.AwaitCall(s, gi, c, domain.ForAnybody, domain.Ptr{}, nil)
	},

	model.CtxRoot: ctxRoot,
	model.CtxCancel: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return newContext(m, s, gi, c, false)
	},
	model.CtxTimer: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return newContext(m, s, gi, c, true)
	},
	model.CtxValue:  ctxSame,
	model.CtxDetach: ctxRoot,
	model.CtxAfter:  ctxAfter,
	model.CtxDone:   ctxDone,
	model.CtxErr:    ctxErr,
	model.CtxGet:    nothing,

	model.TimeAfter: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return timeChan(m, s, gi, c, domain.Pending)
	},
	model.TimeTick: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return timeChan(m, s, gi, c, domain.Ticking)
	},
	model.NewTimer: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return newTimer(m, s, gi, c, domain.Pending)
	},
	model.NewTicker: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return newTimer(m, s, gi, c, domain.Ticking)
	},
	model.AfterFunc: afterFunc,
	model.TimerStop: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return setTimer(m, s, gi, c, domain.Stopped)
	},
	model.TickerStop: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return setTimer(m, s, gi, c, domain.Stopped)
	},
	model.TimerReset: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return setTimer(m, s, gi, c, domain.Pending)
	},
	model.TickerReset: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return setTimer(m, s, gi, c, domain.Ticking)
	},

	model.WgAdd:  wgAdd,
	model.WgDone: wgDone,
	model.WgWait: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return m.AwaitSync(s, gi, c, domain.ForZero, c.Receiver(), nil)
	},
	model.WgGo: wgGo,

	model.Lock: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return m.AwaitSync(s, gi, c, domain.ForLock, c.Receiver(), nil)
	},
	model.RLock: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return m.AwaitSync(s, gi, c, domain.ForRLock, c.Receiver(), nil)
	},
	model.Unlock:   unlock,
	model.RUnlock:  unlock,
	model.RLocker:  rlocker,
	model.IfLock:   ifLock,
	model.IfUnlock: ifLock,
	model.TryLock:  tryLock,
	model.TryRLock: tryLock,
	model.OnceDo:   onceDo,
	model.OnceFunc: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		id := s.Add(domain.Object{Kind: domain.Memory, Value: domain.OnceV{}})
		return m.SetResult(s, gi, c, &domain.Native{Kind: domain.OnceFunc, Obj: id, Arg: c.Arg(0)})
	},
	model.OnceValue: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		id := s.Add(domain.Object{Kind: domain.Memory, Value: domain.OnceV{}})
		return m.SetResult(s, gi, c, &domain.Native{Kind: domain.OnceFunc, Obj: id, Arg: c.Arg(0)})
	},
	model.NewCond:       newCond,
	model.CondWait:      condWait,
	model.CondSignal:    condSignal,
	model.CondBroadcast: condSignal,

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
	model.Calls: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		fn := c.Operand(e.Operands[0])
		if model.Has(c.Obj, model.Once) {
			return m.CallOnce(s, gi, c, fn)
		}
		if model.Has(c.Obj, model.Walks) {
			return m.CallWalk(s, gi, c, fn)
		}
		return m.CallMany(s, gi, c, fn, false)
	},
	model.Iterates: func(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
		return m.SetResult(s, gi, c, &domain.Native{Kind: domain.IterFunc})
	},
}

func nothing(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	return m.GiveResult(s, gi, c)
}

// external hands the arguments to the environment.
func external(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	s.EscapeAll(c.Args)
	return m.GiveResult(s, gi, c)
}

func goexits(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	if gi == 0 && c.Recv && m.InTest() {
		// The test itself has failed: nobody asks what it leaves behind.
		s.Ended = true
		return false
	}
	return m.StartUnwind(s, gi, domain.Exiting, c.Instr.Pos())
}

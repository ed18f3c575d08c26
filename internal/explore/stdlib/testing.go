package stdlib

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// testRun runs a subtest. One that calls Parallel waits for the end of the test
// that started it.
func testRun(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	m.GiveResult(s, gi, c)
	args := []domain.Value{m.FreshNonNil()}
	g := s.OwnGoroutine(gi)
	inSubtest := slices.ContainsFunc(g.Frames, func(f *domain.Frame) bool { return f.Subtest })
	if f, ok := s.Resolve(c.Arg(1)).(*domain.FuncV); ok && len(f.Fn.Blocks) > 0 && callsParallel(f.Fn) && !inSubtest {
		s.AddCleanup(gi, &domain.CallSite{Instr: c.Instr, Fn: f.Fn, Args: args, Binds: f.Binds})
		return true
	}
	n := len(g.Frames)
	if !m.CallValue(s, gi, c, c.Arg(1), args) {
		return false
	}
	if g := s.OwnGoroutine(gi); len(g.Frames) > n {
		s.OwnTop(g).Subtest = true
	}
	return true
}

// testCleanup runs a function when the test ends.
func testCleanup(m *interp.Interpreter, s *domain.State, gi int, c *domain.CallSite, e model.Entry) bool {
	f, ok := s.Resolve(c.Arg(0)).(*domain.FuncV)
	if !ok || len(f.Fn.Blocks) == 0 {
		s.Escape(c.Arg(0))
		return true
	}
	s.AddCleanup(0, &domain.CallSite{Instr: c.Instr, Fn: f.Fn, Binds: f.Binds})
	return true
}

// callsParallel reports whether a test calls Parallel itself:
//
//	func f$1(t *testing.T):
//	    t0 = (*testing.T).Parallel(t)
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

package unbounded

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// scopeOf returns why a request that nothing bounds matters: who waits for it does so often, or
// has asked for a limit, or cannot set one. It reports false for one that is made by who starts a
// program, say, and waits for the answer himself.
func (w *World) scopeOf(call *ssa.Call) (Scope, bool) {
	fn := call.Parent()
	if s, often := w.scopes[fn]; often {
		return s, true
	}
	for _, kind := range []struct {
		is func(*ssa.Call) bool
		s  Scope
	}{{w.inRounds, Scope{Rounds: true}}, {w.hasContext, Scope{Context: true}}, {w.isOwn, Scope{Own: true}}} {
		if kind.is(call) {
			return kind.s, true
		}
	}
	return Scope{}, false
}

// inRounds reports whether a call is in a loop that waits for a ticker in each round, or the
// function is called in one, or by one that is: who polls so does not poll any more.
func (w *World) inRounds(call *ssa.Call) bool {
	seen := map[*ssa.Function]bool{call.Parent(): true}
	work := []*ssa.Call{call}
	for len(work) > 0 {
		call := work[0]
		work = work[1:]
		if hasTicks(call) {
			return true
		}
		for _, site := range w.flow.Calls(call.Parent()) {
			if outer, ok := site.(*ssa.Call); ok && !seen[outer.Parent()] {
				seen[outer.Parent()] = true
				work = append(work, outer)
			}
		}
	}
	return false
}

// hasTicks reports whether a call is in a loop that waits for a ticker.
func hasTicks(call *ssa.Call) bool {
	return slices.ContainsFunc(cfg.CyclesOf(call.Parent()), func(c *cfg.Cycle) bool {
		return c.Has(call.Block()) && slices.ContainsFunc(c.Blocks, func(b *ssa.BasicBlock) bool {
			return slices.ContainsFunc(b.Instrs, isTick)
		})
	})
}

// isTick reports whether an instruction receives from a ticker.
//
//	t1 = &t0.C [#0]; t2 = *t1; t3 = <-t2        t0 = time.Tick(...); t1 = <-t0
func isTick(instr ssa.Instruction) bool {
	recv, ok := instr.(*ssa.UnOp)
	if sel, isSelect := instr.(*ssa.Select); isSelect {
		return slices.ContainsFunc(sel.States, func(s *ssa.SelectState) bool { return isTicker(s.Chan) })
	}
	return ok && isTicker(recv.X)
}

func isTicker(ch ssa.Value) bool {
	switch ch := ch.(type) {
	case *ssa.Call:
		return model.Has(callee.Of(&ch.Call), model.TimeTick)
	case *ssa.UnOp:
		addr, ok := ch.X.(*ssa.FieldAddr)
		return ok && ssabuild.Deref(addr.X.Type()).String() == "time.Ticker"
	}
	return false
}

// hasContext reports whether the function that sends a request is given a context by a name, and
// so somebody expects it to end with that.
func (w *World) hasContext(call *ssa.Call) bool {
	for fn := call.Parent(); fn != nil; fn = fn.Parent() {
		for _, p := range fn.Params {
			if p.Name() != "_" && p.Name() != "" && ssabuild.IsContext(p.Type()) && !w.isEndless(p) {
				return true
			}
		}
	}
	return false
}

// isOwn reports whether a request is sent, by a function or method that other packages can name, by
// a client that is a field or variable of which they know nothing: they can set no limit. What is
// to go on as long as somebody likes is not meant.
func (w *World) isOwn(call *ssa.Call) bool {
	fn := callee.Declared(call.Parent())
	if w.world.Pkg.Name() == "main" || fn.Object() == nil || lasts(fn.Name()) || !w.isNamed(fn) {
		return false
	}
	e, ok := model.Of(w.calleeOf(call), model.Sends)
	if !ok {
		e, ok = model.Of(w.calleeOf(call), model.RequestsBy)
	}
	if !ok {
		return false
	}
	client := operand(&call.Call, e.Operands[0])
	if load, ok := client.(*ssa.UnOp); ok {
		client = load.X
	}
	switch addr := client.(type) {
	case *ssa.FieldAddr:
		recv := fn.Signature.Recv()
		f := ssabuild.Field(addr)
		if recv == nil || f == nil || f.Exported() || f.Embedded() || f.Pkg() != w.world.Pkg {
			return false
		}
		named, ok := types.Unalias(ssabuild.Deref(recv.Type())).(*types.Named)
		return ok && !slices.ContainsFunc(slices.Collect(named.Methods()), func(m *types.Func) bool { return lasts(m.Name()) })
	case *ssa.Global:
		return !ast.IsExported(addr.Name()) && addr.Pkg.Pkg == w.world.Pkg
	}
	return false
}

// isNamed reports whether other packages may call a function, or one that calls it.
func (w *World) isNamed(fn *ssa.Function) bool {
	seen := map[*ssa.Function]bool{fn: true}
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[0]
		work = work[1:]
		if ast.IsExported(fn.Name()) {
			return true
		}
		for _, call := range w.flow.Calls(fn) {
			if in := callee.Declared(call.Parent()); !seen[in] {
				seen[in] = true
				work = append(work, in)
			}
		}
	}
	return false
}

// lasting are words in the names of functions that may go on for long: nobody gives their client
// a timeout.
var lasting = []string{"stream", "watch", "subscribe", "listen", "follow", "tail", "events", "longpoll", "download", "upload", "copy", "proxy", "forward", "logs"}

func lasts(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(lasting, func(word string) bool { return strings.Contains(name, word) })
}

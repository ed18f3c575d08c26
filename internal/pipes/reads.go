package pipes

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An extent says how much of its input something reads.
type extent uint8

const (
	maybe  extent = iota // it may stop before the end
	copied               // all, unless what it is written to fails
	always               // all: it waits for the end
)

// readsAll says how much an operation on the reader reads.
func (w *World) readsAll(o ssa.Instruction) extent {
	site, ok := o.(ssa.CallInstruction)
	if !ok {
		return maybe
	}
	fn := callee.Of(site.Common())
	switch {
	case model.Has(fn, model.Drains):
		return always
	case model.Has(fn, model.Copies):
		if neverFails(site.Common().Args[0]) {
			return always
		}
		return copied
	case isRaw(site.Common()):
		return w.loops(site)
	}
	return maybe
}

// isRaw reports whether a read fails only if its source does: then to read until an error
// is to read all.
func isRaw(call *ssa.CallCommon) bool {
	fn := callee.Of(call)
	if fn == nil || fn.Signature().Recv() == nil {
		return false
	}
	if fn.Pkg() == nil || fn.Pkg().Path() != "io" && fn.Pkg().Path() != "bufio" {
		return false
	}
	return model.Has(fn, model.Exhausts) || model.Has(fn, model.PipeRead) || model.Has(fn, model.Scans)
}

// loops says whether a read is done again until it fails, and by nothing else.
//
//	t3 = (*bufio.Reader).ReadString(t1, 10:byte)
//	t5 = extract t3 #1
//	t6 = t5 != nil:error
//	if t6 goto done else body
func (w *World) loops(site ssa.CallInstruction) extent {
	cycles := cfg.CyclesOf(site.Parent())
	i := slices.IndexFunc(cycles, func(c *cfg.Cycle) bool { return c.Has(site.Block()) })
	if i < 0 {
		return maybe
	}
	c := cycles[i]
	for _, b := range c.Blocks {
		if !slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return !c.Has(s) }) {
			continue
		}
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !w.saysFailed(branch.Cond, site) {
			return maybe
		}
	}
	return always
}

// saysFailed reports whether a condition asks whether a read has failed.
func (w *World) saysFailed(cond ssa.Value, site ssa.CallInstruction) bool {
	switch x := cond.(type) {
	case *ssa.UnOp:
		return x.Op == token.NOT && w.saysFailed(x.X, site)
	case *ssa.BinOp:
		return w.isError(x.X, site) || w.isError(x.Y, site)
	case *ssa.Call:
		if x == site {
			return true // more := s.Scan()
		}
		return model.Has(callee.Of(&x.Call), model.ErrorIs) && w.isError(x.Call.Args[0], site)
	}
	return false
}

// isError reports whether a value is the error of a call.
func (w *World) isError(v ssa.Value, site ssa.CallInstruction) bool {
	if !ssabuild.IsError(v.Type()) {
		return false
	}
	return slices.ContainsFunc(w.flow.LocalSources(v), func(source ssa.Value) bool {
		e, ok := source.(*ssa.Extract)
		return ok && e.Tuple == site.Value()
	})
}

// neverFails reports whether writing to a value never fails.
func neverFails(v ssa.Value) bool {
	if i, ok := v.(*ssa.MakeInterface); ok {
		v = i.X
	}
	if load, ok := v.(*ssa.UnOp); ok {
		if g, ok := load.X.(*ssa.Global); ok && model.VarHas(g.Object(), model.NeverFails) {
			return true
		}
	}
	named, ok := types.Unalias(ssabuild.Deref(v.Type())).(*types.Named)
	return ok && model.MembersHave(named.Obj(), model.NeverFails)
}

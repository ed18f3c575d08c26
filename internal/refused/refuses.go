package refused

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A search looks for a path from the entry of a function to a return on which a parameter is
// not used.
type search struct {
	flow  *flow.Flow
	param *ssa.Parameter
	takes map[ssa.Instruction]bool // uses, but for sends in a select
	cases map[sent]bool            // those
	seen  map[*ssa.BasicBlock]bool
}

// A sent is a case of a select that sends the parameter.
type sent struct {
	in    *ssa.Select
	index int
}

// refuses returns a fact about a function, or nil.
//
//	t3 = &p.closed [#1]; t4 = *t3
//	if t4 goto 1 else 2
//	1: return false:bool           f was not used
func refuses(f *flow.Flow, fn *ssa.Function) *Refuses {
	recv := 0
	if fn.Signature.Recv() != nil {
		recv = 1
	}
	for i, p := range fn.Params[min(recv, len(fn.Params)):] {
		if _, ok := p.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		s := &search{flow: f, param: p, takes: make(map[ssa.Instruction]bool), cases: make(map[sent]bool), seen: make(map[*ssa.BasicBlock]bool)}
		if !s.uses() {
			continue
		}
		if result := s.block(fn.Blocks[0]); result >= 0 {
			return &Refuses{Arg: i, Result: result}
		}
	}
	return nil
}

// uses finds where the parameter is used, and reports whether it is.
func (s *search) uses() bool {
	for _, u := range s.flow.LocalUses(s.param) {
		switch instr := u.Instr.(type) {
		case *ssa.BinOp, *ssa.DebugRef:
		case *ssa.Select:
			for i, state := range instr.States {
				if state.Send == u.Value {
					s.cases[sent{instr, i}] = true
				}
			}
		default:
			s.takes[instr] = true
		}
	}
	return len(s.takes)+len(s.cases) > 0
}

// block returns which result tells that the parameter was not used on a path from a block to
// a return, or -1.
func (s *search) block(b *ssa.BasicBlock) int {
	if s.seen[b] {
		return -1
	}
	s.seen[b] = true
	for _, instr := range b.Instrs {
		if s.takes[instr] {
			return -1
		}
		if ret, ok := instr.(*ssa.Return); ok && b != b.Parent().Recover {
			return s.telling(ret)
		}
	}
	for i, succ := range b.Succs {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && s.excluded(branch.Cond, i == 0) {
			continue
		}
		if result := s.block(succ); result >= 0 {
			return result
		}
	}
	return -1
}

// excluded reports whether a condition has a value only if the parameter is nil, or was sent.
//
//	t7 = t6 == 0:int               t6 says which case of a select was taken
func (s *search) excluded(cond ssa.Value, value bool) bool {
	c, ok := cond.(*ssa.BinOp)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ || value != (c.Op == token.EQL) {
		return false
	}
	if c.X == s.param || c.Y == s.param {
		return true
	}
	sel, i := cfg.CaseOf(c)
	return sel != nil && s.cases[sent{sel, i}]
}

// telling returns which result of a return tells of failure, or -1.
//
//	*t0 = false:bool; rundefers; t5 = *t0; return t5
func (s *search) telling(ret *ssa.Return) int {
	for i, v := range ret.Results {
		sources := s.flow.LocalSources(v)
		if len(sources) > 0 && !slices.ContainsFunc(sources, func(v ssa.Value) bool { return !isFailure(v) }) {
			return i
		}
	}
	return -1
}

// isFailure reports whether a value is false, or an error that is made or named there.
func isFailure(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value != nil && v.Value.Kind() == constant.Bool && !constant.BoolVal(v.Value)
	case *ssa.Call, *ssa.MakeInterface:
		return ssabuild.IsError(v.Type())
	case *ssa.UnOp:
		_, global := v.X.(*ssa.Global)
		return global && v.Op == token.MUL && ssabuild.IsError(v.Type())
	}
	return false
}

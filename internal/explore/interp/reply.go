package interp

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// Requests and replies: a peer answers a request once. That it answers again is a guess
// about code that is not seen, on which no finding may stand. So a path on which what
// came from outside is found to be one key twice is inconclusive, where a map is asked
// (see lookup) and where a branch compares.

// answers notes that a branch has found a message to be the one that is waited for:
//
//	t1 = invoke conn.read()        the message
//	t2 = t1.id
//	t3 = t2 == id
//	if t3 goto hers else next
func (m *Interpreter) answers(s *domain.State, gi int, instr *ssa.If, way int) {
	cmp, ok := instr.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ || (cmp.Op == token.EQL) != (way == 0) || !isKey(cmp) {
		return
	}
	g := s.Goroutines[gi]
	f := g.Frames[len(g.Frames)-1]
	for _, v := range []ssa.Value{cmp.X, cmp.Y} {
		key := s.Get(f, v)
		switch key.(type) {
		case domain.Symbol, domain.IntV, domain.StrV:
			if s.Answer(instr, key) {
				s.Inconclusive = true
			}
		}
	}
}

// isKey reports whether a comparison is one of numbers or names that are no constants,
// of which one came from outside.
func isKey(cmp *ssa.BinOp) bool {
	b, ok := cmp.X.Type().Underlying().(*types.Basic)
	if !ok || b.Info()&(types.IsInteger|types.IsString) == 0 {
		return false
	}
	_, x := cmp.X.(*ssa.Const)
	_, y := cmp.Y.(*ssa.Const)
	return !x && !y && (isReceived(cmp.X) || isReceived(cmp.Y))
}

// isReceived reports whether a value is a part of what a call has returned or put into a
// variable that it was given, or of what was received:
//
//	t0 = new msg (m)
//	t1 = json.Unmarshal(b, t0)
//	t2 = &t0.id
//	t3 = *t2
func isReceived(v ssa.Value) bool {
	seen := make(map[ssa.Value]bool)
	work := []ssa.Value{v}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[v] {
			continue
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Select:
			return true
		case *ssa.Call:
			if _, isBuiltin := v.Call.Value.(*ssa.Builtin); !isBuiltin {
				return true
			}
		case *ssa.UnOp:
			if v.Op == token.ARROW {
				return true
			}
			work = append(work, v.X)
		case *ssa.Field:
			work = append(work, v.X)
		case *ssa.FieldAddr:
			work = append(work, v.X)
		case *ssa.Extract:
			work = append(work, v.Tuple)
		case *ssa.TypeAssert:
			work = append(work, v.X)
		case *ssa.Convert:
			work = append(work, v.X)
		case *ssa.ChangeType:
			work = append(work, v.X)
		case *ssa.Phi:
			work = append(work, v.Edges...)
		case *ssa.MakeInterface:
			work = append(work, v.X)
		case *ssa.Alloc:
			for _, r := range *v.Referrers() {
				switch r := r.(type) {
				case *ssa.Store:
					if r.Addr == v {
						work = append(work, r.Val)
					}
				case *ssa.MakeInterface:
					if slices.ContainsFunc(*r.Referrers(), isCall) {
						return true
					}
				case ssa.CallInstruction:
					return true
				}
			}
		}
	}
	return false
}

func isCall(instr ssa.Instruction) bool {
	_, ok := instr.(ssa.CallInstruction)
	return ok
}

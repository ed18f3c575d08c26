package interp

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Client is code that is not seen, which makes an object by calling the root, calls
// methods of it one behind the other, and then has no use for it any more. What it is
// given it keeps, and serves; what it is not given, nobody serves but the object.
type Client struct {
	*effects.Client
	Then []*ssa.Function // called when the root has returned
	Ends int             // how many of these, the last ones, end the object
}

// isGiven reports whether what is stored at an address is a channel that clients are given:
// it is in an exported field, or an exported function returns it.
func (c *Client) isGiven(addr ssa.Value) bool {
	a, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	f := ssabuild.Field(a)
	return f != nil && (f.Exported() || c.Hands[f])
}

// Ending reports whether the client is in the first call that ends the object, and whether
// it is in the last one, or has dropped the object.
func (c *Client) Ending(s *domain.State) (first, last bool) {
	n := s.Goroutines[0].Calls
	return n == len(c.Then)-c.Ends+1, n >= len(c.Then)
}

// Ahead returns the functions that a client has yet to call.
func (m *Interpreter) Ahead(s *domain.State) []*ssa.Function {
	if m.Client == nil || s.Goroutines[0].Uses == nil && s.Goroutines[0].Calls > 0 {
		return nil
	}
	return m.Client.Then[s.Goroutines[0].Calls:]
}

// callNext lets the client call the next function, now that one has returned. It reports
// false if there is none, or if the path ends: the client takes it that nothing has failed,
// and an object that others have is theirs to end.
func (m *Interpreter) callNext(s *domain.State, result domain.Value) (calls, alive bool) {
	g := s.OwnGoroutine(0)
	if g.Unwind != domain.NotUnwinding {
		return false, false
	}
	returned := m.Root
	if g.Calls > 0 {
		returned = m.Client.Then[g.Calls-1]
	}
	list := []domain.Value{result}
	if tuple, ok := result.(*domain.AggV); ok && returned.Signature.Results().Len() != 1 {
		list = slices.Clone(tuple.Elems)
	}
	if g.Calls == 0 {
		g.Uses = list[m.Client.Result]
		if x, ok := g.Uses.(*domain.IfaceV); ok {
			g.Uses = x.Value
		}
		list[m.Client.Result] = nil
		p, ok := s.Resolve(g.Uses).(domain.Ptr)
		if !ok || s.Object(p.Obj).External {
			return false, false
		}
	}
	for i, v := range list {
		if v == nil || i >= returned.Signature.Results().Len() {
			continue
		}
		if ssabuild.IsError(returned.Signature.Results().At(i).Type()) {
			if g.Calls <= len(m.Client.Then)-m.Client.Ends && !s.Assume(s.Binop(token.EQL, v, domain.NilV{}), true) {
				return false, false
			}
			continue
		}
		s.Escape(v)
	}
	if g.Calls == len(m.Client.Then) {
		return false, true
	}
	fn := m.Client.Then[g.Calls]
	args := make([]domain.Value, len(fn.Params))
	for i, p := range fn.Params {
		args[i] = s.Unknown(p.Type())
	}
	args[0] = g.Uses
	g.Calls++
	if g.Calls == len(m.Client.Then) {
		g.Uses = nil
	}
	f := m.newFrame(s, fn, args, nil)
	f.Stack = m.Stack(int32(0), f.Block.Instrs[0])
	g.Frames = []*domain.Frame{f}
	// What the object has started may come first, or not.
	g.Status, g.Wait = domain.Waiting, &domain.Wait{Instr: f.Block.Instrs[0], Lock: domain.ForYield, Then: func(s *domain.State, _ int) bool {
		s.Record(domain.Event{Kind: domain.EventClient, Pos: fn.Pos(), Text: fn.Name()})
		return true
	}}
	return true, true
}

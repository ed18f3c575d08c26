package unbounded

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// unboundedClient reports whether a client has no timeout, and no transport that may have
// one, whichever it is; and returns the instruction that makes it, nil if it is the one of
// all who have none.
func (w *World) unboundedClient(client ssa.Value) (made ssa.Instruction, ok bool) {
	if client == nil {
		return nil, false
	}
	sources := w.sources(client)
	for _, v := range sources {
		switch v := v.(type) {
		case *ssa.UnOp:
			if !isUsual(v.X) || w.bounded {
				return nil, false
			}
		case *ssa.Alloc:
			if w.timeouts || w.isBounded(v, 0) {
				return nil, false
			}
			made = v
		case *ssa.FieldAddr:
			if w.timeouts || !w.isPlainField(v) {
				return nil, false
			}
		case *ssa.Call, *ssa.Extract:
			if w.timeouts || !w.isBare(v) {
				return nil, false
			}
			made, _ = flow.ResultOf(v)
		default:
			return nil, false
		}
	}
	return made, len(sources) > 0
}

// isBounded reports whether a client that is made gets what bounds its requests, or may: it
// is copied from one that does.
func (w *World) isBounded(client *ssa.Alloc, depth int) bool {
	return slices.ContainsFunc(*client.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			return model.IsField(ssabuild.Field(ref), model.Bounds) && slices.ContainsFunc(*ref.Referrers(), func(ref ssa.Instruction) bool {
				store, ok := ref.(*ssa.Store)
				return ok && !w.isPlainTransport(store.Val)
			})
		case *ssa.Store:
			return ref.Addr == ssa.Value(client) && w.mayBound(ref.Val, depth+1)
		}
		return false
	})
}

// mayBound reports whether a client, not the address of one, has what bounds its requests,
// or may.
//
//	t0 = local http.Client (complit); t1 = *t0
func (w *World) mayBound(client ssa.Value, depth int) bool {
	if c, ok := client.(*ssa.Const); ok && c.Value == nil {
		return false
	}
	sources := w.sources(client)
	return depth > 3 || len(sources) == 0 || slices.ContainsFunc(sources, func(v ssa.Value) bool {
		if c, ok := v.(*ssa.Const); ok && c.Value == nil {
			return false
		}
		load, ok := v.(*ssa.UnOp)
		if !ok || load.Op != token.MUL {
			return true
		}
		made, ok := load.X.(*ssa.Alloc)
		return !ok || w.isBounded(made, depth)
	})
}

// isPlainTransport reports whether a transport is made with nothing that bounds a request, or
// may: a function that dials may set deadlines, unless it is seen to do nothing else.
//
//	t0 = new http.Transport (complit); t1 = make http.RoundTripper <- t0
func (w *World) isPlainTransport(v ssa.Value) bool {
	sources := w.sources(v)
	return len(sources) > 0 && !slices.ContainsFunc(sources, func(v ssa.Value) bool {
		_, isMade := v.(*ssa.Alloc)
		return !isMade && !w.isBare(v) || !w.isPlain(v)
	})
}

// isPlain reports whether of a transport only fields are used that the model calls plain, and
// nobody else has it but the client that it is for, or who gets it from the function.
func (w *World) isPlain(transport ssa.Value) bool {
	holders := 0
	return !slices.ContainsFunc(*transport.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			return !model.IsField(ssabuild.Field(ref), model.Plain) && !w.onlyDials(ref)
		case *ssa.MakeInterface, *ssa.Return:
			holders++
			return holders > 1
		case *ssa.Store:
			addr, ok := ref.Addr.(*ssa.FieldAddr)
			holders++
			return holders > 1 || !ok || !model.IsField(ssabuild.Field(addr), model.Bounds)
		case *ssa.DebugRef:
			return false
		}
		return true
	})
}

// onlyDials reports whether a field is set to a function that dials and does nothing else with the connection:
// a time limit for that says nothing of the answer.
//
//	http.Transport{DialContext: (&net.Dialer{Timeout: t}).DialContext}
func (w *World) onlyDials(addr *ssa.FieldAddr) bool {
	refs := *addr.Referrers()
	return len(refs) > 0 && !slices.ContainsFunc(refs, func(ref ssa.Instruction) bool {
		store, ok := ref.(*ssa.Store)
		if !ok || store.Addr != ssa.Value(addr) {
			return true
		}
		var fn *ssa.Function
		switch v := flow.Unconverted(store.Val).(type) {
		case *ssa.Function:
			fn = v
		case *ssa.MakeClosure:
			fn = v.Fn.(*ssa.Function)
		}
		return fn == nil || !returnsDialled(fn)
	})
}

// returnsDialled reports whether a function returns a connection as it was dialled: that is all that it does with it.
func returnsDialled(fn *ssa.Function) bool {
	returns := cfg.Returns(fn)
	return len(returns) > 0 && !slices.ContainsFunc(returns, func(ret *ssa.Return) bool {
		if len(ret.Results) == 0 || ssabuild.IsNil(ret.Results[0]) {
			return len(ret.Results) == 0
		}
		call, result := flow.ResultOf(ret.Results[0])
		if call == nil || result != 0 || !model.Has(callee.Of(&call.Call), model.DialledConn) || isLocal(call) {
			return true
		}
		return slices.ContainsFunc(*ret.Results[0].Referrers(), func(ref ssa.Instruction) bool {
			_, isReturn := ref.(*ssa.Return)
			return !isReturn
		})
	})
}

// isLocal reports whether a call dials a process of the same machine, which may have much to do for an answer.
func isLocal(call *ssa.Call) bool {
	e, ok := model.Of(callee.Of(&call.Call), model.Network)
	if !ok {
		return false
	}
	network, ok := constString(operand(&call.Call, e.Operands[0]))
	return ok && strings.HasPrefix(network, "unix")
}

// isPlainField reports whether a client that is a field of a type of the package is only
// asked to send, and never set to one that has a limit.
func (w *World) isPlainField(addr *ssa.FieldAddr) bool {
	f := ssabuild.Field(addr)
	if f == nil || f.Exported() || f.Pkg() != w.world.Pkg {
		return false
	}
	return !slices.ContainsFunc(w.clients[f], func(addr *ssa.FieldAddr) bool {
		return slices.ContainsFunc(*addr.Referrers(), func(ref ssa.Instruction) bool {
			switch ref := ref.(type) {
			case *ssa.Store:
				return ref.Addr != ssa.Value(addr) || w.mayBound(ref.Val, 0)
			case *ssa.FieldAddr:
				return model.IsField(ssabuild.Field(ref), model.Bounds)
			case *ssa.Call:
				return !asksClient(ref, addr)
			case *ssa.DebugRef:
				return false
			}
			return true
		})
	})
}

// asksClient reports whether a call is that of a method of a client.
func asksClient(call *ssa.Call, client ssa.Value) bool {
	common := &call.Call
	return common.StaticCallee() != nil && common.Signature().Recv() != nil && len(common.Args) > 0 && common.Args[0] == client
}

// isClient reports whether a type is that of a client.
func isClient(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && model.FieldHas(named.Obj(), "Timeout", model.Bounds)
}

package unbounded

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// stall returns a handshake for which the loop waits that accepts connections, or gets them from
// the goroutine that does, in a function that it calls and does not start; and no deadline is set
// in either.
//
//	for { t1 = (net.Listener).Accept(t0); serve(t1) }        serve: (*tls.Conn).Handshake(...)
func (w *World) stall(call *ssa.Call) (Op, bool) {
	e, ok := model.Of(callee.Of(&call.Call), model.Handshakes)
	if !ok || setsDeadline(call.Parent()) {
		return Op{}, false
	}
	conn := underlying(operand(&call.Call, e.Operands[0]))
	p, ok := conn.(*ssa.Parameter)
	if !ok {
		return Op{}, false
	}
	sites := w.flow.Calls(p.Parent())
	var from ssa.Instruction
	for _, site := range sites {
		called, ok := site.(*ssa.Call)
		if !ok || setsDeadline(called.Parent()) {
			return Op{}, false
		}
		if from = w.comesIn(underlying(called.Call.Args[flow.ParamIndex(p)]), called); from == nil {
			return Op{}, false
		}
	}
	return Op{Kind: Stall, At: call, From: from}, len(sites) > 0
}

// comesIn returns what accepts a connection, or receives one that is accepted, in the loop of a
// call; nil if it is not known to be one.
func (w *World) comesIn(conn ssa.Value, at *ssa.Call) ssa.Instruction {
	x, ok := conn.(*ssa.Extract)
	if !ok {
		return nil
	}
	from, isInstr := x.Tuple.(ssa.Instruction)
	if !isInstr || !slices.ContainsFunc(cfg.CyclesOf(at.Parent()), func(c *cfg.Cycle) bool { return c.Has(from.Block()) && c.Has(at.Block()) }) {
		return nil
	}
	switch tuple := x.Tuple.(type) {
	case *ssa.Call:
		if model.Has(callee.Of(&tuple.Call), model.Accepted) {
			return tuple
		}
	case *ssa.Select, *ssa.UnOp:
		if w.accepts && model.IsPeer(conn.Type()) {
			return from
		}
	}
	return nil
}

// underlying returns the connection that a value is, under interfaces and assertions.
func underlying(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.TypeAssert:
			v = x.X
		case *ssa.Extract:
			assert, ok := x.Tuple.(*ssa.TypeAssert)
			if !ok {
				return v
			}
			v = assert.X
		default:
			return v
		}
	}
}

// setsDeadline reports whether a function sets a deadline of a connection.
func setsDeadline(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				return false
			}
			f := callee.Of(call.Common())
			return f != nil && slices.Contains(deadlines, f.Name())
		})
	})
}

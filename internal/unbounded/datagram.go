package unbounded

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// datagram returns a read of the answer to a datagram that a function has sent, in a package that sets no
// deadlines: if one of them is lost, as happens, nobody notices.
//
//	t1 = net.DialUDP(...); t2 = extract t1 #0; (*net.UDPConn).Write(t2, ...); (*net.UDPConn).Read(t2, ...)
func (w *World) datagram(call *ssa.Call) (Op, bool) {
	f := callee.Of(&call.Call)
	if w.deadline || f == nil || f.Signature().Recv() == nil || !strings.HasPrefix(f.Name(), "Read") || inOneCycle(call, call) {
		return Op{}, false
	}
	conn := operand(&call.Call, model.Operand{Kind: model.Recv})
	sources := w.sources(conn)
	if len(sources) != 1 {
		return Op{}, false
	}
	opened, result := flow.ResultOf(sources[0])
	if opened == nil || result != 0 || opened.Parent() != call.Parent() || !sendsDatagrams(opened) || w.endedElsewhere(opened, call) || w.escapes(sources[0]) {
		return Op{}, false
	}
	if slices.ContainsFunc(w.flow.Uses(sources[0]), func(u flow.Use) bool {
		switch u.Instr.(type) {
		case *ssa.MakeClosure, *ssa.Return, *ssa.Store:
			return true // others have it, who may close it in time
		}
		return false
	}) {
		return Op{}, false
	}
	return Op{Kind: Datagram, At: call, From: opened}, w.isAsked(conn, call)
}

// isAsked reports whether a function writes to a connection before it reads from it.
func (w *World) isAsked(conn ssa.Value, read *ssa.Call) (asked bool) {
	w.each(read.Parent(), func(instr ssa.Instruction) {
		call, ok := instr.(*ssa.Call)
		if !ok || asked {
			return
		}
		f := callee.Of(&call.Call)
		asked = f != nil && f.Signature().Recv() != nil && strings.HasPrefix(f.Name(), "Write") && behind(read, call) &&
			w.flow.SamePlace(operand(&call.Call, model.Operand{Kind: model.Recv}), conn)
	})
	return asked
}

// sendsDatagrams reports whether a call opens a connection that sends datagrams to another host.
func sendsDatagrams(call *ssa.Call) bool {
	f := callee.Of(&call.Call)
	if model.Has(f, model.Datagrams) {
		return true
	}
	e, ok := model.Of(f, model.Network)
	if !ok {
		return false
	}
	network, ok := constString(operand(&call.Call, e.Operands[0]))
	return ok && slices.Contains([]string{"udp", "udp4", "udp6"}, network)
}

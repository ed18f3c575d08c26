package lockset

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A receiving is a wait for what a peer sends, with a lock held.
type receiving struct {
	call *ssa.Call
	from *place // the stream or connection
	held held
}

// receivers are the methods of streams and listeners, by their names, that wait for a peer for as
// long as that likes. Read is one of a connection only: files have it too.
var receivers = []string{
	"Accept", "AcceptTCP", "AcceptUnix", "Receive", "Recv", "RecvMsg", "ReadFrom", "ReadFromUDP", "ReadMessage", "ReadMsg", "ReadMsgUDP",
}

// receives reports whether a call waits for a peer: it is one of a method that the package does
// not have, may fail, and has no context that could end it.
func (w *walker) receives(call *ssa.CallCommon) bool {
	fn := callee.Of(call)
	if fn == nil || fn.Pkg() == w.world.Pkg && !call.IsInvoke() || fn.Signature().Recv() == nil {
		return false
	}
	sig := fn.Signature()
	if n := sig.Results().Len(); n == 0 || !ssabuild.IsError(sig.Results().At(n-1).Type()) {
		return false
	}
	for p := range sig.Params().Variables() {
		if ssabuild.IsContext(p.Type()) {
			return false
		}
	}
	return slices.Contains(receivers, fn.Name()) || fn.Name() == "Read" && ssabuild.HasMethod(arguments(call)[0].Type(), "SetReadDeadline")
}

// peer notes a wait for a peer with locks held.
func (w *walker) peer(st *state, instr ssa.CallInstruction) {
	call, ok := instr.(*ssa.Call)
	if !ok || len(st.holds) == 0 || !w.receives(&call.Call) {
		return
	}
	p := w.placeOf(arguments(&call.Call)[0])
	if p.field() == nil || w.world.isFile(p.field()) {
		return
	}
	for i := range st.holds {
		h := &st.holds[i]
		if h.n > 0 && h.place.field() != nil && !slices.ContainsFunc(w.events.receives, func(r receiving) bool { return r.call == call }) {
			w.events.receives = append(w.events.receives, receiving{call, p, held{h.place, h.read, h.at}})
		}
	}
}

// isFile reports whether a field has nothing but files that are made for it: these have no peer.
//
//	t0 = os.CreateTemp(dir, ""); t1 = extract t0 #0; t2 = &f.tmp [#0]; *t2 = t1
func (w *World) isFile(f types.Object) bool {
	field, ok := f.(*types.Var)
	if !ok {
		return false
	}
	c := w.flow.CellOf(field)
	if c == nil || c.Taken || len(c.Stores) == 0 {
		return false
	}
	return !slices.ContainsFunc(c.Stores, func(s *ssa.Store) bool {
		return slices.ContainsFunc(w.flow.Sources(s.Val), func(v ssa.Value) bool {
			if k, isConst := v.(*ssa.Const); isConst && k.IsNil() {
				return false
			}
			call, _ := flow.ResultOf(v)
			if call == nil {
				return true
			}
			fn := callee.Of(&call.Call)
			return !model.Has(fn, model.NewFile) || model.Has(fn, model.Pollable) || model.Has(fn, model.AdoptFd)
		})
	})
}

// Silent is a lock that is held while waiting for what a peer sends, which others need to close
// or replace what it is waited for at.
type Silent struct {
	Place string
	At    ssa.Instruction   // that took it
	Call  ssa.Instruction   // that waits
	By    *ssa.Function     // who needs it
	Wants []ssa.Instruction // calls, then what takes it there
}

// Silent returns the locks that a function holds while it waits for a peer. Who asks and waits for
// the answer under one lock, as clients of many protocols do, has them on purpose, and so does who
// has a deadline.
func (w *World) Silent(fn *ssa.Function) (list []Silent) {
	ev := w.events[fn]
	if ev == nil {
		return nil
	}
	for _, r := range ev.receives {
		if w.speaks(fn, r.from.field()) || w.hasDeadlines() {
			continue
		}
		if by, a := w.rival(fn, r); by != nil {
			list = append(list, Silent{r.held.place.String(), r.held.at, r.call, by, a.via})
		}
	}
	return list
}

// rival returns a function that takes the lock to close the stream, or, if it is one after the
// other that is waited for, to replace it or to send to it.
func (w *World) rival(fn *ssa.Function, r receiving) (*ssa.Function, *acquisition) {
	for _, n := range w.graph.Nodes() {
		s := w.summaries[n.Func]
		if n.Func == fn || s == nil {
			continue
		}
		for i := range s.acquires {
			a := &s.acquires[i]
			if excluded(r.held, held{read: a.read}) || a.place.field() != r.held.place.field() || a.place.ofHolder() != r.held.place.ofHolder() {
				continue
			}
			if w.closes(n.Func, r.from.field()) || w.isRound(fn, r.call) && (w.speaks(n.Func, r.from.field()) || w.replaces(n.Func, r.from.field())) {
				return n.Func, a
			}
		}
	}
	return nil, nil
}

// isRound reports whether control comes back to a call.
func (w *World) isRound(fn *ssa.Function, call *ssa.Call) bool {
	r := walker{world: w, fn: fn}
	return r.inLoop(call.Block())
}

// speaks reports whether a function sends to what a field has.
func (w *World) speaks(fn *ssa.Function, f types.Object) bool {
	return calls(fn, f, func(name string) bool {
		return strings.HasPrefix(name, "Write") || strings.HasPrefix(name, "Send") || name == "Flush" || name == "Encode"
	})
}

func (w *World) closes(fn *ssa.Function, f types.Object) bool {
	return calls(fn, f, func(name string) bool { return name == "Close" || name == "CloseSend" || name == "Shutdown" })
}

// calls reports whether a function calls a method of what a field has:
//
//	t1 = &t0.conn [#0]; t2 = *t1; t3 = invoke t2.Close()
func calls(fn *ssa.Function, f types.Object, is func(name string) bool) bool {
	return contains(fn, func(instr ssa.Instruction) bool {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			return false
		}
		method, args := callee.Of(call.Common()), arguments(call.Common())
		if method == nil || len(args) == 0 || !is(method.Name()) {
			return false
		}
		v := args[0]
		if load, ok := v.(*ssa.UnOp); ok {
			v = load.X
		}
		addr, ok := v.(*ssa.FieldAddr)
		return ok && types.Object(ssabuild.Field(addr)) == f
	})
}

// replaces reports whether a function stores to a field.
func (w *World) replaces(fn *ssa.Function, f types.Object) bool { return len(storedBy(fn)[f]) > 0 }

// hasDeadlines reports whether something in the package sets deadlines.
func (w *World) hasDeadlines() bool {
	return slices.ContainsFunc(w.Funcs, func(fn *ssa.Function) bool {
		return contains(fn, func(instr ssa.Instruction) bool {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				return false
			}
			method := callee.Of(call.Common())
			return method != nil && (method.Name() == "SetReadDeadline" || method.Name() == "SetDeadline")
		})
	})
}

func contains(fn *ssa.Function, is func(ssa.Instruction) bool) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Instrs, is) })
}

package lockset

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// A service is an operation on a channel that lets those go on who wait at its other end.
type service struct {
	kind  waitKind // what they wait for
	ch    *place
	takes []taking // the locks that were taken before, on some path, or are held
	after []taking // the locks that are taken behind it, on some path, if it is the function's own
	again bool     // it is in a loop
	via   []ssa.Instruction
}

// A taking is a lock that a path has taken.
type taking struct {
	held
	via []ssa.Instruction // calls, then what took it
}

// Bounds of services: of a function, and of the locks that a path remembers for them.
const (
	maxServes = 16
	maxTaken  = 6
)

// key returns what tells a service from others of a function.
func (s *service) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s %t", s.kind, s.ch.key, s.again)
	for _, t := range s.takes {
		fmt.Fprintf(&b, " %s %t", t.place.key, t.read)
	}
	return b.String()
}

// serves reports whether a function has operations on channels, itself or by calls.
func (w *walker) serves() bool {
	for _, b := range w.fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send, *ssa.Select:
				return true
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					return true
				}
			case ssa.CallInstruction:
				if callee.IsBuiltin(instr.Common(), "close") {
					return true
				}
				if s := w.world.summaryOf(instr.Common().StaticCallee()); s != nil && len(s.serves) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// channel does an operation on a channel: it lets others go on, and waits for them.
func (w *walker) channel(st *state, instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Send:
		if _, kind := w.world.semaphoreAt(w.placeOf(instr.Chan)); kind == noSemaphore {
			st.passes()
		}
		w.token(st, instr.Chan, true, instr)
		w.serve(st, forSend, instr.Chan, instr)
		w.wait(st, w.waiting(st, forReceive, instr.Chan, instr))
	case *ssa.UnOp:
		w.token(st, instr.X, false, instr)
		w.serve(st, forReceive, instr.X, instr)
		w.wait(st, w.waiting(st, forSend, instr.X, instr))
	case *ssa.Select: // it has a way out
		for _, s := range instr.States {
			kind := forReceive
			if s.Dir == types.SendOnly {
				kind = forSend
			}
			w.serve(st, kind, s.Chan, instr)
		}
	}
}

// serve notes an operation of the function on a channel.
func (w *walker) serve(st *state, kind waitKind, ch ssa.Value, instr ssa.Instruction) {
	p := w.placeOf(ch)
	if f := p.field(); f == nil || f.Exported() || f.Pkg() != w.world.Pkg {
		return
	}
	w.service(st, service{kind: kind, ch: p, via: []ssa.Instruction{instr}})
}

// service adds an operation, its own or a callee's, with the locks that were taken before.
func (w *walker) service(st *state, s service) {
	s.again = s.again || w.inLoop(s.via[0].Block())
	at := s.via[len(s.via)-1]
	i := slices.IndexFunc(w.summary.serves, func(o service) bool {
		return o.kind == s.kind && o.ch.key == s.ch.key && o.via[0] == s.via[0] && o.via[len(o.via)-1] == at
	})
	if i < 0 {
		if len(w.summary.serves) == maxServes || len(s.via) > maxVia {
			return
		}
		i = len(w.summary.serves)
		w.summary.serves = append(w.summary.serves, service{kind: s.kind, ch: s.ch, via: s.via})
	}
	o := &w.summary.serves[i]
	o.again = o.again || s.again
	o.takes = union(o.takes, s.takes)
	o.takes = union(o.takes, st.taken)
	if len(s.via) == 1 {
		st.serve(at)
	}
}

// union adds the locks of one list that are not in another one.
func union(list, more []taking) []taking {
	list = slices.Clip(list)
	for _, t := range more {
		if !slices.ContainsFunc(list, func(u taking) bool { return u.place.key == t.place.key && u.read == t.read }) {
			list = append(list, t)
		}
	}
	return list
}

// inLoop reports whether control comes back to a block.
func (w *walker) inLoop(b *ssa.BasicBlock) bool {
	if w.loops == nil {
		w.loops = cfg.LoopsOf(w.fn)
	}
	return w.loops.At(b) != nil
}

// remember notes a lock that was taken, for the operations to come.
func (w *walker) remember(st *state, p *place, read bool, via []ssa.Instruction) {
	if !w.serving || !w.visible(p) {
		return
	}
	w.afterwards(st, taking{held{p, read, via[len(via)-1]}, via})
	if len(st.taken) == maxTaken || slices.ContainsFunc(st.taken, func(t taking) bool { return t.place.key == p.key }) {
		return
	}
	st.taken = append(slices.Clip(st.taken), taking{held{p, read, via[len(via)-1]}, via})
	slices.SortFunc(st.taken, func(a, b taking) int { return strings.Compare(a.place.key, b.place.key) })
}

// servesOf takes over the operations of a callee.
func (w *walker) servesOf(st *state, instr ssa.Instruction, s *summary, in callSite) {
	for _, x := range s.serves {
		if x.ch = w.translate(x.ch, in); x.ch == nil {
			continue
		}
		var takes []taking
		for _, t := range x.takes {
			if p := w.translate(t.place, in); p != nil {
				takes = append(takes, taking{held{p, t.read, t.at}, append([]ssa.Instruction{instr}, t.via...)})
			}
		}
		x.after = nil
		x.takes, x.via = takes, append([]ssa.Instruction{instr}, x.via...)
		w.service(st, x)
	}
}

// behind returns a function whose operation a wait at a channel waits for, and that takes a lock
// before: all that there are, in the whole program, do.
func (w *World) behind(fn *ssa.Function, wait waiting, h held) (by *ssa.Function, wants []ssa.Instruction) {
	f, ok := wait.group.field().(*types.Var)
	if !ok || !w.knows(f, wait.kind) {
		return nil, nil
	}
	room, one := w.hasRoom(f)
	if room && wait.kind == forSend {
		return nil, nil // what it waits for may be there already
	}
	if wait.kind == forReceive && (one || w.isAmple(f)) {
		return nil, nil // a token, of which there is one, or a buffer that is never full
	}
	for _, n := range w.graph.Nodes() {
		s := w.summaries[n.Func]
		if s == nil || !w.started[n.Func] && !w.isOpen(n.Func) {
			continue // its callers have its operations
		}
		for i := range s.serves {
			x := &s.serves[i]
			if x.kind != wait.kind || x.ch.field() != types.Object(f) {
				continue
			}
			if n.Func == fn && x.via[0] == wait.via[0] {
				continue // itself
			}
			if room && w.minds(n, wait.asked) {
				return nil, nil // the buffer may be as large as it has to be for those whom the flag lets pass
			}
			t := w.first(fn, wait, h, n.Func, x)
			if t == nil && !room {
				t = w.deserts(fn, wait, h, n.Func, x)
			}
			if t == nil || room && wait.kind == forReceive && !x.again {
				return nil, nil
			}
			if by == nil || w.started[n.Func] && !w.started[by] {
				by, wants = n.Func, t.via
			}
		}
	}
	return by, wants
}

// first returns how a function takes the lock that somebody holds while he waits for it.
func (w *World) first(fn *ssa.Function, wait waiting, h held, other *ssa.Function, x *service) *taking {
	for i := range x.takes {
		t := &x.takes[i]
		if !excluded(h, t.held) && w.samePair(fn, wait.group, h.place, other, x.ch, t.place) {
			return t
		}
	}
	return nil
}

// samePair reports whether two places of one function are, for some objects, those of another.
func (w *World) samePair(fn *ssa.Function, a, b *place, other *ssa.Function, c, d *place) bool {
	here, there := edge{first: held{place: a}, second: held{place: b}}, edge{first: held{place: c}, second: held{place: d}}
	for _, sort := range []func(*ssa.Function, *edge) (sort, bool){w.sortOf, betweenTwo} {
		x, ok := sort(fn, &here)
		y, ok2 := sort(other, &there)
		if ok && ok2 && x == y {
			return true
		}
	}
	return false
}

// knows reports whether all ends of the channel of a field, of one kind, are in the package and
// use the field: no other package can name it, all that is stored there is made for it, and what
// is loaded goes no further.
func (w *World) knows(f *types.Var, kind waitKind) bool {
	if f.Exported() || f.Pkg() != w.Pkg || !f.IsField() {
		return false
	}
	c := w.flow.CellOf(f)
	if c.Taken {
		return false
	}
	for _, s := range c.Stores {
		if mk, ok := made(s.Val); !ok || !onlyStoredIn(mk, s) {
			return false
		}
	}
	return len(c.Stores) > 0 && !slices.ContainsFunc(c.Loads, func(v ssa.Value) bool { return goesFurther(v, kind) })
}

// made returns the instruction that makes a channel.
func made(v ssa.Value) (*ssa.MakeChan, bool) {
	if c, ok := v.(*ssa.ChangeType); ok {
		v = c.X
	}
	mk, ok := v.(*ssa.MakeChan)
	return mk, ok
}

// onlyStoredIn reports whether a channel is stored once, and nothing else is done with it.
func onlyStoredIn(mk *ssa.MakeChan, s *ssa.Store) bool {
	return !slices.ContainsFunc(*mk.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.ChangeType:
			return ssa.Value(r) != s.Val
		}
		return r != ssa.Instruction(s)
	})
}

// goesFurther reports whether a channel that was loaded is used for more than operations, or
// questions. Who can only receive from it lets nobody go on who receives.
func goesFurther(v ssa.Value, kind waitKind) bool {
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.UnOp, *ssa.Select, *ssa.BinOp:
			return false
		case *ssa.Send:
			return r.Chan != v
		case *ssa.ChangeType:
			ch, ok := r.Type().Underlying().(*types.Chan)
			return !ok || kind != forSend || ch.Dir() != types.RecvOnly
		case *ssa.Return:
			ch, ok := v.Type().Underlying().(*types.Chan)
			return !ok || kind != forSend || ch.Dir() != types.RecvOnly
		case ssa.CallInstruction:
			_, builtin := r.Common().Value.(*ssa.Builtin)
			return !builtin
		}
		return true
	})
}

// hasRoom reports whether the channels of a field have a buffer, and whether it is for one.
func (w *World) hasRoom(f *types.Var) (room, one bool) {
	for _, s := range w.flow.CellOf(f).Stores {
		mk, ok := made(s.Val)
		if !ok {
			return true, true
		}
		size, ok := mk.Size.(*ssa.Const)
		room = room || !ok || size.Int64() != 0
		one = one || ok && size.Int64() == 1
	}
	return room, one
}

// ample is the capacity from which on a buffer is meant never to be full, as that of
// database/sql for connections to be opened is.
const ample = 1000

// isAmple reports whether the channels of a field have such buffers, or some that the program
// makes as large as it needs:
//
//	t0 = len(list)
//	t1 = make chan bool t0
func (w *World) isAmple(f *types.Var) bool {
	return !slices.ContainsFunc(w.flow.CellOf(f).Stores, func(s *ssa.Store) bool {
		mk, ok := made(s.Val)
		return !ok || !w.isAmpleSize(mk.Size)
	})
}

// isAmpleSize reports whether a size is an ample constant, a variable of the package that is
// never anything else, or computed: neither a constant nor what somebody has set, a parameter or
// a field.
func (w *World) isAmpleSize(size ssa.Value) bool {
	switch x := size.(type) {
	case *ssa.Const:
		return x.Int64() >= ample
	case *ssa.Parameter, *ssa.Field:
		return false
	case *ssa.Convert:
		return w.isAmpleSize(x.X)
	case *ssa.UnOp:
		switch x.X.(type) {
		case *ssa.FieldAddr:
			return false
		case *ssa.Global:
			cell := w.flow.Cell(x.X)
			return cell != nil && len(cell.Stores) > 0 && !slices.ContainsFunc(cell.Stores, func(s *ssa.Store) bool { return !w.isAmpleSize(s.Val) })
		}
	}
	return true
}

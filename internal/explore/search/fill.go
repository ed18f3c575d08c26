package search

import (
	"crypto/sha256"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// A loop whose end is not known fills any buffer that nobody empties. Loops go round a few
// times only (domain.LoopBound), so the buffer is not filled one by one. Where a goroutine
// comes to a send twice on a path, and nothing is different but that there is more in the
// buffer, it may come there any number of times: acceleration, as in the coverability
// trees of Karp and Miller (Parallel Program Schemata, JCSS 1969). Numbers by which loops
// count differ too; that the loops may go on for so long is asked of the path condition.

// fill looks for a goroutine that sends in such a loop, lets it go on until the buffer is
// full, and looks who is stuck then. What else may happen is explored without that.
func (m *Search) fill(s *domain.State) {
	if s.Inconclusive {
		return
	}
	for i, g := range s.Goroutines {
		if g.Status != domain.Waiting || g.Wait.Polls {
			continue
		}
		if !repeats(g) {
			m.fillByCalls(s, i)
			continue
		}
		for _, c := range g.Wait.Cases {
			if ch, ok := c.Ch.(domain.ChanV); ok && c.Dir == types.SendOnly && m.mayFill(s, i, ch.Obj) {
				m.fillFrom(s, i, ch.Obj)
			}
		}
	}
}

// fillByCalls looks whether a client's call is stuck when it is made again and again, and all that the
// object has started have ended.
func (m *Search) fillByCalls(s *domain.State, gi int) {
	g := s.Goroutines[gi]
	if m.Client == nil || gi != 0 || g.Calls == 0 || g.Calls > len(m.use.Calls) || len(g.Wait.Cases) != 1 || len(s.Goroutines) == 1 ||
		slices.ContainsFunc(s.Goroutines[1:], (*domain.Goroutine).GoesOn) {
		return
	}
	ch, ok := g.Wait.Cases[0].Ch.(domain.ChanV)
	if _, sends := g.Wait.Instr.(*ssa.Send); !ok || !sends || s.Object(ch.Obj).External || s.Object(ch.Obj).Closed || s.Object(ch.Obj).Full {
		return
	}
	c := s.Clone()
	c.OwnObject(ch.Obj).Full = true
	c.Record(domain.Event{Goroutine: gi, Kind: domain.EventFills, Instr: g.Wait.Instr})
	m.verdict(c, m.moves(c), true)
}

// repeats reports whether a goroutine is in a loop.
func repeats(g *domain.Goroutine) bool {
	return slices.ContainsFunc(g.Frames, func(f *domain.Frame) bool {
		return f.Native != nil || f.Fn.Loops.At(f.Block) != nil
	})
}

// mayFill reports whether a channel has a buffer with room that is of some size by
// itself, and nobody but the goroutine that sends can receive from it. That one does not in
// the loops that it is in.
func (m *Search) mayFill(s *domain.State, gi int, id domain.ObjectID) bool {
	o := s.Object(id)
	if o.External || o.Closed || o.Full || o.Gauged {
		return false
	}
	switch size := s.Resolve(o.Cap).(type) {
	case domain.IntV:
		if int(size) <= len(o.Buf) {
			return false
		}
	default:
		// As large as a list is, or as a call says: that may be as large as it has to be.
		mk, ok := o.Made.(*ssa.MakeChan)
		if !ok || m.IsLength(size) || !m.IsConfigured(mk.Size) {
			return false
		}
	}
	r := domain.NewReachable(s)
	uses := m.usesOfOthers(s, gi)
	if uses != nil {
		r.Restrict(uses)
	}
	for i, g := range s.Goroutines {
		if i != gi && g.GoesOn() {
			r.Goroutine(g)
		}
	}
	if r.Receives(id) {
		return false
	}
	g := s.Goroutines[gi]
	if uses != nil {
		r.Restrict(nil)
	}
	r.Goroutine(g)
	return !r.Receives(id) || !slices.ContainsFunc(g.Frames, func(f *domain.Frame) bool { return receivesInLoop(f, o.Type) })
}

// usesOfOthers returns what fields the goroutines use that go on beside one, or nil if that is not
// known: a client that has an object still can call all its methods.
func (m *Search) usesOfOthers(s *domain.State, gi int) effects.FieldUses {
	var fns []*ssa.Function
	for i, g := range s.Goroutines {
		if i == gi || !g.GoesOn() {
			continue
		}
		runs, known := runsOf(g)
		if !known || g.Uses != nil {
			return nil
		}
		fns = append(fns, runs...)
	}
	if len(fns) == 0 {
		return nil
	}
	return m.Effects.FieldUses(fns)
}

// receivesInLoop reports whether a loop that a call is in receives from a channel of a type,
// itself or in a function that it names.
func receivesInLoop(f *domain.Frame, t types.Type) bool {
	elem := t.Underlying().(*types.Chan).Elem()
	seen := make(map[*ssa.Function]bool)
	if f.Native != nil {
		body, ok := f.Native.Fn.(*domain.FuncV)
		return !ok || receives(body.Fn.Blocks, elem, seen)
	}
	l := f.Fn.Loops.At(f.Block)
	for l != nil && l.Up != nil {
		l = l.Up
	}
	return l != nil && receives(l.Blocks, elem, seen)
}

// receives reports whether some blocks, or functions that they name, receive elements of a
// type.
func receives(blocks []*ssa.BasicBlock, elem types.Type, seen map[*ssa.Function]bool) bool {
	is := func(ch ssa.Value) bool {
		c, ok := ch.Type().Underlying().(*types.Chan)
		return !ok || types.Identical(c.Elem(), elem)
	}
	var buf [8]*ssa.Value
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if instr.Op == token.ARROW && is(instr.X) {
					return true
				}
			case *ssa.Select:
				if slices.ContainsFunc(instr.States, func(st *ssa.SelectState) bool { return st.Dir == types.RecvOnly && is(st.Chan) }) {
					return true
				}
			}
			if isStarted(instr) {
				continue
			}
			for _, op := range instr.Operands(buf[:0]) {
				if fn, ok := (*op).(*ssa.Function); ok && !seen[fn] {
					seen[fn] = true
					if receives(fn.Blocks, elem, seen) {
						return true
					}
				}
			}
		}
	}
	return false
}

// isStarted reports whether an instruction starts a goroutine, or makes the closure for one.
func isStarted(instr ssa.Instruction) bool {
	if c, ok := instr.(*ssa.MakeClosure); ok {
		return !slices.ContainsFunc(*c.Referrers(), func(r ssa.Instruction) bool { _, ok := r.(*ssa.Go); return !ok })
	}
	_, ok := instr.(*ssa.Go)
	return ok
}

// fillFrom notes where a goroutine is about to send, and lets it go on until the buffer is
// full if it was there before.
func (m *Search) fillFrom(s *domain.State, gi int, id domain.ObjectID) {
	now := domain.Filling{Chan: id, At: s.Goroutines[gi].Wait.Instr, Len: len(s.Object(id).Buf)}
	now.Form = m.formWithout(s, id)
	for _, k := range countersIn(s) {
		now.Counters = append(now.Counters, s.Get(k.frame, k.Phi))
	}
	for _, before := range slices.Backward(s.Fillings) {
		if before.Chan != id || before.At != now.At || before.Form != now.Form || before.Len >= now.Len || len(before.Counters) != len(now.Counters) {
			continue
		}
		if c := s.Clone(); m.goOn(c, id, before, now) {
			c.OwnObject(id).Full = true
			c.Record(domain.Event{Goroutine: gi, Kind: domain.EventFills, Instr: now.At})
			m.verdict(c, m.moves(c), true)
			if c.Goroutines[gi].Status == domain.Stuck || m.usesOfOthers(c, gi) != nil {
				m.Push(c) // who goes on may be able to receive, and does not
			}
			break
		}
	}
	s.Fillings = append(slices.Clip(s.Fillings), now)
}

// formWithout returns the canonical form of a state but for what lies in a channel, how
// often loops went round, and what the path has decided.
func (m *Search) formWithout(s *domain.State, id domain.ObjectID) [16]byte {
	c, precision := &m.canonical, m.precision
	c.filling, m.precision = id, Fine
	sum := sha256.Sum256(c.key(s))
	c.filling, m.precision = 0, precision
	return [16]byte(sum[:16])
}

// A counter is a number by which a loop counts that a call is in.
type counter struct {
	cfg.Counter
	frame *domain.Frame
}

// countersIn returns the counters of all loops that goroutines are in.
func countersIn(s *domain.State) (list []counter) {
	for _, g := range s.Goroutines {
		for _, f := range g.Frames {
			if f.Native != nil {
				continue
			}
			for l := f.Fn.Loops.At(f.Block); l != nil; l = l.Up {
				for _, instr := range l.Header.Instrs {
					phi, ok := instr.(*ssa.Phi)
					if !ok {
						break
					}
					if k, ok := counterOf(f, phi); ok {
						list = append(list, counter{k, f})
					}
				}
			}
		}
	}
	return list
}

// counterOf returns how a loop counts by a phi: up or down by some number.
func counterOf(f *domain.Frame, phi *ssa.Phi) (cfg.Counter, bool) {
	k, ok := f.Fn.Loops.CounterOf(phi)
	return k, ok && k.IsSteady()
}

// counts reports whether a loop that a call is in counts by a value, and what that is
// decides nothing but how often it goes round.
func counts(s *domain.State, f *domain.Frame, v ssa.Value) bool {
	next, isNext := v.(*ssa.BinOp)
	if isNext {
		v = next.X
	}
	phi, ok := v.(*ssa.Phi)
	if !ok || f.Fn.Loops.At(f.Block) == nil || f.Fn.Loops.At(phi.Block()) == nil || !f.Fn.Loops.At(phi.Block()).Has(f.Block) {
		return false
	}
	if k, ok := counterOf(f, phi); ok {
		return !isNext || k.Next == next
	}
	return isIdle(s, f, phi)
}

// isIdle reports whether a number that goes up or down in each round is only given to
// functions that are not known, so that it decides nothing that is:
//
//	t1 = phi [0, t3]
//	t2 = invoke t0.Read(t1)
//	t3 = t1 + 1
func isIdle(s *domain.State, f *domain.Frame, phi *ssa.Phi) bool {
	unseen := func(r ssa.Instruction) bool {
		call, ok := r.(*ssa.Call)
		if !ok {
			return false
		}
		if fn := call.Call.StaticCallee(); fn != nil {
			return fn.Blocks == nil
		}
		i, ok := f.Fn.Live.Number[call.Call.Value]
		if !ok || f.Regs[i] == nil {
			return false
		}
		_, unknown := s.Resolve(f.Regs[i]).(domain.Symbol)
		return unknown
	}
	for _, r := range *phi.Referrers() {
		next, ok := r.(*ssa.BinOp)
		if !ok {
			if !unseen(r) {
				return false
			}
			continue
		}
		if _, isConst := next.Y.(*ssa.Const); !isConst || next.Op != token.ADD && next.Op != token.SUB {
			return false
		}
		for _, r := range *next.Referrers() {
			if r != ssa.Instruction(phi) && !unseen(r) {
				return false
			}
		}
	}
	return true
}

// isTested reports whether the loop's test comes before the place where the call stands, in
// each round.
func (k counter) isTested() bool {
	b := k.Test.Block()
	if b != k.frame.Block {
		return b.Dominates(k.frame.Block)
	}
	return slices.Contains(b.Instrs[:k.frame.PC], ssa.Instruction(k.Test))
}

// goOn assumes that all loops that count go on until a buffer is full, as much further each
// time as between two moments of the path. How often that is must be known then.
func (m *Search) goOn(s *domain.State, id domain.ObjectID, before, now domain.Filling) bool {
	var rounds domain.IntV
	size, known := s.Resolve(s.Object(id).Cap).(domain.IntV)
	if known {
		room, step := int(size)-now.Len, now.Len-before.Len
		if rounds = domain.IntV(room / step); room%step != 0 {
			return false // it gets full where the goroutine is elsewhere
		}
	}
	for i, k := range countersIn(s) {
		step := s.Binop(token.SUB, now.Counters[i], before.Counters[i])
		if step == domain.IntV(0) {
			continue
		}
		if !known || m.isScaled(s, id, k) || m.IsRenewed(k.Bound) {
			return false
		}
		at := s.Binop(token.ADD, s.Get(k.frame, k.Phi), s.Binop(token.MUL, step, rounds))
		// Where the test comes behind the send, it was passed in the round before, when
		// what comes next was what is there now.
		if k.TestsNext() && k.isTested() {
			at = s.Binop(k.Next.Op, at, s.Get(k.frame, k.Next.Y))
		}
		if !s.Assume(s.Tests(k.Counter, at, s.Get(k.frame, k.Bound)), k.Stays) || s.Inconclusive {
			return false
		}
	}
	return true
}

// isScaled reports whether a smaller number stands for the size of a buffer, or may stand for
// what a loop counts to.
func (m *Search) isScaled(s *domain.State, id domain.ObjectID, k counter) bool {
	bound, ok := s.Get(k.frame, k.Bound).(domain.IntV)
	if s.CutConstant != 0 || ok && m.AboveCutOff(int64(bound)) {
		return true
	}
	mk, ok := s.Object(id).Made.(*ssa.MakeChan)
	if !ok {
		return false
	}
	size, ok := mk.Size.(*ssa.Const)
	return ok && m.Cuts(size.Int64())
}

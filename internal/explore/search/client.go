package search

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/stdlib"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Budgets of the searches for clients of objects, in states.
const (
	fineMaker    = 400 // of making an object
	coarseMaker  = 600
	maxMade      = 32  // states in which there is an object, and from which each use goes on
	fineClient   = 200 // of one use
	coarseClient = 600
	clientWork   = 100000 // instructions
)

// A Use is what a client does between making an object and ending it: the calls, one behind
// the other. The first one may serve the others, in a goroutine of its own: Serves. The
// last one may be under way still when the object is ended: Meanwhile. Then
// Expects says why that may be; without it the call is one that only the end lets return.
type Use struct {
	Calls     []*ssa.Function
	Serves    bool
	Meanwhile bool
	Expects   *effects.Expected
	Unstarted *ssa.Function // there are no calls, not even this one, which starts what the end waits for
	Failed    bool          // the call has failed
	Always    bool          // the end does not return then, whatever it finds
}

// NewMaker returns a search, which has not begun, for the ways in which an object is made. All
// uses of the object go on from there.
func NewMaker(p *code.Program, c *effects.Client, by Precision) *Search {
	m := newSearch(by, fineMaker, coarseMaker)
	m.workLimit = clientWork
	all := slices.Concat(c.Calls, c.Ends)
	root := c.New
	if root == nil {
		root = all[0]
	}
	m.Interpreter = interp.New(p, p.Effects.View(root, all...), m, stdlib.Intrinsics)
	m.Client = &interp.Client{Client: c, Then: all, Ends: len(c.Ends), Makes: true}
	if c.New == nil {
		m.made = append(m.made, m.Literal())
	}
	return m
}

// keep keeps a state in which there is an object, if it is a new one. It reports false if there
// are enough.
func (m *Search) keep(s *domain.State) bool {
	if !m.seen(s) {
		m.made = append(m.made, s)
	}
	if len(m.made) == maxMade {
		m.GiveUp(interp.TooManyStates)
	}
	return len(m.made) < maxMade
}

// Makes reports whether there is an object on some path, after a search for that.
func (m *Search) Makes() bool { return len(m.made) > 0 }

// NewClient returns a search, which has not begun, of one use of an object that another search
// has made.
func (m *Search) NewClient(use Use, by Precision) *Search {
	client := newSearch(by, fineClient, coarseClient)
	client.workLimit = clientWork
	client.Interpreter, client.copied = m.Interpreter, m.Copied
	client.Searcher = client
	c := m.Client.Client
	client.Client = &interp.Client{Client: c, Then: slices.Concat(use.Calls, c.Ends), Ends: len(c.Ends), Serves: use.Serves, Meanwhile: use.Meanwhile, Fails: use.Failed}
	client.use = use
	for _, s := range slices.Backward(m.made) {
		if s = s.Clone(); client.CallFirst(s) {
			client.Push(s)
		}
	}
	return client
}

// blames reports whether the object is to blame for a goroutine that is stuck: one that it
// has left behind when all calls of the client have returned, or the client's own in the
// call that ends the object, which has started goroutines before. That a client is stuck in
// another call, or in one behind the end of the object, it has itself to blame for; unless
// the call was under way when the end came, and those who would have served it have left.
// Nor is the object to blame if one that is stuck waits for a call that the client has not
// made: others may wait for that one.
func (m *Search) blames(s *domain.State, gi int, dead []int) bool {
	if m.Client.Ends == 0 {
		return false
	}
	if g := s.Goroutines[0]; g.Guessed && (!g.Ended || m.use.Failed) && !m.use.Always {
		return false // the end may have done nothing because there was nothing to do
	}
	if !m.leaves(s, s.Goroutines[gi]) {
		return false
	}
	made := m.use.Calls
	if m.use.Unstarted != nil {
		made = m.Client.StartCalls() // that they have not been made is the point
	}
	needs := func(i int) bool { return m.Client.Needs(s.Goroutines[i].Wait.Instr, made) != nil }
	if slices.ContainsFunc(dead, needs) {
		return false
	}
	first, last := m.Client.Ending(s)
	if m.use.Unstarted != nil || m.use.Failed {
		return gi == 0 && first && !m.Client.LeftToOthers(s.Goroutines[gi].Wait.Instr, m.Client.StartCalls())
	}
	if slices.Contains(dead, 0) {
		last = first && len(s.Goroutines) > 1 && !m.Client.LeftToOthers(s.Goroutines[0].Wait.Instr, m.use.Calls)
	}
	if !m.use.Meanwhile {
		return last && (gi != 0 || slices.Contains(dead, 0))
	}
	called := m.meanwhile(s)
	if !last || called < 0 {
		return false
	}
	isStuck := slices.Contains(dead, called)
	switch gi {
	case called:
		return !m.Client.LeftToOthers(s.Goroutines[gi].Wait.Instr, m.use.Calls) && slices.ContainsFunc(s.Goroutines, func(g *domain.Goroutine) bool { return g.Status == domain.Done && served(s, g, s.Goroutines[called]) })
	case 0:
		return isStuck || m.use.Expects == nil && s.Goroutines[called].Status == domain.Done
	}
	if e := m.use.Expects; e != nil {
		return e.By == s.Goroutines[called].Called && e.Finds() && !isStuck
	}
	return s.Goroutines[called].Status == domain.Done
}

// leaves reports whether a goroutine of an object is to leave by itself, if it waits for the client to
// receive: elsewhere it waits for what the end closes, too.
//
//	send t0.events <- t1
//	...
//	t4 = select blocking [<-t0.done, <-t0.input]
func (m *Search) leaves(s *domain.State, g *domain.Goroutine) bool {
	for _, c := range g.Wait.Cases {
		if ch, ok := c.Ch.(domain.ChanV); ok && s.Object(ch.Obj).Given {
			return c.Dir == types.SendOnly && len(g.Wait.Cases) == 1 && g.Instr != nil && m.Client.Obeys(g.Frames[0].Fn.SSA)
		}
	}
	return true
}

// leftNil reports whether a goroutine sends to, or receives from, a field of the object that New has
// left nil, and that nothing sets but what makes an object: then it does not matter what else the
// client calls.
func (m *Search) leftNil(s *domain.State, gi int) bool {
	w := s.Goroutines[gi].Wait
	if len(w.Cases) != 1 || w.Cases[0].Ch != (domain.NilV{}) || m.Client.New == nil || s.Goroutines[0].Guessed {
		return false
	}
	var ch ssa.Value
	switch instr := w.Instr.(type) {
	case *ssa.Send:
		ch = instr.Chan
	case *ssa.UnOp:
		ch = instr.X
	}
	load, ok := ch.(*ssa.UnOp)
	if !ok {
		return false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	return ok && sameStruct(addr.X.Type(), m.Client.Type) && m.SetByMakers(ssabuild.Field(addr))
}

// sameStruct reports whether two pointers are to structs of one name: no copy of a part of the
// object, which is set as a whole.
func sameStruct(a, b types.Type) bool {
	x, ok := types.Unalias(ssabuild.Deref(a)).(*types.Named)
	y, ok2 := types.Unalias(ssabuild.Deref(b)).(*types.Named)
	return ok && ok2 && x.Origin() == y.Origin()
}

// outlasts reports whether a client's call does not return although its context has ended, and a
// goroutine is stuck that is the call's or was started in it: the context's end was received in the
// call, and what is waited for was made there, so that others have it only from this call.
func (m *Search) outlasts(s *domain.State, gi int, dead []int) bool {
	n := s.Goroutines[0].Calls
	if n == 0 || n > len(m.use.Calls) || !slices.Contains(dead, 0) {
		return false
	}
	call := m.Client.Then[n-1]
	g := s.Goroutines[gi]
	if gi != 0 && callee.Declared(g.Instr.Parent()) != call {
		return false
	}
	for _, c := range g.Wait.Cases {
		ch, ok := c.Ch.(domain.ChanV)
		if !ok || s.Object(ch.Obj).Made == nil || callee.Declared(s.Object(ch.Obj).Made.Parent()) != call {
			return false
		}
	}
	return len(g.Wait.Cases) > 0 && contextEnded(s, call)
}

// unanswered reports whether a client's call waits for what only a goroutine of the object could
// send to it, all of which have ended: the channel was made in the call, lies in a field, and no call
// sends to that field.
//
//	t0 = new call (complit)
//	t1 = &t0.done [#0]
//	...
//	t5 = &t0.done [#0]
//	t6 = *t5
//	t7 = <-t6
//
// Of a channel in a variable, which the object finds in a field or a map, the goroutines have ended
// when the call was waiting: in a call that came later, something else may fail.
func (m *Search) unanswered(s *domain.State, gi int) bool {
	g := s.Goroutines[gi]
	if gi != 0 || g.Calls == 0 || g.Calls > len(m.use.Calls) || g.Guessed {
		return false
	}
	recv, ok := g.Wait.Instr.(*ssa.UnOp)
	if !ok || len(g.Wait.Cases) != 1 || len(s.Goroutines) == 1 ||
		slices.ContainsFunc(s.Goroutines, func(h *domain.Goroutine) bool { return h.ID != 0 && h.Status != domain.Done }) {
		return false
	}
	ch, ok := g.Wait.Cases[0].Ch.(domain.ChanV)
	if !ok {
		return false
	}
	made, ok := s.Object(ch.Obj).Made.(*ssa.MakeChan)
	if !ok || callee.Declared(made.Parent()) != m.Client.Then[g.Calls-1] {
		return false
	}
	if load, ok := recv.X.(*ssa.UnOp); ok {
		if addr, ok := load.X.(*ssa.FieldAddr); ok {
			return !m.Client.Client.Serves(ssabuild.Field(addr))
		}
	}
	return m.Client.IsAnswered(made) && m.endedSince(s)
}

// endedSince reports whether the goroutines of an object may have ended behind the last step of a
// client's call: they have, or what they did last is a round of a loop.
func (m *Search) endedSince(s *domain.State) bool {
	stepped := false // the call has gone on since
	for e := s.Events; e != nil; e = e.Up {
		switch {
		case e.Goroutine == 0 || e.Kind == domain.EventMeet && e.Other == 0:
			stepped = true
		case e.Kind == domain.EventEnd && stepped && !m.leftLoop(s, e):
			return false
		}
	}
	return true
}

// leftLoop reports whether the last operation of a goroutine that has ended was in the loop that
// is all it does: then it might as well have ended later.
//
//	for {
//		if _, err := io.ReadFull(c, buf); err != nil {
//			return
//		}
//		mu.Lock()
func (m *Search) leftLoop(s *domain.State, end *domain.Event) bool {
	for e := end.Up; e != nil; e = e.Up {
		switch {
		case e.Kind == domain.EventGo && e.Other == end.Goroutine:
			return true
		case e.Goroutine != end.Goroutine || e.Kind == domain.EventBranch:
			continue
		case e.Instr == nil:
			return false
		}
		b := e.Instr.Block()
		return b.Parent() == s.Goroutines[end.Goroutine].ExitFn && m.Function(b.Parent()).Loops.At(b) != nil
	}
	return false
}

// contextEnded reports whether a goroutine has received, in a call, that a context ended which comes
// from outside:
//
//	t1 = invoke t0.Done()
//	t2 = <-t1
func contextEnded(s *domain.State, call *ssa.Function) bool {
	for e := s.Events; e != nil; e = e.Up {
		recv, ok := e.Instr.(*ssa.UnOp)
		if !ok || e.Kind != domain.EventOutside || callee.Declared(recv.Parent()) != call {
			continue
		}
		done, ok := recv.X.(*ssa.Call)
		if ok && done.Call.IsInvoke() && done.Call.Method.Name() == "Done" && ssabuild.IsContext(done.Call.Value.Type()) {
			return true
		}
	}
	return false
}

// meanwhile returns the goroutine of the call that may be under way still, or -1.
func (m *Search) meanwhile(s *domain.State) int {
	n := 1 // that of a call that serves comes first
	if m.use.Serves {
		n++
	}
	return slices.IndexFunc(s.Goroutines, func(g *domain.Goroutine) bool {
		if g.Called != nil {
			n--
		}
		return n == 0
	})
}

// Crashes reports that a goroutine panics since a channel is closed, if an object is to blame:
// one of its own does, when its end has closed the channel, or the end itself, when one of its own
// has; or a call does that looks whether the object has ended before it sends.
func (m *Search) Crashes(s *domain.State, gi int) {
	g := s.Goroutines[gi]
	closer := closedBy(s, g.Crash.Chan)
	if m.Client == nil || s.Inconclusive || closer < 0 || m.proving || m.pollsGiven(s) {
		return
	}
	ownsCloser := s.Goroutines[closer].Instr != nil
	first, last := m.Client.Ending(s)
	var blamed bool
	switch {
	case gi == 0:
		blamed = first && ownsCloser
	case m.use.Meanwhile && gi == m.meanwhile(s):
		blamed = first || last
		blamed = blamed && closer == 0 && m.use.Expects != nil && m.use.Expects.By == g.Called
	default:
		blamed = (first || last) && (closer == 0 || ownsCloser)
	}
	if !blamed {
		return
	}
	st := &witness.Stuck{Root: m.Root, Op: witness.Twice, Instr: g.Crash.Instr, Pos: g.Crash.Instr.Pos(), Count: 1, Client: m.clientOf(s, g), Panics: true}
	if _, sends := g.Crash.Instr.(*ssa.Call); !sends {
		st.Op = witness.Send
	}
	if g.Instr != nil {
		st.Go = g.Instr.Pos()
	}
	if made := s.Object(g.Crash.Chan.Obj).Made; made != nil {
		st.Chans = []witness.Chan{{Made: made, Make: made.Pos(), Cap: -1}}
	}
	if m.better(st) {
		m.add(s, gi, st)
	}
}

// pollsGiven reports whether somebody has found a channel not ready, on the way, that the client is
// given: of that one it is not known when it is closed.
func (m *Search) pollsGiven(s *domain.State) bool {
	for e := s.Events; e != nil; e = e.Up {
		poll, ok := e.Instr.(*ssa.Select)
		if !ok || e.Kind != domain.EventDefault && e.Kind != domain.EventSend && e.Kind != domain.EventMeet {
			continue
		}
		if slices.ContainsFunc(poll.States, func(st *ssa.SelectState) bool {
			load, ok := st.Chan.(*ssa.UnOp)
			return ok && m.Client.IsGiven(load.X)
		}) {
			return true
		}
	}
	return false
}

// closedBy returns the goroutine that has closed a channel, or -1.
func closedBy(s *domain.State, ch domain.ChanV) int {
	for e := s.Events; e != nil; e = e.Up {
		if c, ok := e.Chan.(domain.ChanV); ok && e.Kind == domain.EventClose && c.Obj == ch.Obj {
			return e.Goroutine
		}
	}
	return -1
}

// served reports whether a goroutine that the object has started could have served another
// one: it has known what that one waits for, or that was made in a call of that one.
func served(s *domain.State, g, waits *domain.Goroutine) bool {
	if g.ID == 0 || g == waits {
		return false
	}
	w := waits.Wait
	if len(w.Cases) == 0 {
		return true
	}
	return slices.ContainsFunc(w.Cases, func(c domain.WaitCase) bool {
		ch, ok := c.Ch.(domain.ChanV)
		if !ok {
			return false
		}
		_, knows := slices.BinarySearch(g.Known, ch.Obj)
		return knows || !slices.ContainsFunc(s.Goroutines, func(h *domain.Goroutine) bool {
			_, knows := slices.BinarySearch(h.Known, ch.Obj)
			return h != waits && knows
		})
	})
}

// clientOf returns the steps of the client that lead to a stuck goroutine, or nil.
func (m *Search) clientOf(s *domain.State, g *domain.Goroutine) *witness.Client {
	if m.Client == nil {
		return nil
	}
	c := &witness.Client{New: m.Client.New, Calls: m.use.Calls, Caller: m.Client.Then[max(s.Goroutines[0].Calls-1, 0)]}
	if m.Client.Ends > 0 && s.Goroutines[0].Calls > len(m.use.Calls) {
		c.End = m.Client.Then[len(m.use.Calls)]
	}
	if g.Called != nil {
		c.Caller = g.Called
	}
	c.Unanswered = c.End == nil && (m.unanswered(s, g.ID) || m.unserved(s, g.ID))
	c.Unstarted, c.Failed = m.use.Unstarted, m.use.Failed
	if m.use.Meanwhile {
		c.Calls, c.Meanwhile = m.use.Calls[:len(m.use.Calls)-1], m.use.Calls[len(m.use.Calls)-1]
		c.IsMeanwhile = g.Called == c.Meanwhile
		if e := m.use.Expects; e != nil {
			c.By, c.Field, c.Waits = e.By, e.Field, e.Waits
		}
	}
	return c
}

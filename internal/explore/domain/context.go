package domain

import (
	"slices"
)

// AddContext adds a context. A parent that is 0 never ends.
func (s *State) AddContext(parent ObjectID, selfEnds bool) ObjectID {
	ch := s.Add(Object{Kind: Channel, Cap: IntV(0)})
	id := s.Add(Object{Kind: Context, ChanID: ch, Parent: parent, SelfEnds: selfEnds})
	s.OwnObject(ch).Owner = id
	if parent != 0 {
		p := s.OwnObject(parent)
		p.Children = append(slices.Clip(p.Children), id)
		if p.SelfEnds {
			s.OwnObject(id).SelfEnds = true
		}
		if s.Object(p.ChanID).Closed {
			s.OwnObject(ch).Closed = true
		}
	}
	return id
}

// ParentOf returns the context that a value is. One that was not made here ends
// by itself sooner or later.
func (s *State) ParentOf(v Value) (id ObjectID, known bool) {
	c, ok := s.Resolve(v).(CtxV)
	return c.Obj, ok
}

// CancelContext ends a context and those derived from it.
func (s *State) CancelContext(id ObjectID) {
	o := s.Object(id)
	if s.Object(o.ChanID).Closed {
		return
	}
	s.OwnObject(o.ChanID).Closed = true
	for _, child := range o.Children {
		s.CancelContext(child)
	}
}

// OutsideEnds notes, where something is received from a channel that comes from
// elsewhere, that a context has ended if it is that one's.
func (s *State) OutsideEnds(ch Value) {
	if x, ok := ch.(Symbol); ok && s.Table.Exprs[x].Op == OpDone {
		s.NoteEnd(s.Table.Exprs[x].X)
	}
}

// NoteEnd notes that a context has ended which comes from elsewhere.
func (s *State) NoteEnd(ctx Value) {
	if x, ok := s.Resolve(ctx).(Symbol); ok {
		s.Constrain(Constraint{Symbol: s.Table.Intern(Expr{Op: OpEnded, X: x}), Is: BoolV(true)})
	}
}

// HasEnded reports whether a context that comes from elsewhere is known to have ended.
func (s *State) HasEnded(ctx Value) bool {
	x, ok := s.Resolve(ctx).(Symbol)
	return ok && s.Resolve(s.Table.Intern(Expr{Op: OpEnded, X: x})) == (BoolV(true))
}

// TimerAt returns the channel or goroutine of the timer that a call is a method
// of.
func (s *State) TimerAt(c *CallSite) (id ObjectID, ok bool) {
	p, ok := s.Resolve(c.Receiver()).(Ptr)
	if !ok || s.Object(p.Obj).External || p.Path != nil {
		return 0, false
	}
	a, ok := s.Object(p.Obj).Value.(*AggV)
	if !ok || len(a.Elems) == 0 {
		return 0, false
	}
	switch v := a.Elems[0].(type) {
	case ChanV:
		return v.Obj, true
	case *Native:
		return v.Obj, true
	}
	return 0, false
}

// StopHandle stops a goroutine that has not begun.
func (s *State) StopHandle(h ObjectID) Value {
	i := s.Object(h).Handle
	if g := s.Goroutines[i]; g.Status == Waiting && (g.Wait.Lock == ForTimer || g.Wait.Lock == ForEnd) {
		g = s.OwnGoroutine(i)
		g.Status, g.Wait, g.Frames = Done, nil, nil
		return BoolV(true)
	}
	return BoolV(false)
}

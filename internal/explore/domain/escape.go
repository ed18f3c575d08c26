package domain

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// An Escape tells where a channel first came into the hands of code that is not
// seen: from then on it counts as served.
type Escape struct {
	Reason EscapeReason
	Pos    token.Pos
}

// An EscapeReason says how.
type EscapeReason uint8

const (
	EscapeReturned EscapeReason = iota // by the root, to its caller
	EscapeStored                       // in memory that others reach
	EscapePassed                       // to a function that is not seen
	EscapeSent                         // to a goroutine that is not seen
	EscapeKept                         // in a value that is not followed
	NumEscapeReasons
)

var escapeTexts = [NumEscapeReasons]string{
	"returned to the caller", "stored where others look", "passed to code that is not seen", "sent to code that is not seen", "kept in a value that is not followed",
}

func (r EscapeReason) String() string { return escapeTexts[r] }

// noteEscape remembers the first escape of a channel.
func (s *State) noteEscape(made ssa.Instruction) {
	mk, ok := made.(*ssa.MakeChan)
	if !ok || s.Running == nil {
		return
	}
	if _, ok := s.Table.Escapes[mk]; ok {
		return
	}
	e := Escape{Reason: EscapeKept, Pos: s.Running.Pos()}
	switch s.Running.(type) {
	case *ssa.Return:
		e.Reason = EscapeReturned
	case *ssa.Store, *ssa.MapUpdate:
		e.Reason = EscapeStored
	case ssa.CallInstruction:
		e.Reason = EscapePassed
	case *ssa.Send, *ssa.Select:
		e.Reason = EscapeSent
	}
	s.Table.Escapes[mk] = e
}

// Escape hands a value to code that is not seen. Everything that can be reached
// from it counts as served from now on. This is the whole policy against false
// alarms, in one place.
func (s *State) Escape(v Value) {
	switch v := v.(type) {
	case Ptr:
		s.escapeObj(v.Obj)
	case ChanV:
		s.escapeObj(v.Obj)
	case SliceV:
		s.escapeObj(v.Obj)
	case MapV:
		s.escapeObj(v.Obj)
	case IterV:
		s.escapeObj(v.Obj)
	case *FuncV:
		s.EscapeAll(v.Binds)
	case *Native:
		s.Escape(v.Arg)
		if v.Obj != 0 {
			s.escapeObj(v.Obj)
		}
	case *IfaceV:
		s.Escape(v.Value)
	case *AggV:
		s.EscapeAll(v.Elems)
	case GroupV:
		if v.Cancel != 0 {
			s.escapeObj(v.Cancel) // by an error of a function, or by Wait
		}
	}
	// With a context nobody can cancel it: only its cancel function matters.
}

func (s *State) EscapeAll(list []Value) {
	for _, v := range list {
		s.Escape(v)
	}
}

// Give lets a channel escape to the client of an object, who receives from it until it has no use
// for the object any more.
func (s *State) Give(v Value) {
	ch, ok := s.Resolve(v).(ChanV)
	first := ok && !s.Object(ch.Obj).External
	s.Escape(v)
	if first {
		s.OwnObject(ch.Obj).Given = true
	}
}

// TakeBack notes that the client of an object has left: nobody receives from what it was given.
func (s *State) TakeBack() {
	for id := 1; id < s.Objects.Len(); id++ {
		if s.Object(ObjectID(id)).Given {
			o := s.OwnObject(ObjectID(id))
			o.External, o.Buf = false, nil
		}
	}
}

func (s *State) escapeObj(id ObjectID) {
	o := s.Object(id)
	if o.Given {
		o = s.OwnObject(id)
		o.Given = false // others have it, too
	}
	if o.External {
		if o.Kind == Memory || o.Kind == Mapping {
			s.forget(id)
		}
		return
	}
	s.noteEscape(o.Made)
	o = s.OwnObject(id)
	o.External = true
	s.Escape(o.Value)
	s.EscapeAll(o.Buf)
	s.EscapeAll(o.Keys)
	s.EscapeAll(o.Vals)
	switch o.Kind {
	case Context:
		s.SelfEnd(id)
	case Memory:
		s.forget(id)
	}
}

// forget drops what is known of the numbers and flags in memory that code which
// is not seen may have changed, and that there is nothing yet. The rest stays: where
// pointers led counts as external already, and to forget them would lose which
// conditions belong together.
func (s *State) forget(id ObjectID) {
	o := s.OwnObject(id)
	o.loaded = nil
	if o.Type != nil {
		o.Value = s.forgotten(o.Value, o.Type)
	}
}

func (s *State) forgotten(v Value, t types.Type) Value {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return nil
	case *types.Array:
		if v, ok := v.(*AggV); ok {
			elems := make([]Value, len(v.Elems))
			for i, e := range v.Elems {
				elems[i] = s.forgotten(e, u.Elem())
			}
			return &AggV{elems}
		}
	case *types.Struct:
		switch v := v.(type) {
		case LockV:
			if s.Table.Proving {
				return v // who holds it gives it back
			}
			return nil
		case GroupV, OnceV:
			return nil
		case *AggV:
			if len(v.Elems) != u.NumFields() {
				return v
			}
			elems := make([]Value, len(v.Elems))
			for i, e := range v.Elems {
				elems[i] = s.forgotten(e, u.Field(i).Type())
			}
			return &AggV{elems}
		}
	}
	if v == (NilV{}) {
		return nil
	}
	return v
}

// SelfEnd notes that the environment will cancel a context, or a timer.
func (s *State) SelfEnd(id ObjectID) {
	o := s.Object(id)
	if o.SelfEnds {
		return
	}
	o = s.OwnObject(id)
	o.SelfEnds = true
	for _, child := range o.Children {
		s.SelfEnd(child)
	}
}

package domain

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Reachable is what can be reached from some goroutines: objects, and of
// channels which ends.
type Reachable struct {
	s       *State
	Seen    []bool
	ends    []uint8 // of channels
	Endless bool    // a context that nobody but its cancel function ends
	Makes   bool    // a function that makes something to wait for
	uses    Uses    // of the goroutines that are added; nil: whatever they hold
}

// Uses tells what code does with channels.
type Uses interface {
	OfField(f *types.Var) (used, receives, sends bool) // with what lies in a field
	OfValue(ch ssa.Value) (receives, sends bool)       // with what has a name
}

// Restrict says what the goroutines that are added next can do with what they hold.
func (r *Reachable) Restrict(uses Uses) { r.uses = uses }

func endsOf(receives, sends bool) (ends uint8) {
	if receives {
		ends |= recvEnd
	}
	if sends {
		ends |= sendEnd
	}
	return ends
}

const (
	recvEnd = 1 << iota
	sendEnd
)

// NewReachable returns an empty set, of what can be reached in s. The states of a
// table share its memory: it is good until the next one is asked for.
func NewReachable(s *State) *Reachable {
	r, n := &s.Table.reachable, s.Objects.Len()
	*r = Reachable{s: s, Seen: slices.Grow(r.Seen[:0], n)[:n], ends: slices.Grow(r.ends[:0], n)[:n]}
	clear(r.Seen)
	clear(r.ends)
	return r
}

// Goroutine adds what a goroutine holds: what is live in its frames, its
// deferred calls, what it waits for.
func (r *Reachable) Goroutine(g *Goroutine) {
	for _, f := range g.Frames {
		r.frame(f)
	}
	if w := g.Wait; w != nil {
		for _, c := range w.Cases {
			r.Value(c.Val)
			if ch, ok := c.Ch.(ChanV); ok {
				// What it waits on itself, and in which direction.
				end := uint8(recvEnd)
				if c.Dir == types.SendOnly {
					end = sendEnd
				}
				r.channel(ch.Obj, end)
			}
		}
		if w.At.Obj != 0 && !lockRules[w.Lock].ended {
			r.object(w.At.Obj)
		}
		if w.Call != nil {
			r.site(w.Call)
		}
	}
	for _, c := range g.Cleanups {
		r.site(c)
	}
	for _, a := range g.AtExit {
		r.object(a.At.Obj)
	}
	r.Value(g.Uses)
}

func (r *Reachable) frame(f *Frame) {
	if f.Native != nil {
		r.Value(f.Native.Fn)
		r.Value(f.Native.Result)
		r.Value(f.Native.Feeds)
		r.Value(f.Native.Takes)
		for _, ch := range f.Native.Lent {
			r.Value(ch)
		}
		return
	}
	for _, i := range f.Fn.LiveAt(f.Block, f.PC) {
		if ch, ok := f.Regs[i].(ChanV); ok && r.uses != nil {
			r.channel(ch.Obj, endsOf(r.uses.OfValue(f.Fn.Live.Values[i])))
			continue
		}
		r.Value(f.Regs[i])
	}
	for d := f.Defers; d != nil; d = d.Next {
		r.site(d.Site)
	}
}

func (r *Reachable) site(c *CallSite) {
	for _, v := range c.Args {
		r.Value(v)
	}
	for _, v := range c.Binds {
		r.Value(v)
	}
	if c.Native != nil {
		r.Value(c.Native)
	}
	if c.Fn != nil {
		r.Makes = r.Makes || r.s.Table.code.MayMake(c.Fn)
	}
}

func (r *Reachable) Value(v Value) {
	switch v := v.(type) {
	case Ptr:
		r.object(v.Obj)
	case ChanV:
		switch v.Dir {
		case types.SendOnly:
			r.channel(v.Obj, sendEnd)
		case types.RecvOnly:
			r.channel(v.Obj, recvEnd)
		default:
			r.channel(v.Obj, sendEnd|recvEnd)
		}
	case SliceV:
		r.object(v.Obj)
	case MapV:
		r.object(v.Obj)
	case IterV:
		r.object(v.Obj)
	case *FuncV:
		r.Makes = r.Makes || r.s.Table.code.MayMake(v.Fn)
		for i, b := range v.Binds {
			if i >= len(v.Fn.FreeVars) || len(*v.Fn.FreeVars[i].Referrers()) > 0 {
				r.Value(b)
			}
		}
	case *Native:
		r.Value(v.Arg)
		if v.Obj == 0 {
			break
		}
		if v.Kind == CancelFunc {
			r.cancel(v.Obj)
		} else {
			r.object(v.Obj)
		}
	case *IfaceV:
		r.Value(v.Value)
	case *AggV:
		for _, e := range v.Elems {
			r.Value(e)
		}
	case CtxV:
		r.Endless = r.Endless || !r.s.Object(v.Obj).SelfEnds
	case GroupV:
		if v.Cancel != 0 {
			r.cancel(v.Cancel)
		}
	case Symbol:
		// What it points to is external, but for private fields: in these the root's
		// own channels may lie.
		if id, ok := r.s.Environment.Find(v); ok {
			r.object(id)
		}
	}
	// A context does not help: with it one can only wait for its end.
}

func (r *Reachable) channel(id ObjectID, ends uint8) {
	r.ends[id] |= ends
	if r.Seen[id] {
		return
	}
	r.Seen[id] = true
	for _, v := range r.s.Object(id).Buf {
		r.Value(v)
	}
}

func (r *Reachable) object(id ObjectID) {
	if r.Seen[id] {
		return
	}
	o := r.s.Object(id)
	if o.Kind == Channel {
		r.channel(id, sendEnd|recvEnd)
		return
	}
	r.Seen[id] = true
	if r.uses != nil && o.Type != nil {
		r.memory(o.Value, o.Type)
	} else {
		r.Value(o.Value)
	}
	for _, v := range o.Keys {
		r.Value(v)
	}
	for _, v := range o.Vals {
		r.Value(v)
	}
}

// memory adds what is used of a value in memory.
func (r *Reachable) memory(v Value, t types.Type) {
	st, isStruct := t.Underlying().(*types.Struct)
	agg, isAgg := v.(*AggV)
	if !isStruct || !isAgg || st.NumFields() != len(agg.Elems) {
		r.Value(v)
		return
	}
	for i, e := range agg.Elems {
		f := st.Field(i)
		used, receives, sends := r.uses.OfField(f)
		ch, isChan := e.(ChanV)
		switch {
		case f.Exported() || f.Embedded():
			r.Value(e)
		case !used:
		case isChan:
			r.channel(ch.Obj, endsOf(receives, sends))
		default:
			r.memory(e, f.Type())
		}
	}
}

// cancel adds what a cancel function can do: close the channels of its context
// and of those derived from it.
func (r *Reachable) cancel(id ObjectID) {
	o := r.s.Object(id)
	if r.Seen[id] {
		return
	}
	r.Seen[id] = true
	r.channel(o.ChanID, sendEnd)
	for _, c := range o.Children {
		r.cancel(c)
	}
	r.Value(o.Value) // what runs when it ends
}

// Receives reports whether the receiving end of a channel is reachable.
func (r *Reachable) Receives(id ObjectID) bool { return r.ends[id]&recvEnd != 0 }

// CanEnd reports whether what is reachable can end a wait. alive are the goroutines from
// which it is.
func (r *Reachable) CanEnd(w *Wait, alive []bool) bool {
	switch {
	case w.OnLock():
		return r.canFree(w, alive)
	case w.Lock == ForOnce:
		return slices.ContainsFunc(r.s.Goroutines, func(g *Goroutine) bool { return alive[g.ID] && r.s.isInOnce(g, w.At) })
	}
	for _, c := range w.Cases {
		ch, ok := c.Ch.(ChanV)
		if !ok {
			continue
		}
		if c.Dir == types.RecvOnly && r.ends[ch.Obj]&sendEnd != 0 ||
			c.Dir == types.SendOnly && r.ends[ch.Obj]&recvEnd != 0 {
			return true
		}
	}
	if lockRules[w.Lock].ended {
		return r.ends[w.At.Obj]&sendEnd != 0
	}
	return w.At.Obj != 0 && r.Seen[w.At.Obj]
}

// canFree reports whether one of the goroutines that are alive can free a lock: who holds
// it or, if nobody does or locks are handed over, who can reach it.
func (r *Reachable) canFree(w *Wait, alive []bool) bool {
	isHeld := false
	for i, g := range r.s.Goroutines {
		if g.Holds(w) {
			if alive[i] {
				return true
			}
			isHeld = true
		}
	}
	o := r.s.Object(w.At.Obj)
	return r.Seen[w.At.Obj] && (!isHeld || r.s.Table.code.HandsOver(fieldAt(o.Type, w.At.Path)))
}

// Matters reports whether something was reached that this root made and that
// goroutines can wait for, or memory that can lead to it.
func (r *Reachable) Matters() bool {
	if r.Makes {
		return true
	}
	for id, seen := range r.Seen {
		if !seen {
			continue
		}
		switch o := r.s.Object(ObjectID(id)); o.Kind {
		case Channel:
			if !o.External {
				return true
			}
		case Memory:
			if !o.External && (o.Type == nil || r.s.Table.code.Holds(o.Type) || waits(o.Value)) {
				return true
			}
		default:
			if !o.External {
				return true
			}
		}
	}
	return false
}

// waits reports whether there is a lock or a wait group in a value.
func waits(v Value) bool {
	switch v := v.(type) {
	case LockV, GroupV, OnceV, CondV:
		return true
	case *AggV:
		if slices.ContainsFunc(v.Elems, waits) {
			return true
		}
	}
	return false
}

// CanStick reports whether a goroutine can be stuck at an object: a channel that
// nobody outside serves, memory with a lock that nobody outside holds.
func (s *State) CanStick(id ObjectID) bool {
	o := s.Object(id)
	if o.Kind == Memory {
		return !o.External && waits(o.Value)
	}
	return o.Kind == Channel && !o.External && (o.Owner == 0 || !s.Object(o.Owner).SelfEnds) && (o.Timer != Pending || o.Made != nil)
}

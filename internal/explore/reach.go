package explore

import "go/types"

// A reachable is what can be reached from some goroutines: objects, and of
// channels which ends.
type reachable struct {
	s       *state
	seen    []bool
	ends    []uint8 // of channels
	endless bool    // a context that nobody but its cancel function ends
	makes   bool    // a function that makes something to wait for
}

const (
	recvEnd = 1 << iota
	sendEnd
)

// newReachable returns an empty set, of what can be reached in s.
func newReachable(s *state) *reachable {
	return &reachable{s: s, seen: make([]bool, len(s.objs)), ends: make([]uint8, len(s.objs))}
}

// goroutine adds what a goroutine holds: what is live in its frames, its
// deferred calls, what it waits for.
func (r *reachable) goroutine(g *goroutine) {
	for _, f := range g.frames {
		r.frame(f)
	}
	if w := g.wait; w != nil {
		for _, c := range w.cases {
			r.value(c.val)
			if ch, ok := c.ch.(chanV); ok {
				// What it waits on itself, and in which direction.
				end := uint8(recvEnd)
				if c.dir == types.SendOnly {
					end = sendEnd
				}
				r.channel(ch.obj, end)
			}
		}
		if w.at.obj != 0 && w.lock != forEnd {
			r.object(w.at.obj)
		}
	}
	for _, c := range g.cleanups {
		r.site(c)
	}
	for _, a := range g.atExit {
		r.object(a.at.obj)
	}
}

func (r *reachable) frame(f *frame) {
	if f.native != nil {
		r.value(f.native.fn)
		r.value(f.native.result)
		return
	}
	for _, i := range f.fn.liveAt(f.block, f.pc) {
		r.value(f.regs[i])
	}
	for d := f.defers; d != nil; d = d.next {
		r.site(d.site)
	}
}

func (r *reachable) site(c *site) {
	for _, v := range c.args {
		r.value(v)
	}
	for _, v := range c.binds {
		r.value(v)
	}
	if c.nat != nil {
		r.value(c.nat)
	}
	if c.fn != nil {
		r.makes = r.makes || r.s.tab.code.mayMake(c.fn)
	}
}

func (r *reachable) value(v value) {
	switch v := v.(type) {
	case ptr:
		r.object(v.obj)
	case chanV:
		switch v.dir {
		case types.SendOnly:
			r.channel(v.obj, sendEnd)
		case types.RecvOnly:
			r.channel(v.obj, recvEnd)
		default:
			r.channel(v.obj, sendEnd|recvEnd)
		}
	case sliceV:
		r.object(v.obj)
	case mapV:
		r.object(v.obj)
	case iterV:
		r.object(v.obj)
	case *funcV:
		r.makes = r.makes || r.s.tab.code.mayMake(v.fn)
		for i, b := range v.binds {
			if i >= len(v.fn.FreeVars) || len(*v.fn.FreeVars[i].Referrers()) > 0 {
				r.value(b)
			}
		}
	case *native:
		r.value(v.arg)
		if v.obj == 0 {
			break
		}
		if v.kind == cancelFunc {
			r.cancel(v.obj)
		} else {
			r.object(v.obj)
		}
	case *ifaceV:
		r.value(v.v)
	case *aggV:
		for _, e := range v.elems {
			r.value(e)
		}
	case ctxV:
		r.endless = r.endless || !r.s.obj(v.obj).selfEnds
	case groupV:
		if v.cancel != 0 {
			r.cancel(v.cancel)
		}
	case sym:
		// What it points to is external, but for private fields.
		if id, ok := r.s.ext.find(v); ok {
			r.object(id)
		}
	}
	// A context does not help: who has it can only wait for it.
}

func (r *reachable) channel(id objID, ends uint8) {
	r.ends[id] |= ends
	if r.seen[id] {
		return
	}
	r.seen[id] = true
	for _, v := range r.s.obj(id).buf {
		r.value(v)
	}
}

func (r *reachable) object(id objID) {
	if r.seen[id] {
		return
	}
	o := r.s.obj(id)
	if o.kind == channel {
		r.channel(id, sendEnd|recvEnd)
		return
	}
	r.seen[id] = true
	r.value(o.val)
	for _, v := range o.keys {
		r.value(v)
	}
	for _, v := range o.vals {
		r.value(v)
	}
}

// cancel adds what a cancel function can do: close the channels of its context
// and of those derived from it.
func (r *reachable) cancel(id objID) {
	o := r.s.obj(id)
	if r.seen[id] {
		return
	}
	r.seen[id] = true
	r.channel(o.chanID, sendEnd)
	for _, c := range o.children {
		r.cancel(c)
	}
	r.value(o.val) // what runs when it ends
}

// helps reports whether what is reachable can end a wait.
func (r *reachable) helps(w *wait) bool {
	for _, c := range w.cases {
		ch, ok := c.ch.(chanV)
		if !ok {
			continue
		}
		if c.dir == types.RecvOnly && r.ends[ch.obj]&sendEnd != 0 ||
			c.dir == types.SendOnly && r.ends[ch.obj]&recvEnd != 0 {
			return true
		}
	}
	if w.lock == forEnd {
		return r.ends[w.at.obj]&sendEnd != 0
	}
	return w.at.obj != 0 && r.seen[w.at.obj]
}

// dead returns the goroutines of s that wait for ever: nobody who can still move
// reaches what they wait for. moves are the moves that are possible.
func (m *search) dead(s *state, moves []move) []int {
	alive := make([]bool, len(s.gs))
	for _, mv := range moves {
		alive[mv.g] = true
		if mv.g2 >= 0 {
			alive[mv.g2] = true
		}
	}
	r := newReachable(s)
	waits := 0
	for i, g := range s.gs {
		switch {
		case g.status == parked || g.status == running:
			alive[i] = true
		case g.status == waiting && !alive[i]:
			waits++
		}
		if alive[i] {
			r.goroutine(g)
		}
	}
	if waits == 0 {
		return nil
	}
	for changed := true; changed; {
		changed = false
		for i, g := range s.gs {
			if g.status == waiting && !alive[i] && r.helps(g.wait) {
				alive[i], changed = true, true
				r.goroutine(g)
			}
		}
	}
	var dead []int
	for i, g := range s.gs {
		if g.status == waiting && !alive[i] {
			dead = append(dead, i)
		}
	}
	return dead
}

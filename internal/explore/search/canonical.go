package search

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"go/types"
	"slices"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
)

// A canonicalizer writes states in a canonical form, so that a state which is met again
// is known: objects and symbols are numbered in the order in which they are come
// upon, what is not live does not count, and goroutines that do the same stand
// in one order, whichever started first: what model checkers call canonicalisation of
// the heap and symmetry reduction.
type canonicalizer struct {
	m         *Search
	s         *domain.State
	buf       []byte
	objs      map[domain.ObjectID]int
	syms      map[domain.Symbol]int
	blks      map[*ssa.BasicBlock]int32 // any number, the same for the same block
	typs      map[types.Type]int32
	ins       map[ssa.Instruction]int32
	members   map[ssa.Value]int32
	structs   map[*types.Struct][]room
	forms     []byte // of single goroutines
	locals    []local
	questions intsets.Sparse  // the places that some frame may ask for
	unknown   bool            // it came upon a kind of value that has no form
	filling   domain.ObjectID // a channel what lies in which is left out, and how often loops went round; or 0
}

// A fingerprint stands for a canonical form, which is some hundred bytes long: hash
// compaction (Wolper, Leroy: Reliable Hashing without Collision Detection, 1993), with
// so many bits of a cryptographic hash that no two forms will have the same.
type fingerprint [16]byte

// seen reports whether a state was visited before, and notes that it was now.
func (m *Search) seen(s *domain.State) bool {
	c := &m.canonical
	if c.m == nil {
		*c = canonicalizer{m: m, objs: make(map[domain.ObjectID]int), syms: make(map[domain.Symbol]int),
			blks: make(map[*ssa.BasicBlock]int32), typs: make(map[types.Type]int32), ins: make(map[ssa.Instruction]int32), members: make(map[ssa.Value]int32), structs: make(map[*types.Struct][]room)}
	}
	key := c.key(s)
	if c.unknown {
		m.GiveUp(interp.NoCanonicalForm)
		return true
	}
	sum := sha256.Sum256(key)
	id := fingerprint(sum[:len(fingerprint{})])
	if m.visited[id] {
		return true
	}
	m.visited[id] = true
	m.States++
	return false
}

func (c *canonicalizer) reset(s *domain.State) {
	c.s = s
	c.buf = c.buf[:0]
	clear(c.objs)
	clear(c.syms)
}

// key returns the canonical form of a state.
func (c *canonicalizer) key(s *domain.State) []byte {
	c.questions.Clear()
	for _, g := range s.Goroutines {
		if !isAlive(g) {
			continue
		}
		for _, f := range g.Frames {
			if f.Fn != nil {
				c.questions.UnionWith(c.m.ReadsFrom(f.Fn, f.Block))
			}
		}
	}
	for _, fn := range c.m.Ahead(s) {
		c.questions.UnionWith(&c.m.Of(fn).Reads)
	}
	list := c.ordered(s)
	c.reset(s)
	for _, l := range list {
		c.goroutine(l.g)
	}
	c.bool(s.Inconclusive)
	c.bool(s.Exits)
	c.bool(s.Guessed && s.Chosen)
	c.int(s.CutConstant)
	if c.m.precision == Fine && c.filling == 0 {
		c.facts()
	}
	return c.buf
}

// A local is a goroutine and what it is by itself.
type local struct {
	form []byte
	g    *domain.Goroutine
}

// isAlive reports whether a goroutine may still do something.
func isAlive(g *domain.Goroutine) bool {
	return g.Status != domain.Done && g.Status != domain.Stuck
}

// ordered returns the goroutines that are alive in an order that tells nothing of when they
// started: by where they stand and, where that is the same, by all that they are by themselves.
func (c *canonicalizer) ordered(s *domain.State) []local {
	list := c.locals[:0]
	for _, g := range s.Goroutines {
		if isAlive(g) {
			list = append(list, local{g: g})
		}
	}
	c.locals = list
	if len(list) < 2 {
		return list
	}
	c.forms = c.forms[:0]
	c.sort(s, list, c.stand)
	for len(list) > 1 {
		n := 1
		for n < len(list) && bytes.Equal(list[n].form, list[0].form) {
			n++
		}
		if n > 1 {
			c.sort(s, list[:n], c.goroutine)
		}
		list = list[n:]
	}
	return c.locals
}

// sort sorts goroutines by what write writes of each.
func (c *canonicalizer) sort(s *domain.State, list []local, write func(*domain.Goroutine)) {
	for i := range list {
		c.reset(s)
		write(list[i].g)
		from := len(c.forms)
		c.forms = append(c.forms, c.buf...)
		list[i].form = c.forms[from:len(c.forms):len(c.forms)]
	}
	slices.SortStableFunc(list, func(a, b local) int { return bytes.Compare(a.form, b.form) })
}

// stand writes where the calls of a goroutine stand, which mostly tells it from others.
func (c *canonicalizer) stand(g *domain.Goroutine) {
	c.byte(byte(g.Status))
	for _, f := range g.Frames {
		if f.Native != nil {
			c.instr(f.Call)
			continue
		}
		c.block(f.Block)
		c.int(int64(f.PC))
	}
}

func (c *canonicalizer) int(n int64) { c.buf = binary.AppendVarint(c.buf, n) }

func (c *canonicalizer) byte(b byte) { c.buf = append(c.buf, b) }

func (c *canonicalizer) str(s string) { c.int(int64(len(s))); c.buf = append(c.buf, s...) }

func (c *canonicalizer) bool(b bool) {
	if b {
		c.byte(1)
	} else {
		c.byte(0)
	}
}

// numberOf returns a number for k, the same for the same k.
func numberOf[K comparable](m map[K]int32, k K) int64 {
	id, ok := m[k]
	if !ok {
		id = int32(len(m) + 1)
		m[k] = id
	}
	return int64(id)
}

func (c *canonicalizer) block(b *ssa.BasicBlock) { c.int(numberOf(c.blks, b)) }

func (c *canonicalizer) member(v ssa.Value) { c.int(numberOf(c.members, v)) }

func (c *canonicalizer) instr(i ssa.Instruction) {
	if i == nil {
		c.int(0)
		return
	}
	c.int(numberOf(c.ins, i))
}

func (c *canonicalizer) typ(t types.Type) {
	if t == nil {
		c.int(0)
		return
	}
	c.int(numberOf(c.typs, t))
}

// goroutine writes a goroutine without its number: goroutines that do the same are
// symmetric. What a wait does when it is over (Wait.Then) is told by its instruction, its
// kind and the arguments of its call.
func (c *canonicalizer) goroutine(g *domain.Goroutine) {
	c.byte('G')
	c.byte(byte(g.Status))
	c.byte(byte(g.Unwind))
	c.bool(g.Instr == nil)
	for _, f := range g.Frames {
		c.frame(f)
	}
	if c.m.Client != nil {
		c.int(int64(g.Calls))
		c.value(g.Uses)
		c.bool(g.Guessed)
		c.bool(g.Ended)
	}
	for _, a := range g.AtExit {
		c.byte(byte(a.Kind))
		c.value(a.At)
	}
	for _, k := range g.Cleanups {
		c.byte('K')
		c.member(k.Fn)
		c.values(k.Args)
		c.values(k.Binds)
	}
	for _, h := range g.Held {
		if !c.s.Object(h.At.Obj).External {
			c.byte('H')
			c.bool(h.Read)
			c.value(h.At)
		}
	}
	w := g.Wait
	if w == nil {
		return
	}
	c.byte('W')
	c.instr(w.Instr)
	c.byte(byte(w.Lock))
	if w.Lock == domain.ForSignal {
		c.bool(w.Signalled)
		c.int(int64(c.s.Turn(g, w)))
	}
	for _, k := range w.Cases {
		c.value(k.Ch)
		if ch, ok := k.Ch.(domain.ChanV); !ok || ch.Obj != c.filling || k.Dir != types.SendOnly {
			c.value(k.Val)
		}
	}
	if w.At.Obj != 0 {
		c.value(w.At)
	}
	if w.Call != nil {
		c.values(w.Call.Args)
		c.values(w.Call.Binds)
	}
}

// frame writes where a call stands and its live registers. Of those that hold plain data
// only the ones count that a branch ahead depends on, and none in a coarse search.
func (c *canonicalizer) frame(f *domain.Frame) {
	c.byte('F')
	if n := f.Native; n != nil {
		if c.filling == 0 {
			c.int(int64(n.Round))
		}
		c.value(n.Fn)
		c.value(n.Last)
		c.value(n.Result)
		if n.Feeds != nil || n.Takes != nil {
			c.value(n.Feeds)
			c.value(n.Takes)
		}
		if n.Lent != nil {
			c.values(n.Lent)
		}
		c.instr(f.Call)
		return
	}
	c.block(f.Block)
	c.int(int64(f.PC))
	c.instr(f.Call)
	c.bool(f.Deferred)
	c.bool(f.Returning)
	if c.filling == 0 {
		for _, header := range f.Fn.Headers {
			c.byte(f.Visits[header.Index])
		}
	}
	for _, i := range f.Fn.LiveAt(f.Block, f.PC) {
		if c.m.precision == Coarse && !c.m.HoldsSync(f.Fn.Live.Values[i].Type()) {
			c.byte('_')
			continue
		}
		if c.filling != 0 && counts(c.s, f, f.Fn.Live.Values[i]) {
			continue
		}
		switch v := f.Regs[i].(type) {
		case domain.IntV, domain.BoolV, domain.StrV, domain.Symbol:
			if c.m.precision == Coarse || !f.Fn.DecidesFrom(i, f.Block) {
				c.byte('_')
				continue
			}
			c.value(v)
		default:
			c.value(v)
		}
	}
	for d := f.Defers; d != nil; d = d.Next {
		c.byte('D')
		c.instr(d.Site.Instr)
		if d.Site.Native != nil {
			c.value(d.Site.Native)
		}
		if d.Site.Fn != nil {
			c.member(d.Site.Fn)
		}
		c.values(d.Site.Args)
		c.values(d.Site.Binds)
	}
}

// object writes an object where it is met first, and its number from then on.
func (c *canonicalizer) object(id domain.ObjectID) {
	if id == 0 {
		c.int(0)
		return
	}
	if n, ok := c.objs[id]; ok {
		c.int(int64(n))
		return
	}
	c.objs[id] = len(c.objs) + 1
	o := c.s.Object(id)
	c.byte('O')
	c.byte(byte(o.Kind))
	c.bool(o.External)
	c.bool(o.Given)
	if o.External && o.Kind != domain.Memory && o.Kind != domain.Mapping {
		return // whatever it holds, it is always ready
	}
	if o.Kind == domain.Memory {
		c.int(int64(o.Slot))
		c.memory(o.Value, c.room(o.Type, c.place(o)))
	} else {
		c.value(o.Value)
	}
	switch o.Kind {
	case domain.Channel:
		c.value(c.s.Resolve(o.Cap))
		if id != c.filling {
			c.values(o.Buf)
		}
		c.bool(o.Closed)
		c.bool(o.Full)
		c.bool(o.Taken)
		c.byte(byte(o.Timer))
		c.object(o.Owner)
	case domain.Context:
		c.object(o.Parent)
		c.object(o.ChanID)
		c.bool(o.SelfEnds)
		for _, child := range o.Children {
			c.object(child)
		}
	case domain.Mapping:
		c.values(o.Keys)
		c.values(o.Vals)
		for _, answered := range o.Answered {
			c.bool(answered)
		}
	case domain.Iterator:
		c.int(int64(o.Round))
	}
}

// place returns the place of the variable that memory is.
func (c *canonicalizer) place(o *domain.Object) effects.Place {
	if a, ok := o.Made.(*ssa.Alloc); ok {
		return c.m.PlaceOfAlloc(a)
	}
	return effects.Nowhere
}

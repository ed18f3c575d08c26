package explore

import (
	"bytes"
	"encoding/binary"
	"go/types"
	"slices"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
)

// A canon writes states in a canonical form, so that a state which is met again
// is known: objects and symbols are numbered in the order in which they are come
// upon, what is not live does not count, and goroutines that do the same stand
// in one order, whichever started first: what model checkers call canonicalisation of
// the heap and symmetry reduction.
type canon struct {
	m         *search
	s         *state
	buf       []byte
	objs      map[objID]int
	syms      map[sym]int
	blks      map[*ssa.BasicBlock]int32 // any number, the same for the same block
	typs      map[types.Type]int32
	ins       map[ssa.Instruction]int32
	members   map[ssa.Value]int32
	questions intsets.Sparse // the places that some frame may ask for
	unknown   bool           // it came upon a kind of value that has no form
}

// seen reports whether a state was visited before, and notes that it was now.
func (m *search) seen(s *state) bool {
	c := &m.canon
	if c.m == nil {
		*c = canon{m: m, objs: make(map[objID]int), syms: make(map[sym]int),
			blks: make(map[*ssa.BasicBlock]int32), typs: make(map[types.Type]int32), ins: make(map[ssa.Instruction]int32), members: make(map[ssa.Value]int32)}
	}
	key := c.key(s)
	if c.unknown {
		m.giveUp(NoCanonicalForm)
		return true
	}
	if m.visited[string(key)] {
		return true
	}
	m.visited[string(key)] = true
	m.states++
	return false
}

func (c *canon) reset(s *state) {
	c.s = s
	c.buf = c.buf[:0]
	clear(c.objs)
	clear(c.syms)
}

// key returns the canonical form of a state.
func (c *canon) key(s *state) []byte {
	type local struct {
		form []byte
		g    *goroutine
	}
	c.questions.Clear()
	alive := 0
	for _, g := range s.gs {
		if g.status == done || g.status == stuck {
			continue
		}
		alive++
		for _, f := range g.frames {
			if f.fn != nil {
				c.questions.UnionWith(c.m.readsFrom(f.fn, f.block))
			}
		}
	}
	var list []local
	for _, g := range s.gs {
		if g.status == done || g.status == stuck {
			continue
		}
		l := local{g: g}
		if alive > 1 {
			c.reset(s)
			c.goroutine(g)
			l.form = bytes.Clone(c.buf)
		}
		list = append(list, l)
	}
	slices.SortStableFunc(list, func(a, b local) int { return bytes.Compare(a.form, b.form) })
	c.reset(s)
	for _, l := range list {
		c.goroutine(l.g)
	}
	c.bool(s.forced)
	c.int(s.bigger)
	if c.m.precision == fine {
		c.facts()
	}
	return c.buf
}

func (c *canon) int(n int64)  { c.buf = binary.AppendVarint(c.buf, n) }
func (c *canon) byte(b byte)  { c.buf = append(c.buf, b) }
func (c *canon) str(s string) { c.int(int64(len(s))); c.buf = append(c.buf, s...) }
func (c *canon) bool(b bool) {
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

func (c *canon) block(b *ssa.BasicBlock) { c.int(numberOf(c.blks, b)) }

func (c *canon) member(v ssa.Value) { c.int(numberOf(c.members, v)) }

func (c *canon) instr(i ssa.Instruction) {
	if i == nil {
		c.int(0)
		return
	}
	c.int(numberOf(c.ins, i))
}

func (c *canon) typ(t types.Type) {
	if t == nil {
		c.int(0)
		return
	}
	c.int(numberOf(c.typs, t))
}

func (c *canon) goroutine(g *goroutine) {
	c.byte('G')
	c.byte(byte(g.status))
	c.byte(byte(g.unwind))
	c.bool(g.instr == nil)
	for _, f := range g.frames {
		c.frame(f)
	}
	for _, a := range g.atExit {
		c.byte(byte(a.kind))
		c.value(a.at)
	}
	for _, k := range g.cleanups {
		c.byte('K')
		c.member(k.fn)
		c.values(k.args)
		c.values(k.binds)
	}
	w := g.wait
	if w == nil {
		return
	}
	c.byte('W')
	c.instr(w.instr)
	c.byte(byte(w.lock))
	for _, k := range w.cases {
		c.value(k.ch)
		c.value(k.val)
	}
	if w.at.obj != 0 {
		c.value(w.at)
	}
}

func (c *canon) frame(f *frame) {
	c.byte('F')
	if n := f.native; n != nil {
		c.int(int64(n.round))
		c.value(n.fn)
		c.value(n.last)
		c.value(n.result)
		c.instr(f.call)
		return
	}
	c.block(f.block)
	c.int(int64(f.pc))
	c.instr(f.call)
	c.bool(f.deferred)
	c.bool(f.returning)
	for _, header := range f.fn.headers {
		c.byte(f.visits[header.Index])
	}
	for _, i := range f.fn.liveAt(f.block, f.pc) {
		if c.m.precision == coarse && !c.m.HoldsSync(f.fn.live.Values[i].Type()) {
			c.byte('_')
			continue
		}
		switch v := f.regs[i].(type) {
		case intV, boolV, strV, sym:
			if c.m.precision == coarse || !f.fn.decidesFrom(i, f.block) {
				c.byte('_')
				continue
			}
			c.value(v)
		default:
			c.value(v)
		}
	}
	for d := f.defers; d != nil; d = d.next {
		c.byte('D')
		c.instr(d.site.instr)
		if d.site.nat != nil {
			c.value(d.site.nat)
		}
		if d.site.fn != nil {
			c.member(d.site.fn)
		}
		c.values(d.site.args)
		c.values(d.site.binds)
	}
}

func (c *canon) values(list []value) {
	c.int(int64(len(list)))
	for _, v := range list {
		c.value(v)
	}
}

func (c *canon) value(v value) {
	switch v := v.(type) {
	case nil:
		c.byte('?')
	case nilV:
		c.byte('0')
	case intV:
		c.byte('i')
		c.int(int64(v))
	case boolV:
		c.byte('b')
		c.bool(bool(v))
	case strV:
		c.byte('"')
		c.str(string(v))
	case sym:
		c.sym(v)
	case ptr:
		c.byte('*')
		c.path(v.path)
		c.object(v.obj)
	case chanV:
		c.byte('c')
		c.byte(byte(v.dir))
		c.object(v.obj)
	case *funcV:
		c.byte('f')
		c.member(v.fn)
		c.values(v.binds)
	case *native:
		c.byte('n')
		c.byte(byte(v.kind))
		c.value(v.arg)
		c.object(v.obj)
	case *ifaceV:
		if c.m.precision == coarse && !c.m.HoldsSync(v.typ) {
			c.byte('_')
			return
		}
		c.byte('I')
		c.typ(v.typ)
		c.value(v.v)
	case *aggV:
		c.byte('{')
		c.values(v.elems)
	case sliceV:
		c.byte('s')
		c.int(int64(v.lo))
		c.int(int64(v.hi))
		c.object(v.obj)
	case mapV:
		c.byte('m')
		c.object(v.obj)
	case ctxV:
		c.byte('x')
		c.object(v.obj)
	case iterV:
		c.byte('t')
		c.object(v.obj)
	case lockV:
		c.byte('l')
		c.bool(v.writer)
		c.int(int64(v.readers))
	case groupV:
		c.byte('w')
		c.int(int64(v.count))
		c.int(int64(v.limit))
		c.object(v.cancel)
	case onceV:
		c.byte('o')
		c.bool(v.done)
	case deferV:
		c.byte('d')
		c.int(int64(v.depth))
	case globalV:
		c.byte('g')
		c.member(v.Global)
	case typeV:
		c.byte('T')
		c.typ(v.Type)
	default:
		c.unknown = true
	}
}

func (c *canon) path(p *path) {
	for ; p != nil; p = p.up {
		c.int(int64(p.index) + 1)
	}
	c.int(0)
}

func (c *canon) sym(x sym) {
	if c.m.precision == coarse {
		c.byte('y')
		return
	}
	if r := c.s.resolve(x); r != value(x) {
		c.value(r)
		return
	}
	if n, ok := c.syms[x]; ok {
		c.byte('y')
		c.int(int64(n))
		return
	}
	e := c.m.exprs[x]
	switch e.op {
	case opLeaf, opNonNil, opWide:
		c.syms[x] = len(c.syms)
		c.byte('Y')
		c.byte(byte(e.op))
	default:
		c.byte('e')
		c.byte(byte(e.op))
		c.byte(byte(e.tok))
		c.value(e.x)
		c.value(e.y)
		c.syms[x] = len(c.syms)
	}
	if id, ok := c.s.ext.find(x); ok {
		c.object(id)
	}
}

func (c *canon) object(id objID) {
	if id == 0 {
		c.int(0)
		return
	}
	if n, ok := c.objs[id]; ok {
		c.int(int64(n))
		return
	}
	c.objs[id] = len(c.objs) + 1
	o := c.s.obj(id)
	c.byte('O')
	c.byte(byte(o.kind))
	c.bool(o.external)
	if o.external && o.kind != memory && o.kind != mapping {
		return // whatever it holds, it is always ready
	}
	if o.kind == memory {
		c.memory(o.val, o.typ, c.place(o))
	} else {
		c.value(o.val)
	}
	switch o.kind {
	case channel:
		c.value(c.s.resolve(o.cap))
		c.values(o.buf)
		c.bool(o.closed)
		c.byte(byte(o.timer))
		c.object(o.owner)
	case context:
		c.object(o.parent)
		c.object(o.chanID)
		c.bool(o.selfEnds)
		for _, child := range o.children {
			c.object(child)
		}
	case mapping:
		c.values(o.keys)
		c.values(o.vals)
	case iterator:
		c.int(int64(o.round))
	}
}

// place returns the place of the variable that memory is.
func (c *canon) place(o *object) effects.Place {
	if a, ok := o.made.(*ssa.Alloc); ok {
		return c.m.PlaceOfAlloc(a)
	}
	return effects.Nowhere
}

// facts writes what is decided about symbols that are still there.
func (c *canon) facts() {
	var forms [][]byte
	for _, f := range c.s.facts {
		if !c.live(f.sym) {
			continue
		}
		from := len(c.buf)
		e := c.m.exprs[f.sym]
		if n, ok := c.syms[f.sym]; ok {
			c.int(int64(n))
		} else {
			c.byte(byte(e.op))
			c.byte(byte(e.tok))
			c.value(e.x)
			c.value(e.y)
		}
		c.value(f.is)
		c.int(f.lo)
		c.int(f.hi)
		forms = append(forms, bytes.Clone(c.buf[from:]))
		c.buf = c.buf[:from]
	}
	slices.SortFunc(forms, bytes.Compare)
	for _, f := range forms {
		c.buf = append(c.buf, f...)
	}
}

// live reports whether all the leaves of an expression have a number.
func (c *canon) live(v value) bool {
	x, ok := v.(sym)
	if !ok {
		switch v := v.(type) {
		case ptr:
			_, ok := c.objs[v.obj]
			return ok
		case chanV:
			_, ok := c.objs[v.obj]
			return ok
		}
		return true
	}
	if _, ok := c.syms[x]; ok {
		return true
	}
	switch e := c.m.exprs[x]; e.op {
	case opLeaf, opNonNil, opWide:
		return false
	case opConst:
		return true
	default:
		return c.live(e.x) && c.live(e.y)
	}
}

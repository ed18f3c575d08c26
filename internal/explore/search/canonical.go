package search

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"go/types"
	"slices"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/linear"
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
	forms     []byte          // of single goroutines
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
			blks: make(map[*ssa.BasicBlock]int32), typs: make(map[types.Type]int32), ins: make(map[ssa.Instruction]int32), members: make(map[ssa.Value]int32)}
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
	type local struct {
		form []byte
		g    *domain.Goroutine
	}
	c.questions.Clear()
	c.forms = c.forms[:0]
	alive := 0
	for _, g := range s.Goroutines {
		if g.Status == domain.Done || g.Status == domain.Stuck {
			continue
		}
		alive++
		for _, f := range g.Frames {
			if f.Fn != nil {
				c.questions.UnionWith(c.m.ReadsFrom(f.Fn, f.Block))
			}
		}
	}
	for _, fn := range c.m.Ahead(s) {
		c.questions.UnionWith(&c.m.Of(fn).Reads)
	}
	list := make([]local, 0, alive)
	for _, g := range s.Goroutines {
		if g.Status == domain.Done || g.Status == domain.Stuck {
			continue
		}
		l := local{g: g}
		if alive > 1 {
			c.reset(s)
			c.goroutine(g)
			from := len(c.forms)
			c.forms = append(c.forms, c.buf...)
			l.form = c.forms[from:len(c.forms):len(c.forms)]
		}
		list = append(list, l)
	}
	slices.SortStableFunc(list, func(a, b local) int { return bytes.Compare(a.form, b.form) })
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

func (c *canonicalizer) values(list []domain.Value) {
	c.int(int64(len(list)))
	for _, v := range list {
		c.value(v)
	}
}

func (c *canonicalizer) value(v domain.Value) {
	switch v := v.(type) {
	case nil:
		c.byte('?')
	case domain.NilV:
		c.byte('0')
	case domain.IntV:
		c.byte('i')
		c.int(int64(v))
	case domain.BoolV:
		c.byte('b')
		c.bool(bool(v))
	case domain.StrV:
		c.byte('"')
		c.str(string(v))
	case domain.Symbol:
		c.sym(v)
	case domain.Ptr:
		c.byte('*')
		c.path(v.Path)
		c.object(v.Obj)
	case domain.ChanV:
		c.byte('c')
		c.byte(byte(v.Dir))
		c.object(v.Obj)
	case *domain.FuncV:
		c.byte('f')
		c.member(v.Fn)
		c.values(v.Binds)
	case *domain.Native:
		c.byte('n')
		c.byte(byte(v.Kind))
		c.value(v.Arg)
		c.object(v.Obj)
	case *domain.IfaceV:
		if c.m.precision == Coarse && !c.m.HoldsSync(v.Type) {
			c.byte('_')
			return
		}
		c.byte('I')
		c.typ(v.Type)
		c.value(v.Value)
	case *domain.AggV:
		c.byte('{')
		c.values(v.Elems)
	case domain.SliceV:
		c.byte('s')
		c.int(int64(v.Lo))
		c.int(int64(v.Hi))
		c.object(v.Obj)
	case domain.MapV:
		c.byte('m')
		c.object(v.Obj)
	case domain.CtxV:
		c.byte('x')
		c.object(v.Obj)
	case domain.IterV:
		c.byte('t')
		c.object(v.Obj)
	case domain.LockV:
		c.byte('l')
		c.bool(v.Writer)
		c.bool(v.Pending)
		c.int(int64(v.Readers))
	case domain.CondV:
		c.byte('C')
		c.int(int64(v.Len()))
	case domain.GroupV:
		c.byte('w')
		c.int(int64(v.Count))
		c.int(int64(v.Limit))
		c.object(v.Cancel)
	case domain.OnceV:
		c.byte('o')
		c.bool(v.Done)
	case domain.DeferV:
		c.byte('d')
		c.int(int64(v.Depth))
	case domain.GlobalV:
		c.byte('g')
		c.member(v.Global)
	case domain.TypeV:
		c.byte('T')
		c.typ(v.Type)
	default:
		c.unknown = true
	}
}

func (c *canonicalizer) path(p *domain.Path) {
	for ; p != nil; p = p.Up {
		c.int(int64(p.Index) + 1)
	}
	c.int(0)
}

// sym writes a symbol: a constant, if the path has decided that it is one; its number, if it
// was met before; or its expression. A leaf is nothing but new.
func (c *canonicalizer) sym(x domain.Symbol) {
	if c.m.precision == Coarse {
		c.byte('y')
		return
	}
	if r := c.s.Resolve(x); r != domain.Value(x) {
		c.value(r)
		return
	}
	if n, ok := c.syms[x]; ok {
		c.byte('y')
		c.int(int64(n))
		return
	}
	e := c.m.Exprs[x]
	switch e.Op {
	case domain.OpLeaf, domain.OpNonNil, domain.OpWidened, domain.OpUnclosed, domain.OpReceived:
		c.syms[x] = len(c.syms)
		c.byte('Y')
		c.byte(byte(e.Op))
	case domain.OpSum:
		c.sum(e.X.(*domain.SumV))
		c.syms[x] = len(c.syms)
	default:
		c.byte('e')
		c.byte(byte(e.Op))
		c.byte(byte(e.Tok))
		c.value(e.X)
		c.value(e.Y)
		c.syms[x] = len(c.syms)
	}
	if id, ok := c.s.Environment.Find(x); ok {
		c.object(id)
	}
}

// sum writes a sum, in which atoms stand in the order in which they were made. Another one is
// taken: those first that were met before, then by what they look like.
func (c *canonicalizer) sum(sum *domain.SumV) {
	type term struct {
		linear.Term
		form string
	}
	known, ok := c.s.Fold(*sum)
	if !ok {
		known = *sum
	}
	terms := make([]term, len(known.Terms))
	from := len(c.buf)
	for i, t := range known.Terms {
		if n, ok := c.syms[domain.Symbol(t.Var)]; ok {
			c.int(int64(n))
		} else {
			e := c.m.Exprs[t.Var]
			c.byte('e')
			c.byte(byte(e.Op))
			c.byte(byte(e.Tok))
		}
		c.int(t.Coef)
		terms[i] = term{t, string(c.buf[from:])}
		c.buf = c.buf[:from]
	}
	slices.SortStableFunc(terms, func(a, b term) int { return cmp.Compare(a.form, b.form) })
	c.byte('+')
	c.int(known.Const)
	for _, t := range terms {
		c.int(t.Coef)
		c.sym(domain.Symbol(t.Var))
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
	if o.External && o.Kind != domain.Memory && o.Kind != domain.Mapping {
		return // whatever it holds, it is always ready
	}
	if o.Kind == domain.Memory {
		c.memory(o.Value, o.Type, c.place(o))
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

// facts writes what is decided about symbols that are still there.
func (c *canonicalizer) facts() {
	var forms [][]byte
	for f := range c.s.PathCondition.All() {
		if !c.live(f.Symbol) {
			continue
		}
		from := len(c.buf)
		e := c.m.Exprs[f.Symbol]
		if n, ok := c.syms[f.Symbol]; ok {
			c.int(int64(n))
		} else if sum, ok := e.X.(*domain.SumV); ok {
			c.sum(sum)
		} else {
			c.byte(byte(e.Op))
			c.byte(byte(e.Tok))
			c.value(e.X)
			c.value(e.Y)
		}
		c.value(f.Is)
		c.int(f.Lo)
		c.int(f.Hi)
		forms = append(forms, bytes.Clone(c.buf[from:]))
		c.buf = c.buf[:from]
	}
	slices.SortFunc(forms, bytes.Compare)
	for _, f := range forms {
		c.buf = append(c.buf, f...)
	}
}

// live reports whether all the leaves of an expression have a number.
func (c *canonicalizer) live(v domain.Value) bool {
	x, ok := v.(domain.Symbol)
	if !ok {
		switch v := v.(type) {
		case domain.Ptr:
			_, ok := c.objs[v.Obj]
			return ok
		case domain.ChanV:
			_, ok := c.objs[v.Obj]
			return ok
		}
		return true
	}
	if _, ok := c.syms[x]; ok {
		return true
	}
	switch e := c.m.Exprs[x]; e.Op {
	case domain.OpLeaf, domain.OpNonNil, domain.OpWidened, domain.OpUnclosed, domain.OpReceived:
		return false
	case domain.OpConst:
		return true
	case domain.OpSum:
		return !slices.ContainsFunc(e.X.(*domain.SumV).Terms, func(t linear.Term) bool { return !c.live(domain.Symbol(t.Var)) })
	default:
		return c.live(e.X) && c.live(e.Y)
	}
}

package search

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/linear"
)

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
	case domain.OpLeaf, domain.OpNonNil, domain.OpMade, domain.OpWidened, domain.OpUnclosed, domain.OpReceived:
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
	case domain.OpLeaf, domain.OpNonNil, domain.OpMade, domain.OpBeside, domain.OpWidened, domain.OpUnclosed, domain.OpReceived:
		return false
	case domain.OpConst:
		return true
	case domain.OpSum:
		return !slices.ContainsFunc(e.X.(*domain.SumV).Terms, func(t linear.Term) bool { return !c.live(domain.Symbol(t.Var)) })
	default:
		return c.live(e.X) && c.live(e.Y)
	}
}

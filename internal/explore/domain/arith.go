package domain

import (
	"go/token"
	"math/bits"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/explore/linear"
)

// Numbers that are computed.

// maxDivisor bounds the divisors whose quotients and remainders are related to what
// is divided.
const maxDivisor = 64

// arith returns x tok y for two numbers, or nil.
func (s *State) arith(tok token.Token, x, y Value) Value {
	a, ok := s.linear(x)
	b, ok2 := s.linear(y)
	if !ok || !ok2 {
		return nil
	}
	var sum SumV
	known, isKnown := b.Const, len(b.Terms) == 0
	switch {
	case tok == token.ADD:
		sum, ok = a.plus(1, b)
	case tok == token.SUB:
		sum, ok = a.plus(-1, b)
	case tok == token.MUL && isKnown:
		sum, ok = SumV{}.plus(known, a)
	case tok == token.MUL && len(a.Terms) == 0:
		sum, ok = SumV{}.plus(a.Const, b)
	case tok == token.SHL && isKnown && 0 <= known && known < 30:
		sum, ok = SumV{}.plus(1<<known, a)
	case (tok == token.QUO || tok == token.REM) && isKnown && known > 0:
		return s.divide(tok, a, known, false)
	case tok == token.SHR && isKnown && 0 <= known && known < 30:
		return s.divide(token.QUO, a, 1<<known, true)
	case tok == token.AND && isKnown && known > 0 && known&(known+1) == 0 && known < 1<<30:
		return s.divide(token.REM, a, known+1, true)
	default:
		return nil
	}
	if !ok {
		return nil
	}
	return s.Table.symbol(sum, 1+max(s.Table.depth(x), s.Table.depth(y)))
}

// divide returns the quotient or the remainder of x and k, which is positive. Division
// rounds towards 0, or down. Quotient q and remainder r are symbols with x = k q + r.
func (s *State) divide(tok token.Token, x SumV, k int64, down bool) Value {
	depth := 1
	for _, t := range x.Terms {
		depth = max(depth, 1+s.Table.depths[Symbol(t.Var)])
	}
	whole, rest := x.split(k)
	quo, rem := OpQuo, OpRem
	switch {
	case len(rest.Terms) == 0 && rest.Const == 0: // nothing is rounded
	case down, s.value(s.Table.symbol(x, depth)).Lo >= 0:
		quo, rem = OpDiv, OpMod
	default:
		whole, rest = SumV{}, x
	}
	if len(rest.Terms) == 0 {
		if tok == token.REM {
			return IntV(rest.Const)
		}
		return s.Table.symbol(whole, depth)
	}
	v := s.Table.symbol(rest, depth)
	q, r := s.Table.Intern(Expr{Op: quo, X: v, Y: IntV(k)}), s.Table.Intern(Expr{Op: rem, X: v, Y: IntV(k)})
	if k <= maxDivisor {
		d, ok := rest.plus(-k, SumV{Terms: linear.Sum{{Coef: 1, Var: linear.Var(q)}}})
		if ok {
			d, ok = d.plus(-1, SumV{Terms: linear.Sum{{Coef: 1, Var: linear.Var(r)}}})
		}
		if ok {
			g, h, c := s.Table.primitive(d)
			s.within(h, linear.Just(-c).Over(g))
		}
	}
	if tok == token.REM {
		return s.Resolve(r)
	}
	if sum, ok := whole.plus(1, SumV{Terms: linear.Sum{{Coef: 1, Var: linear.Var(q)}}}); ok {
		return s.Resolve(s.Table.symbol(sum, depth+1))
	}
	return s.Table.Fresh()
}

// split returns y and z with x = k y + z, so that the coefficients in z lie between
// 0 and k.
func (x SumV) split(k int64) (y, z SumV) {
	floor := func(n int64) (quo, rem int64) {
		if rem = n % k; rem < 0 {
			rem += k
		}
		return (n - rem) / k, rem
	}
	for _, t := range x.Terms {
		quo, rem := floor(t.Coef)
		if quo != 0 {
			y.Terms = append(y.Terms, linear.Term{Coef: quo, Var: t.Var})
		}
		if rem != 0 {
			z.Terms = append(z.Terms, linear.Term{Coef: rem, Var: t.Var})
		}
	}
	y.Const, z.Const = floor(x.Const)
	return y, z
}

// value returns where a number lies.
func (s *State) value(v Value) linear.Interval {
	switch v := v.(type) {
	case IntV:
		return linear.Just(int64(v))
	case Symbol:
		return s.interval(v)
	}
	return linear.All
}

// roughly returns where a number lies by what is decided of its parts, without the
// relations between them: in these it may have a part itself.
func (s *State) roughly(v Value) linear.Interval {
	sum, ok := s.linear(v)
	if !ok {
		return linear.All
	}
	in := linear.Just(sum.Const)
	for _, t := range sum.Terms {
		in = in.Plus(s.atom(Symbol(t.Var)).Times(t.Coef))
	}
	return in
}

// natural returns where an expression lies by the way in which it is made.
func (s *State) natural(e Expr) linear.Interval {
	k, _ := e.Y.(IntV)
	n := int64(k)
	switch e.Op {
	case OpLen, OpCap:
		return linear.Interval{Lo: 0, Hi: MaxInt}
	case OpMod:
		return linear.Interval{Lo: 0, Hi: n - 1}
	case OpRem:
		in := linear.Interval{Lo: 1 - n, Hi: n - 1}
		if x := s.roughly(e.X); x.Lo >= 0 {
			in.Lo = 0
		} else if x.Hi <= 0 {
			in.Hi = 0
		}
		return in
	case OpQuo, OpDiv:
		if x := s.roughly(e.X); x.Lo >= 0 {
			return linear.Interval{Lo: 0, Hi: x.Hi}
		}
	case OpBin:
		switch {
		case e.Tok == token.MUL:
			return s.product(e.X, e.Y)
		case e.Tok == token.AND && n > 0:
			return linear.Interval{Lo: 0, Hi: n}
		}
	}
	return linear.All
}

// product returns where x y lies. Squares are not negative.
func (s *State) product(x, y Value) linear.Interval {
	a, b := s.roughly(x), s.roughly(y)
	in := linear.All
	if x == y || a.Lo >= 0 && b.Lo >= 0 || a.Hi <= 0 && b.Hi <= 0 {
		in.Lo = 0
	}
	for _, n := range []int64{a.Lo, a.Hi, b.Lo, b.Hi} {
		if bits.Len64(uint64(max(n, -n))) > 30 || n == MinInt {
			return in
		}
	}
	p := linear.Just(a.Lo * b.Lo)
	for _, n := range []int64{a.Lo * b.Hi, a.Hi * b.Lo, a.Hi * b.Hi} {
		p = linear.Interval{Lo: min(p.Lo, n), Hi: max(p.Hi, n)}
	}
	return p.Meet(in)
}

// fold computes with two numbers that are known, or returns nil.
func fold(tok token.Token, a, b int64) Value {
	switch tok {
	case token.ADD:
		return IntV(a + b)
	case token.SUB:
		return IntV(a - b)
	case token.MUL:
		return IntV(a * b)
	case token.QUO:
		if b != 0 {
			return IntV(a / b)
		}
	case token.REM:
		if b != 0 {
			return IntV(a % b)
		}
	case token.AND:
		return IntV(a & b)
	case token.OR:
		return IntV(a | b)
	case token.XOR:
		return IntV(a ^ b)
	case token.AND_NOT:
		return IntV(a &^ b)
	case token.SHL:
		if 0 <= b && b < 62 {
			return IntV(a << b)
		}
	case token.SHR:
		if 0 <= b && b < 63 {
			return IntV(a >> b)
		}
	case token.LSS:
		return BoolV(a < b)
	}
	return nil
}

// Tests returns what the test of a loop says that counts, about a number and its bound.
func (s *State) Tests(k cfg.Counter, at, bound Value) Value {
	if k.Test.X == k.Bound {
		at, bound = bound, at
	}
	return s.Binop(k.Test.Op, at, bound)
}

package domain

import (
	"go/token"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/explore/linear"
)

// Assumable reports whether a condition can have a truth value.
func (s *State) Assumable(cond Value, truth bool) bool {
	before, inconclusive := s.PathCondition, s.Inconclusive
	s.PathCondition.stamp = 0 // what Assume adds goes to a list of its own
	ok := s.Assume(cond, truth)
	s.PathCondition, s.Inconclusive = before, inconclusive
	return ok
}

// The path condition: what a path has decided about symbols, as values that they
// equal and intervals that they lie in.

const (
	OpLeaf     ExprOp = iota
	OpConst           // a constant that is not followed: x is its text
	OpBin             // x tok y
	OpNot             // !x
	OpLen             // len(x), of version y
	OpCap             // cap(x)
	OpIs              // x has the dynamic type y (TypeV)
	OpAddr            // the address of x[y]
	OpPart            // part y of x: a field, a result, an element
	OpCall            // the result of calling x on y
	OpDone            // the channel of the context x
	OpEnded           // the context x has ended
	OpNonNil          // a leaf that is not nil
	OpMade            // a leaf: what was made just now
	OpBeside          // a leaf that is not nil if the error x beside it is
	OpGlobal          // the address of a package variable
	OpVar             // the value of a package variable: see errorValue
	OpSized           // a leaf: a slice of length x
	OpWidened         // a leaf: a number that grew in a loop
	OpUnclosed        // a leaf: a channel that nobody is known to close
	OpReceived        // a leaf: whether a receive from one got something
	OpQuo             // x / y, rounded towards 0; y is a positive IntV
	OpRem             // x % y, likewise
	OpDiv             // x / y, rounded down
	OpMod             // x - y (x / y), rounded down
	OpSum             // a sum of other symbols: see SumV
)

const (
	MinInt = linear.MinInt
	MaxInt = linear.MaxInt
)

// Resolve returns the constant that a symbol is known to equal, or the value.
func (s *State) Resolve(v Value) Value {
	x, ok := v.(Symbol)
	if !ok {
		return v
	}
	if f, ok := s.Constraint(x); ok {
		if f.Is != nil {
			return f.Is
		}
		if f.Lo == f.Hi {
			return IntV(f.Lo)
		}
	}
	switch e := s.Table.Exprs[x]; e.Op {
	case OpNot:
		if b, ok := s.Resolve(e.X).(BoolV); ok {
			return !b
		}
	case OpBin, OpQuo, OpRem, OpDiv, OpMod:
		if b, ok := s.decide(e); ok {
			return b
		}
		if in := s.atom(x); in.Lo == in.Hi {
			return IntV(in.Lo)
		}
	case OpSum:
		if sum, ok := s.Fold(*e.X.(*SumV)); ok && len(sum.Terms) == 0 {
			return IntV(sum.Const)
		} else if ok {
			g, h, c := s.Table.primitive(sum)
			if in := s.estimate(h); in.Lo == in.Hi {
				return IntV(in.Times(g).Lo + c)
			}
		}
	}
	return v
}

// Bounds returns the interval that an integer lies in.
func (s *State) Bounds(v Value) (lo, hi int64) {
	in := s.value(v)
	return in.Lo, in.Hi
}

// Assume adds to the path that a boolean symbol has a truth value, and reports
// whether it can. What is decided about a widened number, or a ratio, is a guess: how it relates to
// what it counted is forgotten, so the path becomes inconclusive. So it does where a
// channel has been closed that nobody is known to close.
func (s *State) Assume(x Value, truth bool) bool {
	x = s.Resolve(x)
	if b, ok := x.(BoolV); ok {
		return bool(b) == truth
	}
	c, ok := x.(Symbol)
	if !ok {
		return true
	}
	e := s.Table.Exprs[c]
	if e.Op == OpNot {
		return s.Assume(e.X, !truth)
	}
	s.Inconclusive = s.Inconclusive || s.Table.IsGuess(c) || e.Op == OpReceived && !truth
	n, isInt := e.Y.(IntV)
	h, isSym := e.X.(Symbol)
	isInt = isInt && isSym && e.Op == OpBin
	switch {
	case isInt && e.Tok == token.LSS && truth:
		return s.within(h, linear.Interval{Lo: MinInt, Hi: int64(n) - 1})
	case isInt && e.Tok == token.LSS:
		return s.within(h, linear.Interval{Lo: int64(n), Hi: MaxInt})
	case isInt && e.Tok == token.EQL && truth:
		return s.within(h, linear.Just(int64(n)))
	}
	f, _ := s.Constraint(c)
	f.Is = BoolV(truth)
	s.Constrain(f)
	switch {
	case isInt && e.Tok == token.EQL:
		return s.within(h, linear.All) // it is no end of an interval any more
	case e.Op == OpBin && e.Tok == token.EQL && truth && isSym:
		switch e.Y.(type) {
		case StrV, NilV, BoolV:
			g, _ := s.Constraint(h)
			g.Is = e.Y
			s.Constrain(g)
		}
		if beside := s.Table.Exprs[h]; beside.Op == OpBeside {
			return s.Assume(s.Binop(token.EQL, beside.X, NilV{}), false)
		}
	}
	return true
}

// Narrow assumes that x lies between lo and hi.
func (s *State) Narrow(x Value, lo, hi int64) bool {
	sum, ok := s.linear(x)
	switch {
	case !ok:
		return true
	case len(sum.Terms) == 0:
		return lo <= sum.Const && sum.Const <= hi
	}
	g, h, c := s.Table.primitive(sum)
	return s.within(h, linear.Interval{Lo: lo, Hi: hi}.Plus(linear.Just(-c)).Over(g))
}

// NotNegative assumes that an unsigned number is not negative. Of one that was computed
// nothing is assumed: what a subtraction gives that wraps around is not modelled.
func (s *State) NotNegative(v Value) {
	if x, ok := s.Resolve(v).(Symbol); ok && s.Table.Exprs[x].Op != OpSum {
		s.within(x, linear.Interval{Lo: 0, Hi: MaxInt})
	}
}

// within assumes that a primitive symbol lies in an interval, and draws the
// conclusions for the atoms that it is related to. It reports false if that cannot be.
func (s *State) within(h Symbol, in linear.Interval) bool {
	known := s.interval(h)
	in = s.trim(h, in.Meet(known))
	switch {
	case in.Empty():
		return false
	case in == known:
		return true
	}
	s.setInterval(h, in)
	if s.Table.Exprs[h].Op == OpSum {
		s.relate(h)
	}
	for again := true; again; {
		again = false
		bounds, atoms := s.related(h)
		for _, x := range atoms {
			known := s.atom(x)
			solved, ok := linear.Solve(linear.Sum{{Coef: 1, Var: linear.Var(x)}}, bounds)
			if !ok {
				return false
			}
			switch in := s.trim(x, solved.Meet(known)); {
			case in.Empty():
				return false
			case in != known:
				s.setInterval(x, in)
				again = again || in != solved.Meet(known) || in.Lo == in.Hi
			}
		}
	}
	return true
}

func (s *State) setInterval(x Symbol, in linear.Interval) {
	f, _ := s.Constraint(x)
	f.Lo, f.Hi = in.Lo, in.Hi
	s.Constrain(f)
}

// relate adds a sum to those by which atoms are related.
func (s *State) relate(h Symbol) {
	p := &s.PathCondition
	switch {
	case slices.Contains(p.sums, h):
	case len(p.sums) < maxRelations:
		p.sums = append(slices.Clip(p.sums), h)
	default:
		s.Table.Unrelated = true
	}
}

// trim takes numbers from the ends of an interval that a symbol is known not to be.
func (s *State) trim(h Symbol, in linear.Interval) linear.Interval {
	for !in.Empty() && s.isNot(h, in.Lo) {
		in.Lo++
	}
	for !in.Empty() && s.isNot(h, in.Hi) {
		in.Hi--
	}
	return in
}

func (s *State) isNot(h Symbol, n int64) bool {
	if n == MinInt || n == MaxInt {
		return false
	}
	c, ok := s.Table.interned[Expr{Op: OpBin, Tok: token.EQL, X: h, Y: IntV(n)}]
	if !ok {
		return false
	}
	f, _ := s.Constraint(c)
	return f.Is == BoolV(false)
}

package domain

import (
	"go/token"
	"math"
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
	OpGlobal          // the address of a package variable
	OpVar             // the value of a package variable: see errorValue
	OpSized           // a leaf: a slice of length x
	OpWidened         // a leaf: a number that grew in a loop
	OpUnclosed        // a leaf: a channel that nobody is known to close
	OpReceived        // a leaf: whether a receive from one got something
)

const (
	MinInt = math.MinInt64
	MaxInt = math.MaxInt64
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
	case OpBin:
		if lo, hi := s.Bounds(x); lo == hi {
			return IntV(lo)
		}
	}
	return v
}

// Bounds returns the interval that an integer lies in.
func (s *State) Bounds(v Value) (lo, hi int64) {
	switch v := v.(type) {
	case IntV:
		return int64(v), int64(v)
	case Symbol:
		f, _ := s.Constraint(v)
		if n, ok := f.Is.(IntV); ok {
			return int64(n), int64(n)
		}
		lo, hi = f.Lo, f.Hi
		e := s.Table.Exprs[v]
		switch {
		case e.Op == OpLen || e.Op == OpCap:
			lo = max(lo, 0)
		case e.Op == OpBin && (e.Tok == token.ADD || e.Tok == token.SUB):
			xlo, xhi := s.Bounds(e.X)
			ylo, yhi := s.Bounds(e.Y)
			if e.Tok == token.SUB {
				ylo, yhi = neg(yhi), neg(ylo)
			}
			lo, hi = max(lo, addSat(xlo, ylo)), min(hi, addSat(xhi, yhi))
		case e.Op == OpBin && e.Tok == token.MUL:
			if x, k, ok := scaledBy(e); ok {
				xlo, xhi := s.Bounds(x)
				lo, hi = max(lo, mulSat(xlo, k)), min(hi, mulSat(xhi, k))
			}
		}
		return lo, hi
	}
	return MinInt, MaxInt
}

// scaledBy returns the factors of a product with a small positive constant.
func scaledBy(e Expr) (x Value, k int64, ok bool) {
	if n, isInt := e.Y.(IntV); isInt && 0 < n && n < 1<<16 {
		return e.X, int64(n), true
	}
	if n, isInt := e.X.(IntV); isInt && 0 < n && n < 1<<16 {
		return e.Y, int64(n), true
	}
	return nil, 0, false
}

func mulSat(a, k int64) int64 {
	switch {
	case a > MaxInt/k:
		return MaxInt
	case a < MinInt/k:
		return MinInt
	}
	return a * k
}

func divUp(a, k int64) int64 {
	if a == MinInt {
		return a
	}
	return -divDown(-a, k)
}

func divDown(a, k int64) int64 {
	if a == MaxInt {
		return a
	}
	if q := a / k; a%k >= 0 {
		return q
	}
	return a/k - 1
}

func neg(n int64) int64 {
	switch n {
	case MinInt:
		return MaxInt
	case MaxInt:
		return MinInt
	}
	return -n
}

func addSat(a, b int64) int64 {
	if a == MinInt || b == MinInt {
		return MinInt
	}
	if a == MaxInt || b == MaxInt {
		return MaxInt
	}
	return a + b
}

// Assume adds to the path that a boolean symbol has a truth value, and reports
// whether it can. What is decided about a widened number is a guess: how it relates to
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
	s.Inconclusive = s.Inconclusive || s.Table.IsWidened(c) || e.Op == OpReceived && !truth
	if !s.follows(e) {
		f, _ := s.Constraint(c)
		f.Is = BoolV(truth)
		s.Constrain(f)
	}
	if e.Op != OpBin {
		return true
	}
	switch {
	case e.Tok == token.LSS && truth:
		return s.order(e.X, e.Y, 1)
	case e.Tok == token.LSS:
		return s.order(e.Y, e.X, 0)
	case e.Tok == token.EQL && truth:
		if y, ok := e.X.(Symbol); ok {
			switch e.Y.(type) {
			case IntV, StrV, NilV, BoolV:
				g, _ := s.Constraint(y)
				g.Is = e.Y
				s.Constrain(g)
			}
		}
	case e.Tok == token.EQL:
		if n, ok := e.Y.(IntV); ok {
			return s.exclude(e.X, int64(n))
		}
	}
	return true
}

// follows reports whether a comparison need not be remembered, since what it says
// about its symbol decides it: i < 3 is the interval of i.
func (s *State) follows(e Expr) bool {
	if e.Op != OpBin || e.Tok != token.LSS {
		return false
	}
	_, x := e.X.(IntV)
	_, y := e.Y.(IntV)
	return x || y
}

// order assumes that x + gap <= y.
func (s *State) order(x, y Value, gap int64) bool {
	_, yhi := s.Bounds(y)
	xlo, _ := s.Bounds(x)
	return s.Narrow(x, MinInt, addSat(yhi, neg(gap))) && s.Narrow(y, addSat(xlo, gap), MaxInt)
}

// exclude assumes that x is not n, which matters at the ends of its interval.
func (s *State) exclude(x Value, n int64) bool {
	lo, hi := s.Bounds(x)
	switch {
	case lo == n && hi == n:
		return false
	case lo == n:
		return s.Narrow(x, n+1, MaxInt)
	case hi == n:
		return s.Narrow(x, MinInt, n-1)
	}
	return true
}

// Narrow assumes that x lies between lo and hi.
func (s *State) Narrow(x Value, lo, hi int64) bool {
	xlo, xhi := s.Bounds(x)
	if lo <= xlo && xhi <= hi {
		return true
	}
	lo, hi = max(lo, xlo), min(hi, xhi)
	if lo > hi {
		return false
	}
	c, ok := x.(Symbol)
	if !ok {
		return true
	}
	f, _ := s.Constraint(c)
	f.Lo, f.Hi = lo, hi
	s.Constrain(f)
	if e := s.Table.Exprs[c]; e.Op == OpBin {
		switch y, ok := e.Y.(IntV); {
		case ok && e.Tok == token.ADD:
			return s.Narrow(e.X, addSat(lo, -int64(y)), addSat(hi, -int64(y)))
		case ok && e.Tok == token.SUB:
			return s.Narrow(e.X, addSat(lo, int64(y)), addSat(hi, int64(y)))
		}
		if x, k, ok := scaledBy(e); ok && e.Tok == token.MUL {
			return s.Narrow(x, divUp(lo, k), divDown(hi, k))
		}
	}
	return true
}

package explore

import (
	"go/token"
	"math"
	"slices"
)

// The path condition: what a path has decided about symbols, as values that they
// equal and intervals that they lie in.

const (
	opLeaf   exprOp = iota
	opConst         // a constant that is not followed: x is its text
	opBin           // x tok y
	opNot           // !x
	opLen           // len(x), of version y
	opCap           // cap(x)
	opIs            // x has the dynamic type y (typeV)
	opAddr          // the address of x[y]
	opPart          // part y of x: a field, a result, an element
	opCall          // the result of calling x on y
	opDone          // the channel of the context x
	opEnded         // the context x has ended
	opNonNil        // a leaf that is not nil
	opGlobal        // the address of a package variable
	opVar           // the value of a package variable: see errorValue
	opSized         // a leaf: a slice of length x
	opWide          // a leaf: a number that grew in a loop
)

// A fact is what a path has decided about a symbol. A path condition is
// sorted by symbol.
type fact struct {
	sym    sym
	is     value // what it equals, if that is known: intV, boolV, strV, nilV
	lo, hi int64
}

const (
	minInt = math.MinInt64
	maxInt = math.MaxInt64
)

func (s *state) fact(x sym) (fact, bool) {
	i, ok := slices.BinarySearchFunc(s.facts, x, func(f fact, x sym) int { return int(f.sym) - int(x) })
	if !ok {
		return fact{sym: x, lo: minInt, hi: maxInt}, false
	}
	return s.facts[i], true
}

func (s *state) setFact(f fact) {
	i, ok := slices.BinarySearchFunc(s.facts, f.sym, func(f fact, x sym) int { return int(f.sym) - int(x) })
	if s.ownsFacts != s.stamp {
		s.facts = append(make([]fact, 0, len(s.facts)+4), s.facts...)
		s.ownsFacts = s.stamp
	}
	if ok {
		s.facts[i] = f
	} else {
		s.facts = slices.Insert(s.facts, i, f)
	}
}

// resolve returns the constant that a symbol is known to equal, or the value.
func (s *state) resolve(v value) value {
	x, ok := v.(sym)
	if !ok {
		return v
	}
	if f, ok := s.fact(x); ok {
		if f.is != nil {
			return f.is
		}
		if f.lo == f.hi {
			return intV(f.lo)
		}
	}
	switch e := s.tab.exprs[x]; e.op {
	case opNot:
		if b, ok := s.resolve(e.x).(boolV); ok {
			return !b
		}
	case opBin:
		if lo, hi := s.bounds(x); lo == hi {
			return intV(lo)
		}
	}
	return v
}

// bounds returns the interval that an integer lies in.
func (s *state) bounds(v value) (lo, hi int64) {
	switch v := v.(type) {
	case intV:
		return int64(v), int64(v)
	case sym:
		f, _ := s.fact(v)
		if n, ok := f.is.(intV); ok {
			return int64(n), int64(n)
		}
		lo, hi = f.lo, f.hi
		e := s.tab.exprs[v]
		switch {
		case e.op == opLen || e.op == opCap:
			lo = max(lo, 0)
		case e.op == opBin && (e.tok == token.ADD || e.tok == token.SUB):
			xlo, xhi := s.bounds(e.x)
			ylo, yhi := s.bounds(e.y)
			if e.tok == token.SUB {
				ylo, yhi = neg(yhi), neg(ylo)
			}
			lo, hi = max(lo, addSat(xlo, ylo)), min(hi, addSat(xhi, yhi))
		case e.op == opBin && e.tok == token.MUL:
			if x, k, ok := scaledBy(e); ok {
				xlo, xhi := s.bounds(x)
				lo, hi = max(lo, mulSat(xlo, k)), min(hi, mulSat(xhi, k))
			}
		}
		return lo, hi
	}
	return minInt, maxInt
}

// scaledBy returns the factors of a product with a small positive constant.
func scaledBy(e expr) (x value, k int64, ok bool) {
	if n, isInt := e.y.(intV); isInt && 0 < n && n < 1<<16 {
		return e.x, int64(n), true
	}
	if n, isInt := e.x.(intV); isInt && 0 < n && n < 1<<16 {
		return e.y, int64(n), true
	}
	return nil, 0, false
}

func mulSat(a, k int64) int64 {
	switch {
	case a > maxInt/k:
		return maxInt
	case a < minInt/k:
		return minInt
	}
	return a * k
}

func divUp(a, k int64) int64 {
	if a == minInt {
		return a
	}
	return -divDown(-a, k)
}

func divDown(a, k int64) int64 {
	if a == maxInt {
		return a
	}
	if q := a / k; a%k >= 0 {
		return q
	}
	return a/k - 1
}

func neg(n int64) int64 {
	switch n {
	case minInt:
		return maxInt
	case maxInt:
		return minInt
	}
	return -n
}

func addSat(a, b int64) int64 {
	if a == minInt || b == minInt {
		return minInt
	}
	if a == maxInt || b == maxInt {
		return maxInt
	}
	return a + b
}

// assume adds to the path that a boolean symbol has a truth value, and reports
// whether it can.
func (s *state) assume(x value, truth bool) bool {
	x = s.resolve(x)
	if b, ok := x.(boolV); ok {
		return bool(b) == truth
	}
	c, ok := x.(sym)
	if !ok {
		return true
	}
	e := s.tab.exprs[c]
	if e.op == opNot {
		return s.assume(e.x, !truth)
	}
	if !s.follows(e) {
		f, _ := s.fact(c)
		f.is = boolV(truth)
		s.setFact(f)
	}
	if e.op != opBin {
		return true
	}
	switch {
	case e.tok == token.LSS && truth:
		return s.order(e.x, e.y, 1)
	case e.tok == token.LSS:
		return s.order(e.y, e.x, 0)
	case e.tok == token.EQL && truth:
		if y, ok := e.x.(sym); ok {
			switch e.y.(type) {
			case intV, strV, nilV, boolV:
				g, _ := s.fact(y)
				g.is = e.y
				s.setFact(g)
			}
		}
	case e.tok == token.EQL:
		if n, ok := e.y.(intV); ok {
			return s.exclude(e.x, int64(n))
		}
	}
	return true
}

// follows reports whether a comparison need not be remembered, since what it says
// about its symbol decides it: i < 3 is the interval of i.
func (s *state) follows(e expr) bool {
	if e.op != opBin || e.tok != token.LSS {
		return false
	}
	_, x := e.x.(intV)
	_, y := e.y.(intV)
	return x || y
}

// order assumes that x + gap <= y.
func (s *state) order(x, y value, gap int64) bool {
	_, yhi := s.bounds(y)
	xlo, _ := s.bounds(x)
	return s.narrow(x, minInt, addSat(yhi, neg(gap))) && s.narrow(y, addSat(xlo, gap), maxInt)
}

// exclude assumes that x is not n, which matters at the ends of its interval.
func (s *state) exclude(x value, n int64) bool {
	lo, hi := s.bounds(x)
	switch {
	case lo == n && hi == n:
		return false
	case lo == n:
		return s.narrow(x, n+1, maxInt)
	case hi == n:
		return s.narrow(x, minInt, n-1)
	}
	return true
}

// narrow assumes that x lies between lo and hi.
func (s *state) narrow(x value, lo, hi int64) bool {
	xlo, xhi := s.bounds(x)
	if lo <= xlo && xhi <= hi {
		return true
	}
	lo, hi = max(lo, xlo), min(hi, xhi)
	if lo > hi {
		return false
	}
	c, ok := x.(sym)
	if !ok {
		return true
	}
	f, _ := s.fact(c)
	f.lo, f.hi = lo, hi
	s.setFact(f)
	if e := s.tab.exprs[c]; e.op == opBin {
		switch y, ok := e.y.(intV); {
		case ok && e.tok == token.ADD:
			return s.narrow(e.x, addSat(lo, -int64(y)), addSat(hi, -int64(y)))
		case ok && e.tok == token.SUB:
			return s.narrow(e.x, addSat(lo, int64(y)), addSat(hi, int64(y)))
		}
		if x, k, ok := scaledBy(e); ok && e.tok == token.MUL {
			return s.narrow(x, divUp(lo, k), divDown(hi, k))
		}
	}
	return true
}

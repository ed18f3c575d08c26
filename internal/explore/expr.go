package explore

import (
	"go/token"
	"math"
	"slices"
)

// A sym is a symbol: a value that is not known but has an identity, so that what
// is decided about it once holds wherever it turns up again. Symbols index the
// machine's table of expressions; leaves are made anew each time an instruction
// runs, other expressions are interned.
type sym int32

type exprOp uint8

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
	opNonNil        // a leaf that is not nil
	opGlobal        // the address of a package variable
	opSized         // a leaf: a slice of length x
	opWide          // a leaf: a number that grew in a loop
)

// An expr says what a symbol stands for.
type expr struct {
	op   exprOp
	tok  token.Token
	x, y value // comparable
	id   int32 // of a leaf
}

// fresh returns a new symbol.
func (m *machine) fresh() sym {
	m.exprs = append(m.exprs, expr{op: opLeaf, id: int32(len(m.exprs))})
	return sym(len(m.exprs) - 1)
}

// freshNonNil returns a new symbol that is not nil.
func (m *machine) freshNonNil() sym {
	m.exprs = append(m.exprs, expr{op: opNonNil, id: int32(len(m.exprs))})
	return sym(len(m.exprs) - 1)
}

// freshWide returns a new symbol for a number that a loop has changed so often
// that it is not followed any more.
func (m *machine) freshWide() sym {
	m.exprs = append(m.exprs, expr{op: opWide, id: int32(len(m.exprs))})
	return sym(len(m.exprs) - 1)
}

// isWide reports whether such a number has a part in v.
func (m *machine) isWide(v value) bool {
	x, ok := v.(sym)
	if !ok {
		return false
	}
	e := m.exprs[x]
	return e.op == opWide || m.isWide(e.x) || m.isWide(e.y)
}

// intern returns the symbol for an expression, the same for equal ones. An
// expression that is nested too deep becomes a new symbol.
func (m *machine) intern(e expr) sym {
	if s, ok := m.interned[e]; ok {
		return s
	}
	depth := 1 + max(m.depth(e.x), m.depth(e.y))
	if depth > maxNesting {
		return m.fresh()
	}
	m.exprs = append(m.exprs, e)
	s := sym(len(m.exprs) - 1)
	m.interned[e] = s
	m.depths[s] = depth
	return s
}

const maxNesting = 6

func (m *machine) depth(v value) int {
	x, ok := v.(sym)
	if !ok {
		return 0
	}
	return m.depths[x] // 0 for leaves
}

// A fact is what a path has decided about a symbol. Facts are sorted by symbol
// and never change: another fact makes another list.
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
	facts := make([]fact, 0, len(s.facts)+1)
	facts = append(append(facts, s.facts[:i]...), f)
	if ok {
		i++
	}
	s.facts = append(facts, s.facts[i:]...)
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
	switch e := s.m.exprs[x]; e.op {
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
		e := s.m.exprs[v]
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

// binop returns x tok y.
func (m *machine) binop(s *state, tok token.Token, x, y value) value {
	x, y = s.resolve(x), s.resolve(y)
	switch tok {
	case token.NEQ:
		return m.not(s, m.binop(s, token.EQL, x, y))
	case token.GTR:
		return m.binop(s, token.LSS, y, x)
	case token.LEQ:
		return m.not(s, m.binop(s, token.LSS, y, x))
	case token.GEQ:
		return m.not(s, m.binop(s, token.LSS, x, y))
	case token.EQL:
		return m.equal(s, x, y)
	}
	if a, ok := x.(intV); ok {
		if b, ok := y.(intV); ok {
			if v := fold(tok, int64(a), int64(b)); v != nil {
				return v
			}
		}
	}
	if a, ok := x.(strV); ok && tok == token.ADD {
		if b, ok := y.(strV); ok && len(a)+len(b) < 100 {
			return a + b
		}
	}
	if tok == token.LSS {
		xlo, xhi := s.bounds(x)
		ylo, yhi := s.bounds(y)
		switch {
		case xhi < ylo:
			return boolV(true)
		case xlo >= yhi && yhi != maxInt:
			return boolV(false)
		case x == y:
			return boolV(false)
		}
	}
	if tok == token.ADD && y == intV(0) || tok == token.SUB && y == intV(0) {
		return x
	}
	if !internable(x) || !internable(y) {
		return m.fresh()
	}
	return m.intern(expr{op: opBin, tok: tok, x: x, y: y})
}

func fold(tok token.Token, a, b int64) value {
	switch tok {
	case token.ADD:
		return intV(a + b)
	case token.SUB:
		return intV(a - b)
	case token.MUL:
		return intV(a * b)
	case token.QUO:
		if b != 0 {
			return intV(a / b)
		}
	case token.REM:
		if b != 0 {
			return intV(a % b)
		}
	case token.AND:
		return intV(a & b)
	case token.OR:
		return intV(a | b)
	case token.XOR:
		return intV(a ^ b)
	case token.AND_NOT:
		return intV(a &^ b)
	case token.SHL:
		if 0 <= b && b < 62 {
			return intV(a << b)
		}
	case token.SHR:
		if 0 <= b && b < 63 {
			return intV(a >> b)
		}
	case token.LSS:
		return boolV(a < b)
	}
	return nil
}

func (m *machine) not(s *state, x value) value {
	switch x := s.resolve(x).(type) {
	case boolV:
		return !x
	case sym:
		if e := m.exprs[x]; e.op == opNot {
			return e.x
		}
		return m.intern(expr{op: opNot, x: x})
	}
	return m.fresh()
}

// equal returns x == y.
func (m *machine) equal(s *state, x, y value) value {
	_, xsym := x.(sym)
	_, ysym := y.(sym)
	switch {
	case xsym && ysym:
		if x == y {
			return boolV(true)
		}
		if y.(sym) < x.(sym) {
			x, y = y, x
		}
	case xsym:
		return m.equalTo(s, x.(sym), y)
	case ysym:
		return m.equalTo(s, y.(sym), x)
	default:
		return m.equalKnown(s, x, y)
	}
	return m.intern(expr{op: opBin, tok: token.EQL, x: x, y: y})
}

// equalTo returns x == y, y being no symbol.
func (m *machine) equalTo(s *state, x sym, y value) value {
	switch y := y.(type) {
	case intV:
		if lo, hi := s.bounds(x); int64(y) < lo || hi < int64(y) {
			return boolV(false)
		}
	case nilV:
		switch m.exprs[x].op {
		case opNonNil, opAddr, opGlobal:
			return boolV(false)
		}
	case boolV:
		if y {
			return x
		}
		return m.not(s, x)
	case strV:
	default:
		if known(y) {
			return boolV(false) // what was made here is not what came from outside
		}
		return m.fresh()
	}
	return m.intern(expr{op: opBin, tok: token.EQL, x: x, y: y})
}

// equalKnown compares two values of which none is a symbol.
func (m *machine) equalKnown(s *state, x, y value) value {
	if a, ok := x.(*ifaceV); ok {
		if b, ok := y.(*ifaceV); ok {
			return m.binop(s, token.EQL, a.v, b.v)
		}
	}
	switch {
	case x == nilV{} || y == nilV{}:
		return boolV(x == y)
	case internable(x) && internable(y):
		if a, ok := x.(chanV); ok {
			if b, ok := y.(chanV); ok {
				return boolV(a.obj == b.obj)
			}
		}
		return boolV(x == y)
	}
	return m.fresh()
}

// internable reports whether a value can be part of an interned expression.
func internable(v value) bool {
	switch v.(type) {
	case *aggV, nil, *funcV, *ifaceV, *native:
		return false
	}
	return true
}

// known reports whether v is something made by the code explored.
func known(v value) bool {
	switch v.(type) {
	case ptr, chanV, *funcV, *native, *ifaceV, sliceV, mapV, ctxV:
		return true
	}
	return false
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
	e := s.m.exprs[c]
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
	if e := s.m.exprs[c]; e.op == opBin {
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

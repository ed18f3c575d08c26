package explore

import "go/token"

// A sym is a symbol: a value that is not known but has an identity, so that what
// is decided about it once holds wherever it turns up again. Symbols index the
// table's expressions; leaves are made anew each time an instruction
// runs, other expressions are interned.
type sym int32

// An exprOp says how an expression is made of its parts.
type exprOp uint8

// An expr says what a symbol stands for.
type expr struct {
	op   exprOp
	tok  token.Token
	x, y value // comparable
	id   int32 // of a leaf
}

// fresh returns a new symbol.
func (tab *table) fresh() sym {
	tab.exprs = append(tab.exprs, expr{op: opLeaf, id: int32(len(tab.exprs))})
	return sym(len(tab.exprs) - 1)
}

// freshNonNil returns a new symbol that is not nil.
func (tab *table) freshNonNil() sym {
	tab.exprs = append(tab.exprs, expr{op: opNonNil, id: int32(len(tab.exprs))})
	return sym(len(tab.exprs) - 1)
}

// freshWide returns a new symbol for a number that a loop has changed so often
// that it is not followed any more: widening.
func (tab *table) freshWide() sym {
	tab.exprs = append(tab.exprs, expr{op: opWide, id: int32(len(tab.exprs))})
	return sym(len(tab.exprs) - 1)
}

// isWide reports whether such a number has a part in v.
func (tab *table) isWide(v value) bool {
	x, ok := v.(sym)
	if !ok {
		return false
	}
	e := tab.exprs[x]
	return e.op == opWide || tab.isWide(e.x) || tab.isWide(e.y)
}

// intern returns the symbol for an expression, the same for equal ones. An
// expression that is nested too deep becomes a new symbol.
func (tab *table) intern(e expr) sym {
	if s, ok := tab.interned[e]; ok {
		return s
	}
	depth := 1 + max(tab.depth(e.x), tab.depth(e.y))
	if depth > maxNesting {
		return tab.fresh()
	}
	tab.exprs = append(tab.exprs, e)
	s := sym(len(tab.exprs) - 1)
	tab.interned[e] = s
	tab.depths[s] = depth
	return s
}

const maxNesting = 6

func (tab *table) depth(v value) int {
	x, ok := v.(sym)
	if !ok {
		return 0
	}
	return tab.depths[x] // 0 for leaves
}

// binop returns x tok y.
func (s *state) binop(tok token.Token, x, y value) value {
	x, y = s.resolve(x), s.resolve(y)
	switch tok {
	case token.NEQ:
		return s.not(s.binop(token.EQL, x, y))
	case token.GTR:
		return s.binop(token.LSS, y, x)
	case token.LEQ:
		return s.not(s.binop(token.LSS, y, x))
	case token.GEQ:
		return s.not(s.binop(token.LSS, x, y))
	case token.EQL:
		return s.equal(x, y)
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
		return s.tab.fresh()
	}
	return s.tab.intern(expr{op: opBin, tok: tok, x: x, y: y})
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

func (s *state) not(x value) value {
	switch x := s.resolve(x).(type) {
	case boolV:
		return !x
	case sym:
		if e := s.tab.exprs[x]; e.op == opNot {
			return e.x
		}
		return s.tab.intern(expr{op: opNot, x: x})
	}
	return s.tab.fresh()
}

// equal returns x == y.
func (s *state) equal(x, y value) value {
	_, xsym := x.(sym)
	_, ysym := y.(sym)
	switch {
	case xsym && ysym:
		if x == y {
			return boolV(true)
		}
		if s.tab.differ(x.(sym), y.(sym)) {
			return boolV(false)
		}
		if y.(sym) < x.(sym) {
			x, y = y, x
		}
	case xsym:
		return s.equalTo(x.(sym), y)
	case ysym:
		return s.equalTo(y.(sym), x)
	default:
		return s.equalKnown(x, y)
	}
	return s.tab.intern(expr{op: opBin, tok: token.EQL, x: x, y: y})
}

// differ reports whether two symbols are values of variables that have errors of
// their own.
func (tab *table) differ(x, y sym) bool {
	made := func(x sym) bool {
		g, ok := tab.exprs[x].x.(globalV)
		return ok && tab.exprs[x].op == opVar && tab.code.MakesError(g.Global)
	}
	return x != y && made(x) && made(y)
}

// equalTo returns x == y, y being no symbol.
func (s *state) equalTo(x sym, y value) value {
	switch y := y.(type) {
	case intV:
		if lo, hi := s.bounds(x); int64(y) < lo || hi < int64(y) {
			return boolV(false)
		}
	case nilV:
		switch s.tab.exprs[x].op {
		case opNonNil, opAddr, opGlobal, opVar:
			return boolV(false)
		}
	case boolV:
		if y {
			return x
		}
		return s.not(x)
	case strV:
	default:
		if madeHere(y) {
			return boolV(false) // what was made here is not what came from outside
		}
		return s.tab.fresh()
	}
	return s.tab.intern(expr{op: opBin, tok: token.EQL, x: x, y: y})
}

// equalKnown compares two values of which none is a symbol.
func (s *state) equalKnown(x, y value) value {
	if a, ok := x.(*ifaceV); ok {
		if b, ok := y.(*ifaceV); ok {
			return s.binop(token.EQL, a.v, b.v)
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
	return s.tab.fresh()
}

// internable reports whether a value can be part of an interned expression.
func internable(v value) bool {
	switch v.(type) {
	case *aggV, nil, *funcV, *ifaceV, *native:
		return false
	}
	return true
}

// madeHere reports whether v is something made by the code explored.
func madeHere(v value) bool {
	switch v.(type) {
	case ptr, chanV, *funcV, *native, *ifaceV, sliceV, mapV, ctxV:
		return true
	}
	return false
}

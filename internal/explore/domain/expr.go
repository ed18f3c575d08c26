package domain

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/explore/linear"
)

// A Symbol is a value that is not known but has an identity, so that what is decided
// about it once holds wherever it turns up again. Symbols index the
// table's expressions; leaves are made anew each time an instruction
// runs, other expressions are interned.
type Symbol int32

// An ExprOp says how an expression is made of its parts.
type ExprOp uint8

// An Expr says what a symbol stands for.
type Expr struct {
	Op   ExprOp
	Tok  token.Token
	X, Y Value // comparable; of an OpSum, X is its *SumV
	id   int32 // of a leaf
}

// Fresh returns a new symbol.
func (tab *Table) Fresh() Symbol { return tab.leaf(OpLeaf) }

// FreshNonNil returns a new symbol that is not nil, FreshMade one for what was made just now, which
// no package variable holds that keeps what it was initialised with.
func (tab *Table) FreshNonNil() Symbol { return tab.leaf(OpNonNil) }
func (tab *Table) FreshMade() Symbol   { return tab.leaf(OpMade) }

// Beside returns a new symbol that is not nil if an error is.
func (tab *Table) Beside(err Symbol) Symbol {
	x := tab.leaf(OpBeside)
	tab.Exprs[x].X = err
	return x
}

// Widened returns a new symbol for a number that a loop has changed so often
// that it is not followed any more: widening.
func (tab *Table) Widened() Symbol { return tab.leaf(OpWidened) }

// Unclosed returns a new symbol for a channel that nobody is known to close, Received
// one for whether a receive from it got something.
func (tab *Table) Unclosed() Symbol { return tab.leaf(OpUnclosed) }

func (tab *Table) Received() Symbol { return tab.leaf(OpReceived) }

func (tab *Table) leaf(op ExprOp) Symbol {
	tab.Exprs = append(tab.Exprs, Expr{Op: op, id: int32(len(tab.Exprs))})
	return Symbol(len(tab.Exprs) - 1)
}

// IsGuess reports whether what is decided about a number is a guess: it was widened, or it is a
// ratio that no linear relation tells of.
func (tab *Table) IsGuess(v Value) bool {
	x, ok := v.(Symbol)
	if !ok {
		return false
	}
	e := tab.Exprs[x]
	return e.Op == OpWidened || e.Op == OpBin && (e.Tok == token.QUO || e.Tok == token.REM) || tab.hasPart(e, tab.IsGuess)
}

// hasPart reports whether a part of an expression is of some kind.
func (tab *Table) hasPart(e Expr, is func(v Value) bool) bool {
	if sum, ok := e.X.(*SumV); ok {
		return slices.ContainsFunc(sum.Terms, func(t linear.Term) bool { return is(Symbol(t.Var)) })
	}
	return is(e.X) || is(e.Y)
}

// Intern returns the symbol for an expression, the same for equal ones. An
// expression that is nested too deep becomes a new symbol.
func (tab *Table) Intern(e Expr) Symbol {
	if s, ok := tab.interned[e]; ok {
		return s
	}
	depth := 1 + max(tab.depth(e.X), tab.depth(e.Y))
	if depth > maxNesting {
		return tab.Fresh()
	}
	tab.Exprs = append(tab.Exprs, e)
	s := Symbol(len(tab.Exprs) - 1)
	tab.interned[e] = s
	tab.depths[s] = depth
	return s
}

const maxNesting = 6

func (tab *Table) depth(v Value) int {
	x, ok := v.(Symbol)
	if !ok {
		return 0
	}
	return tab.depths[x] // 0 for leaves
}

// Binop returns x tok y, for integers or, if they are compared, whatever they are.
func (s *State) Binop(tok token.Token, x, y Value) Value {
	x, y = s.Resolve(x), s.Resolve(y)
	switch tok {
	case token.NEQ:
		return s.Not(s.Binop(token.EQL, x, y))
	case token.GTR:
		return s.Binop(token.LSS, y, x)
	case token.LEQ:
		return s.Not(s.Binop(token.LSS, y, x))
	case token.GEQ:
		return s.Not(s.Binop(token.LSS, x, y))
	case token.EQL:
		return s.equal(x, y)
	}
	if a, ok := x.(IntV); ok {
		if b, ok := y.(IntV); ok {
			if v := fold(tok, int64(a), int64(b)); v != nil {
				return v
			}
		}
	}
	if tok == token.LSS {
		return s.less(x, y)
	}
	if v := s.arith(tok, x, y); v != nil {
		return v
	}
	if !Internable(x) || !Internable(y) {
		return s.Table.Fresh()
	}
	if a, ok := x.(Symbol); ok && tok == token.MUL {
		if b, ok := y.(Symbol); ok && b < a {
			x, y = y, x
		}
	}
	return s.Table.Intern(Expr{Op: OpBin, Tok: tok, X: x, Y: y})
}

// Concat returns x + y for text, or for what may be text.
func (s *State) Concat(x, y Value) Value {
	x, y = s.Resolve(x), s.Resolve(y)
	switch a := x.(type) {
	case StrV:
		if b, ok := y.(StrV); ok && len(a)+len(b) < 100 {
			return a + b
		}
	case IntV:
		if b, ok := y.(IntV); ok {
			return a + b
		}
	}
	if !Internable(x) || !Internable(y) {
		return s.Table.Fresh()
	}
	return s.Table.Intern(Expr{Op: OpBin, Tok: token.ADD, X: x, Y: y})
}

// Not returns !x.
func (s *State) Not(x Value) Value {
	switch x := s.Resolve(x).(type) {
	case BoolV:
		return !x
	case Symbol:
		if e := s.Table.Exprs[x]; e.Op == OpNot {
			return e.X
		}
		return s.Table.Intern(Expr{Op: OpNot, X: x})
	}
	return s.Table.Fresh()
}

// equal returns x == y.
func (s *State) equal(x, y Value) Value {
	_, xsym := x.(Symbol)
	_, ysym := y.(Symbol)
	switch {
	case xsym && ysym:
		if x == y {
			return BoolV(true)
		}
		if s.Table.differ(x.(Symbol), y.(Symbol)) {
			return BoolV(false)
		}
		return s.same(x, y)
	case xsym:
		return s.equalTo(x.(Symbol), y)
	case ysym:
		return s.equalTo(y.(Symbol), x)
	}
	return s.equalKnown(x, y)
}

// differ reports whether two symbols are values of variables that have errors of
// their own, or one is such a value and the other was made just now.
func (tab *Table) differ(x, y Symbol) bool {
	fresh := func(x Symbol) bool { return tab.Exprs[x].Op == OpMade }
	variable := func(x Symbol) bool { return tab.Exprs[x].Op == OpVar }
	made := func(x Symbol) bool {
		g, ok := tab.Exprs[x].X.(GlobalV)
		return ok && variable(x) && tab.code.MakesError(g.Global)
	}
	return x != y && (made(x) && made(y) || fresh(x) && (fresh(y) || variable(y)) || variable(x) && fresh(y))
}

// equalTo returns x == y, y being no symbol.
func (s *State) equalTo(x Symbol, y Value) Value {
	switch y := y.(type) {
	case IntV:
		return s.same(x, y)
	case NilV:
		switch s.Table.Exprs[x].Op {
		case OpNonNil, OpMade, OpAddr, OpGlobal, OpVar:
			return BoolV(false)
		case OpBeside:
			if s.Resolve(s.Table.Exprs[x].X) == (NilV{}) {
				return BoolV(false)
			}
		}
	case BoolV:
		if y {
			return x
		}
		return s.Not(x)
	case StrV:
	default:
		if MadeHere(y) {
			return BoolV(false) // what was made here is not what came from outside
		}
		return s.Table.Fresh()
	}
	return s.Table.Intern(Expr{Op: OpBin, Tok: token.EQL, X: x, Y: y})
}

// equalKnown compares two values of which none is a symbol.
func (s *State) equalKnown(x, y Value) Value {
	if a, ok := x.(*IfaceV); ok {
		if b, ok := y.(*IfaceV); ok {
			if !types.Identical(a.Type, b.Type) {
				return BoolV(false)
			}
			return s.Binop(token.EQL, a.Value, b.Value)
		}
	}
	if a, ok := x.(*AggV); ok {
		if b, ok := y.(*AggV); ok {
			return s.equalParts(a, b)
		}
	}
	switch {
	case x == NilV{} || y == NilV{}:
		return BoolV(x == y)
	case Internable(x) && Internable(y):
		if a, ok := x.(ChanV); ok {
			if b, ok := y.(ChanV); ok {
				return BoolV(a.Obj == b.Obj)
			}
		}
		return BoolV(x == y)
	}
	return s.Table.Fresh()
}

// equalParts returns x == y for structs or arrays.
func (s *State) equalParts(x, y *AggV) Value {
	if x == y {
		return BoolV(true)
	}
	if len(x.Elems) != len(y.Elems) {
		return s.Table.Fresh()
	}
	all := true
	for i, a := range x.Elems {
		b := y.Elems[i]
		if a == nil || b == nil { // never looked at
			all = false
			continue
		}
		is, known := s.Binop(token.EQL, a, b).(BoolV)
		if known && !bool(is) {
			return is
		}
		all = all && known
	}
	if all {
		return BoolV(true)
	}
	return s.Table.Fresh()
}

// Internable reports whether a value can be part of an interned expression.
func Internable(v Value) bool {
	switch v.(type) {
	case *AggV, nil, *FuncV, *IfaceV, *Native:
		return false
	}
	return true
}

// MadeHere reports whether v is something made by the code explored.
func MadeHere(v Value) bool {
	switch v.(type) {
	case Ptr, ChanV, *FuncV, *Native, *IfaceV, SliceV, MapV, CtxV:
		return true
	}
	return false
}

// IsLength reports whether a number is the length of something, or computed from
// one.
func (tab *Table) IsLength(v Value) bool {
	x, ok := v.(Symbol)
	if !ok {
		return false
	}
	e := tab.Exprs[x]
	return e.Op == OpLen || e.Op == OpCap || (e.Op == OpBin || e.Op >= OpQuo) && tab.hasPart(e, tab.IsLength)
}

package domain

import (
	"encoding/binary"
	"go/token"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/explore/linear"
)

// A SumV is what a symbol of OpSum stands for: a sum of multiples of other symbols, its
// atoms, and a constant. There is one symbol for each sum, whatever the order in which
// the program adds.
type SumV struct {
	Terms linear.Sum // at least two, or one with a factor
	Const int64
}

// linear returns the sum that a value is, in which known numbers are folded. It
// reports false if the value is no number, or too large a one.
func (s *State) linear(v Value) (sum SumV, ok bool) {
	switch v := s.Resolve(v).(type) {
	case IntV:
		return SumV{Const: int64(v)}, true
	case Symbol:
		e, ok := s.Table.Exprs[v].X.(*SumV)
		if !ok || s.Table.Exprs[v].Op != OpSum {
			return SumV{Terms: linear.Sum{{Coef: 1, Var: linear.Var(v)}}}, true
		}
		return s.Fold(*e)
	}
	return sum, false
}

// Fold replaces atoms of a sum by the numbers that they are known to be.
func (s *State) Fold(sum SumV) (SumV, bool) {
	known := func(t linear.Term) (int64, bool) {
		f, ok := s.Constraint(Symbol(t.Var))
		return f.Lo, ok && f.Lo == f.Hi
	}
	if !slices.ContainsFunc(sum.Terms, func(t linear.Term) bool { _, ok := known(t); return ok }) {
		return sum, true
	}
	var folded SumV
	c := linear.Just(sum.Const)
	for _, t := range sum.Terms {
		if n, ok := known(t); ok {
			c = c.Plus(linear.Just(n).Times(t.Coef))
		} else {
			folded.Terms = append(folded.Terms, t)
		}
	}
	folded.Const = c.Lo
	return folded, c.Lo == c.Hi
}

// plus returns x + k y.
func (x SumV) plus(k int64, y SumV) (sum SumV, ok bool) {
	sum.Terms, ok = x.Terms.Plus(k, y.Terms)
	n := linear.Just(y.Const).Times(k).Plus(linear.Just(x.Const))
	sum.Const = n.Lo
	return sum, ok && n.Lo == n.Hi
}

// maxSteps bounds how often something is added to a number.
const maxSteps = 10

// symbol returns the value for a sum. depth is in how many steps it was made, or more: a
// number that goes up and up becomes a new symbol in the end, as an expression does
// that is nested too deep.
func (tab *Table) symbol(sum SumV, depth int) Value {
	switch {
	case len(sum.Terms) == 0:
		return IntV(sum.Const)
	case len(sum.Terms) == 1 && sum.Terms[0].Coef == 1 && sum.Const == 0:
		return Symbol(sum.Terms[0].Var)
	}
	key := make([]byte, 0, 32)
	key = binary.AppendVarint(key, sum.Const)
	for _, t := range sum.Terms {
		key = binary.AppendVarint(binary.AppendVarint(key, t.Coef), int64(t.Var))
	}
	if x, ok := tab.sums[string(key)]; ok {
		return x
	}
	if depth > maxSteps {
		return tab.Fresh()
	}
	tab.Exprs = append(tab.Exprs, Expr{Op: OpSum, X: &sum})
	x := Symbol(len(tab.Exprs) - 1)
	tab.sums[string(key)] = x
	tab.depths[x] = depth
	return x
}

// primitive returns the factor g, the symbol h and the constant c so that the sum is
// g h + c and no smaller h would do. What is known of sums is kept at such symbols.
func (tab *Table) primitive(sum SumV) (g int64, h Symbol, c int64) {
	g, terms := sum.Terms.Primitive()
	return g, tab.symbol(SumV{Terms: terms}, 0).(Symbol), sum.Const
}

// terms returns the atoms of a symbol that is primitive.
func (tab *Table) terms(h Symbol) linear.Sum {
	if sum, ok := tab.Exprs[h].X.(*SumV); ok {
		return sum.Terms
	}
	return linear.Sum{{Coef: 1, Var: linear.Var(h)}}
}

// less returns x < y.
func (s *State) less(x, y Value) Value {
	d, ok := s.minus(x, y)
	switch {
	case !ok && (!Internable(x) || !Internable(y)):
		return s.Table.Fresh()
	case !ok:
		return s.Table.Intern(Expr{Op: OpBin, Tok: token.LSS, X: x, Y: y})
	case len(d.Terms) == 0:
		return BoolV(d.Const < 0)
	}
	// g h + c < 0 is h < n or, if g is negative, !(h < n).
	g, h, c := s.Table.primitive(d)
	if g > 0 {
		in := linear.Interval{Lo: MinInt, Hi: -1 - c}.Over(g)
		return s.decided(Expr{Op: OpBin, Tok: token.LSS, X: h, Y: IntV(in.Hi + 1)})
	}
	in := linear.Interval{Lo: MinInt, Hi: -1 - c}.Over(g)
	return s.Not(s.decided(Expr{Op: OpBin, Tok: token.LSS, X: h, Y: IntV(in.Lo)}))
}

// same returns x == y for two symbols, or a symbol and a number. Symbols that stand
// for other things than numbers may be taken for some, different ones for different
// things.
func (s *State) same(x, y Value) Value {
	d, ok := s.minus(x, y)
	switch {
	case !ok:
		return s.Table.Intern(Expr{Op: OpBin, Tok: token.EQL, X: x, Y: y})
	case len(d.Terms) == 0:
		return BoolV(d.Const == 0)
	}
	g, h, c := s.Table.primitive(d)
	if c%g != 0 {
		return BoolV(false)
	}
	return s.decided(Expr{Op: OpBin, Tok: token.EQL, X: h, Y: IntV(-c / g)})
}

func (s *State) minus(x, y Value) (d SumV, ok bool) {
	a, ok := s.linear(x)
	b, ok2 := s.linear(y)
	if !ok || !ok2 {
		return d, false
	}
	return a.plus(-1, b)
}

// decided returns the truth value of a comparison with a number, if the path has
// decided it, or the symbol for it.
func (s *State) decided(e Expr) Value {
	if b, ok := s.decide(e); ok {
		return b
	}
	return s.Table.Intern(e)
}

// decide returns what the path says about h < n and h == n.
func (s *State) decide(e Expr) (b BoolV, ok bool) {
	n, isInt := e.Y.(IntV)
	h, isSym := e.X.(Symbol)
	if !isInt || !isSym || e.Op != OpBin || e.Tok != token.LSS && e.Tok != token.EQL {
		return false, false
	}
	in := s.interval(h)
	switch {
	case e.Tok == token.LSS && in.Hi < int64(n):
		return true, true
	case e.Tok == token.LSS:
		return false, in.Lo >= int64(n)
	case !in.Has(int64(n)):
		return false, true
	}
	return true, in.Lo == in.Hi
}

// interval returns where a symbol lies, by all that the path has decided.
func (s *State) interval(x Symbol) linear.Interval {
	e := s.Table.Exprs[x]
	if e.Op != OpSum {
		return s.atom(x)
	}
	sum, ok := s.Fold(*e.X.(*SumV))
	if !ok {
		return linear.All
	}
	if len(sum.Terms) == 0 {
		return linear.Just(sum.Const)
	}
	g, h, c := s.Table.primitive(sum)
	in := s.estimate(h)
	if bounds, _ := s.related(h); bounds != nil && in.Lo != in.Hi {
		if solved, ok := linear.Solve(s.Table.terms(h), bounds); ok {
			in = in.Meet(solved)
		}
	}
	return in.Times(g).Plus(linear.Just(c))
}

// estimate returns where a primitive symbol lies by what is decided of itself and of its
// atoms.
func (s *State) estimate(h Symbol) linear.Interval {
	if s.Table.Exprs[h].Op != OpSum {
		return s.atom(h)
	}
	in := linear.Just(0)
	for _, t := range s.Table.terms(h) {
		in = in.Plus(s.atom(Symbol(t.Var)).Times(t.Coef))
	}
	f, _ := s.Constraint(h)
	return in.Meet(linear.Interval{Lo: f.Lo, Hi: f.Hi})
}

// atom returns where a symbol lies that is no sum.
func (s *State) atom(x Symbol) linear.Interval {
	f, _ := s.Constraint(x)
	in := linear.Interval{Lo: f.Lo, Hi: f.Hi}
	if in.Lo == in.Hi {
		return in
	}
	if natural := s.natural(s.Table.Exprs[x]).Meet(in); !natural.Empty() {
		return natural
	}
	return in
}

// related returns what is decided about the atoms of a primitive symbol, about those
// that these are related to and so on, or nil if there is no relation; and the atoms.
// Other atoms that are known relate nothing.
func (s *State) related(h Symbol) (bounds []linear.Bound, atoms []Symbol) {
	if len(s.PathCondition.sums) == 0 {
		return nil, nil
	}
	for _, t := range s.Table.terms(h) {
		atoms = append(atoms, Symbol(t.Var))
	}
	var taken uint64
	for again := true; again; {
		again = false
		for i, x := range s.PathCondition.sums {
			terms := s.Table.terms(x)
			if taken>>i&1 != 0 || len(atoms) >= linear.MaxVars || !slices.ContainsFunc(terms, func(t linear.Term) bool { return slices.Contains(atoms, Symbol(t.Var)) }) {
				continue
			}
			taken |= 1 << i
			again = true
			for _, t := range terms {
				x := Symbol(t.Var)
				if f, _ := s.Constraint(x); f.Lo != f.Hi && !slices.Contains(atoms, x) {
					atoms = append(atoms, x)
				}
			}
			sum, ok := s.Fold(SumV{Terms: terms})
			if !ok {
				continue
			}
			f, _ := s.Constraint(x)
			in := linear.Interval{Lo: f.Lo, Hi: f.Hi}.Plus(linear.Just(-sum.Const))
			bounds = append(bounds, linear.Bound{Sum: sum.Terms, Interval: in})
		}
	}
	if bounds == nil {
		return nil, nil
	}
	for _, x := range atoms {
		bounds = append(bounds, linear.Bound{Sum: linear.Sum{{Coef: 1, Var: linear.Var(x)}}, Interval: s.atom(x)})
	}
	return bounds, atoms
}

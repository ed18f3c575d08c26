package linear

import "slices"

// Limits of one question. What goes beyond is left out, so that less is known.
const (
	MaxVars = 12 // unknowns
	maxRows = 40 // bounds, given or derived
)

// A system is what is known of some unknowns, as rows that say that a sum with these
// coefficients lies in an interval. Unknown 0 is asked for.
type system struct {
	vars  []Var
	rows  []row
	empty bool // nothing satisfies it
	// Unknown 0 stands for base + step x: see solveRemainder.
	base, step int64
}

type row struct {
	coefs [MaxVars + 1]int64
	in    Interval
}

// Solve returns an interval that holds all values of a sum which some bounds allow,
// of the unknowns in it and others. It reports false if the bounds exclude each other.
func Solve(target Sum, bounds []Bound) (in Interval, ok bool) {
	s := &system{step: 1, vars: make([]Var, 1, MaxVars+1)}
	if len(target) == 1 && target[0].Coef == 1 {
		s.vars[0] = target[0].Var
	} else {
		s.vars[0] = -1
		sum := append(Sum{{-1, -1}}, target...)
		s.add(Bound{sum, Just(0)})
	}
	for _, b := range bounds {
		s.add(b)
	}
	for !s.empty && s.reduce() {
	}
	if s.empty {
		return in, false
	}
	in = All
	for i := range s.rows {
		if r := &s.rows[i]; s.unknowns(r) == 1 && r.coefs[0] != 0 {
			in = in.Meet(r.in.Over(r.coefs[0]))
		}
	}
	return in.Times(s.step).Plus(Just(s.base)), !in.Empty()
}

// add adds a bound, unless there are too many unknowns.
func (s *system) add(b Bound) {
	r := row{in: b.Interval}
	for _, t := range b.Sum {
		i := slices.Index(s.vars, t.Var)
		if i < 0 {
			if len(s.vars) > MaxVars {
				return
			}
			i = len(s.vars)
			s.vars = append(s.vars, t.Var)
		}
		r.coefs[i] = t.Coef
	}
	s.put(r)
}

// put adds a row, or makes one with the same sum narrower.
func (s *system) put(r row) {
	if s.empty {
		return
	}
	var g int64
	first := int64(0)
	for _, c := range r.coefs[:len(s.vars)] {
		if !small(c) {
			return
		}
		g = gcd(g, c)
		if first == 0 {
			first = c
		}
	}
	if g == 0 {
		s.empty = !r.in.Has(0)
		return
	}
	if first < 0 {
		g = -g
	}
	for i := range s.vars {
		r.coefs[i] /= g
	}
	if r.in = r.in.Over(g); r.in == All {
		return
	}
	if s.empty = r.in.Empty(); s.empty {
		return
	}
	for i := range s.rows {
		if o := &s.rows[i]; o.coefs == r.coefs {
			o.in = o.in.Meet(r.in)
			s.empty = o.in.Empty()
			return
		}
	}
	if len(s.rows) < maxRows {
		s.rows = append(s.rows, r)
	}
}

func (s *system) unknowns(r *row) int {
	n := 0
	for _, c := range r.coefs[:len(s.vars)] {
		if c != 0 {
			n++
		}
	}
	return n
}

// reduce takes one step towards a system in which no unknown but the first is left. It
// reports false if there is nothing to do.
func (s *system) reduce() bool {
	for i := range s.rows {
		if r := s.rows[i]; r.in.Lo == r.in.Hi && small(r.in.Lo) {
			for v := len(s.vars) - 1; v > 0; v-- {
				if c := r.coefs[v]; c == 1 || c == -1 {
					s.eliminate(v, &r)
					return true
				}
			}
			if s.solveRemainder(&r) {
				return true
			}
		}
	}
	// The unknown that makes the fewest new rows goes first.
	best, least := 0, 0
	for v := 1; v < len(s.vars); v++ {
		n := 0
		for i := range s.rows {
			if s.rows[i].coefs[v] != 0 {
				n++
			}
		}
		if n > 0 && (best == 0 || n < least) {
			best, least = v, n
		}
	}
	if best == 0 {
		return false
	}
	s.eliminate(best, nil)
	return true
}

// eliminate replaces the rows with an unknown by what they say without it: the sums of
// each two in which it cancels out or, if there is an equation for it, of each with that.
func (s *system) eliminate(v int, equation *row) {
	old := s.rows
	s.rows = make([]row, 0, len(old))
	var with []*row
	for i := range old {
		if old[i].coefs[v] == 0 {
			s.rows = append(s.rows, old[i])
		} else {
			with = append(with, &old[i])
		}
	}
	if equation != nil {
		for _, r := range with {
			if *r != *equation {
				s.cancel(v, r, equation)
			}
		}
		return
	}
	for i, r := range with {
		for _, o := range with[:i] {
			s.cancel(v, r, o)
		}
	}
}

// cancel adds the sum of multiples of two rows in which an unknown cancels out.
func (s *system) cancel(v int, a, b *row) {
	ka, kb := b.coefs[v], -a.coefs[v]
	g := gcd(ka, kb)
	ka, kb = ka/g, kb/g
	var r row
	for i := range s.vars {
		r.coefs[i] = ka*a.coefs[i] + kb*b.coefs[i]
	}
	r.in = a.in.Times(ka).Plus(b.in.Times(kb))
	s.put(r)
}

// solveRemainder uses an equation a x + g (...) = n, in which the other coefficients
// have the divisor g: x has a certain remainder modulo g, and is replaced by
// remainder + g x.
func (s *system) solveRemainder(e *row) bool {
	if s.unknowns(e) < 2 {
		return false
	}
	for v := range s.vars {
		if e.coefs[v] == 0 {
			continue
		}
		var g int64
		for i, c := range e.coefs[:len(s.vars)] {
			if i != v {
				g = gcd(g, c)
			}
		}
		if g <= 1 || g > 64 || gcd(e.coefs[v], g) != 1 {
			continue // a common divisor of all is gone: see put
		}
		rest := int64(0)
		for (e.coefs[v]*rest-e.in.Lo)%g != 0 {
			rest++
		}
		s.replace(v, rest, g)
		return true
	}
	return false
}

// replace replaces unknown v by rest + g times a new one.
func (s *system) replace(v int, rest, g int64) {
	if v == 0 {
		if !small(s.step * g) {
			s.rows = nil
			return
		}
		s.base += s.step * rest
		s.step *= g
	}
	old := s.rows
	s.rows = make([]row, 0, len(old))
	for _, r := range old {
		c := r.coefs[v]
		r.in = r.in.Plus(Just(-c * rest))
		r.coefs[v] = c * g
		s.put(r)
	}
}

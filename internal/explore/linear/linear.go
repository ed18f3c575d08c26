// Package linear is linear arithmetic over the integers: what some bounds on sums of
// unknowns imply about another sum.
//
// It is the method of Fourier and Motzkin with what integers allow beyond it: equations
// are solved for an unknown where that has the factor 1, an equation of which all factors
// but one have a common divisor tells the remainder of that unknown, and the bounds of a
// sum are rounded to multiples of the divisor of its factors (Pugh, The Omega Test, CACM
// 1992). It is sound and not complete: what is said to be inconsistent is so, and an
// interval holds all values that there can be, perhaps more.
package linear

import "slices"

// A Var is an unknown integer.
type Var int32

// A Term is a multiple of an unknown.
type Term struct {
	Coef int64
	Var  Var
}

// A Sum is a sum of terms with different unknowns, in their order, and no
// coefficient 0.
type Sum []Term

// A Bound says that a sum lies in an interval.
type Bound struct {
	Sum Sum
	Interval
}

// maxCoef bounds coefficients and constants, so that nothing here overflows.
const maxCoef = 1 << 30

func small(n int64) bool { return -maxCoef <= n && n <= maxCoef }

// Plus returns a + k b. It reports false if a coefficient became too large.
func (a Sum) Plus(k int64, b Sum) (Sum, bool) {
	if !small(k) {
		return nil, false
	}
	sum := make(Sum, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		var t Term
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].Var < b[0].Var:
			t, a = a[0], a[1:]
		case len(a) == 0 || b[0].Var < a[0].Var:
			t = Term{k * b[0].Coef, b[0].Var}
			b = b[1:]
		default:
			t = Term{a[0].Coef + k*b[0].Coef, a[0].Var}
			a, b = a[1:], b[1:]
		}
		if !small(t.Coef) {
			return nil, false
		}
		if t.Coef != 0 {
			sum = append(sum, t)
		}
	}
	return sum, true
}

// Primitive returns the factor g and the sum h so that the sum is g h: the coefficients
// of h have no common divisor, and the first is positive.
func (a Sum) Primitive() (g int64, h Sum) {
	for _, t := range a {
		g = gcd(g, t.Coef)
	}
	if g == 0 {
		return 1, nil
	}
	if a[0].Coef < 0 {
		g = -g
	}
	if g == 1 {
		return 1, a
	}
	h = slices.Clone(a)
	for i := range h {
		h[i].Coef /= g
	}
	return g, h
}

func gcd(a, b int64) int64 {
	if a < 0 {
		a = -a
	}
	if b < 0 {
		b = -b
	}
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

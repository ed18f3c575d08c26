package linear

import "math"

// An Interval holds the integers from Lo to Hi.
type Interval struct{ Lo, Hi int64 }

// The ends of intervals that have none.
const (
	MinInt = math.MinInt64
	MaxInt = math.MaxInt64
)

// All holds all integers.
var All = Interval{MinInt, MaxInt}

// Just holds one number.
func Just(n int64) Interval { return Interval{n, n} }

// Empty reports whether there is nothing in an interval.
func (a Interval) Empty() bool { return a.Lo > a.Hi }

// Has reports whether a number lies in an interval.
func (a Interval) Has(n int64) bool { return a.Lo <= n && n <= a.Hi }

// Meet returns what lies in both.
func (a Interval) Meet(b Interval) Interval { return Interval{max(a.Lo, b.Lo), min(a.Hi, b.Hi)} }

// Plus returns where x + y lies if x and y lie in a and b.
func (a Interval) Plus(b Interval) Interval {
	return bounded(add(a.Lo, b.Lo), add(a.Hi, b.Hi))
}

// Times returns where k x lies if x lies in a.
func (a Interval) Times(k int64) Interval {
	if k < 0 {
		a.Lo, a.Hi = a.Hi, a.Lo
	}
	return bounded(mul(a.Lo, k), mul(a.Hi, k))
}

// Over returns where x lies if k x lies in a, k not being 0.
func (a Interval) Over(k int64) Interval {
	if k < 0 {
		a, k = Interval{neg(a.Hi), neg(a.Lo)}, -k
	}
	return Interval{neg(floorDiv(neg(a.Lo), k)), floorDiv(a.Hi, k)}
}

// bounded makes ends that are too large to be told finite, where infinity would say
// that there is nothing.
func bounded(lo, hi int64) Interval { return Interval{min(lo, MaxInt-1), max(hi, MinInt+1)} }

// floorDiv returns the largest integer that is not above a / k, k being positive.
func floorDiv(a, k int64) int64 {
	if a == MaxInt || a == MinInt {
		return a
	}
	q := a / k
	if a%k < 0 {
		q--
	}
	return q
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

func add(a, b int64) int64 {
	switch {
	case a == MinInt || b == MinInt || a < 0 && b < MinInt-a:
		return MinInt
	case a == MaxInt || b == MaxInt || a > 0 && b > MaxInt-a:
		return MaxInt
	}
	return a + b
}

func mul(a, k int64) int64 {
	if a == 0 || k == 0 {
		return 0
	}
	if n := a * k; a != MinInt && a != MaxInt && n/k == a && n != MinInt {
		return n
	}
	if (a > 0) == (k > 0) {
		return MaxInt
	}
	return MinInt
}

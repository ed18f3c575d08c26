package linear

import (
	"math/rand/v2"
	"testing"
)

// value returns what a sum is for some values of its unknowns.
func value(s Sum, values []int64) (n int64) {
	for _, t := range s {
		n += t.Coef * values[t.Var]
	}
	return n
}

func sum(coefs ...int64) (s Sum) {
	for i, c := range coefs {
		if c != 0 {
			s = append(s, Term{c, Var(i)})
		}
	}
	return s
}

// assignments calls f with all values from -m to m of n unknowns.
func assignments(n int, m int64, f func(values []int64)) {
	values := make([]int64, n)
	var rec func(i int)
	rec = func(i int) {
		if i == n {
			f(values)
			return
		}
		for values[i] = -m; values[i] <= m; values[i]++ {
			rec(i + 1)
		}
	}
	rec(0)
}

// TestSolveRandom compares what random bounds are said to imply with what all small
// numbers that satisfy them show.
func TestSolveRandom(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	exact, all := 0, 0
	for range 3000 {
		n := 2 + random.IntN(3)
		const m = 4
		randomSum := func() Sum {
			coefs := make([]int64, n)
			for i := range coefs {
				if random.IntN(2) == 0 {
					coefs[i] = int64(random.IntN(7) - 3)
				}
			}
			return sum(coefs...)
		}
		var bounds []Bound
		for i := range n {
			bounds = append(bounds, Bound{Sum{{1, Var(i)}}, Interval{-m, m}})
		}
		for range 1 + random.IntN(4) {
			b := Bound{randomSum(), All}
			switch random.IntN(3) {
			case 0:
				b.Interval = Just(int64(random.IntN(9) - 4))
			case 1:
				b.Lo = int64(random.IntN(9) - 4)
			case 2:
				b.Hi = int64(random.IntN(9) - 4)
			}
			bounds = append(bounds, b)
		}
		target := randomSum()
		if len(target) == 0 {
			continue
		}
		got, ok := Solve(target, bounds)
		want := Interval{MaxInt, MinInt}
		assignments(n, m, func(values []int64) {
			for _, b := range bounds {
				if !b.Has(value(b.Sum, values)) {
					return
				}
			}
			v := value(target, values)
			want = Interval{min(want.Lo, v), max(want.Hi, v)}
		})
		switch {
		case !ok && !want.Empty():
			t.Fatalf("%v in %v: inconsistent, says the solver, but it can be in %v", target, bounds, want)
		case ok && !want.Empty() && (got.Lo > want.Lo || got.Hi < want.Hi):
			t.Fatalf("%v in %v: in %v, says the solver, but it is in %v", target, bounds, got, want)
		}
		all++
		if ok != want.Empty() && (!ok || got == want) {
			exact++
		}
	}
	t.Logf("%d of %d are exact", exact, all)
	if exact*100 < all*90 {
		t.Errorf("only %d of %d are exact", exact, all)
	}
}

// TestSolve is about what each of the rules is for.
func TestSolve(t *testing.T) {
	tests := []struct {
		name   string
		target Sum
		bounds []Bound
		want   Interval
		ok     bool
	}{
		{"differences add up", sum(1, 0, -1), []Bound{
			{sum(1, -1), Interval{MinInt, -1}}, {sum(0, 1, -1), Interval{MinInt, -1}}}, Interval{MinInt, -2}, true},
		{"a cycle that cannot be", sum(1), []Bound{
			{sum(1, -1), Interval{MinInt, -1}}, {sum(0, 1, -1), Interval{MinInt, 0}}, {sum(1, 0, -1), Interval{1, MaxInt}}}, Interval{}, false},
		{"an equation", sum(0, 0, 1), []Bound{
			{sum(1, 1, -1), Just(0)}, {sum(1), Just(2)}, {sum(0, 1), Just(3)}}, Just(5), true},
		{"no even number is odd", sum(1), []Bound{{sum(2, -2), Just(1)}}, Interval{}, false},
		{"a remainder", sum(1), []Bound{
			{sum(1, 2, -2), Just(1)}, {sum(1), Interval{0, 1}}}, Just(1), true},
		{"a remainder of one that is not asked for", sum(0, 1, 1), []Bound{
			{sum(0, 3, 2), Just(1)}, {sum(0, 1), Interval{0, 2}}}, Just(0), true},
		{"half of what is at least one and even", sum(1), []Bound{{sum(2), Interval{1, MaxInt}}}, Interval{1, MaxInt}, true},
		{"nothing is known", sum(1, 1), nil, All, true},
		{"large numbers", sum(1, 1), []Bound{
			{sum(1), Interval{MaxInt - 2, MaxInt - 1}}, {sum(0, 1), Interval{MaxInt - 2, MaxInt - 1}}}, Interval{MaxInt - 1, MaxInt}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := Solve(test.target, test.bounds)
			if ok != test.ok || ok && got != test.want {
				t.Errorf("got %v, %v, want %v, %v", got, ok, test.want, test.ok)
			}
		})
	}
}

// TestSolveLarge looks for a loss of soundness where limits are hit.
func TestSolveLarge(t *testing.T) {
	var bounds []Bound
	for i := range 3 * MaxVars {
		bounds = append(bounds, Bound{Sum{{1, Var(i)}, {-1, Var(i + 1)}}, Interval{MinInt, 0}})
	}
	got, ok := Solve(Sum{{1, 0}, {-1, 3 * MaxVars}}, bounds)
	if !ok || !got.Has(-5) || !got.Has(0) {
		t.Errorf("got %v, %v", got, ok)
	}
	for i := range bounds {
		bounds[i].Sum = Sum{{1, Var(i % MaxVars)}, {int64(i%5 + 1), Var(i%MaxVars + 1)}, {int64(-i%7 - 1), Var(i%MaxVars + 2)}}
	}
	got, ok = Solve(sum(1, 1, 1, 1), bounds)
	if !ok || !got.Has(0) {
		t.Errorf("got %v, %v", got, ok)
	}
}

func TestPlus(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		coefs := func() Sum {
			c := make([]int64, 4)
			for i := range c {
				c[i] = int64(random.IntN(5) - 2)
			}
			return sum(c...)
		}
		a, b, k := coefs(), coefs(), int64(random.IntN(5)-2)
		c, ok := a.Plus(k, b)
		values := []int64{1, 10, 100, 1000}
		if !ok || value(c, values) != value(a, values)+k*value(b, values) {
			t.Errorf("%v + %d %v = %v", a, k, b, c)
		}
		if g, h := c.Primitive(); value(c, values) != g*value(h, values) {
			t.Errorf("%v = %d %v", c, g, h)
		}
		for _, term := range c {
			if term.Coef == 0 {
				t.Errorf("%v + %d %v has a term 0", a, k, b)
			}
		}
	}
	if _, ok := (Sum{{1 << 29, 0}}).Plus(8, Sum{{1 << 29, 0}}); ok {
		t.Error("a coefficient that is too large")
	}
}

func TestInterval(t *testing.T) {
	ends := []int64{MinInt, MinInt + 1, -7, -1, 0, 1, 6, MaxInt - 1, MaxInt}
	for _, lo := range ends {
		for _, hi := range ends {
			if lo > hi || lo == MaxInt || hi == MinInt {
				continue
			}
			a := Interval{lo, hi}
			for _, k := range []int64{-3, -1, 1, 2, 1 << 40} {
				if b := a.Times(k); b.Empty() {
					t.Errorf("%v times %d is %v", a, k, b)
				}
				for x := int64(-9); x <= 9; x++ {
					if a.Has(x) && !a.Times(k).Has(k*x) || a.Has(k*x) != a.Over(k).Has(x) {
						t.Errorf("%v, %d, %d: times %v, over %v", a, k, x, a.Times(k), a.Over(k))
					}
				}
			}
			if b := a.Plus(a); b.Empty() {
				t.Errorf("twice %v is %v", a, b)
			}
		}
	}
}

package explore

import (
	"fmt"
	"go/token"
	"math"
	"testing"
)

// newState returns a table without a program, and a state of it.
func newState() (*table, *state) {
	tab := newTable(nil, loopBound)
	return tab, &state{tab: tab, stamp: tab.stamp(), objs: make([]*object, 1)}
}

// ranged returns a new symbol that lies between lo and hi.
func ranged(tab *table, s *state, lo, hi int64) sym {
	x := tab.fresh()
	if lo != minInt || hi != maxInt {
		s.setFact(fact{sym: x, lo: lo, hi: hi})
	}
	return x
}

func TestFold(t *testing.T) {
	for _, test := range []struct {
		x    int64
		op   token.Token
		y    int64
		want value
	}{
		{2, token.ADD, 3, intV(5)},
		{2, token.SUB, 3, intV(-1)},
		{2, token.MUL, 3, intV(6)},
		{7, token.QUO, 2, intV(3)},
		{-7, token.QUO, 2, intV(-3)},
		{-7, token.REM, 2, intV(-1)},
		{6, token.AND, 3, intV(2)},
		{6, token.OR, 3, intV(7)},
		{6, token.XOR, 3, intV(5)},
		{6, token.AND_NOT, 3, intV(4)},
		{1, token.SHL, 10, intV(1024)},
		{1024, token.SHR, 10, intV(1)},
		{1, token.LSS, 2, boolV(true)},
		{2, token.LSS, 2, boolV(false)},
		{1, token.LEQ, 1, boolV(true)},
		{1, token.GTR, 1, boolV(false)},
		{1, token.GEQ, 1, boolV(true)},
		{1, token.EQL, 1, boolV(true)},
		{1, token.NEQ, 1, boolV(false)},
	} {
		_, s := newState()
		if got := s.binop(test.op, intV(test.x), intV(test.y)); got != test.want {
			t.Errorf("%d %v %d: got %v, want %v", test.x, test.op, test.y, got, test.want)
		}
	}
	// What panics, and what does not fit, has no value that is known.
	_, s := newState()
	for _, op := range []token.Token{token.QUO, token.REM} {
		if v, ok := s.binop(op, intV(1), intV(0)).(intV); ok {
			t.Errorf("1 %v 0: got %v", op, v)
		}
	}
	for _, n := range []int64{-1, 64, math.MaxInt64} {
		if v, ok := s.binop(token.SHL, intV(1), intV(n)).(intV); ok {
			t.Errorf("1 << %d: got %v", n, v)
		}
	}
}

func TestStrings(t *testing.T) {
	tab, s := newState()
	for _, test := range []struct {
		got, want value
	}{
		{s.binop(token.ADD, strV("a"), strV("b")), strV("ab")},
		{s.binop(token.EQL, strV("a"), strV("a")), boolV(true)},
		{s.binop(token.EQL, strV("a"), strV("b")), boolV(false)},
		{s.binop(token.EQL, nilV{}, nilV{}), boolV(true)},
		{s.binop(token.EQL, tab.freshNonNil(), nilV{}), boolV(false)},
		{s.binop(token.EQL, chanV{obj: 1}, chanV{obj: 1, dir: 1}), boolV(true)},
		{s.binop(token.EQL, chanV{obj: 1}, chanV{obj: 2}), boolV(false)},
		{s.binop(token.EQL, chanV{obj: 1}, nilV{}), boolV(false)},
		{s.binop(token.EQL, tab.fresh(), chanV{obj: 1}), boolV(false)}, // what comes from outside was not made here
	} {
		if test.got != test.want {
			t.Errorf("got %v, want %v", test.got, test.want)
		}
	}
	if _, ok := s.binop(token.EQL, &funcV{}, &funcV{}).(sym); !ok {
		t.Error("functions are compared")
	}
}

// TestIdentity checks that what is asked twice is one symbol.
func TestIdentity(t *testing.T) {
	tab, s := newState()
	x, y := tab.fresh(), tab.fresh()
	for _, test := range []struct {
		a, b value
		same bool
	}{
		{s.binop(token.LSS, x, y), s.binop(token.GTR, y, x), true},
		{s.binop(token.EQL, x, y), s.binop(token.EQL, y, x), true},
		{s.binop(token.EQL, x, nilV{}), s.binop(token.EQL, nilV{}, x), true},
		{s.binop(token.GEQ, x, y), s.not(s.binop(token.LSS, x, y)), true},
		{s.not(s.not(x)), x, true},
		{s.binop(token.ADD, x, intV(0)), x, true},
		{s.binop(token.SUB, x, intV(0)), x, true},
		{s.binop(token.LSS, x, x), boolV(false), true},
		{s.binop(token.EQL, x, x), boolV(true), true},
		{tab.fresh(), tab.fresh(), false},
		{s.binop(token.LSS, x, y), s.binop(token.LSS, y, x), false},
	} {
		if (test.a == test.b) != test.same {
			t.Errorf("%v and %v: same = %t", test.a, test.b, !test.same)
		}
	}
}

// TestNesting checks that expressions stop growing.
func TestNesting(t *testing.T) {
	tab, s := newState()
	x := tab.fresh()
	v := value(x)
	for range 1000 {
		v = s.binop(token.ADD, v, tab.fresh())
		if d := tab.depth(v); d > maxNesting {
			t.Fatalf("depth %d", d)
		}
	}
}

func TestBounds(t *testing.T) {
	const big = math.MaxInt32
	for _, test := range []struct {
		op             token.Token
		xlo, xhi       int64
		ylo, yhi       int64
		wantLo, wantHi int64
	}{
		{token.ADD, 1, 3, 10, 20, 11, 23},
		{token.ADD, minInt, 3, 10, 20, minInt, 23},
		{token.ADD, 1, maxInt, 10, 20, 11, maxInt},
		{token.ADD, -big, big, -big, big, -2 * big, 2 * big},
		{token.SUB, 1, 3, 10, 20, -19, -7},
		{token.SUB, minInt, 3, 10, 20, minInt, -7},
		{token.SUB, 1, 3, 10, maxInt, minInt, -7},
		{token.SUB, 1, 3, minInt, 20, -19, maxInt},
		{token.SUB, minInt, maxInt, minInt, maxInt, minInt, maxInt},
	} {
		tab, s := newState()
		v := s.binop(test.op, ranged(tab, s, test.xlo, test.xhi), ranged(tab, s, test.ylo, test.yhi))
		if lo, hi := s.bounds(v); lo != test.wantLo || hi != test.wantHi {
			t.Errorf("[%d, %d] %v [%d, %d]: got [%d, %d], want [%d, %d]",
				test.xlo, test.xhi, test.op, test.ylo, test.yhi, lo, hi, test.wantLo, test.wantHi)
		}
	}
	for _, test := range []struct {
		xlo, xhi, k    int64
		wantLo, wantHi int64
	}{
		{1, 3, 10, 10, 30},
		{-3, 3, 2, -6, 6},
		{minInt, 3, 2, minInt, 6},
		{1, maxInt, 2, 2, maxInt},
		{1, maxInt / 3, 4, 4, maxInt},       // does not fit: no bound
		{minInt / 3, 1, 4, minInt, 4},       //
		{1, 3, -2, minInt, maxInt},          // only small positive factors are followed
		{1, 3, 1 << 20, minInt, maxInt},     //
		{maxInt, maxInt, 7, maxInt, maxInt}, //
	} {
		for _, swap := range []bool{false, true} {
			tab, s := newState()
			var x, k value = tab.fresh(), intV(test.k)
			s.setFact(fact{sym: x.(sym), lo: test.xlo, hi: test.xhi})
			if test.xlo == test.xhi {
				continue // it is known
			}
			if swap {
				x, k = k, x
			}
			lo, hi := s.bounds(s.binop(token.MUL, x, k))
			if lo != test.wantLo || hi != test.wantHi {
				t.Errorf("[%d, %d] * %d (swapped: %t): got [%d, %d], want [%d, %d]", test.xlo, test.xhi, test.k, swap, lo, hi, test.wantLo, test.wantHi)
			}
		}
	}
	tab, s := newState()
	for _, op := range []exprOp{opLen, opCap} {
		if lo, hi := s.bounds(tab.intern(expr{op: op, x: tab.fresh()})); lo != 0 || hi != maxInt {
			t.Errorf("a length is in [%d, %d]", lo, hi)
		}
	}
}

// TestAssume follows what is assumed of x, and looks at what is known after it.
func TestAssume(t *testing.T) {
	type assumption struct {
		op    token.Token
		n     int64
		truth bool
	}
	for _, test := range []struct {
		then   []assumption
		lo, hi int64
		ok     bool
	}{
		{[]assumption{{token.LSS, 3, true}}, minInt, 2, true},
		{[]assumption{{token.LSS, 3, false}}, 3, maxInt, true},
		{[]assumption{{token.GTR, 3, true}}, 4, maxInt, true},
		{[]assumption{{token.GEQ, 3, true}, {token.LEQ, 3, true}}, 3, 3, true},
		{[]assumption{{token.EQL, 3, true}}, 3, 3, true},
		{[]assumption{{token.NEQ, 3, false}}, 3, 3, true},
		{[]assumption{{token.EQL, 3, false}}, minInt, maxInt, true},
		{[]assumption{{token.GEQ, 3, true}, {token.EQL, 3, false}}, 4, maxInt, true},
		{[]assumption{{token.LEQ, 3, true}, {token.EQL, 3, false}}, minInt, 2, true},
		{[]assumption{{token.LSS, 3, true}, {token.GTR, 1, true}}, 2, 2, true},
		{[]assumption{{token.LSS, 3, true}, {token.GTR, 2, true}}, 0, 0, false},
		{[]assumption{{token.LSS, 3, true}, {token.LSS, 3, false}}, 0, 0, false},
		{[]assumption{{token.EQL, 3, true}, {token.LSS, 3, true}}, 0, 0, false},
		{[]assumption{{token.EQL, 3, true}, {token.EQL, 4, true}}, 0, 0, false},
		{[]assumption{{token.EQL, 3, true}, {token.EQL, 3, false}}, 0, 0, false},
		{[]assumption{{token.LSS, minInt + 1, true}}, minInt, minInt, true},
		{[]assumption{{token.GTR, maxInt - 1, true}}, maxInt, maxInt, true},
		{[]assumption{{token.LSS, maxInt, true}}, minInt, maxInt, true}, // the ends stand for no bound
		{[]assumption{{token.GTR, maxInt, false}}, minInt, maxInt, true},
	} {
		tab, s := newState()
		x := tab.fresh()
		ok := true
		for _, a := range test.then {
			ok = ok && s.assume(s.binop(a.op, x, intV(a.n)), a.truth)
		}
		lo, hi := s.bounds(x)
		if ok != test.ok || ok && (lo != test.lo || hi != test.hi) {
			t.Errorf("%v: got %t, [%d, %d], want %t, [%d, %d]", test.then, ok, lo, hi, test.ok, test.lo, test.hi)
		}
	}
}

// TestNarrow checks what is known of x once something computed from it is bounded.
func TestNarrow(t *testing.T) {
	for _, test := range []struct {
		op             token.Token
		k              int64
		lo, hi         int64 // assumed of x op k
		wantLo, wantHi int64 // of x
	}{
		{token.ADD, 5, 10, 20, 5, 15},
		{token.ADD, -5, 10, 20, 15, 25},
		{token.SUB, 5, 10, 20, 15, 25},
		{token.ADD, 5, minInt, 20, minInt, 15},
		{token.SUB, 5, 10, maxInt, 15, maxInt},
		{token.MUL, 3, 10, 20, 4, 6},
		{token.MUL, 3, -20, -10, -6, -4},
		{token.MUL, 3, 9, 12, 3, 4},
		{token.MUL, 3, -12, -9, -4, -3},
		{token.MUL, 3, minInt, 10, minInt, 3},
		{token.MUL, 3, 10, maxInt, 4, maxInt},
	} {
		tab, s := newState()
		x := tab.fresh()
		if !s.narrow(s.binop(test.op, x, intV(test.k)), test.lo, test.hi) {
			t.Errorf("x %v %d in [%d, %d]: cannot be", test.op, test.k, test.lo, test.hi)
		}
		if lo, hi := s.bounds(x); lo != test.wantLo || hi != test.wantHi {
			t.Errorf("x %v %d in [%d, %d]: x in [%d, %d], want [%d, %d]", test.op, test.k, test.lo, test.hi, lo, hi, test.wantLo, test.wantHi)
		}
	}
	// A multiple of 3 between 10 and 11 there is none.
	tab, s := newState()
	if s.narrow(s.binop(token.MUL, tab.fresh(), intV(3)), 10, 11) {
		t.Error("3x in [10, 11] can be")
	}
}

// TestArithmetic compares the helpers with arithmetic in a wider type, also at
// the ends, where they stay.
func TestArithmetic(t *testing.T) {
	for a := int64(-40); a <= 40; a++ {
		for k := int64(1); k <= 8; k++ {
			up, down := int64(math.Ceil(float64(a)/float64(k))), int64(math.Floor(float64(a)/float64(k)))
			if divUp(a, k) != up || divDown(a, k) != down || mulSat(a, k) != a*k || addSat(a, k) != a+k || neg(a) != -a {
				t.Fatalf("a = %d, k = %d: %d %d %d %d %d", a, k, divUp(a, k), divDown(a, k), mulSat(a, k), addSat(a, k), neg(a))
			}
		}
	}
	for _, test := range []struct {
		name      string
		got, want int64
	}{
		{"neg min", neg(minInt), maxInt},
		{"neg max", neg(maxInt), minInt},
		{"add max", addSat(maxInt, -5), maxInt},
		{"add min", addSat(minInt, 5), minInt},
		{"mul over", mulSat(maxInt/2+1, 2), maxInt},
		{"mul under", mulSat(minInt/2-1, 2), minInt},
		{"mul last", mulSat(maxInt/2, 2), maxInt - 1},
		{"up min", divUp(minInt, 3), minInt},
		{"up max", divUp(maxInt, 1<<62), 2},
		{"down max", divDown(maxInt, 3), maxInt},
		{"down min", divDown(minInt, 1<<62), -2},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %d, want %d", test.name, test.got, test.want)
		}
	}
}

// TestFacts checks that facts are found again, and that states do not share them
// for writing.
func TestFacts(t *testing.T) {
	tab, s := newState()
	var syms []sym
	for range 20 {
		syms = append(syms, tab.fresh())
	}
	for i := range syms {
		x := syms[(i*7)%len(syms)]
		s.setFact(fact{sym: x, lo: int64(x), hi: int64(x) + 1})
	}
	c := s.clone()
	c.setFact(fact{sym: syms[3], lo: 100, hi: 100})
	for _, x := range syms {
		if lo, hi := s.bounds(x); lo != int64(x) || hi != int64(x)+1 {
			t.Errorf("%d is in [%d, %d]", x, lo, hi)
		}
	}
	if got := fmt.Sprint(c.resolve(syms[3]), len(c.facts), len(s.facts)); got != "100 20 20" {
		t.Error(got)
	}
}

// TestAssumable checks that asking whether a condition can hold decides nothing, and
// that what one state decides another does not see.
func TestAssumable(t *testing.T) {
	tab, s := newState()
	x, y := tab.fresh(), tab.fresh()
	small := s.binop(token.LSS, x, intV(3))
	if !s.assume(s.binop(token.LSS, y, intV(7)), true) {
		t.Fatal("y < 7 cannot be")
	}
	for _, truth := range []bool{true, false} {
		if !s.assumable(small, truth) {
			t.Errorf("x < 3 cannot be %t", truth)
		}
		if lo, hi := s.bounds(x); lo != minInt || hi != maxInt {
			t.Errorf("to ask whether x < 3 can be %t decides that it is in [%d, %d]", truth, lo, hi)
		}
	}
	c := s.clone()
	if !s.assume(small, true) || !c.assume(small, false) || !s.assume(s.binop(token.LSS, y, intV(5)), true) {
		t.Fatal("cannot be")
	}
	for _, test := range []struct {
		s      *state
		x      sym
		lo, hi int64
	}{{s, x, minInt, 2}, {c, x, 3, maxInt}, {s, y, minInt, 4}, {c, y, minInt, 6}} {
		if lo, hi := test.s.bounds(test.x); lo != test.lo || hi != test.hi {
			t.Errorf("[%d, %d], want [%d, %d]", lo, hi, test.lo, test.hi)
		}
	}
}

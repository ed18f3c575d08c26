package domain

import (
	"fmt"
	"go/token"
	"math"
	"slices"
	"testing"
)

// newState returns a table without a program, and a state of it.
func newState() (*Table, *State) {
	tab := NewTable(nil, LoopBound)
	return tab, &State{Table: tab, Stamp: tab.Stamp()}
}

// ranged returns a new symbol that lies between lo and hi.
func ranged(tab *Table, s *State, lo, hi int64) Symbol {
	x := tab.Fresh()
	if lo != MinInt || hi != MaxInt {
		s.Constrain(Constraint{Symbol: x, Lo: lo, Hi: hi})
	}
	return x
}

func TestFold(t *testing.T) {
	for _, test := range []struct {
		x    int64
		op   token.Token
		y    int64
		want Value
	}{
		{2, token.ADD, 3, IntV(5)},
		{2, token.SUB, 3, IntV(-1)},
		{2, token.MUL, 3, IntV(6)},
		{7, token.QUO, 2, IntV(3)},
		{-7, token.QUO, 2, IntV(-3)},
		{-7, token.REM, 2, IntV(-1)},
		{6, token.AND, 3, IntV(2)},
		{6, token.OR, 3, IntV(7)},
		{6, token.XOR, 3, IntV(5)},
		{6, token.AND_NOT, 3, IntV(4)},
		{1, token.SHL, 10, IntV(1024)},
		{1024, token.SHR, 10, IntV(1)},
		{1, token.LSS, 2, BoolV(true)},
		{2, token.LSS, 2, BoolV(false)},
		{1, token.LEQ, 1, BoolV(true)},
		{1, token.GTR, 1, BoolV(false)},
		{1, token.GEQ, 1, BoolV(true)},
		{1, token.EQL, 1, BoolV(true)},
		{1, token.NEQ, 1, BoolV(false)},
	} {
		_, s := newState()
		if got := s.Binop(test.op, IntV(test.x), IntV(test.y)); got != test.want {
			t.Errorf("%d %v %d: got %v, want %v", test.x, test.op, test.y, got, test.want)
		}
	}
	// What panics, and what does not fit, has no value that is known.
	_, s := newState()
	for _, op := range []token.Token{token.QUO, token.REM} {
		if v, ok := s.Binop(op, IntV(1), IntV(0)).(IntV); ok {
			t.Errorf("1 %v 0: got %v", op, v)
		}
	}
	for _, n := range []int64{-1, 64, math.MaxInt64} {
		if v, ok := s.Binop(token.SHL, IntV(1), IntV(n)).(IntV); ok {
			t.Errorf("1 << %d: got %v", n, v)
		}
	}
}

func TestStrings(t *testing.T) {
	tab, s := newState()
	for _, test := range []struct {
		got, want Value
	}{
		{s.Concat(StrV("a"), StrV("b")), StrV("ab")},
		{s.Concat(IntV(1), IntV(2)), IntV(3)},
		{s.Binop(token.EQL, StrV("a"), StrV("a")), BoolV(true)},
		{s.Binop(token.EQL, StrV("a"), StrV("b")), BoolV(false)},
		{s.Binop(token.EQL, NilV{}, NilV{}), BoolV(true)},
		{s.Binop(token.EQL, tab.FreshNonNil(), NilV{}), BoolV(false)},
		{s.Binop(token.EQL, ChanV{Obj: 1}, ChanV{Obj: 1, Dir: 1}), BoolV(true)},
		{s.Binop(token.EQL, ChanV{Obj: 1}, ChanV{Obj: 2}), BoolV(false)},
		{s.Binop(token.EQL, ChanV{Obj: 1}, NilV{}), BoolV(false)},
		{s.Binop(token.EQL, tab.Fresh(), ChanV{Obj: 1}), BoolV(false)}, // what comes from outside was not made here
	} {
		if test.got != test.want {
			t.Errorf("got %v, want %v", test.got, test.want)
		}
	}
	if _, ok := s.Binop(token.EQL, &FuncV{}, &FuncV{}).(Symbol); !ok {
		t.Error("functions are compared")
	}
}

// TestIdentity checks that what is asked twice is one symbol.
func TestIdentity(t *testing.T) {
	tab, s := newState()
	x, y := tab.Fresh(), tab.Fresh()
	for _, test := range []struct {
		a, b Value
		same bool
	}{
		{s.Binop(token.LSS, x, y), s.Binop(token.GTR, y, x), true},
		{s.Binop(token.EQL, x, y), s.Binop(token.EQL, y, x), true},
		{s.Binop(token.EQL, x, NilV{}), s.Binop(token.EQL, NilV{}, x), true},
		{s.Binop(token.GEQ, x, y), s.Not(s.Binop(token.LSS, x, y)), true},
		{s.Not(s.Not(x)), x, true},
		{s.Binop(token.ADD, x, IntV(0)), x, true},
		{s.Binop(token.SUB, x, IntV(0)), x, true},
		{s.Binop(token.LSS, x, x), BoolV(false), true},
		{s.Binop(token.ADD, x, y), s.Binop(token.ADD, y, x), true},
		{s.Binop(token.SUB, s.Binop(token.ADD, x, y), y), x, true},
		{s.Binop(token.ADD, x, x), s.Binop(token.MUL, IntV(2), x), true},
		{s.Binop(token.SHL, x, IntV(1)), s.Binop(token.MUL, IntV(2), x), true},
		{s.Binop(token.QUO, s.Binop(token.MUL, x, IntV(6)), IntV(3)), s.Binop(token.ADD, x, x), true},
		{s.Binop(token.LSS, s.Binop(token.ADD, x, IntV(1)), y), s.Binop(token.LSS, x, s.Binop(token.SUB, y, IntV(1))), true},
		{s.Binop(token.MUL, x, y), s.Binop(token.MUL, y, x), true},
		{s.Concat(x, y), s.Concat(y, x), false},
		{s.Binop(token.EQL, x, x), BoolV(true), true},
		{tab.Fresh(), tab.Fresh(), false},
		{s.Binop(token.LSS, x, y), s.Binop(token.LSS, y, x), false},
	} {
		if (test.a == test.b) != test.same {
			t.Errorf("%v and %v: same = %t", test.a, test.b, !test.same)
		}
	}
}

// TestNesting checks that expressions stop growing.
func TestNesting(t *testing.T) {
	tab, s := newState()
	x := tab.Fresh()
	v := Value(x)
	for range 1000 {
		v = s.Binop(token.ADD, v, tab.Fresh())
		if d := tab.depth(v); d > maxSteps {
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
		{token.ADD, MinInt, 3, 10, 20, MinInt, 23},
		{token.ADD, 1, MaxInt, 10, 20, 11, MaxInt},
		{token.ADD, -big, big, -big, big, -2 * big, 2 * big},
		{token.SUB, 1, 3, 10, 20, -19, -7},
		{token.SUB, MinInt, 3, 10, 20, MinInt, -7},
		{token.SUB, 1, 3, 10, MaxInt, MinInt, -7},
		{token.SUB, 1, 3, MinInt, 20, -19, MaxInt},
		{token.SUB, MinInt, MaxInt, MinInt, MaxInt, MinInt, MaxInt},
	} {
		tab, s := newState()
		v := s.Binop(test.op, ranged(tab, s, test.xlo, test.xhi), ranged(tab, s, test.ylo, test.yhi))
		if lo, hi := s.Bounds(v); lo != test.wantLo || hi != test.wantHi {
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
		{MinInt, 3, 2, MinInt, 6},
		{1, MaxInt, 2, 2, MaxInt},
		{1, MaxInt / 3, 4, 4, MaxInt},       // does not fit: no bound
		{MinInt / 3, 1, 4, MinInt, 4},       //
		{1, 3, -2, -6, -2},                  //
		{MinInt, 3, -2, -6, MaxInt},         //
		{1, 3, 1 << 20, 1 << 20, 3 << 20},   //
		{1, 3, 1 << 40, 0, MaxInt},          // only small factors are followed
		{MaxInt, MaxInt, 7, MaxInt, MaxInt}, //
	} {
		for _, swap := range []bool{false, true} {
			tab, s := newState()
			var x, k Value = tab.Fresh(), IntV(test.k)
			s.Constrain(Constraint{Symbol: x.(Symbol), Lo: test.xlo, Hi: test.xhi})
			if test.xlo == test.xhi {
				continue // it is known
			}
			if swap {
				x, k = k, x
			}
			lo, hi := s.Bounds(s.Binop(token.MUL, x, k))
			if lo != test.wantLo || hi != test.wantHi {
				t.Errorf("[%d, %d] * %d (swapped: %t): got [%d, %d], want [%d, %d]", test.xlo, test.xhi, test.k, swap, lo, hi, test.wantLo, test.wantHi)
			}
		}
	}
	tab, s := newState()
	for _, op := range []ExprOp{OpLen, OpCap} {
		if lo, hi := s.Bounds(tab.Intern(Expr{Op: op, X: tab.Fresh()})); lo != 0 || hi != MaxInt {
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
		{[]assumption{{token.LSS, 3, true}}, MinInt, 2, true},
		{[]assumption{{token.LSS, 3, false}}, 3, MaxInt, true},
		{[]assumption{{token.GTR, 3, true}}, 4, MaxInt, true},
		{[]assumption{{token.GEQ, 3, true}, {token.LEQ, 3, true}}, 3, 3, true},
		{[]assumption{{token.EQL, 3, true}}, 3, 3, true},
		{[]assumption{{token.NEQ, 3, false}}, 3, 3, true},
		{[]assumption{{token.EQL, 3, false}}, MinInt, MaxInt, true},
		{[]assumption{{token.GEQ, 3, true}, {token.EQL, 3, false}}, 4, MaxInt, true},
		{[]assumption{{token.LEQ, 3, true}, {token.EQL, 3, false}}, MinInt, 2, true},
		{[]assumption{{token.LSS, 3, true}, {token.GTR, 1, true}}, 2, 2, true},
		{[]assumption{{token.LSS, 3, true}, {token.GTR, 2, true}}, 0, 0, false},
		{[]assumption{{token.LSS, 3, true}, {token.LSS, 3, false}}, 0, 0, false},
		{[]assumption{{token.EQL, 3, true}, {token.LSS, 3, true}}, 0, 0, false},
		{[]assumption{{token.EQL, 3, true}, {token.EQL, 4, true}}, 0, 0, false},
		{[]assumption{{token.EQL, 3, true}, {token.EQL, 3, false}}, 0, 0, false},
		{[]assumption{{token.LSS, MinInt + 1, true}}, MinInt, MinInt, true},
		{[]assumption{{token.GTR, MaxInt - 1, true}}, MaxInt, MaxInt, true},
		{[]assumption{{token.LSS, MaxInt, true}}, MinInt, MaxInt - 1, true},
		{[]assumption{{token.GTR, MaxInt, false}}, MinInt, MaxInt, true},
	} {
		tab, s := newState()
		x := tab.Fresh()
		ok := true
		for _, a := range test.then {
			ok = ok && s.Assume(s.Binop(a.op, x, IntV(a.n)), a.truth)
		}
		lo, hi := s.Bounds(x)
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
		{token.ADD, 5, MinInt, 20, MinInt, 15},
		{token.SUB, 5, 10, MaxInt, 15, MaxInt},
		{token.MUL, 3, 10, 20, 4, 6},
		{token.MUL, 3, -20, -10, -6, -4},
		{token.MUL, 3, 9, 12, 3, 4},
		{token.MUL, 3, -12, -9, -4, -3},
		{token.MUL, 3, MinInt, 10, MinInt, 3},
		{token.MUL, 3, 10, MaxInt, 4, MaxInt},
	} {
		tab, s := newState()
		x := tab.Fresh()
		if !s.Narrow(s.Binop(test.op, x, IntV(test.k)), test.lo, test.hi) {
			t.Errorf("x %v %d in [%d, %d]: cannot be", test.op, test.k, test.lo, test.hi)
		}
		if lo, hi := s.Bounds(x); lo != test.wantLo || hi != test.wantHi {
			t.Errorf("x %v %d in [%d, %d]: x in [%d, %d], want [%d, %d]", test.op, test.k, test.lo, test.hi, lo, hi, test.wantLo, test.wantHi)
		}
	}
	// A multiple of 3 between 10 and 11 there is none.
	tab, s := newState()
	if s.Narrow(s.Binop(token.MUL, tab.Fresh(), IntV(3)), 10, 11) {
		t.Error("3x in [10, 11] can be")
	}
}

// TestFacts checks that facts are found again, and that states do not share them
// for writing.
func TestFacts(t *testing.T) {
	tab, s := newState()
	var syms []Symbol
	for range 20 {
		syms = append(syms, tab.Fresh())
	}
	for i := range syms {
		x := syms[(i*7)%len(syms)]
		s.Constrain(Constraint{Symbol: x, Lo: int64(x), Hi: int64(x) + 1})
	}
	c := s.Clone()
	c.Constrain(Constraint{Symbol: syms[3], Lo: 100, Hi: 100})
	for _, x := range syms {
		if lo, hi := s.Bounds(x); lo != int64(x) || hi != int64(x)+1 {
			t.Errorf("%d is in [%d, %d]", x, lo, hi)
		}
	}
	if got := fmt.Sprint(c.Resolve(syms[3]), count(c), count(s)); got != "100 20 20" {
		t.Error(got)
	}
}

// TestAssumable checks that asking whether a condition can hold decides nothing, and
// that what one state decides another does not see.
func TestAssumable(t *testing.T) {
	tab, s := newState()
	x, y := tab.Fresh(), tab.Fresh()
	small := s.Binop(token.LSS, x, IntV(3))
	if !s.Assume(s.Binop(token.LSS, y, IntV(7)), true) {
		t.Fatal("y < 7 cannot be")
	}
	for _, truth := range []bool{true, false} {
		if !s.Assumable(small, truth) {
			t.Errorf("x < 3 cannot be %t", truth)
		}
		if lo, hi := s.Bounds(x); lo != MinInt || hi != MaxInt {
			t.Errorf("to ask whether x < 3 can be %t decides that it is in [%d, %d]", truth, lo, hi)
		}
	}
	c := s.Clone()
	if !s.Assume(small, true) || !c.Assume(small, false) || !s.Assume(s.Binop(token.LSS, y, IntV(5)), true) {
		t.Fatal("cannot be")
	}
	for _, test := range []struct {
		s      *State
		x      Symbol
		lo, hi int64
	}{{s, x, MinInt, 2}, {c, x, 3, MaxInt}, {s, y, MinInt, 4}, {c, y, MinInt, 6}} {
		if lo, hi := test.s.Bounds(test.x); lo != test.lo || hi != test.hi {
			t.Errorf("[%d, %d], want [%d, %d]", lo, hi, test.lo, test.hi)
		}
	}
}

// count returns how many constraints a state has.
func count(s *State) int { return len(slices.Collect(s.PathCondition.All())) }

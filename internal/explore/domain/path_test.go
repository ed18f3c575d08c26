package domain

import (
	"fmt"
	"go/token"
	"math/rand/v2"
	"slices"
	"testing"
)

// FuzzAssume builds numbers and conditions from a few unknown ones, assumes some
// of the conditions, and tries all small numbers: those that satisfy what was
// assumed must lie within what is known then.
func FuzzAssume(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("some text, of no particular meaning"))
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 0))
		data := make([]byte, 4+random.IntN(60))
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		newFacts(data).run(t)
	})
}

// TestAssumeRandom does the same for more inputs than the seeds of the fuzz test.
func TestAssumeRandom(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		data := make([]byte, 4+random.IntN(80))
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		newFacts(data).run(t)
		if t.Failed() {
			t.Fatalf("input: %q", data)
		}
	}
}

// An assignment gives the unknown numbers values: two are any, the third is a
// length.
type assignment [3]int64

// assignments are all those that are tried.
var assignments = func() (all []assignment) {
	for a := int64(-4); a <= 4; a++ {
		for b := int64(-4); b <= 4; b++ {
			for c := int64(0); c <= 4; c++ {
				all = append(all, assignment{a, b, c})
			}
		}
	}
	return all
}()

// A number is one that the machine knows as v, and what it is.
type number struct {
	v    Value
	text string
	is   func(a *assignment) int64
}

// A condition is the same for one that is true or false.
type condition struct {
	v    Value
	text string
	is   func(a *assignment) bool
}

// A facts is a state together with what holds in it.
type facts struct {
	tab        *Table
	s          *State
	data       []byte
	numbers    []number
	conditions []condition
	left       []assignment // that satisfy all that was assumed
	story      []string
}

func newFacts(data []byte) *facts {
	tab, s := newState()
	f := &facts{tab: tab, s: s, data: data, left: slices.Clone(assignments)}
	for i, name := range []string{"a", "b", "len"} {
		x := tab.Fresh()
		if name == "len" {
			x = tab.Intern(Expr{Op: OpLen, X: x, Y: IntV(0)})
		}
		f.numbers = append(f.numbers, number{x, name, func(a *assignment) int64 { return a[i] }})
	}
	for _, n := range []int64{0, 1, 3} {
		f.numbers = append(f.numbers, number{IntV(n), fmt.Sprint(n), func(*assignment) int64 { return n }})
	}
	return f
}

// next returns a number below n, from the input.
func (f *facts) next(n int) int {
	if len(f.data) == 0 {
		return 0
	}
	b := f.data[0]
	f.data = f.data[1:]
	return int(b) % n
}

func (f *facts) run(t *testing.T) {
	t.Helper()
	for range 60 {
		if len(f.data) == 0 {
			return
		}
		switch f.next(4) {
		case 0:
			f.compute()
		case 1, 2:
			f.compare()
		case 3:
			if !f.assume(t) {
				return
			}
		}
		f.check(t)
	}
}

// compute adds a number computed from two others.
func (f *facts) compute() {
	x, y := f.numbers[f.next(len(f.numbers))], f.numbers[f.next(len(f.numbers))]
	op := []token.Token{token.ADD, token.SUB, token.MUL, token.AND, token.QUO, token.REM, token.SHR, token.SHL}[f.next(8)]
	if op == token.SHR || op == token.SHL {
		y = f.numbers[3+f.next(3)] // a number of bits is not negative
	}
	n := number{
		v:    f.s.Binop(op, x.v, y.v),
		text: "(" + x.text + " " + op.String() + " " + y.text + ")",
	}
	n.is = func(a *assignment) int64 {
		x, y := x.is(a), y.is(a)
		switch op {
		case token.ADD:
			return x + y
		case token.SUB:
			return x - y
		case token.MUL:
			return x * y
		case token.AND:
			return x & y
		case token.SHR:
			return x >> y
		case token.SHL:
			return x << y
		}
		switch {
		case y == 0:
			return 0
		case op == token.REM:
			return x % y
		}
		return x / y
	}
	if op == token.QUO || op == token.REM {
		// The program ends where it divides by zero.
		f.left = slices.DeleteFunc(f.left, func(a assignment) bool { return y.is(&a) == 0 })
	}
	if len(n.text) < 80 {
		f.numbers = append(f.numbers, n)
	}
}

// compare adds a condition on two numbers, or the contrary of another.
func (f *facts) compare() {
	if len(f.conditions) > 0 && f.next(5) == 0 {
		c := f.conditions[f.next(len(f.conditions))]
		f.conditions = append(f.conditions, condition{f.s.Not(c.v), "!" + c.text, func(a *assignment) bool { return !c.is(a) }})
		return
	}
	x, y := f.numbers[f.next(len(f.numbers))], f.numbers[f.next(len(f.numbers))]
	op := []token.Token{token.LSS, token.LEQ, token.EQL, token.NEQ, token.GTR, token.GEQ}[f.next(6)]
	c := condition{v: f.s.Binop(op, x.v, y.v), text: x.text + " " + op.String() + " " + y.text}
	c.is = func(a *assignment) bool {
		x, y := x.is(a), y.is(a)
		switch op {
		case token.LSS:
			return x < y
		case token.LEQ:
			return x <= y
		case token.EQL:
			return x == y
		case token.NEQ:
			return x != y
		case token.GTR:
			return x > y
		}
		return x >= y
	}
	f.conditions = append(f.conditions, c)
}

// assume assumes one of the conditions, and reports whether that can be.
func (f *facts) assume(t *testing.T) bool {
	t.Helper()
	if len(f.conditions) == 0 {
		return true
	}
	c := f.conditions[f.next(len(f.conditions))]
	truth := f.next(2) == 0
	f.left = slices.DeleteFunc(f.left, func(a assignment) bool { return c.is(&a) != truth })
	f.story = append(f.story, fmt.Sprintf("%s is %t", c.text, truth))
	ok := f.s.Assume(c.v, truth)
	if !ok && len(f.left) > 0 {
		t.Errorf("%v: cannot be, says the machine, but a, b, len = %v", f.story, f.left[0])
	}
	return ok
}

// check compares what is known with what is left.
func (f *facts) check(t *testing.T) {
	t.Helper()
	for i := range f.left {
		a := &f.left[i]
		for _, n := range f.numbers {
			is := n.is(a)
			if lo, hi := f.s.Bounds(n.v); is < lo || hi < is {
				t.Fatalf("%v: %s is in [%d, %d], says the machine, but it is %d for a, b, len = %v", f.story, n.text, lo, hi, is, *a)
			}
			if v, ok := f.s.Resolve(n.v).(IntV); ok && int64(v) != is {
				t.Fatalf("%v: %s is %d, says the machine, but it is %d for a, b, len = %v", f.story, n.text, v, is, *a)
			}
		}
		for _, c := range f.conditions {
			if b, ok := f.s.Resolve(c.v).(BoolV); ok && bool(b) != c.is(a) {
				t.Fatalf("%v: %s is %t, says the machine, but not for a, b, len = %v", f.story, c.text, b, *a)
			}
		}
	}
}

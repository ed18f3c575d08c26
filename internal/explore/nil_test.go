package explore

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestRefutes asks of the close in each function f, or in what it calls, whether its
// channel is never nil.
func TestRefutes(t *testing.T) {
	for _, test := range []struct {
		src  string
		want bool
	}{
		{`func f(a bool) { var c chan int; if a { c = make(chan int) }; close(c) }`, false},
		{`func f(a bool) { var c chan int; if a { c = make(chan int) }; if a { close(c) } }`, true},
		{`func f(a bool) { var c chan int; if a { c = make(chan int) }; if valid(c) { close(c) } }`, true},
		{`func f(a bool) { var c chan int; if a { c = make(chan int) }; if !valid(c) { close(c) } }`, false},
		{`func f(a bool) { var c chan int; if a { c = make(chan int) }; end(c, c != nil) }
func end(c chan int, ok bool) { if ok { close(c) } }`, true},
		{`func f(a, b bool) { var c chan int; if a { c = make(chan int) }; end(c, b) }
func end(c chan int, ok bool) { if ok { close(c) } }`, false},
		{`func f(a bool) { c := make(chan int); if a { c = nil; return }; defer close(c) }`, true},
		{`func f(a bool) { c := make(chan int); if a { c = nil }; defer close(c) }`, false},
		// What comes from outside may be nil or not: the variable is not.
		{`func f(a bool, d chan int) { c := d; if a { c = nil }; if c != nil { close(c) } }`, true},
		// An operation that nobody is seen to come to is not refuted.
		{`func f(run func(func())) { var c chan int; run(func() { close(c) }) }`, false},
		{`func f() { c := make(chan int); if false { close(c) } }`, false},
		// So is one behind a bound.
		{`func f(a bool) { var c chan int; if a { c = make(chan int) }; if deep(9) { close(c) } }
func deep(n int) bool { return n == 0 || deep(n-1) }`, false},
		// A key that may be in a map may as well not be there.
		{`func f(k int) { m := map[int]chan int{1: make(chan int)}; c := m[k]; close(c) }`, false},
		{`func f(k int) { m := map[int]chan int{1: make(chan int)}; if c, ok := m[k]; ok { close(c) } }`, true},
	} {
		src := "package p\nfunc valid(c chan int) bool { return c != nil }\n" + test.src
		checktest.Pass(t, checktest.Source(t, src), func(pass *analysis.Pass) {
			s := ssabuild.Of(pass).SSA()
			w := s.Worlds()[0]
			var root *ssa.Function
			var at ssa.CallInstruction
			for _, fn := range w.Funcs {
				if fn.Name() == "f" {
					root = fn
				}
				for _, b := range fn.Blocks {
					for _, instr := range b.Instrs {
						if call, ok := instr.(ssa.CallInstruction); ok {
							if b, ok := call.Common().Value.(*ssa.Builtin); ok && b.Name() == "close" {
								at = call
							}
						}
					}
				}
			}
			if at == nil {
				return // never built
			}
			if got := NewNilSearch(s, w).Refutes(root, at, at.Common().Args[0]); got != test.want {
				t.Errorf("%s: refuted: %t", test.src, got)
			}
		}, ssabuild.Analyzer)
	}
}

package cfg

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// TestBound checks of which loops it is known how often they go round.
func TestBound(t *testing.T) {
	for _, test := range []struct{ src, bound string }{
		{"for i := 0; i < n; i++ { g() }", "n"},
		{"for i := 0; n > i; i++ { g() }", "n"},
		{"for i := 1; i <= n; i++ { g() }", "n"},
		{"for i := 1; n >= i; i++ { g() }", "n"},
		{"for i := 0; i != n; i++ { g() }", "n"},
		{"for i := 0; i < 7; i++ { g() }", "7:int"},
		{"for i := 0; i < n; i += 1 { g() }", "n"},
		{"for range n { g() }", "n"},
		{"for i := range n { if i > m { continue }; g() }", "n"},
		{"for i := 0; i < n; i++ { if g() { continue }; m++ }", "n"},
		{"i := 0; for { i++; if i < n { continue }; break }", "n"},
		{"i := 0; if m > 3 { i = 1 }; for ; i < n; i++ { g() }", "n"},
		{"for i := m; i < n; i++ { g() }", ""},
		{"for i := 0; i < n; i += 2 { g() }", ""},
		{"for i := 0; i < n; i += m { g() }", ""},
		{"for i := n; i > 0; i-- { g() }", ""},
		{"for i := 0; i == n; i++ { g() }", ""},
		{"for i := 0; i < n; i++ { if g() { i = m } }", ""},
		{"for i := 0; i < n; { if g() { i++ } }", "n"},
		{"for i := 0; i < n; i = m + 1 { g() }", ""},
		{"for i, j := 0, 0; i < n; i, j = j + 1, i + 1 { g() }", ""},
		{"if m < n { g() }", ""},

		// Captured: one variable for each round.
		{"for i := 0; i < n; i++ { defer func() { h(i) }() }", "n"},
		{"for i := 0; n > i; i++ { if i == 3 { continue }; defer func() { h(i) }() }", "n"},
		{"for i := 0; i < 7; i++ { defer func() { h(i) }() }", "7:int"},
		{"for i := 0; i < n; i++ { defer func() { h(i) }(); i = m }", ""},
		{"for i := 0; i < n; i++ { func() { i += m }() }", ""},
		{"for i := 0; i < n; i += m { defer func() { h(i) }() }", ""},
		{"for i := m; i < n; i++ { defer func() { h(i) }() }", ""},
		{"for i := 0; i < n; i++ { p(&i) }", ""},
	} {
		t.Run(test.src, func(t *testing.T) {
			fn := build(t, test.src)
			loops := LoopsOf(fn)
			got := ""
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					if cmp, ok := instr.(*ssa.BinOp); ok {
						if bound, ok := loops.Bound(cmp); ok {
							got += bound.Name()
						}
					}
				}
			}
			if got != test.bound {
				t.Errorf("got %q, want %q", got, test.bound)
			}
		})
	}
}

// TestCounterOf checks of which loops it is known how they count.
func TestCounterOf(t *testing.T) {
	for _, test := range []struct{ src, counts string }{
		{"for i := 0; i < n; i++ { g() }", "+ 1:int < n true"},
		{"for i := n; i > 0; i-- { g() }", "- 1:int > 0:int true"},
		{"for i := n; 0 < i; i -= 3 { g() }", "- 3:int < 0:int true"},
		{"for i := 1; i < n; i *= 2 { g() }", "* 2:int < n true"},
		{"for i := 1; i < n; i += i { g() }", "+ i < n true"},
		{"for i := n; ; i /= 2 { if i == 0 { break }; g() }", "/ 2:int == 0:int false"},
		{"for i := 0; i < n; i += 2 { if g() { continue }; m++ }", "+ 2:int < n true"},
		{"for i := 0; i < n; i += m { g() }", ""},
		{"for i := 0; i < n; { if g() { i++ } }", ""},
		{"for i := 0; i < n; { if g() { i++ } else { i-- } }", ""},
		{"for i := 0; i < n; n-- { i += 2; g() }", ""},
		{"for i := 0; g(); i++ { }", ""},
	} {
		t.Run(test.src, func(t *testing.T) {
			fn := build(t, test.src)
			loops := LoopsOf(fn)
			got := ""
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					phi, ok := instr.(*ssa.Phi)
					if !ok {
						continue
					}
					if k, ok := loops.CounterOf(phi); ok {
						step := k.Next.Y.Name()
						if k.Next.Y == phi {
							step = phi.Comment
						}
						got += fmt.Sprintf("%v %s %v %s %t", k.Next.Op, step, k.Test.Op, k.Bound.Name(), k.Stays)
					}
				}
			}
			if got != test.counts {
				t.Errorf("got %q, want %q", got, test.counts)
			}
		})
	}
}

// build builds a function with some statements.
func build(t *testing.T, src string) *ssa.Function {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", "package p\nfunc g() bool\nfunc h(int)\nfunc p(*int)\nfunc f(n, m int) {"+src+"}", parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), FileVersions: make(map[*ast.File]string),
	}
	pkg, err := new(types.Config).Check("p", fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatal(err)
	}
	built := ssa.NewProgram(fset, 0).CreatePackage(pkg, []*ast.File{file}, info, false)
	built.Build()
	return built.Func("f")
}

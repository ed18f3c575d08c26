package cfg

import (
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
	} {
		t.Run(test.src, func(t *testing.T) {
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, "p.go", "package p\nfunc g() bool\nfunc f(n, m int) {"+test.src+"}", parser.SkipObjectResolution)
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
			fn := built.Func("f")
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

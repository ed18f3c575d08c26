package resolverdial

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

func (c *checker) finding(dial *ssa.Store) report.Finding {
	f := report.Finding{
		Range:    ssabuild.Point(dial.Pos()),
		Category: ignored,
		Message:  "Dial is ignored where the C library looks names up, as on macOS: they go to the system's name servers; set PreferGo: true",
	}
	path := c.ssa.PathTo(dial.Pos())
	if len(path) == 0 {
		return f
	}
	switch n := path[0].(type) {
	case *ast.KeyValueExpr:
		f.Range = n.Key
		f.Fixes = c.fixLiteral(path[1])
	case *ast.Ident:
		f.Range = n
		f.Fixes = c.fixAssignment(path)
	}
	return f
}

// fixLiteral sets PreferGo in a literal.
func (c *checker) fixLiteral(n ast.Node) []analysis.SuggestedFix {
	lit, ok := n.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok && c.isPreferGo(kv.Key) {
			return fix(kv.Value.Pos(), kv.Value.End(), "true")
		}
	}
	if c.line(lit.Lbrace) == c.line(lit.Elts[0].Pos()) {
		return fix(lit.Lbrace+1, lit.Lbrace+1, "PreferGo: true, ")
	}
	next := c.ssa.Fset.File(lit.Lbrace).LineStart(c.line(lit.Lbrace) + 1) // a comment may stand behind the brace
	return fix(next, next, "PreferGo: true,\n")
}

// fixAssignment sets PreferGo in front of an assignment to Dial, if that is a
// statement of a block: path leads there from the name of the field.
func (c *checker) fixAssignment(path []ast.Node) []analysis.SuggestedFix {
	sel, isSelector := path[1].(*ast.SelectorExpr)
	assign, isAssignment := path[2].(*ast.AssignStmt)
	if !isSelector || !isAssignment || !isPath(sel.X) {
		return nil
	}
	if _, ok := path[3].(*ast.BlockStmt); !ok {
		return nil
	}
	return fix(assign.Pos(), assign.Pos(), types.ExprString(sel.X)+".PreferGo = true\n")
}

func fix(pos, end token.Pos, text string) []analysis.SuggestedFix {
	return []analysis.SuggestedFix{{
		Message:   "Set PreferGo",
		TextEdits: []analysis.TextEdit{{Pos: pos, End: end, NewText: []byte(text)}},
	}}
}

func (c *checker) isPreferGo(key ast.Expr) bool {
	id, ok := key.(*ast.Ident)
	if !ok {
		return false
	}
	field, ok := c.ssa.ObjectOf(id).(*types.Var)
	return ok && model.IsField(field, model.GoResolver)
}

func (c *checker) line(pos token.Pos) int { return c.ssa.Fset.PositionFor(pos, false).Line }

// isPath reports whether an expression does nothing when it is evaluated again.
func isPath(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return isPath(x.X)
	}
	return false
}

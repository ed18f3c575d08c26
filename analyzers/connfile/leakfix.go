package connfile

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
)

// leakFix closes the file when the function returns,
//
//	f, err := conn.File()
//	if err != nil { ... }
//	defer f.Close()
//
// which is right where only the function has it: no literal, of which nobody knows when
// it runs, and no loop, in which defers pile up.
func (c *checker) leakFix(d *sharing.Dup) []analysis.SuggestedFix {
	call := c.SSA.CallExpr(d.Call)
	name, ok := c.SSA.AssignedTo(d.Call, 0).(*ast.Ident)
	if call == nil || !ok || name.Name == "_" {
		return nil
	}
	path := c.SSA.PathTo(call.Pos())
	guard := guardOf(path)
	body := bodyOf(path)
	if guard == nil || body == nil || c.inLiteral(body, c.SSA.ObjectOf(name)) {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("Close %s when the function returns", name.Name),
		TextEdits: []analysis.TextEdit{{Pos: guard.End(), End: guard.End(), NewText: fmt.Appendf(nil, "\ndefer %s.Close()", name.Name)}},
	}}
}

// guardOf returns the test behind the assignment on a path that ends the function where
// there is an error, or nil:
//
//	f, err := conn.File()
//	if err != nil {
//		return err
//	}
func guardOf(path []ast.Node) *ast.IfStmt {
	i := slices.IndexFunc(path, func(n ast.Node) bool { _, ok := n.(*ast.AssignStmt); return ok })
	if i < 0 || i+1 == len(path) {
		return nil
	}
	assign := path[i].(*ast.AssignStmt)
	block, ok := path[i+1].(*ast.BlockStmt)
	if !ok || len(assign.Lhs) != 2 || assign.Tok != token.DEFINE {
		return nil
	}
	at := slices.Index(block.List, ast.Stmt(assign))
	if at+1 == len(block.List) {
		return nil
	}
	test, ok := block.List[at+1].(*ast.IfStmt)
	if !ok || test.Init != nil || test.Else != nil || len(test.Body.List) == 0 {
		return nil
	}
	cond, ok := test.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op != token.NEQ || types.ExprString(cond.X) != types.ExprString(assign.Lhs[1]) || types.ExprString(cond.Y) != "nil" {
		return nil
	}
	if _, returns := test.Body.List[len(test.Body.List)-1].(*ast.ReturnStmt); !returns {
		return nil
	}
	return test
}

// bodyOf returns the body of the function on a path, or nil if there is a loop in between.
func bodyOf(path []ast.Node) *ast.BlockStmt {
	for _, n := range path {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return nil
		case *ast.FuncLit:
			return n.Body
		case *ast.FuncDecl:
			return n.Body
		}
	}
	return nil
}

// inLiteral reports whether a variable is used in a function literal inside a body, or
// is not known.
func (c *checker) inLiteral(body *ast.BlockStmt, v types.Object) bool {
	found := v == nil
	ast.Inspect(body, func(n ast.Node) bool {
		lit, ok := n.(*ast.FuncLit)
		if !ok {
			return !found
		}
		ast.Inspect(lit, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && c.SSA.ObjectOf(id) == v
			return !found
		})
		return false
	})
	return found
}

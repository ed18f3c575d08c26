package fdoutlive

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/number"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// fix keeps the owner alive until the function returns,
//
//	defer runtime.KeepAlive(f)
//
// which is right where the function does with the number what is ever done with
// it: it waits in a loop, or for events, after the number has gone. There is no
// fix where the number lives on when the function has returned.
func (c *checker) fix(o *number.Outlived) []analysis.SuggestedFix {
	if o.Close != nil || o.Hold.Kind == number.Returned && !o.Local || !o.Waits() {
		return nil
	}
	made, result := flow.ResultOf(o.Owner)
	if made == nil || made.Parent() != o.Call.Parent() {
		return nil
	}
	owner, ok := c.SSA.AssignedTo(made, result).(*ast.Ident)
	if !ok || owner.Name == "_" {
		return nil
	}
	// The call that asks for the number, unless it is repeated, is behind the
	// test of the owner's error.
	path := c.SSA.PathTo(o.Call.Pos())
	stmt := statement(path)
	if stmt == nil || len(path) == 0 || !c.isOwner(owner, stmt.Pos()) {
		return nil
	}
	name, edits, ok := report.AddImport(path[len(path)-1].(*ast.File), "runtime")
	if !ok {
		return nil
	}
	edits = append(edits, analysis.TextEdit{
		Pos: stmt.Pos(), End: stmt.Pos(), NewText: fmt.Appendf(nil, "defer %s.KeepAlive(%s)\n", name, owner.Name),
	})
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("Keep %s alive until the function returns", owner.Name),
		TextEdits: edits,
	}}
}

// closeFix closes the file where its number is closed:
//
//	syscall.Close(int(f.Fd()))
//
// A file that is closed once more says so, and does nothing. There is no fix that would
// leave an import without use.
func (c *checker) closeFix(t number.TwoOwners) []analysis.SuggestedFix {
	second, first := c.SSA.CallExpr(t.Second), c.SSA.CallExpr(t.First)
	if !t.Closes || second == nil || first == nil || len(second.Args) != 1 || innermost(second.Args[0]) != ast.Expr(first) && ast.Unparen(second.Args[0]) != ast.Expr(first) {
		return nil
	}
	fd, ok := ast.Unparen(first.Fun).(*ast.SelectorExpr)
	if !ok || fd.Sel.Name != "Fd" || !owners.IsFile(c.SSA.TypeOf(fd.X)) || c.isLastOfPackage(second) {
		return nil
	}
	file := types.ExprString(fd.X)
	return []analysis.SuggestedFix{{
		Message:   "Close " + file,
		TextEdits: []analysis.TextEdit{{Pos: second.Pos(), End: second.End(), NewText: []byte(file + ".Close()")}},
	}}
}

// isLastOfPackage reports whether the function of a call is all that its file uses of the
// package that it is qualified by.
func (c *checker) isLastOfPackage(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	path := c.SSA.PathTo(call.Pos())
	if !ok || len(path) == 0 {
		return true
	}
	pkg, ok := sel.X.(*ast.Ident)
	uses := 0
	ast.Inspect(path[len(path)-1], func(n ast.Node) bool {
		if id, isIdent := n.(*ast.Ident); isIdent && ok && c.SSA.ObjectOf(id) == c.SSA.ObjectOf(pkg) {
			uses++
		}
		return true
	})
	return uses < 2
}

// statement returns the statement of a block around a position, or nil if a
// defer in front of it would be executed more than once.
func statement(path []ast.Node) ast.Stmt {
	for i, n := range path {
		stmt, ok := n.(ast.Stmt)
		if !ok || i+1 == len(path) {
			continue
		}
		if _, inBlock := path[i+1].(*ast.BlockStmt); !inBlock {
			continue
		}
		for _, around := range path[i:] {
			switch around.(type) {
			case *ast.ForStmt, *ast.RangeStmt:
				return nil
			case *ast.FuncLit, *ast.FuncDecl:
				return stmt
			}
		}
	}
	return nil
}

// isOwner reports whether the name of the owner means the same at pos.
func (c *checker) isOwner(owner *ast.Ident, pos token.Pos) bool {
	obj := c.SSA.ObjectOf(owner)
	if obj == nil || obj.Parent() == nil {
		return false
	}
	_, there := c.Pkg.Scope().Innermost(pos).LookupParent(owner.Name, pos)
	return there == obj
}

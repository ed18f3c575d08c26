package fddeadline

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/control"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
)

// fix makes the system call under the SyscallConn of the file, which stays as it is, where
// its error is all that the function returns:
//
//	return unix.IoctlSetInt(int(f.Fd()), req, value)
func fix(pass *analysis.Pass, w *lifetime.World, s site) []analysis.SuggestedFix {
	call := w.SSA.CallExpr(s.Call)
	if call == nil || s.by != "Fd" || s.Number == nil || len(pass.TypesInfo.Types) == 0 {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Fd" || !isName(sel.X) {
		return nil
	}
	stmt := returnAround(w.SSA.PathTo(call.Pos()))
	if stmt == nil {
		return nil
	}
	r := control.Match(pass, stmt, call)
	if r == nil {
		return nil
	}
	raw, failed, file := r.Fresh("raw"), r.Fresh("rerr"), types.ExprString(sel.X)
	under, err := r.Under(raw)
	if err != nil {
		return nil
	}
	text := fmt.Sprintf("%[1]s, %[2]s := %[3]s.SyscallConn()\nif %[2]s != nil {\nreturn %[2]s\n}\n%[4]s", raw, failed, file, under)
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("Ask under %s.SyscallConn", file),
		TextEdits: []analysis.TextEdit{{Pos: stmt.Pos(), End: stmt.End(), NewText: []byte(text)}},
	}}
}

// isName reports whether an expression only names something, so that it may be evaluated
// earlier.
func isName(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return isName(x.X)
	}
	return false
}

// returnAround returns the return statement of a block on a path, or nil.
func returnAround(path []ast.Node) *ast.ReturnStmt {
	for i, n := range path {
		switch n := n.(type) {
		case *ast.FuncLit:
			return nil
		case *ast.ReturnStmt:
			if i+1 == len(path) {
				return nil
			}
			if _, ok := path[i+1].(*ast.BlockStmt); !ok {
				return nil // of a case, where names would be in each other's way
			}
			return n
		}
	}
	return nil
}

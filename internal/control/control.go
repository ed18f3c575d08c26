// Package control writes a fix: a system call with the number of a file, of which a function
// returns the error, is made under the SyscallConn of the file.
package control

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Return is a statement that returns the error of a system call:
//
//	return setsockopt(..., int(f.Fd()), ...)
type Return struct {
	Stmt *ast.ReturnStmt

	pass  *analysis.Pass
	call  *ast.CallExpr // what is returned
	fd    *ast.CallExpr // f.Fd()
	scope *types.Scope
}

// Match returns the return of which a call of Fd is a part, however deep in other calls, if
// the one result is an error; else nil. Of functions that wait for the descriptor or keep it,
// nothing good comes under RawConn.Control.
func Match(pass *analysis.Pass, stmt *ast.ReturnStmt, fd *ast.CallExpr) *Return {
	if len(stmt.Results) != 1 {
		return nil
	}
	call, ok := ast.Unparen(stmt.Results[0]).(*ast.CallExpr)
	if !ok || !ssabuild.IsError(pass.TypesInfo.TypeOf(call)) {
		return nil
	}
	found := false
	ast.Inspect(call, func(n ast.Node) bool {
		if n, ok := n.(*ast.CallExpr); ok && model.IsOption(callee.In(pass.TypesInfo, n)) {
			found = found || slices.ContainsFunc(n.Args, func(arg ast.Expr) bool { return isNumberOf(arg, fd) })
		}
		_, lit := n.(*ast.FuncLit)
		return !lit && !found
	})
	if !found {
		return nil
	}
	return &Return{Stmt: stmt, pass: pass, call: call, fd: fd, scope: pass.Pkg.Scope().Innermost(stmt.Pos())}
}

// isNumberOf reports whether x is the call of Fd, converted or not.
func isNumberOf(x ast.Expr, fdCall *ast.CallExpr) bool {
	conv, ok := ast.Unparen(x).(*ast.CallExpr)
	return ok && (conv == fdCall || len(conv.Args) == 1 && ast.Unparen(conv.Args[0]) == fdCall)
}

// Fresh returns a name that means nothing where the return stands.
func (r *Return) Fresh(name string) string {
	for i := 0; ; i++ {
		candidate := name
		if i > 0 {
			candidate = fmt.Sprint(name, i)
		}
		if _, obj := r.scope.LookupParent(candidate, token.NoPos); obj == nil {
			return candidate
		}
	}
}

// Under returns the statements that make the call under the RawConn of a name, and return
// its error.
func (r *Return) Under(raw string) (string, error) {
	serr, fd, cerr := r.Fresh("serr"), r.Fresh("fd"), r.Fresh("cerr")
	call, err := r.callWith(fd)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("var %[1]s error\nif %[2]s := %[3]s.Control(func(%[4]s uintptr) {\n%[1]s = %[5]s\n}); %[2]s != nil {\nreturn %[2]s\n}\nreturn %[1]s",
		serr, cerr, raw, fd, call), nil
}

// callWith returns the source of the call with the descriptor fd in the place of
// f.Fd().
func (r *Return) callWith(fd string) (string, error) {
	file := r.pass.Fset.File(r.call.Pos())
	src, err := report.Source(r.pass, file)
	if err != nil {
		return "", err
	}
	text := func(from, to token.Pos) string { return string(src[file.Offset(from):file.Offset(to)]) }
	return text(r.call.Pos(), r.fd.Pos()) + fd + text(r.fd.End(), r.call.End()), nil
}

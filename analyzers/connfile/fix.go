package connfile

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/gopitfalls/gopitfalls/internal/control"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
)

// fix rewrites the one shape in which the file serves for nothing but a call
// that ends the function:
//
//	f, err := conn.File()
//	if err != nil { ... }
//	defer f.Close() // optional
//	... // anything that does not use f
//	return setsockopt(int(f.Fd()), ...)
//
// to the same call under conn.SyscallConn().Control. There is no fix for any
// other shape.
func (c *checker) fix(d *sharing.Dup, site sharing.FdSite) []analysis.SuggestedFix {
	s := c.match(d, site)
	if s == nil {
		return nil
	}
	raw := s.returns.Fresh("raw")
	under, err := s.returns.Under(raw)
	if err != nil {
		return nil
	}
	conn := types.ExprString(s.conn)
	edits := []analysis.TextEdit{
		edit(s.open, fmt.Sprintf("%s, %s := %s.SyscallConn()", raw, s.err.Name, conn)),
		edit(s.ret, under),
	}
	if s.deferred != nil {
		edits = append(edits, edit(s.deferred, ""))
	}
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("Set the option under %s.SyscallConn", conn),
		TextEdits: edits,
	}}
}

func edit(n ast.Node, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)}
}

// A shape is the matched code.
type shape struct {
	open      *ast.AssignStmt // f, err := conn.File()
	conn      ast.Expr
	file, err *ast.Ident
	deferred  *ast.DeferStmt // defer f.Close(), or nil
	ret       *ast.ReturnStmt
	returns   *control.Return
}

// match returns the code of a finding if it has the shape, else nil.
func (c *checker) match(d *sharing.Dup, site sharing.FdSite) *shape {
	fileCall, fdCall := c.SSA.CallExpr(d.Call), c.SSA.CallExpr(site.Call)
	if fileCall == nil || fdCall == nil || !d.Direct || len(c.pass.TypesInfo.Types) == 0 {
		return nil
	}
	file := enclosingFile(c.pass.Files, fdCall.Pos())
	path, _ := astutil.PathEnclosingInterval(file, fdCall.Pos(), fdCall.End())
	s := &shape{}
	var list []ast.Stmt
	for i, n := range path {
		if ret, ok := n.(*ast.ReturnStmt); ok && i+1 < len(path) {
			block, ok := path[i+1].(*ast.BlockStmt)
			if !ok {
				return nil
			}
			s.ret, list = ret, block.List
			break
		}
	}
	if s.ret == nil || !s.matchList(list, fileCall) {
		return nil
	}
	if s.returns = control.Match(c.pass, s.ret, fdCall); s.returns == nil {
		return nil
	}
	if !c.usedOnlyThere(s, list, fdCall) || !isNetPointer(c.pass.TypesInfo.TypeOf(s.conn)) {
		return nil
	}
	return s
}

func enclosingFile(files []*ast.File, pos token.Pos) *ast.File {
	for _, f := range files {
		if f.FileStart <= pos && pos <= f.FileEnd {
			return f
		}
	}
	return nil
}

// matchList matches the statements of the block that ends in the return.
func (s *shape) matchList(list []ast.Stmt, fileCall *ast.CallExpr) bool {
	i := slices.IndexFunc(list, func(stmt ast.Stmt) bool {
		open, ok := stmt.(*ast.AssignStmt)
		return ok && open.Tok == token.DEFINE && len(open.Lhs) == 2 && len(open.Rhs) == 1 && ast.Unparen(open.Rhs[0]) == fileCall
	})
	sel, ok := ast.Unparen(fileCall.Fun).(*ast.SelectorExpr)
	if i < 0 || !ok || list[len(list)-1] != s.ret {
		return false
	}
	s.open, s.conn = list[i].(*ast.AssignStmt), sel.X
	s.file, _ = s.open.Lhs[0].(*ast.Ident)
	s.err, _ = s.open.Lhs[1].(*ast.Ident)
	if s.file == nil || s.err == nil || !checksError(list[i+1], s.err) {
		return false
	}
	for _, stmt := range list[i+2:] {
		if def, ok := stmt.(*ast.DeferStmt); ok && s.closes(def) {
			s.deferred = def
		}
	}
	return true
}

// checksError reports whether a statement is "if err != nil { ...; return }".
func checksError(stmt ast.Stmt, err *ast.Ident) bool {
	check, ok := stmt.(*ast.IfStmt)
	if !ok || check.Init != nil || check.Else != nil {
		return false
	}
	cond, ok := check.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op != token.NEQ {
		return false
	}
	id, ok := cond.X.(*ast.Ident)
	if !ok || id.Name != err.Name || err.Name == "_" || len(check.Body.List) == 0 {
		return false
	}
	_, returns := check.Body.List[len(check.Body.List)-1].(*ast.ReturnStmt)
	return returns // else the connection would be used although it failed
}

// closes reports whether a statement is "defer f.Close()".
func (s *shape) closes(def *ast.DeferStmt) bool {
	sel, ok := def.Call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Close" {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == s.file.Name
}

// usedOnlyThere reports whether the file is used by Fd and the deferred Close
// only.
func (c *checker) usedOnlyThere(s *shape, list []ast.Stmt, fdCall *ast.CallExpr) bool {
	obj := c.pass.TypesInfo.Defs[s.file]
	if obj == nil {
		return false // assigned, not declared, here
	}
	uses := 0
	for _, stmt := range list {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && c.pass.TypesInfo.Uses[id] == obj {
				inFd := fdCall.Pos() <= id.Pos() && id.Pos() < fdCall.End()
				inDefer := s.deferred != nil && s.deferred.Pos() <= id.Pos() && id.Pos() < s.deferred.End()
				if !inFd && !inDefer {
					uses++
				}
			}
			return uses == 0
		})
	}
	return uses == 0
}

// isNetPointer reports whether t is a pointer to one of package net's own
// connections, whose SyscallConn has the expected meaning.
func isNetPointer(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "net"
}

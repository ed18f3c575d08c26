package connfile

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
)

// fix rewrites the one shape in which nothing but the call on the descriptor
// happens between File and the end of the function:
//
//	f, err := conn.File()
//	if err != nil { ... }
//	defer f.Close() // optional
//	return call(int(f.Fd()), ...)
//
// to the same call under conn.SyscallConn().Control. There is no fix for any
// other shape.
func (c *checker) fix(d *lifetime.Dup, site lifetime.FdSite) []analysis.SuggestedFix {
	s := c.match(d, site)
	if s == nil {
		return nil
	}
	raw, serr, fd, cerr := s.fresh("raw"), s.fresh("serr"), s.fresh("fd"), s.fresh("cerr")
	call, err := s.callWith(c.pass.Fset, fd)
	if err != nil {
		return nil
	}
	conn := types.ExprString(s.conn)
	edits := []analysis.TextEdit{
		edit(s.open, fmt.Sprintf("%s, %s := %s.SyscallConn()", raw, s.err.Name, conn)),
		edit(s.ret, fmt.Sprintf("var %[1]s error\nif %[2]s := %[3]s.Control(func(%[4]s uintptr) {\n%[1]s = %[5]s\n}); %[2]s != nil {\nreturn %[2]s\n}\nreturn %[1]s",
			serr, cerr, raw, fd, call)),
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
	call      *ast.CallExpr // what is returned
	number    ast.Expr      // int(f.Fd()) or f.Fd()
	scope     *types.Scope
}

// match returns the code of a finding if it has the shape, else nil.
func (c *checker) match(d *lifetime.Dup, site lifetime.FdSite) *shape {
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
	if s.ret == nil || !s.matchList(list, fileCall) || !c.matchReturn(s, fdCall) {
		return nil
	}
	if !c.usedOnlyThere(s, fdCall) || !isNetPointer(c.pass.TypesInfo.TypeOf(s.conn)) {
		return nil
	}
	s.scope = c.pass.Pkg.Scope().Innermost(s.ret.Pos())
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
	n := len(list)
	if n < 3 || list[n-1] != s.ret {
		return false
	}
	if def, ok := list[n-2].(*ast.DeferStmt); ok {
		if len(def.Call.Args) != 0 || n < 4 {
			return false
		}
		s.deferred = def
		n--
	}
	check, ok := list[n-2].(*ast.IfStmt)
	if !ok || check.Init != nil || check.Else != nil {
		return false
	}
	open, ok := list[n-3].(*ast.AssignStmt)
	if !ok || open.Tok != token.DEFINE || len(open.Lhs) != 2 || len(open.Rhs) != 1 || ast.Unparen(open.Rhs[0]) != fileCall {
		return false
	}
	sel, ok := ast.Unparen(fileCall.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	s.open, s.conn = open, sel.X
	s.file, _ = open.Lhs[0].(*ast.Ident)
	s.err, _ = open.Lhs[1].(*ast.Ident)
	cond, ok := check.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op != token.NEQ || s.file == nil || s.err == nil || s.err.Name == "_" {
		return false
	}
	id, ok := cond.X.(*ast.Ident)
	return ok && id.Name == s.err.Name
}

// matchReturn matches "return call(..., int(f.Fd()), ...)" where the call's one
// result is an error.
func (c *checker) matchReturn(s *shape, fdCall *ast.CallExpr) bool {
	if len(s.ret.Results) != 1 {
		return false
	}
	call, ok := ast.Unparen(s.ret.Results[0]).(*ast.CallExpr)
	if !ok || !types.Identical(c.pass.TypesInfo.TypeOf(call), types.Universe.Lookup("error").Type()) {
		return false
	}
	s.call = call
	for _, arg := range call.Args {
		conv, ok := ast.Unparen(arg).(*ast.CallExpr)
		switch {
		case !ok:
		case conv == fdCall:
			s.number = arg
		case len(conv.Args) == 1 && ast.Unparen(conv.Args[0]) == fdCall && c.pass.TypesInfo.Types[conv.Fun].IsType():
			s.number = arg
		}
	}
	return s.number != nil
}

// usedOnlyThere reports whether the file is used by Fd and the deferred Close
// only.
func (c *checker) usedOnlyThere(s *shape, fdCall *ast.CallExpr) bool {
	obj := c.pass.TypesInfo.Defs[s.file]
	if obj == nil {
		return false // assigned, not declared, here
	}
	for id, use := range c.pass.TypesInfo.Uses {
		if use != obj {
			continue
		}
		inFd := fdCall.Pos() <= id.Pos() && id.Pos() < fdCall.End()
		inDefer := s.deferred != nil && s.deferred.Pos() <= id.Pos() && id.Pos() < s.deferred.End()
		if !inFd && !inDefer {
			return false
		}
	}
	return true
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

// fresh returns a name that means nothing where the shape stands.
func (s *shape) fresh(name string) string {
	for i := 0; ; i++ {
		candidate := name
		if i > 0 {
			candidate = fmt.Sprint(name, i)
		}
		if _, obj := s.scope.LookupParent(candidate, token.NoPos); obj == nil {
			return candidate
		}
	}
}

// callWith returns the source of the call with the descriptor fd instead of the
// file's.
func (s *shape) callWith(fset *token.FileSet, fd string) (string, error) {
	call := *s.call
	call.Args = make([]ast.Expr, len(s.call.Args))
	for i, arg := range s.call.Args {
		call.Args[i] = arg
		if arg != s.number {
			continue
		}
		id := ast.NewIdent(fd)
		if conv := ast.Unparen(arg).(*ast.CallExpr); len(conv.Args) == 1 {
			call.Args[i] = &ast.CallExpr{Fun: conv.Fun, Args: []ast.Expr{id}}
		} else {
			call.Args[i] = id
		}
	}
	var buf bytes.Buffer
	err := format.Node(&buf, fset, &call)
	return buf.String(), err
}

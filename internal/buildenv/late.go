package buildenv

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
)

// isLate reports whether a call is made after package net has surely looked at
// GODEBUG, which it does once, for the first lookup (net/conf.go, systemConf). The
// call stands in main or init, or in a function that one of them calls.
func (g *graph) isLate(call *ast.CallExpr) bool {
	if g.comesLate(call.Pos()) {
		return true
	}
	fn := g.enclosing(call.Pos())
	return slices.ContainsFunc(g.order, func(n *node) bool {
		return (n.isMain("main") || n.isMain("init")) && slices.ContainsFunc(n.uses, func(u use) bool {
			return u.now && u.to != nil && u.to.syntax == fn && g.comesLate(u.pos)
		})
	})
}

// enclosing returns the declaration of the function around a position, or nil.
func (g *graph) enclosing(pos token.Pos) ast.Node {
	for _, n := range g.pathTo(pos) {
		if decl, ok := n.(*ast.FuncDecl); ok {
			return decl
		}
	}
	return nil
}

// pathTo returns the nodes around a position, the innermost first.
func (g *graph) pathTo(pos token.Pos) []ast.Node {
	path, _ := astutil.PathEnclosingInterval(g.fileOf(pos), pos, pos)
	return path
}

// comesLate reports whether a lookup is made on every way through the function to
// a position in it.
func (g *graph) comesLate(pos token.Pos) bool {
	for _, n := range g.pathTo(pos) {
		var list []ast.Stmt
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // nobody knows when it is called
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		}
		for _, stmt := range list {
			if stmt.End() <= pos && g.surelyLooksUp(stmt, nil) {
				return true
			}
		}
	}
	return false
}

// surelyLooksUp reports whether a statement, if it is executed, makes a lookup:
// in the parts of it that always are. Functions that are called are entered, but
// for those in within.
func (g *graph) surelyLooksUp(stmt ast.Stmt, within []*node) bool {
	var always []ast.Node
	switch stmt := stmt.(type) {
	case *ast.BlockStmt:
		return slices.ContainsFunc(stmt.List, func(s ast.Stmt) bool { return g.surelyLooksUp(s, within) })
	case *ast.LabeledStmt:
		return g.surelyLooksUp(stmt.Stmt, within)
	case *ast.IfStmt:
		always = []ast.Node{stmt.Init, stmt.Cond}
	case *ast.ForStmt:
		always = []ast.Node{stmt.Init, stmt.Cond}
	case *ast.RangeStmt:
		always = []ast.Node{stmt.X}
	case *ast.SwitchStmt:
		always = []ast.Node{stmt.Init, stmt.Tag}
	case *ast.TypeSwitchStmt:
		always = []ast.Node{stmt.Init, stmt.Assign}
	case *ast.AssignStmt, *ast.DeclStmt, *ast.ExprStmt, *ast.ReturnStmt, *ast.SendStmt:
		always = []ast.Node{stmt}
	}
	return slices.ContainsFunc(always, func(n ast.Node) bool {
		return n != nil && slices.ContainsFunc(g.usesIn(n), func(u use) bool { return u.now && g.runs(u, within) })
	})
}

// runs reports whether a call surely makes a lookup.
func (g *graph) runs(u use, within []*node) bool {
	if u.to == nil {
		return u.sure && slices.ContainsFunc(u.givens, func(given Given) bool { return !g.demand(u.call, given).from.harmless() })
	}
	decl, ok := u.to.syntax.(*ast.FuncDecl)
	return ok && !slices.Contains(within, u.to) && g.surelyLooksUp(decl.Body, append(within, u.to))
}

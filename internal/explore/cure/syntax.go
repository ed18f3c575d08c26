package cure

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
)

// An operation is what a goroutine is stuck at, in a root.
type operation struct {
	p    *code.Program
	root *Root
	*witness.Stuck
}

// made returns the make of the channel, if there is one channel and it is known.
func (o *operation) made() *ssa.MakeChan {
	if len(o.Chans) != 1 {
		return nil
	}
	mk, _ := o.Chans[0].Made.(*ssa.MakeChan)
	return mk
}

func (o *operation) name() string { return o.p.SSA.ChannelName(o.Pos) }

// copied returns a copy of an expression, of names, selectors, literals and len, that
// stands at pos; nil if it is another kind, or a name means something else there.
func copied(p *code.Program, x ast.Expr, pos token.Pos) ast.Expr {
	switch x := x.(type) {
	case *ast.BasicLit:
		return &ast.BasicLit{ValuePos: pos, Kind: x.Kind, Value: x.Value}
	case *ast.ParenExpr:
		if inner := copied(p, x.X, pos); inner != nil {
			return &ast.ParenExpr{Lparen: pos, X: inner, Rparen: pos}
		}
	case *ast.SelectorExpr:
		if inner := copied(p, x.X, pos); inner != nil {
			return selector(inner, x.Sel.Name, pos)
		}
	case *ast.CallExpr:
		id, ok := x.Fun.(*ast.Ident)
		if !ok || id.Name != "len" || len(x.Args) != 1 {
			return nil
		}
		if inner := copied(p, x.Args[0], pos); inner != nil {
			return called(&ast.Ident{NamePos: pos, Name: id.Name}, pos, inner)
		}
	case *ast.Ident:
		obj := p.SSA.ObjectOf(x)
		inner := p.World.Pkg.Scope().Innermost(pos)
		if obj == nil || inner == nil {
			return nil
		}
		if _, found := inner.LookupParent(x.Name, pos); found == obj {
			return &ast.Ident{NamePos: pos, Name: x.Name}
		}
	}
	return nil
}

func selector(x ast.Expr, name string, pos token.Pos) ast.Expr {
	return &ast.SelectorExpr{X: x, Sel: &ast.Ident{NamePos: pos, Name: name}}
}

func called(fun ast.Expr, pos token.Pos, args ...ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: fun, Lparen: pos, Args: args, Rparen: pos}
}

// A spot is a statement in its list, and the function around it.
type spot struct {
	path  []ast.Node // from the statement outwards
	stmt  ast.Stmt
	owner ast.Node // of the list: a block, or the clause of a switch or select
	index int
	fn    ast.Node      // *ast.FuncLit or *ast.FuncDecl
	typ   *ast.FuncType // its type
	body  *ast.BlockStmt
}

// spotOf returns where a statement stands whose innermost enclosing node list pos is in.
// match says which of the statements around pos is wanted.
func (o *operation) spotOf(pos token.Pos, match func(ast.Stmt) bool) *spot {
	path := o.p.SSA.PathTo(pos)
	for i, n := range path {
		stmt, ok := n.(ast.Stmt)
		if !ok || !match(stmt) || i+1 == len(path) {
			continue
		}
		list := listOf(path[i+1])
		at := slices.Index(list, stmt)
		if at < 0 {
			continue
		}
		s := &spot{path: path[i:], stmt: stmt, owner: path[i+1], index: at}
		for _, n := range s.path {
			switch n := n.(type) {
			case *ast.FuncLit:
				s.fn, s.typ, s.body = n, n.Type, n.Body
			case *ast.FuncDecl:
				s.fn, s.typ, s.body = n, n.Type, n.Body
			default:
				continue
			}
			return s
		}
	}
	return nil
}

// listOf returns the statements that a node lists, nil if it lists none.
func listOf(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// withList returns a copy of a node with another list of statements.
func withList(n ast.Node, list []ast.Stmt) ast.Node {
	switch n := n.(type) {
	case *ast.BlockStmt:
		c := *n
		c.List = list
		return &c
	case *ast.CaseClause:
		c := *n
		c.Body = list
		return &c
	case *ast.CommClause:
		c := *n
		c.Body = list
		return &c
	}
	return n
}

// instead returns the list around a spot with other statements in the place of n from there.
func (s *spot) instead(n int, with ...ast.Stmt) ast.Node {
	return withList(s.owner, slices.Replace(slices.Clone(listOf(s.owner)), s.index, s.index+n, with...))
}

// behind returns the edit that adds lines behind the statement, and behind a comment on its
// last line. ok is false if another statement stands on one of its lines.
func (o *operation) behind(s *spot, lines ...string) (edit analysis.TextEdit, ok bool) {
	if !o.alone(s) {
		return edit, false
	}
	end := s.stmt.End()
	if c := o.p.SSA.CommentBehind(end); c != nil {
		end = c.End()
	}
	return insert(end, "\n"+strings.Join(o.indented(s, lines), "\n")), true
}

// before returns the edit that adds lines before the statement.
func (o *operation) before(s *spot, lines ...string) (edit analysis.TextEdit, ok bool) {
	if !o.alone(s) || o.commentAbove(s.stmt.Pos()) {
		return edit, false
	}
	indent := strings.Repeat("\t", o.column(s.stmt.Pos()))
	return insert(s.stmt.Pos(), strings.Join(lines, "\n"+indent)+"\n"+indent), true
}

// ownLine returns the edit that takes a statement away with its line. ok is false if it has
// more, or there is an empty line on both sides.
func (o *operation) ownLine(s *spot) (edit analysis.TextEdit, ok bool) {
	if !o.alone(s) || o.line(s.stmt.Pos()) != o.line(s.stmt.End()) || o.p.SSA.CommentBehind(s.stmt.End()) != nil || o.commentAbove(s.stmt.Pos()) {
		return edit, false
	}
	list, line := listOf(s.owner), o.line(s.stmt.Pos())
	if s.index > 0 && s.index+1 < len(list) && o.line(list[s.index-1].End())+1 < line && line+1 < o.line(list[s.index+1].Pos()) {
		return edit, false
	}
	return analysis.TextEdit{Pos: s.stmt.Pos() - token.Pos(o.column(s.stmt.Pos())), End: s.stmt.End() + 1}, true
}

func insert(pos token.Pos, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}
}

func (o *operation) indented(s *spot, lines []string) []string {
	indent := strings.Repeat("\t", o.column(s.stmt.Pos()))
	list := make([]string, len(lines))
	for i, line := range lines {
		list[i] = indent + line
	}
	return list
}

// alone reports whether a statement has its lines for itself, so that its column is its
// indentation.
func (o *operation) alone(s *spot) bool {
	from, to := o.line(s.stmt.Pos()), o.line(s.stmt.End())
	list := listOf(s.owner)
	if s.index > 0 && o.line(list[s.index-1].End()) == from || s.index+1 < len(list) && o.line(list[s.index+1].Pos()) == to {
		return false
	}
	opens, closes := token.NoPos, token.NoPos
	switch n := s.owner.(type) {
	case *ast.BlockStmt:
		opens, closes = n.Lbrace, n.Rbrace
	case *ast.CaseClause:
		opens = n.Colon
	case *ast.CommClause:
		opens = n.Colon
	}
	return o.line(opens) != from && (!closes.IsValid() || o.line(closes) != to)
}

func (o *operation) line(pos token.Pos) int { return o.p.SSA.Fset.PositionFor(pos, false).Line }

// column returns the number of bytes before pos on its line.
func (o *operation) column(pos token.Pos) int { return o.p.SSA.Fset.PositionFor(pos, false).Column - 1 }

func (o *operation) file(pos token.Pos) *ast.File {
	if path := o.p.SSA.PathTo(pos); len(path) > 0 {
		file, _ := path[len(path)-1].(*ast.File)
		return file
	}
	return nil
}

// commentAbove reports whether a comment ends on the line before pos.
func (o *operation) commentAbove(pos token.Pos) bool {
	file := o.file(pos)
	return file == nil || slices.ContainsFunc(file.Comments, func(g *ast.CommentGroup) bool {
		return g.End() <= pos && o.line(g.End())+1 >= o.line(pos)
	})
}

// inScope returns the variables that can be named at pos and satisfy a condition, those
// of the innermost block first; but none of the package.
func (o *operation) inScope(pos token.Pos, match func(*types.Var) bool) []*types.Var {
	var list []*types.Var
	pkg := o.p.World.Pkg.Scope()
	for scope := pkg.Innermost(pos); scope != nil && scope != pkg; scope = scope.Parent() {
		var here []*types.Var
		for _, name := range scope.Names() {
			v, ok := scope.Lookup(name).(*types.Var)
			if !ok || name == "_" || !match(v) {
				continue
			}
			if _, found := pkg.Innermost(pos).LookupParent(name, pos); found == v {
				here = append(here, v)
			}
		}
		slices.SortFunc(here, func(a, b *types.Var) int { return int(b.Pos() - a.Pos()) })
		list = append(list, here...)
	}
	return list
}

//go:build unix

package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A mutant is a change of a source file at one place.
type mutant struct {
	Package string // import path
	File    string // absolute
	Line    int
	Func    string // the function or method that it is in, "" for declarations
	Op      string // the operator: see operators
	From    string // the source that is replaced, blanks made one
	To      string // what stands there instead
	Nth     int    // among the mutants of the package that are described alike, from 0

	start, end int // of From, in bytes
	text       string
	form       form
	typ        string // of the number, where the form is inPlace
	name       string // of the package
	id         int    // by which it is switched on, if it has a form
}

// key describes a mutant without its line, so that it keeps its name when code
// around it changes or the function moves to another package.
func (m *mutant) key() string {
	return fmt.Sprintf("%s: %s: %s -> %s #%d", m.Func, m.Op, m.From, m.To, m.Nth)
}

// apply returns the source with the mutation in it.
func (m *mutant) apply(src []byte) []byte {
	var b bytes.Buffer
	b.Write(src[:m.start])
	b.WriteString(m.text)
	b.Write(src[m.end:])
	return b.Bytes()
}

// A finder collects the mutants of one file.
type finder struct {
	fset  *token.FileSet
	types *types.Package
	info  *types.Info
	file  *ast.File
	src   []byte
	found []*mutant
	fn    string
	bools []bool // which results of the innermost function are bool
	whole map[ast.Expr]bool
	skip  map[ast.Node]bool
	fixed map[ast.Node]bool // constants that must stay constants
}

// mutantsOf returns the mutants of a file, in the order of the source.
func mutantsOf(pkg *types.Package, fset *token.FileSet, file *ast.File, info *types.Info, src []byte) []*mutant {
	f := &finder{fset: fset, types: pkg, info: info, file: file, src: src,
		whole: make(map[ast.Expr]bool), skip: make(map[ast.Node]bool), fixed: make(map[ast.Node]bool)}
	for _, decl := range file.Decls {
		f.fn = ""
		if fn, ok := decl.(*ast.FuncDecl); ok {
			f.fn = funcName(fn)
		}
		f.walk(decl)
	}
	for _, m := range f.found {
		m.Package, m.name, m.File = pkg.Path(), pkg.Name(), fset.Position(file.Package).Filename
	}
	return f.found
}

// funcName returns F, or T.F for a method of T or *T.
func funcName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name + "." + fn.Name.Name
		default:
			return fn.Name.Name
		}
	}
}

// walk visits a node; literals of functions are walked with their own results.
func (f *finder) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil || f.skip[n] {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil {
				f.inFunc(n.Type, n.Body)
			}
			return false
		case *ast.FuncLit:
			f.inFunc(n.Type, n.Body)
			return false
		case *ast.ValueSpec:
			if f.bools == nil && f.fn == "" {
				f.fn = n.Names[0].Name
				f.walkAll(n.Values)
				f.fn = ""
				return false
			}
		case *ast.ArrayType:
			f.skip[n.Len] = true
		case *ast.GenDecl:
			if n.Tok == token.CONST {
				f.fix(n)
			}
		case *ast.CaseClause:
			for _, x := range n.List {
				f.fix(x)
			}
		case *ast.KeyValueExpr:
			f.fix(n.Key)
		case *ast.UnaryExpr:
			if lit, ok := n.X.(*ast.BasicLit); ok && n.Op == token.SUB {
				f.skip[lit] = true // -1 stands for none, and so would -2
			}
		}
		f.visit(n)
		return true
	})
}

// fix notes that the numbers in a node are constants that must stay so.
func (f *finder) fix(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			f.fixed[lit] = true
		}
		return true
	})
}

func (f *finder) walkAll(list []ast.Expr) {
	for _, x := range list {
		f.walk(x)
	}
}

func (f *finder) inFunc(t *ast.FuncType, body *ast.BlockStmt) {
	outer := f.bools
	f.bools = nil
	if t.Results != nil {
		for _, r := range t.Results.List {
			id, ok := r.Type.(*ast.Ident)
			for range max(len(r.Names), 1) {
				f.bools = append(f.bools, ok && id.Name == "bool")
			}
		}
	}
	f.walk(body)
	f.bools = outer
}

// visit adds the mutants whose root is a node.
func (f *finder) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		f.condition(n.Cond)
	case *ast.ForStmt:
		if n.Cond != nil {
			f.condition(n.Cond)
		}
	case *ast.BinaryExpr:
		f.binary(n)
	case *ast.UnaryExpr:
		if n.Op == token.NOT && !f.whole[n] {
			f.add("drop !", n, f.text(n.X), negated)
		}
	case *ast.ReturnStmt:
		f.results(n)
	case *ast.BlockStmt:
		f.drop(n.List)
	case *ast.CaseClause:
		f.clause(n)
		f.drop(n.Body)
	case *ast.CommClause:
		f.drop(n.Body)
	case *ast.CallExpr:
		if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "make" {
			for _, size := range n.Args[1:] {
				f.skip[size] = true // a hint
			}
		}
	case *ast.BasicLit:
		f.number(n)
	}
}

func (f *finder) condition(cond ast.Expr) {
	f.whole[cond] = true
	if not, ok := cond.(*ast.UnaryExpr); ok && not.Op == token.NOT {
		f.add("negate", cond, f.text(not.X), negated)
		return
	}
	f.add("negate", cond, "!("+f.text(cond)+")", negated)
}

// swaps are the operators that stand for another, and how the mutation is called.
var swaps = map[token.Token]struct {
	to token.Token
	op string
}{
	token.LSS:  {token.LEQ, "boundary"},
	token.LEQ:  {token.LSS, "boundary"},
	token.GTR:  {token.GEQ, "boundary"},
	token.GEQ:  {token.GTR, "boundary"},
	token.EQL:  {token.NEQ, "equality"},
	token.NEQ:  {token.EQL, "equality"},
	token.LAND: {token.LOR, "logic"},
	token.LOR:  {token.LAND, "logic"},
	token.ADD:  {token.SUB, "sign"},
	token.SUB:  {token.ADD, "sign"},
}

func (f *finder) binary(n *ast.BinaryExpr) {
	if n.Op == token.SHL || n.Op == token.SHR {
		f.skip[n.X], f.skip[n.Y] = true, true // flags
		return
	}
	swap, ok := swaps[n.Op]
	if !ok || swap.op == "equality" && f.whole[n] {
		return // the same as to negate
	}
	if isText(n.X) || isText(n.Y) {
		return
	}
	x, y := f.text(n.X), f.text(n.Y)
	if swap.op == "logic" {
		// So that a && b || c binds as before.
		x, y = paren(n.X, x), paren(n.Y, y)
		f.add(swap.op, n, "("+x+" "+swap.to.String()+" "+y+")", either)
		return
	}
	as := either
	switch swap.op {
	case "equality":
		as = negated
	case "sign":
		as = inPlace
	}
	f.add(swap.op, n, x+" "+swap.to.String()+" "+y, as)
}

func paren(x ast.Expr, text string) string {
	if _, ok := x.(*ast.BinaryExpr); ok {
		return "(" + text + ")"
	}
	return text
}

func isText(x ast.Expr) bool {
	lit, ok := x.(*ast.BasicLit)
	return ok && (lit.Kind == token.STRING || lit.Kind == token.CHAR)
}

// results turns a bool that is returned into the other.
func (f *finder) results(n *ast.ReturnStmt) {
	if len(n.Results) != len(f.bools) {
		return
	}
	for i, r := range n.Results {
		if !f.bools[i] {
			continue
		}
		text := f.text(r)
		switch text {
		case "true":
			f.add("return", r, "false", negated)
		case "false":
			f.add("return", r, "true", negated)
		default:
			if not, ok := r.(*ast.UnaryExpr); ok && not.Op == token.NOT {
				continue // drop ! does it
			}
			if cmp, ok := r.(*ast.BinaryExpr); ok && swaps[cmp.Op].op == "equality" {
				continue // so does the operator
			}
			f.add("return", r, "!("+text+")", negated)
		}
	}
}

// drop leaves out statements of a list, one at a time.
func (f *finder) drop(list []ast.Stmt) {
	for _, stmt := range list {
		switch stmt := stmt.(type) {
		case *ast.ExprStmt:
			if call, ok := stmt.X.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
					continue // never reached, or we would know
				}
			}
		case *ast.AssignStmt:
			if stmt.Tok == token.DEFINE {
				continue
			}
		case *ast.BranchStmt:
			if stmt.Tok == token.FALLTHROUGH {
				continue
			}
		case *ast.IncDecStmt, *ast.SendStmt, *ast.DeferStmt, *ast.GoStmt:
		case *ast.ReturnStmt:
			if len(stmt.Results) > 0 {
				continue
			}
		default:
			continue
		}
		f.add("drop", stmt, "", dropped)
	}
}

// clause leaves out a case of a switch, and each of several values or types of a
// case.
func (f *finder) clause(n *ast.CaseClause) {
	if len(n.Body) > 0 {
		f.addAt("case", n.Pos(), n.End(), "", f.src[f.offset(n.Pos()):f.offset(n.Colon)])
	}
	if len(n.List) < 2 {
		return
	}
	for i, x := range n.List {
		from, to := x.Pos(), x.End()
		if i > 0 {
			from = n.List[i-1].End()
		} else {
			to = n.List[i+1].Pos()
		}
		f.addAt("value", from, to, "", append([]byte("case "), f.text(x)...))
	}
}

// number makes a small integer larger by one.
func (f *finder) number(n *ast.BasicLit) {
	if n.Kind != token.INT {
		return
	}
	if v, err := strconv.Atoi(n.Value); err == nil {
		f.add("number", n, strconv.Itoa(v+1), inPlace)
	}
}

func (f *finder) add(op string, n ast.Node, text string, as form) {
	m := f.addAt(op, n.Pos(), n.End(), text, f.src[f.offset(n.Pos()):f.offset(n.End())])
	m.form = as
	x, _ := n.(ast.Expr)
	switch as {
	case negated, either:
		if !isBool(f.info.TypeOf(x)) {
			m.form = alone
		}
	case inPlace:
		if m.typ = f.typeText(x); m.typ == "" {
			m.form = alone
		}
	}
}

func isBool(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// typeText returns the type of a number as it is written in the file, or "" if it
// cannot be or the number must stay a constant.
func (f *finder) typeText(x ast.Expr) string {
	t := f.info.TypeOf(x)
	if t == nil || f.fixed[x] {
		return ""
	}
	b, ok := t.Underlying().(*types.Basic)
	_, lit := x.(*ast.BasicLit)
	if !ok || b.Info()&types.IsNumeric == 0 || b.Info()&types.IsUntyped != 0 || !lit && f.info.Types[x].Value != nil {
		return ""
	}
	visible := true
	text := types.TypeString(t, func(p *types.Package) string {
		if p == f.types {
			return ""
		}
		visible = visible && slices.ContainsFunc(f.file.Imports, func(s *ast.ImportSpec) bool {
			path, err := strconv.Unquote(s.Path.Value)
			return err == nil && path == p.Path() && s.Name == nil
		})
		return p.Name()
	})
	if !visible {
		return ""
	}
	return text
}

func (f *finder) addAt(op string, from, to token.Pos, text string, shown []byte) *mutant {
	m := &mutant{
		Line: f.fset.Position(from).Line, Func: f.fn, Op: op,
		From: oneLine(string(shown)), To: oneLine(text),
		start: f.offset(from), end: f.offset(to), text: text,
	}
	f.found = append(f.found, m)
	return m
}

func (f *finder) offset(p token.Pos) int { return f.fset.Position(p).Offset }

func (f *finder) text(n ast.Node) string {
	var b strings.Builder
	if err := printer.Fprint(&b, f.fset, n); err != nil {
		return string(f.src[f.offset(n.Pos()):f.offset(n.End())])
	}
	return b.String()
}

// oneLine makes each run of blanks one, for keys that survive a new indentation.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

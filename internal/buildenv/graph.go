package buildenv

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/refactor/satisfy"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A graph tells which functions and variables of a package lead to which.
//
// It is made of mentions: who mentions a function may call it, and who turns a
// value into an interface gives its methods to who calls those of the interface.
// What an init function does with a variable counts for those who use the
// variable, and not for who imports the package: a driver that is registered and
// that nobody opens looks up nothing.
type graph struct {
	pass  *analysis.Pass
	files []*ast.File
	facts map[*types.Package]*Lookups // of direct imports
	own   map[*types.TypeName]bool    // see findOwn
	def   *types.Var                  // net.DefaultResolver, if it is mentioned
	nodes map[types.Object]*node
	order []*node // in source order

	known   *values // see values
	demands map[demandKey]*demand

	finder satisfy.Finder // which remembers method sets
}

// A node is a function or a variable of the package.
type node struct {
	obj    types.Object
	syntax ast.Node // *ast.FuncDecl or *ast.ValueSpec
	uses   []use
	kinds  kind    // whatever it is given
	givens []Given // depending on that
}

// A use is a mention of something, in the declaration of a node.
type use struct {
	pos  token.Pos
	to   *node      // what is mentioned, if it is of this package
	name string     // of what is mentioned, for people
	as   types.Type // the type of which it is a method that goes into an interface, without a pos
	now  bool       // it is called where it is mentioned
	sure bool       // and asks for a name whenever it is called

	id      *ast.Ident    // that mentions it, but for methods that go into an interface
	call    *ast.CallExpr // nil if it is not called there
	givens  []Given       // of what is of another package
	kind    kind          // what follows, besides of what follows of to
	perhaps kind          // and what may, depending on what the function is given that has the use
}

func (u *use) kinds() kind {
	if u.to != nil {
		return u.kind | u.to.kinds
	}
	return u.kind
}

func newGraph(pass *analysis.Pass, files []*ast.File, imports map[string]*types.Package) *graph {
	g := &graph{
		pass: pass, files: files,
		facts: make(map[*types.Package]*Lookups),
		own:   make(map[*types.TypeName]bool),
		nodes: make(map[types.Object]*node), demands: make(map[demandKey]*demand),
	}
	for _, pkg := range imports {
		if fact := new(Lookups); pass.ImportPackageFact(pkg, fact) {
			g.facts[pkg] = fact
		}
	}
	g.findOwn()
	g.declare()
	for _, n := range g.order {
		switch syntax := n.syntax.(type) {
		case *ast.FuncDecl:
			g.connectFunc(n, syntax)
		case *ast.ValueSpec:
			g.connectVar(n, syntax)
		}
	}
	g.propagate()
	return g
}

// declare makes the nodes.
func (g *graph) declare() {
	add := func(id *ast.Ident, syntax ast.Node) {
		if obj := g.pass.TypesInfo.Defs[id]; obj != nil {
			n := &node{obj: obj, syntax: syntax}
			g.nodes[obj] = n
			g.order = append(g.order, n)
		}
	}
	for _, file := range g.files {
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if decl.Body != nil {
					add(decl.Name, decl)
				}
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					if spec, ok := spec.(*ast.ValueSpec); ok && decl.Tok == token.VAR {
						for _, name := range spec.Names {
							add(name, spec)
						}
					}
				}
			}
		}
	}
}

// connectFunc gives a function what its body uses. What is used in one statement of
// an init function, its variables use too.
func (g *graph) connectFunc(n *node, decl *ast.FuncDecl) {
	if n.obj.Name() != "init" || decl.Recv != nil {
		n.uses = append(g.usesIn(decl.Body), g.converted(decl)...)
		return
	}
	for _, stmt := range decl.Body.List {
		init := &ast.FuncDecl{Name: decl.Name, Body: &ast.BlockStmt{List: []ast.Stmt{stmt}}}
		uses := append(g.usesIn(stmt), g.converted(init)...)
		n.uses = append(n.uses, uses...)
		for _, u := range uses {
			if u.to != nil && u.to.isVar() {
				u.to.uses = append(u.to.uses, uses...)
			}
		}
	}
}

// connectVar gives a variable what its initial value uses.
func (g *graph) connectVar(n *node, spec *ast.ValueSpec) {
	n.uses = append(n.uses, g.converted(&ast.GenDecl{Tok: token.VAR, Specs: []ast.Spec{spec}})...)
	for i, value := range spec.Values {
		if len(spec.Values) != len(spec.Names) || g.pass.TypesInfo.Defs[spec.Names[i]] == n.obj {
			n.uses = append(n.uses, g.usesIn(value)...)
		}
	}
}

// propagate finds out what each node leads to.
func (g *graph) propagate() {
	for more := true; more; {
		more = false
		for _, n := range slices.Backward(g.order) { // callees often come behind their callers
			for i := range n.uses {
				more = g.update(n, &n.uses[i]) || more
			}
		}
	}
}

// usesIn returns what a piece of syntax mentions.
func (g *graph) usesIn(n ast.Node) []use {
	w := &walker{graph: g, calls: make(map[*ast.Ident]*ast.CallExpr), clients: make(map[*ast.Ident]bool)}
	w.walk(n, true)
	return w.uses
}

// A walker collects uses.
type walker struct {
	*graph
	calls   map[*ast.Ident]*ast.CallExpr // by the name of the function
	clients map[*ast.Ident]bool          // variables of which a method is called that tells what it looks up
	uses    []use
}

// walk visits syntax that is executed now, or perhaps later.
func (w *walker) walk(root ast.Node, now bool) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			w.walk(n.Body, false)
			return false
		case *ast.DeferStmt, *ast.GoStmt:
			if now {
				w.walk(n, false)
				return false
			}
		case *ast.BinaryExpr:
			if now && (n.Op == token.LAND || n.Op == token.LOR) {
				w.walk(n.X, true)
				w.walk(n.Y, false)
				return false
			}
		case *ast.CallExpr:
			if id := named(n.Fun); id != nil {
				w.calls[id] = n
				w.client(n.Fun, id)
			}
			if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				w.walk(lit.Body, now)
				for _, arg := range n.Args {
					w.walk(arg, now)
				}
				return false
			}
		case *ast.Ident:
			w.mention(n, now)
			w.instantiate(n)
		}
		return true
	})
}

// named returns the identifier of a function or variable that an expression names.
func named(x ast.Expr) *ast.Ident {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return x.Sel
	case *ast.IndexExpr:
		return named(x.X)
	case *ast.IndexListExpr:
		return named(x.X)
	}
	return nil
}

// mention records that a function or variable is named.
func (w *walker) mention(id *ast.Ident, now bool) {
	u := use{pos: id.Pos(), id: id}
	obj := w.pass.TypesInfo.Uses[id]
	switch o := obj.(type) {
	case *types.Func:
		o = o.Origin()
		obj = o
		u.call = w.calls[id]
		u.now = now && u.call != nil
		u.sure = u.now && (model.Has(o, model.Resolves) || model.Has(o, model.Dials))
		u.kind, u.givens = w.does(o)
	case *types.Var:
		if model.VarHas(o, model.DefaultResolver) {
			w.def = o
		}
		if !w.clients[id] {
			u.kind = w.variable(o)
		}
	default:
		return
	}
	if u.to = w.nodes[obj]; u.to != nil || u.kind != 0 || u.givens != nil {
		u.name = w.nameOf(obj)
		w.uses = append(w.uses, u)
	}
}

// client notes a variable as in http.DefaultClient.Get: what that looks up is known
// from the call.
func (w *walker) client(fun ast.Expr, name *ast.Ident) {
	sel, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	fn, isFunc := w.pass.TypesInfo.Uses[name].(*types.Func)
	if ok && isFunc && model.Has(fn, model.Resolves) {
		if id := named(sel.X); id != nil {
			w.clients[id] = true
		}
	}
}

// instantiate records the methods by which a type argument satisfies a constraint.
func (w *walker) instantiate(id *ast.Ident) {
	var params *types.TypeParamList
	switch obj := w.pass.TypesInfo.Uses[id].(type) {
	case *types.Func:
		params = obj.Signature().TypeParams()
	case *types.TypeName:
		if t := namedType(obj.Type()); t != nil {
			params = t.TypeParams()
		}
	}
	args := w.pass.TypesInfo.Instances[id].TypeArgs
	for i := range min(args.Len(), params.Len()) {
		w.uses = append(w.uses, w.methods(params.At(i).Constraint(), args.At(i))...)
	}
}

// converted returns the methods that become those of an interface somewhere in a
// declaration.
func (g *graph) converted(decl ast.Decl) []use {
	var uses []use
	g.finder.Result = nil
	g.finder.Find(g.pass.TypesInfo, []*ast.File{{Decls: []ast.Decl{decl}}})
	for c := range g.finder.Result {
		uses = append(uses, g.methods(c.LHS, c.RHS)...)
	}
	slices.SortStableFunc(uses, func(x, y use) int { return strings.Compare(x.name, y.name) })
	return uses
}

// methods returns the methods of an interface as a type has them.
func (g *graph) methods(iface, t types.Type) []use {
	i, ok := iface.Underlying().(*types.Interface)
	if !ok || types.IsInterface(t) {
		return nil
	}
	var uses []use
	for m := range i.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
		fn, ok := obj.(*types.Func)
		if !ok {
			continue // a type parameter
		}
		fn = fn.Origin()
		u := use{to: g.nodes[fn], name: g.nameOf(fn), as: t}
		u.kind, u.givens = g.does(fn)
		if u.to != nil || u.kind != 0 || u.givens != nil {
			uses = append(uses, u)
		}
	}
	return uses
}

// namedType returns the named type that t is or points to, or nil.
func namedType(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, _ := types.Unalias(t).(*types.Named)
	return named
}

// receiverOf returns the type of which obj is a method, or nil.
func receiverOf(obj types.Object) *types.Named {
	if fn, ok := obj.(*types.Func); ok && fn.Signature().Recv() != nil {
		return namedType(fn.Signature().Recv().Type())
	}
	return nil
}

// nameOf returns the name of an object as the package has it, qualified if it is
// another's: F, pkg.F, T.M.
func (g *graph) nameOf(obj types.Object) string {
	if obj.Pkg() != nil && obj.Pkg() != g.pass.Pkg {
		return obj.Pkg().Name() + "." + nameIn(obj)
	}
	return nameIn(obj)
}

// nameIn returns the name of an object in its package: F, or T.M for a method.
func nameIn(obj types.Object) string {
	if recv := receiverOf(obj); recv != nil {
		return recv.Obj().Name() + "." + obj.Name()
	}
	return obj.Name()
}

func (n *node) isVar() bool {
	_, ok := n.syntax.(*ast.ValueSpec)
	return ok
}

// isMain reports whether a node is the function main or init of a program.
func (n *node) isMain(name string) bool {
	decl, ok := n.syntax.(*ast.FuncDecl)
	return ok && decl.Recv == nil && n.obj.Name() == name
}

package buildenv

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// values tells what is assigned to the variables and fields of a package, in
// whatever order. It is made when somebody asks: few packages want it.
type values struct {
	pkg  *types.Package
	info *types.Info

	of       map[*types.Var][]value
	declared map[*types.Var]bool               // without a value
	params   map[*types.Var]param              // of functions, receivers too
	returns  map[*types.Func][]*ast.ReturnStmt // but for those of literals

	shared map[*types.Var][]token.Pos // where addresses are taken
	passed map[*types.Var][]token.Pos // where functions get them, which may change what they have

	stored map[*ast.Ident]*types.Var      // where functions are put
	calls  map[*types.Var][]*ast.CallExpr // of functions that were put there
	others map[*types.Var][]token.Pos     // other uses
	parts  map[*ast.Ident]bool            // which are none

	listened map[*ast.CallExpr]bool // calls for addresses to listen on
}

// A value is what is assigned: an expression, or one of its results.
type value struct {
	x       ast.Expr // nil if it is not known
	result  int      // whole for all of it
	literal bool     // by a composite literal
}

const whole = -1

// A param is a parameter of a function that is declared in the package.
type param struct {
	fn    *types.Func
	index int // or receiver
}

const receiver = -1

func newValues(pkg *types.Package, info *types.Info, files []*ast.File) *values {
	v := &values{
		pkg:      pkg,
		info:     info,
		of:       make(map[*types.Var][]value),
		declared: make(map[*types.Var]bool),
		shared:   make(map[*types.Var][]token.Pos),
		passed:   make(map[*types.Var][]token.Pos),
		others:   make(map[*types.Var][]token.Pos),
		calls:    make(map[*types.Var][]*ast.CallExpr),
		stored:   make(map[*ast.Ident]*types.Var),
		params:   make(map[*types.Var]param),
		returns:  make(map[*types.Func][]*ast.ReturnStmt),
		listened: make(map[*ast.CallExpr]bool),
		parts:    make(map[*ast.Ident]bool),
	}
	for _, file := range files {
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				v.function(fn)
			} else {
				v.walk(decl, nil)
			}
		}
	}
	for _, file := range files {
		v.findListened(file)
	}
	return v
}

// fields returns the fields with an effect that are assigned to, in order.
func (v *values) fields(effect model.Effect) []*types.Var {
	var list []*types.Var
	for field := range v.of {
		if field.IsField() && model.IsField(field, effect) {
			list = append(list, field)
		}
	}
	slices.SortFunc(list, func(x, y *types.Var) int {
		return cmp.Or(strings.Compare(x.Pkg().Path(), y.Pkg().Path()), strings.Compare(x.Name(), y.Name()), cmp.Compare(x.Pos(), y.Pos()))
	})
	return list
}

func (v *values) function(decl *ast.FuncDecl) {
	fn, ok := v.info.Defs[decl.Name].(*types.Func)
	if !ok || decl.Body == nil {
		return
	}
	sig := fn.Signature()
	if recv := sig.Recv(); recv != nil {
		v.params[recv] = param{fn, receiver}
	}
	for i := range sig.Params().Len() {
		v.params[sig.Params().At(i)] = param{fn, i}
	}
	for result := range sig.Results().Variables() {
		v.declared[result] = true
	}
	v.walk(decl.Body, fn)
}

// walk visits what a function does. fn is nil for what is in no declaration, or in
// a literal.
func (v *values) walk(root ast.Node, fn *types.Func) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			v.walk(n.Body, nil)
			return false
		case *ast.ReturnStmt:
			if fn != nil {
				v.returns[fn] = append(v.returns[fn], n)
			}
		case *ast.AssignStmt:
			v.assignAll(n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			v.declare(n)
		case *ast.RangeStmt:
			v.iterate(n)
		case *ast.TypeSwitchStmt:
			v.typeSwitch(n)
		case *ast.CompositeLit:
			v.literal(n)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				v.share(n.X)
			}
		case *ast.SelectorExpr:
			v.selector(n)
		case *ast.CallExpr:
			v.call(n)
		case *ast.Ident:
			if obj, ok := v.info.Uses[n].(*types.Var); ok && !v.parts[n] {
				v.others[obj.Origin()] = append(v.others[obj.Origin()], n.Pos())
			}
		}
		return true
	})
}

func (v *values) assignAll(lhs, rhs []ast.Expr) {
	for i, x := range lhs {
		switch {
		case len(lhs) == len(rhs):
			v.assign(x, value{x: rhs[i], result: whole})
		case len(rhs) == 1:
			v.assign(x, value{x: rhs[0], result: i})
		}
	}
}

// assign adds a value of what an expression denotes: for an element, of what has
// it, and for what a pointer points to, of the pointer.
func (v *values) assign(lhs ast.Expr, val value) {
	switch x := ast.Unparen(lhs).(type) {
	case *ast.Ident:
		v.parts[x] = true
		if obj, ok := v.info.ObjectOf(x).(*types.Var); ok {
			v.set(obj.Origin(), val)
		}
	case *ast.SelectorExpr:
		v.assign(x.Sel, val)
	case *ast.IndexExpr:
		v.assign(x.X, val)
	case *ast.StarExpr:
		v.assign(x.X, val)
	}
}

func (v *values) set(obj *types.Var, val value) {
	v.of[obj] = append(v.of[obj], val)
	if sel, ok := val.x.(*ast.SelectorExpr); ok && v.info.Selections[sel] != nil && v.info.Selections[sel].Kind() == types.MethodExpr {
		return // has the receiver as an argument
	}
	if id := named(val.x); id != nil {
		v.stored[id] = obj
	}
}

// call notes the call of a function that is in a variable, and what it passes.
func (v *values) call(call *ast.CallExpr) {
	if id := named(call.Fun); id != nil {
		if obj, ok := v.info.Uses[id].(*types.Var); ok {
			v.parts[id] = true
			v.calls[obj.Origin()] = append(v.calls[obj.Origin()], call)
		}
	}
	switch fn := typeutil.Callee(v.info, call).(type) {
	case *types.Builtin:
		if fn.Name() == "copy" {
			v.assign(call.Args[0], value{x: call.Args[1], result: whole})
		}
		return
	case *types.Func:
		if model.IsPrint(fn) {
			return
		}
	}
	for _, arg := range call.Args {
		v.pass(arg)
	}
}

// pass notes what a function gets and may change.
func (v *values) pass(x ast.Expr) {
	switch x := ast.Unparen(x).(type) {
	case *ast.UnaryExpr:
		v.pass(x.X)
	case *ast.SliceExpr:
		v.pass(x.X)
	case *ast.Ident, *ast.SelectorExpr:
		if obj, ok := v.info.ObjectOf(named(x)).(*types.Var); ok {
			v.passed[obj.Origin()] = append(v.passed[obj.Origin()], x.Pos())
		}
	}
}

func (v *values) declare(spec *ast.ValueSpec) {
	names := make([]ast.Expr, len(spec.Names))
	for i, name := range spec.Names {
		names[i] = name
		if obj, ok := v.info.Defs[name].(*types.Var); ok && len(spec.Values) == 0 {
			v.declared[obj] = true
		}
	}
	v.assignAll(names, spec.Values)
}

// iterate adds the elements that a loop goes through. Keys and what comes out of
// channels and functions is not known.
func (v *values) iterate(loop *ast.RangeStmt) {
	element := value{result: whole}
	switch v.info.TypeOf(loop.X).Underlying().(type) {
	case *types.Array, *types.Map, *types.Pointer, *types.Slice:
		element.x = loop.X
	}
	if loop.Key != nil {
		v.assign(loop.Key, value{})
	}
	if loop.Value != nil {
		v.assign(loop.Value, element)
	}
}

// typeSwitch adds the value of the variable, which is another one in each clause.
func (v *values) typeSwitch(stmt *ast.TypeSwitchStmt) {
	assign, ok := stmt.Assign.(*ast.AssignStmt)
	if !ok {
		return
	}
	for _, clause := range stmt.Body.List {
		if obj, ok := v.info.Implicits[clause].(*types.Var); ok {
			v.of[obj] = append(v.of[obj], value{x: assign.Rhs[0], result: whole})
		}
	}
}

func (v *values) literal(lit *ast.CompositeLit) {
	for i, elt := range lit.Elts {
		if field, x := fieldOf(v.info, lit, i, elt); field != nil {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				v.parts[named(kv.Key)] = true
			}
			v.set(field, value{x: x, result: whole, literal: true})
		}
	}
}

// fieldOf returns the field that an element of a literal sets, and to what; nil if
// the literal is no struct.
func fieldOf(info *types.Info, lit *ast.CompositeLit, i int, elt ast.Expr) (*types.Var, ast.Expr) {
	t := info.TypeOf(lit)
	if p, ok := t.Underlying().(*types.Pointer); ok { // &T is left out
		t = p.Elem()
	}
	typ, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, nil
	}
	kv, ok := elt.(*ast.KeyValueExpr)
	if !ok {
		return typ.Field(i).Origin(), elt
	}
	if key, ok := kv.Key.(*ast.Ident); ok {
		if field, ok := info.Uses[key].(*types.Var); ok {
			return field.Origin(), kv.Value
		}
	}
	return nil, nil
}

// share notes that the address of a variable or field is taken.
func (v *values) share(x ast.Expr) {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		if obj, ok := v.info.ObjectOf(named(x)).(*types.Var); ok {
			obj = obj.Origin()
			v.shared[obj] = append(v.shared[obj], x.Pos())
		}
	case *ast.IndexExpr:
		v.share(x.X)
	}
}

// selector looks at x.f: a method may assign to x.
func (v *values) selector(sel *ast.SelectorExpr) {
	selection := v.info.Selections[sel]
	if selection == nil {
		return
	}
	if id := named(sel.X); id != nil {
		v.parts[id] = true
	}
	if fn, ok := selection.Obj().(*types.Func); ok {
		switch selection.Recv().Underlying().(type) {
		case *types.Pointer:
			if fn.Pkg() != v.pkg { // or else its assignments to fields are seen
				v.pass(sel.X)
			}
		case *types.Struct:
			if fn.Pkg() != v.pkg && byPointer(fn) {
				v.share(sel.X)
			}
		default:
			if byPointer(fn) {
				v.share(sel.X)
			}
		}
	}
}

// byPointer reports whether the receiver of a method is a pointer.
func byPointer(fn *types.Func) bool {
	_, ok := fn.Signature().Recv().Type().(*types.Pointer)
	return ok
}

// findListened finds the calls whose result is handed to what listens on it, at once
// or by way of variables and fields.
func (v *values) findListened(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			fn := callee.In(v.info, call)
			if e, ok := model.Of(fn, model.Listens); ok {
				v.listen(argument(call, e.Operands[0]), maxVariables)
			}
		}
		return true
	})
}

// maxVariables is the number of variables through which an address goes to what
// listens on it.
const maxVariables = 3

func (v *values) listen(x ast.Expr, more int) {
	switch x := ast.Unparen(x).(type) {
	case *ast.CallExpr:
		v.listened[x] = true
	case *ast.Ident, *ast.SelectorExpr:
		obj, ok := v.info.ObjectOf(named(x)).(*types.Var)
		if !ok || more == 0 {
			return
		}
		for _, val := range v.of[obj.Origin()] {
			v.listen(val.x, more-1)
		}
	}
}

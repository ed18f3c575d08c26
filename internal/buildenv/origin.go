package buildenv

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Origins are where a text comes from, as far as it matters: what is constant and
// harmless leaves no trace.
type origins struct {
	unknown bool // it may be anything
	params  []origin
}

// An origin is a parameter, or a field in what that is.
type origin struct {
	param
	path string // A.B
}

func (o *origins) add(from origin) {
	if !slices.Contains(o.params, from) {
		o.params = append(o.params, from)
	}
}

// harmless reports whether a text is known, and needs no lookup.
func (o *origins) harmless() bool { return !o.unknown && len(o.params) == 0 }

// A tracer follows a text back to where it comes from: through variables, fields
// that only the package sets, elements, and the functions of the package. What it
// does not understand is unknown.
type tracer struct {
	*graph
	call   *ast.CallExpr // of which this is an argument
	within []*types.Func // functions whose results are being looked at
	seen   map[place]bool
	found  origins
}

// A place is where a tracer has been.
type place struct {
	at   any // an ast.Expr or a *types.Var
	path string
	form form
}

// visit reports whether a place is new.
func (t *tracer) visit(at any, path string, f form) bool {
	p := place{at, path, f}
	if t.seen[p] {
		return false
	}
	t.seen[p] = true
	return true
}

// originsOf returns where what a call passes for a parameter comes from.
func (g *graph) originsOf(call *ast.CallExpr, index int, path string, f form) origins {
	t := &tracer{graph: g, call: call, seen: make(map[place]bool)}
	t.passed(call, index, path, f)
	return t.found
}

// passed follows what a call passes for a parameter. If that is a request or URL, the
// fields of all of them in the package are followed.
func (t *tracer) passed(call *ast.CallExpr, index int, path string, f form) {
	parts, ok := operands(t.pass.TypesInfo, call, index)
	if !ok {
		t.unknown()
	}
	for _, x := range parts {
		t.expr(x, path, f)
		if path == "" && hasAddress(t.pass.TypesInfo.TypeOf(x)) {
			t.fields(model.AddressField)
		}
	}
}

func (t *tracer) unknown() { t.found.unknown = true }

// expr follows an expression, or a field of it.
func (t *tracer) expr(x ast.Expr, path string, f form) {
	switch {
	case x == nil:
		t.unknown()
	case t.found.unknown, !t.visit(x, path, f):
		// nothing new
	case strings.Count(path, ".") > maxFields:
		t.unknown()
	case path != "" || !isString(t.pass.TypesInfo.TypeOf(x)):
		t.value(x, path, f)
	default:
		text := t.textOf(x)
		v := f.judge(text.s)
		if !v.harmless && !(v.own && t.fields(model.OwnAddress)) {
			t.unknown()
		}
		for _, r := range v.holes {
			if part := text.of(r); part == nil || isString(t.pass.TypesInfo.TypeOf(part)) {
				t.value(part, "", v.form)
			} else {
				t.unknown() // %v
			}
		}
	}
}

// maxFields is the number of fields in fields that are followed.
const maxFields = 3

// isString reports whether a type is a string, as are all of a type parameter.
func isString(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case nil:
		return false
	case *types.TypeParam:
		return slices.ContainsFunc(slices.Collect(t.Constraint().Underlying().(*types.Interface).EmbeddedTypes()), isString)
	case *types.Union:
		for term := range t.Terms() {
			if !isString(term.Type()) {
				return false
			}
		}
		return true
	default:
		b, ok := t.Underlying().(*types.Basic)
		return ok && b.Info()&types.IsString != 0
	}
}

// value follows what is no constant.
func (t *tracer) value(x ast.Expr, path string, f form) {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		if v, ok := t.pass.TypesInfo.ObjectOf(x).(*types.Var); ok {
			t.variable(v, path, f)
		} else if !t.pass.TypesInfo.Types[x].IsNil() {
			t.unknown()
		}
	case *ast.SelectorExpr:
		t.selector(x, path, f)
	case *ast.IndexExpr:
		t.expr(x.X, path, f)
	case *ast.SliceExpr:
		t.expr(x.X, path, f)
	case *ast.StarExpr:
		t.expr(x.X, path, f)
	case *ast.TypeAssertExpr:
		t.expr(x.X, path, f)
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			t.expr(x.X, path, f)
		} else {
			t.unknown()
		}
	case *ast.CompositeLit:
		t.literal(x, path, f)
	case *ast.CallExpr:
		t.result(x, whole, path, f)
	default:
		t.unknown()
	}
}

func (t *tracer) assigned(val value, path string, f form) {
	if call, ok := val.x.(*ast.CallExpr); ok && val.result != whole {
		t.result(call, val.result, path, f)
	} else if val.result > 0 {
		t.unknown() // v, ok := m[k]
	} else {
		t.expr(val.x, path, f)
	}
}

// variable follows a variable, or a field of which the package sees all values.
func (t *tracer) variable(v *types.Var, path string, f form) {
	v = v.Origin()
	if !t.visit(v, path, f) {
		return
	}
	if from, ok := t.values().params[v]; ok {
		t.found.add(origin{from, path})
	}
	if t.isHidden(v, path) {
		t.unknown()
	}
	for _, val := range t.values().of[v] {
		t.assigned(val, path, f)
	}
}

// isHidden reports whether a variable or field may get values that are not seen.
func (t *tracer) isHidden(v *types.Var, path string) bool {
	known := t.values()
	if v.Pkg() != t.pass.Pkg || t.elsewhere(known.shared[v]) || isShareable(v.Type()) && t.elsewhere(known.passed[v]) {
		return true
	}
	isMain := v.Pkg().Name() == "main"
	_, isParam := known.params[v]
	switch {
	case v.IsField():
		return path != "" && v.Embedded() && !isMain // importers may set what is promoted
	case v.Parent() == v.Pkg().Scope():
		return v.Exported() && !isMain || len(known.of[v]) == 0 // the linker's -X may set it
	}
	return !isParam && !known.declared[v] && len(known.of[v]) == 0 // a parameter of a literal
}

// isShareable reports whether who gets a value may change the addresses that it has.
// Of requests and URLs that is not expected.
func isShareable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Map, *types.Slice:
		return true
	case *types.Pointer:
		return !hasAddress(t)
	}
	return false
}

// hasAddress reports whether a type is that of a request or URL.
func hasAddress(t types.Type) bool {
	named := namedType(t)
	return named != nil && model.MembersHave(named.Obj(), model.AddressField)
}

// elsewhere reports whether one of the positions is not in the call.
func (t *tracer) elsewhere(positions []token.Pos) bool {
	return slices.ContainsFunc(positions, func(pos token.Pos) bool {
		return t.call == nil || pos < t.call.Pos() || t.call.End() <= pos
	})
}

// selector follows a variable of another package, or a field: one that only the
// package can set wherever it is set, another in the value that has it.
func (t *tracer) selector(sel *ast.SelectorExpr, path string, f form) {
	selection := t.pass.TypesInfo.Selections[sel]
	if selection == nil {
		t.unknown()
		return
	}
	field, ok := selection.Obj().(*types.Var)
	if !ok {
		t.unknown()
		return
	}
	field = field.Origin()
	switch {
	case model.IsField(field, model.Numeric):
	case field.Pkg() == t.pass.Pkg && !field.Exported():
		t.variable(field, path, f)
	case len(selection.Index()) > 1 || t.elsewhere(t.values().shared[field]):
		t.unknown()
	default:
		for _, val := range t.values().of[field] {
			if !val.literal {
				t.assigned(val, path, f)
			}
		}
		t.expr(sel.X, strings.TrimSuffix(field.Name()+"."+path, "."), f)
	}
}

// literal follows the elements of a composite literal, or a field.
func (t *tracer) literal(lit *ast.CompositeLit, path string, f form) {
	typ := t.pass.TypesInfo.TypeOf(lit)
	if p, ok := typ.Underlying().(*types.Pointer); ok {
		typ = p.Elem()
	}
	if _, ok := typ.Underlying().(*types.Struct); !ok {
		for _, elt := range lit.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			t.expr(elt, path, f)
		}
		return
	}
	name, rest, _ := strings.Cut(path, ".")
	for i, elt := range lit.Elts {
		field, x := fieldOf(t.pass.TypesInfo, lit, i, elt)
		switch {
		case field == nil:
			t.unknown()
		case path == "" && model.IsField(field, model.AddressField), path != "" && field.Name() == name:
			t.expr(x, rest, f)
		case path != "" && field.Embedded():
			t.unknown()
		}
	}
	if path == "" && !hasAddress(typ) {
		t.unknown()
	}
}

// result follows a result of a call.
func (t *tracer) result(call *ast.CallExpr, i int, path string, f form) {
	info := t.pass.TypesInfo
	if info.Types[call.Fun].IsType() {
		t.expr(call.Args[0], path, f)
		return
	}
	if b, ok := typeutil.Callee(info, call).(*types.Builtin); ok {
		t.builtin(b, call, path, f)
		return
	}
	fn := callee.In(info, call)
	if model.Has(fn, model.Numeric) {
		return
	}
	if e, ok := model.Of(fn, model.Carries); ok && path == "" {
		t.passed(call, indexOf(e.Operands[0]), "", f)
		return
	}
	if fn == nil || fn.Pkg() != t.pass.Pkg || len(t.values().returns[fn]) == 0 {
		t.unknown()
		return
	}
	t.returned(fn, call, max(i, 0), path, f)
}

func (t *tracer) builtin(b *types.Builtin, call *ast.CallExpr, path string, f form) {
	switch b.Name() {
	case "append", "min", "max":
		for _, x := range call.Args {
			t.expr(x, path, f)
		}
	case "make":
	case "new":
		if x := call.Args[0]; !t.pass.TypesInfo.Types[x].IsType() {
			t.expr(x, path, f)
		}
	default:
		t.unknown()
	}
}

// returned follows what a function of the package returns, by way of its parameters
// to the arguments of the call.
func (t *tracer) returned(fn *types.Func, call *ast.CallExpr, i int, path string, f form) {
	if slices.Contains(t.within, fn) || len(t.within) == maxCalls {
		t.unknown()
		return
	}
	inner := &tracer{graph: t.graph, within: append(slices.Clip(t.within), fn), seen: make(map[place]bool)}
	for _, ret := range t.values().returns[fn] {
		switch {
		case len(ret.Results) > i && len(ret.Results) == fn.Signature().Results().Len():
			inner.expr(ret.Results[i], path, f)
		case len(ret.Results) == 0:
			inner.variable(fn.Signature().Results().At(i), path, f)
		default:
			inner.assigned(value{x: ret.Results[0], result: i}, path, f)
		}
	}
	t.found.unknown = t.found.unknown || inner.found.unknown
	for _, from := range inner.found.params {
		if from.fn != fn {
			t.found.add(from)
			continue
		}
		t.passed(call, from.index, from.path, f)
	}
}

// maxCalls is how many functions deep results are followed.
const maxCalls = 5

func indexOf(op model.Operand) int {
	if op.Kind == model.Recv {
		return receiver
	}
	return op.Index
}

// fields follows what the package assigns to the fields with an effect, whichever
// values have them: those of requests and URLs that have the address, or those with
// the addresses that a target's own scheme stands for. It reports whether there is
// anything.
func (t *tracer) fields(effect model.Effect) (found bool) {
	for field := range t.values().shared {
		if effect == model.AddressField && model.IsField(field, effect) {
			t.unknown()
		}
	}
	for _, field := range t.values().fields(effect) {
		found = true
		if t.visit(field, "", address) {
			for _, val := range t.values().of[field] {
				if !val.literal || effect == model.OwnAddress {
					t.assigned(val, "", address)
				}
			}
		}
	}
	return found
}

// operands returns what a call passes for a parameter, which is several expressions
// if that is variadic. It reports whether that can be told.
func operands(info *types.Info, call *ast.CallExpr, index int) ([]ast.Expr, bool) {
	var method *types.Selection
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if ok {
		method = info.Selections[sel]
	}
	switch {
	case method != nil && method.Kind() == types.MethodExpr:
		return nil, false // the receiver is an argument
	case index == receiver:
		if method == nil || len(method.Index()) > 1 {
			return nil, false
		}
		return []ast.Expr{sel.X}, true
	}
	sig, ok := info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok {
		return nil, false
	}
	last := sig.Params().Len() - 1
	if index > last || len(call.Args) == 1 && isTuple(info.TypeOf(call.Args[0])) {
		return nil, false
	}
	if !sig.Variadic() || index < last || call.Ellipsis.IsValid() {
		return call.Args[index : index+1], true
	}
	return call.Args[last:], true
}

func isTuple(t types.Type) bool {
	_, ok := t.(*types.Tuple)
	return ok
}

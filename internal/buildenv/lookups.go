package buildenv

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// function returns what a function of another package leads to. The call is nil
// where it is mentioned without being called.
func (g *graph) function(fn *types.Func, call *ast.CallExpr) kind {
	if fn.Pkg() == nil || fn.Pkg() == g.pass.Pkg {
		return 0
	}
	if recv := fn.Signature().Recv(); recv != nil {
		if named := namedType(recv.Type()); named != nil && g.own[named.Obj()] {
			return 0 // what sets the field tells
		}
	}
	if fact := g.facts[fn.Pkg()]; fact != nil || !isStd(fn.Pkg().Path()) {
		return fact.of(nameIn(fn))
	}
	for _, e := range model.EffectsOf(fn) {
		switch e.Effect {
		case model.Lookup:
			return looks
		case model.SQLOpen:
			return opens
		case model.SQLDriver:
			return drives
		case model.Resolves:
			if call == nil || !g.isLocal(argument(call, e.Operands[0])) {
				return looks
			}
		case model.Dials:
			if call == nil || !g.isUnix(argument(call, e.Operands[0])) && !g.isLocal(argument(call, e.Operands[1])) {
				return looks
			}
		}
	}
	return 0
}

// variable returns what a variable of another package leads to.
func (g *graph) variable(v *types.Var) kind {
	switch {
	case v.Pkg() == nil || v.Parent() != v.Pkg().Scope():
		return 0
	case model.VarHas(v, model.Lookup):
		return looks
	}
	return g.facts[v.Pkg()].of(v.Name())
}

// argument returns what a call passes for an operand, or nil.
func argument(call *ast.CallExpr, op model.Operand) ast.Expr {
	if op.Index >= len(call.Args) {
		return nil
	}
	return call.Args[op.Index]
}

// findOwn finds the types of std of which some value has a field set by which it
// looks up names in a way of its own. Of which values of the type that is true is
// not followed, so none of them counts in this package; what the field is set to
// counts for itself.
func (g *graph) findOwn() {
	for _, file := range g.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if g.hasOwn(n) {
					g.own[namedType(g.pass.TypesInfo.TypeOf(n)).Obj()] = true
				}
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok && g.isOwn(sel.X, sel.Sel, assigned(n, i)) {
						g.own[namedType(g.pass.TypesInfo.TypeOf(sel.X)).Obj()] = true
					}
				}
			}
			return true
		})
	}
}

// hasOwn reports whether a literal sets such a field.
func (g *graph) hasOwn(lit *ast.CompositeLit) bool {
	return slices.ContainsFunc(lit.Elts, func(elt ast.Expr) bool {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		key, ok := kv.Key.(*ast.Ident)
		return ok && g.isOwn(lit, key, kv.Value)
	})
}

// isOwn reports whether a field of x is such a field and set to more than its zero
// value. The value is nil if it is not known.
func (g *graph) isOwn(x ast.Expr, field *ast.Ident, value ast.Expr) bool {
	named := namedType(g.pass.TypesInfo.TypeOf(x))
	return named != nil && model.FieldHas(named.Obj(), field.Name, model.OwnLookup) && !g.isZero(value)
}

// assigned returns what is assigned to the operand i on the left, or nil if that
// is one of several results.
func assigned(stmt *ast.AssignStmt, i int) ast.Expr {
	if len(stmt.Lhs) != len(stmt.Rhs) {
		return nil
	}
	return stmt.Rhs[i]
}

// isZero reports whether an expression is the constant false or nil.
func (g *graph) isZero(x ast.Expr) bool {
	if x == nil {
		return false
	}
	tv := g.pass.TypesInfo.Types[x]
	return tv.IsNil() || tv.Value != nil && tv.Value.Kind() == constant.Bool && !constant.BoolVal(tv.Value)
}

// isUnix reports whether an expression is the name of a network that has no host
// names.
func (g *graph) isUnix(network ast.Expr) bool {
	text, complete := g.leading(network)
	return complete && (text == "" || strings.HasPrefix(text, "unix")) // log/syslog: "" is the socket of this host
}

// isLocal reports whether an expression is surely a host, a host with a port, or a
// URL that nobody need look up on the network.
func (g *graph) isLocal(x ast.Expr) bool {
	text, complete := g.leading(x)
	host := hostOf(text)
	if host == "" {
		return complete || strings.HasPrefix(text, ":")
	}
	_, err := netip.ParseAddr(host)
	return err == nil || strings.EqualFold(strings.TrimSuffix(host, "."), "localhost")
}

// leading returns the constant with which a string begins, and whether that is
// all of it.
func (g *graph) leading(x ast.Expr) (text string, complete bool) {
	if x == nil {
		return "", false
	}
	if v := g.pass.TypesInfo.Types[x].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v), true
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.BinaryExpr:
		if text, complete = g.leading(x.X); complete && x.Op == token.ADD {
			more, complete := g.leading(x.Y)
			return text + more, complete
		}
	case *ast.CallExpr:
		fn, _ := typeutil.Callee(g.pass.TypesInfo, x).(*types.Func)
		if e, ok := model.Of(fn, model.Begins); ok {
			text, _ = g.leading(argument(x, e.Operands[0]))
			text, _, _ = strings.Cut(text, "%")
		}
	}
	return text, false
}

// hostOf cuts the host out of a URL, a host with a port, or a host.
func hostOf(text string) string {
	if _, rest, ok := strings.Cut(text, "://"); ok {
		text = rest
	}
	if i := strings.IndexAny(text, "/?#"); i >= 0 {
		text = text[:i]
	}
	text = text[strings.LastIndexByte(text, '@')+1:]
	if rest, ok := strings.CutPrefix(text, "["); ok {
		text, _, _ = strings.Cut(rest, "]")
	} else if strings.Count(text, ":") == 1 {
		text, _, _ = strings.Cut(text, ":")
	}
	return text
}

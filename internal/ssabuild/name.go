package ssabuild

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// AssignedTo returns the expression to which a result of a call is assigned,
// converted or not; or nil.
func (s *SSA) AssignedTo(call ssa.CallInstruction, result int) ast.Expr {
	x := s.Converted(call)
	if x == nil {
		return nil
	}
	for _, n := range s.PathTo(x.Pos()) {
		switch n := n.(type) {
		case *ast.TypeAssertExpr:
			if n.X == x {
				x = n
			}
		case *ast.AssignStmt:
			return assigned(n.Lhs, n.Rhs, x, result)
		case *ast.ValueSpec:
			names := make([]ast.Expr, len(n.Names))
			for i, name := range n.Names {
				names[i] = name
			}
			return assigned(names, n.Values, x, result)
		case ast.Stmt:
			return nil
		}
	}
	return nil
}

// assigned returns the one of lhs that gets a result of x, or nil.
func assigned(lhs, rhs []ast.Expr, x ast.Expr, result int) ast.Expr {
	for i, r := range rhs {
		switch {
		case ast.Unparen(r) != x:
		case len(rhs) == len(lhs) && result == 0:
			return lhs[i]
		case len(rhs) == 1 && result < len(lhs):
			return lhs[result]
		}
	}
	return nil
}

// Converted returns the syntax of a call and of the conversions around it, or
// nil.
func (s *SSA) Converted(call ssa.CallInstruction) ast.Expr {
	expr := s.CallExpr(call)
	if expr == nil {
		return nil
	}
	x := expr
	for _, n := range s.PathTo(expr.Pos()) {
		if conv, ok := n.(*ast.CallExpr); ok && len(conv.Args) == 1 && ast.Unparen(conv.Args[0]) == x && s.info.Types[conv.Fun].IsType() {
			x = conv
		}
	}
	return x
}

// StoredTo returns the expression to which the statement at pos assigns what
// stands at value, a position in it; or nil.
func (s *SSA) StoredTo(pos, value token.Pos) ast.Expr {
	for _, n := range s.PathTo(pos) {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			return n.Key
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 {
				return n.Lhs[0]
			}
			for i, r := range n.Rhs {
				if len(n.Lhs) == len(n.Rhs) && r.Pos() <= value && value < r.End() {
					return n.Lhs[i]
				}
			}
			return nil
		case *ast.ValueSpec:
			for i, r := range n.Values {
				if len(n.Names) == len(n.Values) && r.Pos() <= value && value < r.End() {
					return n.Names[i]
				}
			}
			return nil
		case ast.Stmt:
			return nil
		}
	}
	return nil
}

// Argument returns the syntax of the i-th argument of a call, the receiver
// counted if it has one, or nil.
func (s *SSA) Argument(call ssa.CallInstruction, i int) ast.Expr {
	expr := s.CallExpr(call)
	if expr == nil {
		return nil
	}
	if call.Common().Signature().Recv() != nil || call.Common().IsInvoke() {
		if sel, ok := ast.Unparen(expr.Fun).(*ast.SelectorExpr); ok {
			if i == 0 {
				return sel.X
			}
			if _, isMethod := s.info.Selections[sel]; isMethod && s.info.Selections[sel].Kind() == types.MethodVal {
				i--
			}
		}
	}
	if i < 0 || i >= len(expr.Args) {
		return nil
	}
	return expr.Args[i]
}

// ResultAt returns the syntax of a result of a return, or nil.
func (s *SSA) ResultAt(ret *ssa.Return, i int) ast.Expr {
	for _, n := range s.PathTo(ret.Pos()) {
		if stmt, ok := n.(*ast.ReturnStmt); ok {
			if len(stmt.Results) == len(ret.Results) {
				return stmt.Results[i]
			}
			return nil
		}
	}
	return nil
}

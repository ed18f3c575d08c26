package lockset

import (
	"go/ast"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// MayExportFacts reports, from syntax alone, whether a package may hold a function about which
// a fact is exported: a type of the package has a lock that others can name, or a function that
// others can name takes a lock and gives none back, or the other way round, or is given a lock,
// or a function that it may call with one.
func MayExportFacts(files []*ast.File) bool {
	if !slices.ContainsFunc(files, namesLock) {
		return false
	}
	functions := make(map[string]bool) // types
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if _, ok := spec.Type.(*ast.FuncType); ok {
					functions[spec.Name.Name] = true
				}
			}
			return true
		})
	}
	return slices.ContainsFunc(files, func(file *ast.File) bool {
		found := false
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.StructType:
				found = found || slices.ContainsFunc(n.Fields.List, isOpenField)
			case *ast.FuncDecl:
				found = found || n.Body != nil && n.Name.IsExported() && (isHalf(n.Body) || slices.ContainsFunc(n.Type.Params.List, func(f *ast.Field) bool {
					return isSync(f.Type) || isFunction(f.Type, functions)
				}))
			}
			return !found
		})
		return found
	})
}

// namesLock reports whether a file has the name of a function that locks.
func namesLock(file *ast.File) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			found = found || named(sel, locks) || named(sel, unlocks)
		}
		return !found
	})
	return found
}

// named reports whether a selector has the name of an operation of a kind.
func named(sel *ast.SelectorExpr, kind operationKind) bool {
	for effect, op := range operations {
		if (op.kind == kind || op.kind == tries && kind == locks) && model.Names(sel.Sel.Name, effect) {
			return true
		}
	}
	return false
}

// isHalf reports whether a function locks and does not unlock, or the other way round.
func isHalf(body *ast.BlockStmt) bool {
	takes, gives := false, false
	ast.Inspect(body, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			takes = takes || named(sel, locks)
			gives = gives || named(sel, unlocks)
		}
		return true
	})
	return takes != gives
}

// isOpenField reports whether a field of package sync is exported or embedded.
func isOpenField(f *ast.Field) bool {
	return isSync(f.Type) && (len(f.Names) == 0 || slices.ContainsFunc(f.Names, (*ast.Ident).IsExported))
}

// isSync reports whether a type is one of package sync.
func isSync(x ast.Expr) bool {
	if star, ok := x.(*ast.StarExpr); ok {
		x = star.X
	}
	sel, ok := x.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "sync"
}

// isFunction reports whether a type is one of functions, as far as the package says.
func isFunction(x ast.Expr, functions map[string]bool) bool {
	switch x := x.(type) {
	case *ast.FuncType:
		return true
	case *ast.Ident:
		return functions[x.Name]
	}
	return false
}

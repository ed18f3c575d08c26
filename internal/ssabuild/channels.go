package ssabuild

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// UsesChannels reports, from syntax and types, whether the package mentions a
// channel type or operates on a channel, be it one that others made, or uses package
// sync: then it may hold a goroutine that waits for ever. It is what checks of channels ask before
// they ask for the SSA form.
func (p *Package) UsesChannels() bool { return p.channels() }

// TakeChannels makes UsesChannels true, whatever the package mentions. Tests ask by it
// whether what is left out for UsesChannels holds findings.
func (p *Package) TakeChannels() { p.channels = func() bool { return true } }

func usesChannels(pass *analysis.Pass) bool {
	found := slices.ContainsFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == "sync" })
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ChanType, *ast.SendStmt, *ast.SelectStmt:
				found = true
			case *ast.UnaryExpr:
				found = found || n.Op == token.ARROW
			case *ast.RangeStmt:
				found = found || isChan(pass.TypesInfo.TypeOf(n.X))
			case *ast.CallExpr:
				id, ok := ast.Unparen(n.Fun).(*ast.Ident)
				found = found || ok && pass.TypesInfo.Uses[id] == types.Universe.Lookup("close")
			}
			return !found
		})
	}
	return found
}

// isChan reports whether what is ranged over is a channel, or may be one: of a
// type parameter it depends on the instance.
func isChan(t types.Type) bool {
	if t == nil {
		return false
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

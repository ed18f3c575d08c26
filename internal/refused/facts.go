// Package refused finds goroutines that wait for a function which nobody runs: a pool, a queue or
// a limiter has refused it, and who handed it over did not look at what that returned.
//
//	g.wg.Add(1)
//	g.pool.Submit(func() {         returns false once the pool is closed
//		defer g.wg.Done()
//		f()
//	})
//	...
//	g.wg.Wait()
package refused

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Refuses says of a function that it may return without having called, kept or passed on a
// function that it is given, and that a result tells: false, or an error.
type Refuses struct {
	Arg    int // the receiver not counted
	Result int
}

// AFact marks Refuses as a fact.
func (*Refuses) AFact() {}

// String tells what the fact says, for tests.
func (r *Refuses) String() string { return fmt.Sprintf("refuses arg%d res%d", r.Arg, r.Result) }

// Analyzer exports a fact about each function that others can name and that refuses.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsrefuses",
	Doc:        "find functions that may refuse to run a function",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer},
	FactTypes:  []analysis.Fact{new(Refuses)},
	ResultType: guard.ResultType[Facts](),
	Run:        guard.Engine(run),
}

// Facts tells about the functions of other packages, nil about those that refuse nothing.
type Facts func(*types.Func) *Refuses

// Of returns what is known of the functions that the package of a pass uses, whose analyzer
// requires [Analyzer].
func Of(pass *analysis.Pass) Facts { return guard.Of[Facts](pass, Analyzer) }

func run(pass *analysis.Pass) (Facts, error) {
	imported := func(fn *types.Func) *Refuses { return ssabuild.ImportFact[Refuses](pass, fn) }
	if model.IsStd(pass.Pkg.Path()) || !MayExportFacts(pass.Files) {
		return imported, nil
	}
	world := ssabuild.Of(pass).SSA().Worlds()[0]
	f := flow.Of(pass, world)
	for obj, fn := range world.Exported() {
		if fact := refuses(f, fn); fact != nil {
			pass.ExportObjectFact(obj, fact)
		}
	}
	return imported, nil
}

// MayExportFacts reports, from syntax alone, whether a package may hold a function about which a
// fact is exported: one that others can name, that tells by a bool or an error, and that sends a
// function which it is given, or starts a goroutine that has it.
func MayExportFacts(files []*ast.File) bool {
	return slices.ContainsFunc(files, func(file *ast.File) bool {
		return slices.ContainsFunc(file.Decls, func(decl ast.Decl) bool {
			fn, ok := decl.(*ast.FuncDecl)
			return ok && fn.Body != nil && fn.Name.IsExported() && tells(fn.Type) && slices.ContainsFunc(fn.Type.Params.List, func(p *ast.Field) bool {
				_, isFunc := p.Type.(*ast.FuncType)
				return isFunc && slices.ContainsFunc(p.Names, func(name *ast.Ident) bool { return handsOn(fn.Body, name.Name) })
			})
		})
	})
}

// tells reports whether a function has a result of type bool or error, by their names.
func tells(t *ast.FuncType) bool {
	return t.Results != nil && slices.ContainsFunc(t.Results.List, func(r *ast.Field) bool {
		id, ok := r.Type.(*ast.Ident)
		return ok && (id.Name == "bool" || id.Name == "error")
	})
}

// handsOn reports whether a name is sent, or used by what a go statement starts.
func handsOn(body *ast.BlockStmt, name string) bool {
	found := false
	mentions := func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && id.Name == name
			return !found
		})
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			mentions(n.Value)
		case *ast.GoStmt:
			mentions(n)
		}
		return !found
	})
	return found
}

package endless

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Ends is a fact: a function returns channels that its package closes when they have come to
// their end, though nobody has told anybody to.
type Ends struct {
	Results []int
}

// AFact marks it as one.
func (*Ends) AFact() {}

func (e *Ends) String() string { return "closes " + strings.Trim(fmt.Sprint(e.Results), "[]") }

// Analyzer exports a fact about each function that others can name and that returns such a
// channel.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsends",
	Doc:        "find functions that return channels which are closed by themselves",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer},
	FactTypes:  []analysis.Fact{new(Ends)},
	ResultType: guard.ResultType[Facts](),
	Run:        guard.Engine(run),
}

// Facts tells about functions of other packages, nil about those of which nothing is known.
type Facts func(*types.Func) *Ends

// Of returns what is known of the functions that the package of a pass uses, whose analyzer
// requires [Analyzer].
func Of(pass *analysis.Pass) Facts { return guard.Of[Facts](pass, Analyzer) }

func run(pass *analysis.Pass) (Facts, error) {
	imported := func(fn *types.Func) *Ends { return ssabuild.ImportFact[Ends](pass, fn) }
	if model.IsStd(pass.Pkg.Path()) || !MayExportFacts(pass.Files) {
		return imported, nil
	}
	world := ssabuild.Of(pass).SSA().Worlds()[0]
	w := New(world, flow.Of(pass, world), imported)
	for obj, fn := range world.Exported() {
		if fact := w.endsOf(fn); fact != nil {
			pass.ExportObjectFact(obj, fact)
		}
	}
	return imported, nil
}

// MayExportFacts reports, from syntax alone, whether a package may hold a function about which a
// fact is exported: one that others can name and that returns a channel, in a package that starts
// goroutines and closes channels.
func MayExportFacts(files []*ast.File) bool {
	returns, starts, closes := false, false, false
	for _, file := range files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			returns = returns || ok && fn.Name.IsExported() && returnsChannel(fn.Type)
		}
	}
	if !returns {
		return false
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				starts = true
			case *ast.CallExpr:
				name, ok := n.Fun.(*ast.Ident)
				closes = closes || ok && name.Name == "close"
			}
			return !(starts && closes)
		})
	}
	return starts && closes
}

// returnsChannel reports whether a function returns a channel, by the syntax of its type.
func returnsChannel(t *ast.FuncType) bool {
	return t.Results != nil && slices.ContainsFunc(t.Results.List, func(field *ast.Field) bool {
		ch, ok := field.Type.(*ast.ChanType)
		return ok && ch.Dir != ast.SEND
	})
}

// endsOf returns the fact about a function, or nil.
func (w *World) endsOf(fn *ssa.Function) *Ends {
	fact := new(Ends)
	for i := range fn.Signature.Results().Len() {
		if _, isChan := fn.Signature.Results().At(i).Type().Underlying().(*types.Chan); isChan && w.endsAlone(fn, i) {
			fact.Results = append(fact.Results, i)
		}
	}
	if len(fact.Results) == 0 {
		return nil
	}
	return fact
}

// endsAlone reports whether each channel that a function returns as a result is closed though
// nobody has told anybody to end.
func (w *World) endsAlone(fn *ssa.Function, result int) bool {
	found := false
	for _, v := range results(fn, result) {
		if k, ok := v.(*ssa.Const); ok && k.Value == nil {
			continue // beside an error
		}
		if w.closedBy(v) == nil && !slices.ContainsFunc(w.places(v), func(place any) bool {
			return slices.ContainsFunc(w.closes[place], func(call ssa.CallInstruction) bool { return w.alone(call) })
		}) {
			return false
		}
		found = true
	}
	return found
}

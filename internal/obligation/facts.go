package obligation

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Owes says of a function that it starts a goroutine which ends only if something is done with
// a result: a cleanup function is called, or a method of an object. Or that it returns a channel
// which nobody closes when that goroutine ends, or to which it sends unless an argument ends it;
// or an object that has such a channel. Or that it returns a channel to which all others of its
// receiver are sent to in turn.
type Owes struct {
	Kind   model.ContractKind
	Result int      // which
	Ends   []string // methods that end the goroutine, sorted; [model.Call] of a function
	By     []int    // arguments, contexts or channels, whose end ends it too
	Out    []string // fields of the object that have the channel, and methods that return it
	Given  bool     // it sends what it was given through another channel: nothing may be left
}

// AFact marks Owes as a fact.
func (*Owes) AFact() {}

// String tells what is owed, for tests.
func (f *Owes) String() string {
	s := "owes"
	switch f.Kind {
	case model.StaysOpen:
		s = "stays open"
	case model.MustDrain:
		s = "owes a drain"
	case model.MustLeave:
		s = "owes leave by"
	}
	if len(f.Out) > 0 {
		s += " of " + strings.Join(f.Out, ", ")
	}
	if f.Given {
		s += " given"
	}
	for _, end := range f.Ends {
		s += " " + end
	}
	return s
}

// Analyzer exports a fact about each function that others can name and that owes.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsowes",
	Doc:        "find functions that start goroutines which their callers must end",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer},
	FactTypes:  []analysis.Fact{new(Owes)},
	ResultType: guard.ResultType[Contracts](),
	Run:        guard.Engine(run),
}

// Contracts tells what is owed to a function of another package.
type Contracts func(*types.Func) []model.Contract

// Of returns what is owed to the functions that the package of a pass uses, whose analyzer
// requires [Analyzer].
func Of(pass *analysis.Pass) Contracts { return guard.Of[Contracts](pass, Analyzer) }

// contracts returns what a fact about a function says.
func (f *Owes) contracts(fn *types.Func) []model.Contract {
	if f == nil {
		return nil
	}
	return []model.Contract{{
		Kind: f.Kind, Func: fn.FullName(), On: model.Operand{Kind: model.Res, Index: f.Result}, Ends: f.Ends, By: f.By, Out: f.Out, Given: f.Given,
	}}
}

func run(pass *analysis.Pass) (Contracts, error) {
	contracts := func(fn *types.Func) []model.Contract {
		if list := model.ContractsOf(fn); list != nil {
			return list
		}
		return ssabuild.ImportFact[Owes](pass, fn).contracts(fn)
	}
	if model.IsStd(pass.Pkg.Path()) || !MayExportFacts(pass.Files) {
		return contracts, nil
	}
	world := ssabuild.Of(pass).SSA().Worlds()[0]
	o := newOwner(world, flow.Of(pass, world))
	o.finder = New(world, o.flow, o.withOwn(contracts))
	for obj, fn := range world.Exported() {
		if fact := cmp.Or(o.stops(fn, maxCalls), o.open(fn), o.drain(fn), o.outlet(fn), o.hub(fn)); fact != nil {
			pass.ExportObjectFact(obj, fact)
		}
	}
	return contracts, nil
}

// MayExportFacts reports, from syntax alone, whether a package may hold a function about which
// a fact is exported: one that others can name and that returns something, if the package starts a
// goroutine; or one that is a method, makes a channel and returns one.
func MayExportFacts(files []*ast.File) bool {
	starts, gives := false, false
	for _, file := range files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			exported := fn.Name.IsExported() && fn.Type.Results.NumFields() > 0
			gives = gives || exported
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					starts = true
				case *ast.CallExpr:
					if exported && fn.Recv != nil && returnsChannel(fn.Type) && makesChannel(n) {
						starts, gives = true, true
					}
				}
				return !starts
			})
			if starts && gives {
				return true
			}
		}
	}
	return false
}

// returnsChannel reports whether a function returns a channel, by the syntax of its type.
func returnsChannel(t *ast.FuncType) bool {
	return slices.ContainsFunc(t.Results.List, func(r *ast.Field) bool {
		_, ok := r.Type.(*ast.ChanType)
		return ok
	})
}

// makesChannel reports whether a call is make(chan T).
func makesChannel(call *ast.CallExpr) bool {
	id, ok := call.Fun.(*ast.Ident)
	if !ok || id.Name != "make" || len(call.Args) == 0 {
		return false
	}
	_, ok = call.Args[0].(*ast.ChanType)
	return ok
}

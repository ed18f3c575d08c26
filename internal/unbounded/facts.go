package unbounded

import (
	"go/ast"
	"go/types"
	"go/version"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Analyzer exports a fact about each function that others can name and that hangs.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallshangs",
	Doc:        "find functions that send requests which nothing bounds",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer},
	FactTypes:  []analysis.Fact{new(Hangs), new(NoLimit)},
	ResultType: guard.ResultType[*Package](),
	Run:        guard.Engine(run),
}

// A Package is a package in which operations may wait for ever.
type Package struct {
	concerned bool // it mentions one
	worlds    func() []*World
}

// Of returns the package of a pass whose analyzer requires [Analyzer].
func Of(pass *analysis.Pass) *Package { return guard.Of[*Package](pass, Analyzer) }

// Worlds returns the variants of the package, nothing if it has no such operation.
func (p *Package) Worlds() []*World {
	if !p.concerned {
		return nil
	}
	return p.worlds()
}

// Each calls visit with what a variant owns of the operations that may wait for ever.
func (w *World) Each(visit func(Op)) {
	for _, fn := range w.world.Funcs {
		for _, op := range w.Ops(fn) {
			if w.world.Owns(op.At.Pos()) {
				visit(op)
			}
		}
	}
}

func run(pass *analysis.Pass) (*Package, error) {
	imported := Imported{
		Hangs:   func(fn *types.Func) *Hangs { return ssabuild.ImportFact[Hangs](pass, fn) },
		NoLimit: func(fn *types.Func) *NoLimit { return ssabuild.ImportFact[NoLimit](pass, fn) },
	}
	p := &Package{concerned: mentions(pass, imported.Hangs) || keepsTimers(pass) && usesTimers(pass)}
	p.worlds = guard.OnceValue(func() (worlds []*World) {
		for _, world := range ssabuild.Of(pass).SSA().Worlds() {
			w := New(world, flow.Of(pass, world), imported)
			w.keepsTimers = keepsTimers(pass)
			worlds = append(worlds, w)
		}
		return worlds
	})
	if model.IsStd(pass.Pkg.Path()) {
		return p, nil
	}
	hangs, limits := false, declaresLimits(pass.Files)
	if p.concerned {
		names := namesOfFacts(pass, imported.Hangs)
		hangs = mayHang(pass.Files, func(name string) bool { return names[name] })
	}
	if !hangs && !limits {
		return p, nil
	}
	w := p.worlds()[0]
	for obj, fn := range w.world.Exported() {
		if hangs {
			if fact := w.Hangs(fn); fact != nil {
				pass.ExportObjectFact(obj, fact)
			}
		}
		if limits {
			if fact := w.NoLimit(fn); fact != nil {
				pass.ExportObjectFact(obj, fact)
			}
		}
	}
	return p, nil
}

// keepsTimers reports whether timers that nobody waits for any more stay until their time has
// come: the module is written for a Go before 1.23, or the program asks for it.
func keepsTimers(pass *analysis.Pass) bool {
	if v := pass.Pkg.GoVersion(); v != "" && version.Compare(v, "go1.23") < 0 {
		return true
	}
	return slices.ContainsFunc(pass.Files, func(file *ast.File) bool {
		return slices.ContainsFunc(file.Comments, func(group *ast.CommentGroup) bool {
			return group.End() < file.Package && slices.ContainsFunc(group.List, func(c *ast.Comment) bool {
				return strings.HasPrefix(c.Text, "//go:debug ") && strings.Contains(c.Text, "asynctimerchan=1")
			})
		})
	})
}

// usesTimers reports whether a package uses a function that returns the channel of a timer.
func usesTimers(pass *analysis.Pass) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && model.Has(fn, model.TimeAfter) {
			return true
		}
	}
	return false
}

// waiting are the effects of functions that may wait for ever.
var waiting = []model.Effect{
	model.Requests, model.RequestsBy, model.Sends, model.Captures, model.CmdWait, model.StartsCmd, model.ShutsDown, model.Accepted, model.DialledConn, model.RunsCmd, model.Handshakes, model.Datagrams, model.NewRequest,
}

// mentions reports whether a package uses a function that may wait for ever.
func mentions(pass *analysis.Pass, imported func(*types.Func) *Hangs) bool {
	for _, obj := range pass.TypesInfo.Uses {
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		if slices.ContainsFunc(model.EffectsOf(fn), func(e model.Entry) bool { return slices.Contains(waiting, e.Effect) }) || imported(fn) != nil {
			return true
		}
		if recv := fn.Signature().Recv(); recv != nil && (model.IsService(recv.Type()) || takesCallOptions(fn)) {
			return true
		}
	}
	return false
}

// namesOfFacts returns the names of the functions that a package uses and about which there
// is a fact.
func namesOfFacts(pass *analysis.Pass, imported func(*types.Func) *Hangs) map[string]bool {
	names := make(map[string]bool)
	for id, obj := range pass.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && imported(fn) != nil {
			names[id.Name] = true
		}
	}
	return names
}

// MayExportFacts reports, from syntax alone, whether a package may hold a function about
// which a fact is exported. imported tells whether some function of a name hangs.
func MayExportFacts(files []*ast.File, imported func(name string) bool) bool {
	return mayHang(files, imported) || declaresLimits(files)
}

// mayHang reports whether a package may hold a function that hangs: it sends requests by
// net/http, or calls a function of a name about which there is a fact.
func mayHang(files []*ast.File, imported func(name string) bool) bool {
	return slices.ContainsFunc(files, func(file *ast.File) bool {
		web := slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool {
			path, err := strconv.Unquote(spec.Path.Value)
			return err == nil && len(model.NamesIn(path, model.Requests)) > 0
		})
		found := false
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				found = found || web && slices.ContainsFunc(waiting[:3], func(e model.Effect) bool { return model.Names(n.Sel.Name, e) }) || imported(n.Sel.Name)
			case *ast.Ident:
				found = found || imported(n.Name)
			}
			return !found
		})
		return found
	})
}

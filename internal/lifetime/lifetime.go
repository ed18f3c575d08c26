// Package lifetime knows who owns a descriptor and what becomes of the files
// that share one. It solves the summaries that the packages inside it ask for,
// each of which is about one topic.
package lifetime

import (
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/deadline"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/number"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Analyzer gives each check that requires it the worlds of a package, and tells
// other packages what its functions do to the files they are given or return.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallslifetime",
	Doc:        "find what functions do to the files they are given or return",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer},
	FactTypes:  []analysis.Fact{new(summary.Files)},
	ResultType: guard.ResultType[*Package](),
	Run:        guard.Engine(run),
}

// A Package is a package whose worlds can be visited.
type Package struct {
	// worlds are those of [ssabuild.SSA.Worlds], made on first use; none if the
	// package has nothing to do with descriptors.
	worlds func() []*World
}

// A World is a part of a package that exists for a set of roots. It answers the
// questions of all the packages inside this one: each of them embeds the one
// below it.
type World = deadline.World

// Visit visits the worlds of the package of a pass whose analyzer requires
// [Analyzer]. They do not change: the checks of a package visit them at once.
func Visit(pass *analysis.Pass, visit func(*World)) {
	for _, w := range guard.Of[*Package](pass, Analyzer).worlds() {
		visit(w)
	}
}

func run(pass *analysis.Pass) (*Package, error) {
	p := &Package{worlds: func() []*World { return nil }}
	imported := func(fn *types.Func) *summary.Files { return ssabuild.ImportFact[summary.Files](pass, fn) }
	if !mentions(pass, imported) {
		return p, nil
	}
	p.worlds = guard.OnceValue(func() []*World { return worlds(pass, imported) })
	if !model.IsStd(pass.Pkg.Path()) { // the model speaks for it
		export(pass, p.worlds()[0])
	}
	return p, nil
}

// worlds returns the worlds of a package with what is known of their functions.
func worlds(pass *analysis.Pass, imported func(*types.Func) *summary.Files) []*World {
	var list []*World
	s := ssabuild.Of(pass).SSA()
	for _, w := range s.Worlds() {
		world := newWorld(summary.New(w, flow.Of(pass, w), s, imported))
		solve(world, callgraph.New(w))
		list = append(list, world)
	}
	return list
}

func newWorld(w *summary.World) *World {
	return deadline.New(sharing.New(number.New(owners.New(w))))
}

// export exports the facts about functions that another package can name.
// Those about generic functions are about their bodies, not their instances.
func export(pass *analysis.Pass, w *World) {
	for _, fn := range w.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if f := w.Files(fn); ok && f.Known() && obj.Exported() && fn.Origin() == nil {
			pass.ExportObjectFact(obj, f)
		}
	}
}

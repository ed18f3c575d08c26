// Package lifetime knows who owns a descriptor and what becomes of the files
// that share one.
package lifetime

import (
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Analyzer gives each check that requires it the worlds of a package, and tells
// other packages what its functions do to the files they are given or return.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallslifetime",
	Doc:        "find what functions do to the files they are given or return",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer},
	FactTypes:  []analysis.Fact{new(Files)},
	ResultType: reflect.TypeFor[*Package](),
	Run:        run,
}

// A Package is a package whose worlds can be visited.
type Package struct {
	mu sync.Mutex // held during a visit

	// worlds are those of [ssabuild.SSA.Worlds], made on first use; none if the
	// package has nothing to do with descriptors.
	worlds func() []*World
}

// A World is a part of a package that exists for a set of roots, and what is
// known of its functions.
type World struct {
	*ssabuild.World
	*flow.Flow
	SSA *ssabuild.SSA

	table    *table
	byRoot   map[*ssa.Function]map[ssa.Value][]flow.Use // see operands
	imported func(*types.Func) *Files

	implement   map[*types.Named][]types.Type       // see implementations
	deadlinesOf map[ssa.Value][]ssa.CallInstruction // see deadlines
}

// Visit visits the worlds of the package of a pass whose analyzer requires
// [Analyzer]. The checks of a package run at once, and what is known of a world
// grows when it is asked: each check has the worlds to itself.
func Visit(pass *analysis.Pass, visit func(*World)) {
	p := pass.ResultOf[Analyzer].(*Package)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.worlds() {
		visit(w)
	}
}

func run(pass *analysis.Pass) (any, error) {
	p := &Package{worlds: func() []*World { return nil }}
	imported := func(fn *types.Func) *Files {
		fact := new(Files)
		if fn == nil || fn.Pkg() == nil || fn.Pkg() == pass.Pkg || !pass.ImportObjectFact(fn.Origin(), fact) {
			return nil
		}
		return fact
	}
	if !mentions(pass, imported) {
		return p, nil
	}
	p.worlds = sync.OnceValue(func() []*World { return worlds(pass, imported) })
	if !model.IsStd(pass.Pkg.Path()) { // the model speaks for it
		p.worlds()[0].export(pass)
	}
	return p, nil
}

// worlds returns the worlds of a package with what is known of their functions.
func worlds(pass *analysis.Pass, imported func(*types.Func) *Files) []*World {
	s := ssabuild.Of(pass).SSA()
	var list []*World
	for _, w := range s.Worlds() {
		world := &World{
			World: w, Flow: flow.Of(pass, w), SSA: s, imported: imported,
			table:     &table{summaries: make(map[*ssa.Function]*Summary)},
			byRoot:    make(map[*ssa.Function]map[ssa.Value][]flow.Use),
			implement: make(map[*types.Named][]types.Type),
		}
		world.solve()
		list = append(list, world)
	}
	return list
}

// export exports the facts about functions that another package can name.
// Those about generic functions are about their bodies, not their instances.
func (w *World) export(pass *analysis.Pass) {
	for _, fn := range w.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if f := w.table.files(fn); ok && f.known() && obj.Exported() && fn.Origin() == nil {
			pass.ExportObjectFact(obj, f)
		}
	}
}

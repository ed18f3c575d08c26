package vettool

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// An action is the run of one analyzer on the unit.
type action struct {
	analyzer    *analysis.Analyzer
	once        sync.Once
	result      any
	err         error
	diagnostics []analysis.Diagnostic // in the order in which they were reported
}

// An execution runs analyzers on a unit, each once.
type execution struct {
	unit    *unit
	facts   *factSet
	actions map[*analysis.Analyzer]*action
}

// execute runs the analyzers and what they require, in parallel, and returns
// the analyzers' actions in their order.
func execute(u *unit, facts *factSet, analyzers []*analysis.Analyzer) []*action {
	x := &execution{u, facts, make(map[*analysis.Analyzer]*action)}
	for _, a := range dag(analyzers) {
		x.actions[a] = &action{analyzer: a}
	}
	return x.all(analyzers)
}

func (x *execution) all(analyzers []*analysis.Analyzer) []*action {
	var wg sync.WaitGroup
	actions := make([]*action, len(analyzers))
	for i, a := range analyzers {
		actions[i] = x.actions[a]
		wg.Go(func() { actions[i].once.Do(func() { x.run(actions[i]) }) })
	}
	wg.Wait()
	return actions
}

func (x *execution) run(act *action) {
	inputs := make(map[*analysis.Analyzer]any)
	var failed []string
	for _, req := range x.all(act.analyzer.Requires) {
		if req.err != nil {
			failed = append(failed, req.err.Error())
		}
		inputs[req.analyzer] = req.result
	}
	if failed != nil {
		slices.Sort(failed)
		act.err = fmt.Errorf("%s: failed prerequisites: %s", act.analyzer.Name, strings.Join(failed, "; "))
		return
	}
	var err error
	if act.result, err = act.analyzer.Run(x.pass(act, inputs)); err != nil {
		act.err = fmt.Errorf("%s: %w", act.analyzer.Name, err)
	}
}

func (x *execution) pass(act *action, inputs map[*analysis.Analyzer]any) *analysis.Pass {
	u, facts := x.unit, x.facts
	types := make(map[reflect.Type]bool)
	for _, fact := range act.analyzer.FactTypes {
		types[reflect.TypeOf(fact)] = true
	}
	return &analysis.Pass{
		Analyzer:          act.analyzer,
		Fset:              u.fset,
		Files:             u.files,
		OtherFiles:        u.NonGoFiles,
		IgnoredFiles:      u.IgnoredFiles,
		Pkg:               u.pkg,
		TypesInfo:         u.info,
		TypesSizes:        u.sizes,
		Module:            u.module(),
		ResultOf:          inputs,
		ReadFile:          u.readFile,
		Report:            func(d analysis.Diagnostic) { act.diagnostics = append(act.diagnostics, d) },
		ImportObjectFact:  facts.ImportObjectFact,
		ExportObjectFact:  facts.ExportObjectFact,
		ImportPackageFact: facts.ImportPackageFact,
		ExportPackageFact: facts.ExportPackageFact,
		AllObjectFacts:    func() []analysis.ObjectFact { return facts.objectFacts(types) },
		AllPackageFacts:   func() []analysis.PackageFact { return facts.packageFacts(types) },
	}
}

// readFile implements [analysis.Pass.ReadFile]. Of Go files it returns what was
// parsed, and it refuses files that the pass does not list.
func (u *unit) readFile(name string) ([]byte, error) {
	if src, ok := u.sources[name]; ok {
		return bytes.Clone(src), nil
	}
	if slices.Contains(u.NonGoFiles, name) || slices.Contains(u.IgnoredFiles, name) {
		return os.ReadFile(name)
	}
	return nil, fmt.Errorf("ReadFile: %s is no file of package %s", name, u.ImportPath)
}

// withFacts returns those of the analyzers, and of what they require, that export
// facts.
func withFacts(analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	return slices.DeleteFunc(dag(analyzers), func(a *analysis.Analyzer) bool { return !hasFacts(a) })
}

func hasFacts(a *analysis.Analyzer) bool { return len(a.FactTypes) > 0 }

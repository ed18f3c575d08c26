package vettool

import (
	"fmt"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/report"
)

// guarded returns the analyzers as unitchecker is to run them: those of them
// that no other requires keep panics and suppressed findings to themselves, as
// in [tool.analyze].
func (t *tool) guarded() []*analysis.Analyzer {
	var required []*analysis.Analyzer
	for _, a := range t.Analyzers {
		required = append(required, dag(a.Requires)...)
	}
	list := slices.Clone(t.Analyzers)
	for i, a := range list {
		if !slices.Contains(required, a) {
			list[i] = guardedAnalyzer(a)
		}
	}
	return list
}

func guardedAnalyzer(a *analysis.Analyzer) *analysis.Analyzer {
	b := *a
	b.Run = func(pass *analysis.Pass) (result any, err error) {
		foreign := sync.OnceValue(func() *report.Foreign { return report.ParseForeign(pass.Fset, pass.Files) })
		p := *pass
		p.Report = func(d analysis.Diagnostic) {
			if !foreign().Suppresses(a, d.Pos) {
				pass.Report(d)
			}
		}
		err = guard(func() (err error) {
			result, err = a.Run(&p)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
		return result, nil
	}
	return &b
}

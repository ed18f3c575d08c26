package report

import (
	"fmt"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/version"
)

// Failed is the category of what is no finding, but tells that a check could not do its
// work. A diagnostic, unlike an analyzer's error, is handled alike by all drivers: it
// costs nobody else's findings, and where the go command keeps what a vettool prints it
// keeps this too.
const Failed = "failed"

// issues is where users tell us of failures.
const issues = "https://" + version.Path + "/issues"

// Run returns the Run of a check. If run fails or panics the check reports that, once and
// at the package clause, and nothing else.
func Run(run func(*analysis.Pass) (any, error)) func(*analysis.Pass) (any, error) {
	return func(pass *analysis.Pass) (result any, err error) {
		var found []analysis.Diagnostic
		held := *pass
		held.Report = func(d analysis.Diagnostic) { found = append(found, d) }
		err = guard.Call(func() (err error) {
			result, err = run(&held)
			return err
		})
		if err != nil {
			found = []analysis.Diagnostic{failure(pass, err)}
			result = &Result{GaveUp: true}
		}
		for _, d := range found {
			pass.Report(d)
		}
		return result, nil
	}
}

func failure(pass *analysis.Pass, err error) analysis.Diagnostic {
	path, _, _ := strings.Cut(pass.Pkg.Path(), " ") // " [p.test]" may follow
	return analysis.Diagnostic{
		Pos:      packageClause(pass),
		Category: Failed,
		Message: fmt.Sprintf("%s: %s; package %s, %s",
			pass.Analyzer.Name, strings.Join(strings.Fields(err.Error()), " "), path, version.Line()),
		URL: issues,
	}
}

// packageClause returns the position of the package clause in a file that a user has
// written, if there is one.
func packageClause(pass *analysis.Pass) token.Pos {
	for _, f := range pass.Files {
		if name := pass.Fset.File(f.FileStart).Name(); !strings.HasPrefix(filepath.Base(name), "_cgo_") {
			return f.Package
		}
	}
	if len(pass.Files) == 0 {
		return token.NoPos
	}
	return pass.Files[0].Package
}

// Package checktest runs a check over the corpus in testdata/src and holds its
// messages to the conventions of this project. It has too what the tests of other
// packages have in common: packages from source text, and go commands.
package checktest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gopitfalls/gopitfalls/internal/report"
)

// Run runs the check over packages of the corpus, compares its findings with
// their "want" comments, and checks each finding's form: see CONTRIBUTING.md.
// Loading what packages import is most of the work, and done once for all of them.
// With -short it does without facts about the standard library, and returns nothing.
func Run(t *testing.T, a *analysis.Analyzer, packages ...string) []*analysistest.Result {
	t.Helper()
	if testing.Short() {
		runShort(t, a, packages)
		return nil
	}
	neutralize()
	results := analysistest.Run(t, Testdata(), a, packages...)
	checkForms(t, a, results)
	return results
}

// RunFixes does the same and compares the files, with the suggested fixes of all
// findings applied, with their .golden files. The test is [Slow].
func RunFixes(t *testing.T, a *analysis.Analyzer, packages ...string) {
	t.Helper()
	Slow(t, "loads what the corpus imports once more")
	neutralize()
	checkForms(t, a, analysistest.RunWithSuggestedFixes(t, Testdata(), a, packages...))
}

// Facts runs an analyzer over packages of the corpus and compares its facts, and what
// it reports in its own form, with their "want" comments. The test is [Slow].
func Facts(t *testing.T, a *analysis.Analyzer, packages ...string) {
	t.Helper()
	Slow(t, "loads what the corpus imports once more")
	neutralize()
	analysistest.Run(t, Testdata(), a, packages...)
}

// Results runs an analyzer over packages of the corpus, whatever their "want" comments
// say.
func Results(a *analysis.Analyzer, packages ...string) []*analysistest.Result {
	neutralize()
	return analysistest.Run(quiet{}, Testdata(), a, packages...)
}

// neutralize makes [Neutral] what analysistest gives to the go command.
var neutralize = sync.OnceFunc(func() {
	for _, setting := range Neutral {
		name, value, _ := strings.Cut(setting, "=")
		os.Setenv(name, value)
	}
})

// Bare gives the check and all that it requires, until the test ends, passes without what
// drivers may leave out, and Bazel's nogo does: files other than the Go files of the
// package, and what is about the module. The test is [Slow].
func Bare(t *testing.T, a *analysis.Analyzer) {
	t.Helper()
	Slow(t, "loads what the corpus imports once more")
	seen := make(map[*analysis.Analyzer]bool)
	var strip func(a *analysis.Analyzer)
	strip = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		run := a.Run
		a.Run = func(pass *analysis.Pass) (any, error) {
			bare := *pass
			bare.ReadFile, bare.OtherFiles, bare.IgnoredFiles, bare.Module, bare.TypeErrors = nil, nil, nil, nil, nil
			return run(&bare)
		}
		t.Cleanup(func() { a.Run = run })
		for _, required := range a.Requires {
			strip(required)
		}
	}
	strip(a)
}

// quiet stands for a test that does not care whether findings are wanted.
type quiet struct{}

// Errorf does nothing.
func (quiet) Errorf(string, ...any) {}

func checkForms(t *testing.T, a *analysis.Analyzer, results []*analysistest.Result) {
	t.Helper()
	for _, result := range results {
		compareAlso(t, result.Action)
		for _, d := range result.Action.Diagnostics {
			checkForm(t, a, d)
		}
	}
}

func checkForm(t *testing.T, a *analysis.Analyzer, d analysis.Diagnostic) {
	t.Helper()
	if m := d.Message; len(m) > report.MaxMessage {
		t.Errorf("message of %d bytes, at most %d fit: %s", len(m), report.MaxMessage, m)
	} else if strings.HasSuffix(m, ".") || !strings.Contains(m, "; ") || strings.Contains(m, "\n") {
		t.Errorf("want one line, no full stop, and a remedy behind '; ': %s", m)
	}
	if d.Category == "" || strings.ContainsFunc(d.Category, func(r rune) bool { return !unicode.IsLower(r) }) {
		t.Errorf("category %q is not one lower-case word", d.Category)
	}
	heading := "# " + strings.ToUpper(d.Category[:1]) + d.Category[1:] + "\n"
	if !strings.Contains(a.Doc, heading) {
		t.Errorf("category %q has no heading in the documentation of %s", d.Category, a.Name)
	}
	for _, r := range d.Related {
		if strings.HasSuffix(r.Message, ".") {
			t.Errorf("related message ends in a full stop: %s", r.Message)
		}
	}
}

// Slow skips a test of which -short wants nothing, with the reason.
func Slow(tb testing.TB, reason string) {
	tb.Helper()
	if testing.Short() {
		tb.Skip("-short: " + reason)
	}
}

// Whole tells whether tests that compare much with much do so with all of it, and not with
// a part: GOPITFALLS_TESTS is "whole", as .ci/nightly sets it.
func Whole() bool { return os.Getenv("GOPITFALLS_TESTS") == "whole" }

// Nightly skips a test that is for [Whole] only, with the reason.
func Nightly(tb testing.TB, reason string) {
	tb.Helper()
	if !Whole() {
		tb.Skip("GOPITFALLS_TESTS is not whole: " + reason)
	}
}

// Program builds and runs a main package of the corpus, with a limit of a minute,
// and compares its exit status and a part of what it prints.
func Program(t *testing.T, pkg string, status int, output string) {
	t.Helper()
	exe := BuildProgram(t, pkg)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	program := exec.CommandContext(ctx, exe)
	out, err := program.CombinedOutput()
	if program.ProcessState == nil || program.ProcessState.ExitCode() != status || !strings.Contains(string(out), output) {
		t.Errorf("%s: %v, want status %d and %q in its output:\n%s", pkg, err, status, output, out)
	}
}

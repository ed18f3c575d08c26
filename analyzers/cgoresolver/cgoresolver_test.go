package cgoresolver_test

import (
	"go/types"
	"os/exec"
	"runtime"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/analyzers/cgoresolver"
	"github.com/gopitfalls/gopitfalls/internal/buildenv"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// setup lets the corpus be loaded as it is built with cgo, or skips the test.
func setup(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("gcc"); err != nil || runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skipf("%s: there is no choice of resolvers, or no cgo: %v", runtime.GOOS, err)
	}
	t.Setenv("CGO_ENABLED", "1")
}

func Test(t *testing.T) {
	checktest.Slow(t, "needs facts about package net")
	setup(t)
	checktest.Run(t, cgoresolver.Analyzer,
		"cgoresolver/ok/...", "cgoresolver/bad/...", "cgoresolver/generics/...", "cgoresolver/crosspkg/...")
}

func TestFix(t *testing.T) {
	setup(t)
	checktest.RunFixes(t, cgoresolver.Analyzer, "cgoresolver/fix/...")
}

// TestWithoutStdFacts checks that the check is silent under drivers that do not
// analyze the standard library.
func TestWithoutStdFacts(t *testing.T) {
	checktest.Slow(t, "loads what the corpus imports once more")
	setup(t)
	run := buildenv.Analyzer.Run
	defer func() { buildenv.Analyzer.Run = run }()
	buildenv.Analyzer.Run = func(pass *analysis.Pass) (any, error) {
		imported := pass.ImportPackageFact
		pass.ImportPackageFact = func(pkg *types.Package, fact analysis.Fact) bool {
			return !model.IsStd(pkg.Path()) && imported(pkg, fact)
		}
		return run(pass)
	}
	for _, result := range checktest.Results(cgoresolver.Analyzer, "cgoresolver/bad/...") {
		for _, d := range result.Action.Diagnostics {
			t.Errorf("%s: %s", result.Action.Package.PkgPath, d.Message)
		}
	}
}

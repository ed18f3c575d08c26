package analyzers_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	honnef "honnef.co/go/tools/analysis/report"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// corpus are the packages of the checks, the stories, and those of the engines.
func corpus() []string {
	list := []string{"stories/", "explore/", "leak/", "ssabuild/"}
	for _, a := range analyzers.All() {
		list = append(list, a.Name+"/")
	}
	return list
}

// TestOrder wants the same findings, byte by byte, with the same counter-examples, in
// whatever order the declarations and files of packages are, whatever else stands in
// them, and however many threads there are.
func TestOrder(t *testing.T) {
	checktest.Slow(t, "runs all checks over the corpus several times")
	c := checktest.ReadCorpus(t, corpus()...)
	want := everything(t, c.Load(t, nil))
	if len(want) < 300 {
		t.Fatalf("only %d findings in the corpus", len(want))
	}
	seeds := 2
	if checktest.Whole() {
		seeds = 4
	}
	for seed := range seeds {
		random := rand.New(rand.NewPCG(uint64(seed), 1))
		compare(t, fmt.Sprintf("seed %d", seed), want, withThreads(1<<seed, func() []string {
			return everything(t, c.Load(t, random))
		}))
	}
}

// TestCycles does the same, often, for packages with cycles of calls and of types, in
// which an order would show soonest.
func TestCycles(t *testing.T) {
	c := checktest.ReadCorpus(t, "orphanrecv/cycles", "abandonedsend/cycles", "connfile/cycles")
	want := everything(t, c.Load(t, nil))
	if len(want) == 0 {
		t.Fatal("nothing is found in cycles")
	}
	for seed := range 50 {
		var random *rand.Rand
		if seed%2 == 1 {
			random = rand.New(rand.NewPCG(uint64(seed), 2))
		}
		compare(t, fmt.Sprintf("seed %d", seed), want, withThreads(1+seed%8, func() []string {
			return everything(t, c.Load(t, random))
		}))
	}
}

// withThreads calls f with a number of threads.
func withThreads(n int, f func() []string) []string {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	return f()
}

// everything returns what all checks say of packages: findings with all that belongs to
// them, but for their fixes, whose edits are at offsets, and what they gave up. Functions
// that a shuffled corpus has more do not count.
func everything(t *testing.T, pkgs []*packages.Package) []string {
	t.Helper()
	graph, err := checker.Analyze(analyzers.All(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, act := range graph.Roots {
		if err := checktest.Failure(act); err != nil {
			t.Error(err)
			continue
		}
		result := act.Result.(*report.Result)
		if result.GaveUp {
			list = append(list, fmt.Sprintf("%s: %s gave up", act.Package.PkgPath, act.Analyzer.Name))
		}
		at := honnef.DisplayPosition
		for _, d := range act.Diagnostics {
			var b strings.Builder
			fmt.Fprintf(&b, "%v-%v: %s: %s (%s)", at(act.Package.Fset, d.Pos), at(act.Package.Fset, d.End), act.Analyzer.Name, d.Message, d.Category)
			for _, r := range d.Related {
				fmt.Fprintf(&b, "\n\t%v: %s", at(act.Package.Fset, r.Pos), r.Message)
			}
			for _, s := range result.Trace(d) {
				fmt.Fprintf(&b, "\n\t\t%v: %s: %s", at(act.Package.Fset, s.Pos), s.Goroutine, s.Message)
			}
			for _, f := range d.SuggestedFixes {
				fmt.Fprintf(&b, "\n\tfix: %s, %d edits", f.Message, len(f.TextEdits))
			}
			list = append(list, b.String())
		}
	}
	slices.Sort(list)
	return list
}

func compare(t *testing.T, what string, want, got []string) {
	t.Helper()
	for _, f := range want {
		if !slices.Contains(got, f) {
			t.Errorf("%s: missing: %s", what, f)
		}
	}
	for _, f := range got {
		if !slices.Contains(want, f) {
			t.Errorf("%s: more: %s", what, f)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d findings, want %d", what, len(got), len(want))
	}
}

package abandonedsend_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/abandonedsend"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// TestExplain asks why nothing is reported for each channel of a package.
func TestExplain(t *testing.T) {
	explain := abandonedsend.Analyzer.Flags.Lookup("explain")
	defer func(old string) { _ = explain.Value.Set(old) }("none.go:1")
	file := filepath.Join(checktest.Testdata(), "src/abandonedsend/explain/explain.go")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pkgs := checktest.Load(t, "abandonedsend/explain")
	n := 0
	for line := range strings.Lines(string(src)) {
		n++
		_, want, ok := strings.Cut(strings.TrimSpace(line), "// explain: ")
		if !ok {
			continue
		}
		if err := explain.Value.Set(fmt.Sprintf("explain/explain.go:%d", n)); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, act := range checktest.Analyze(t, abandonedsend.Analyzer, pkgs...) {
			for _, d := range act.Diagnostics {
				if d.Category == report.Explanation {
					got = append(got, strings.TrimSuffix(d.Message, "; -trace shows all 1"))
				}
			}
		}
		if len(got) != 1 || got[0] != want {
			t.Errorf("line %d: got %q, want %q", n, got, want)
		}
	}
	for _, bad := range []string{"", "x", "x.go", "x.go:0", "x.go:y"} {
		if explain.Value.Set(bad) == nil {
			t.Errorf("-explain=%s is accepted", bad)
		}
	}
}

package abandonedsend_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gopitfalls/gopitfalls/analyzers/abandonedsend"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// ignore is told which diagnostics the corpus does not expect.
type ignore struct{}

func (ignore) Errorf(string, ...any) {}

// TestExplain asks why nothing is reported for each channel of a package.
func TestExplain(t *testing.T) {
	explain := abandonedsend.Analyzer.Flags.Lookup("explain")
	defer func(old string) { _ = explain.Value.Set(old) }("none.go:1")
	file := filepath.Join(checktest.Testdata(), "src/abandonedsend/explain/explain.go")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
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
		for _, r := range analysistest.Run(ignore{}, checktest.Testdata(), abandonedsend.Analyzer, "abandonedsend/explain") {
			for _, d := range r.Action.Diagnostics {
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

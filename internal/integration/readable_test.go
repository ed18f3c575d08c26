package integration

import (
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// TestReadable looks at all counter-examples of the corpus as they are drawn for 80 columns:
// they fit, say something at each step, and end with what is marked as stuck.
func TestReadable(t *testing.T) {
	checktest.Slow(t, "runs the command over the corpus")
	out := run(t, checktest.Env(), []int{1}, binary, append([]string{"-fail-on=note", "-json", "-trace"}, corpusPackages()...)...)
	drawn := 0
	err := wire.Decode(strings.NewReader(out), func(tree wire.Tree) {
		for _, results := range tree {
			for check, r := range results {
				for _, d := range r.Diagnostics {
					if len(d.Trace) > 0 {
						drawn++
						checkDrawing(t, check, d)
					}
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if drawn < 300 {
		t.Errorf("only %d counter-examples are drawn", drawn)
	}
}

// checkDrawing looks at one counter-example.
func checkDrawing(t *testing.T, check string, d wire.Diagnostic) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(d.Drawing, "\n"), "\n")
	stuck := false
	for _, line := range lines {
		stuck = stuck || strings.Contains(line, "✗") || !strings.ContainsAny(d.Drawing, "│●") // one lane, or too many to draw
		switch {
		case show.Width(line) > 80:
			t.Errorf("%s: %s: %d columns: %s", d.Posn, check, show.Width(line), line)
		case strings.ContainsAny(line, "\t\x1b") || strings.TrimSpace(line) == "":
			t.Errorf("%s: %s: %q", d.Posn, check, line)
		}
	}
	if len(lines) < len(d.Trace) || !stuck {
		t.Errorf("%s: %s: %d lines for %d steps, of which the last is marked: %v\n%s", d.Posn, check, len(lines), len(d.Trace), stuck, d.Drawing)
	}
}

package checktest

import (
	"fmt"
	"go/token"
	"maps"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	honnef "honnef.co/go/tools/analysis/report"

	"github.com/gopitfalls/gopitfalls/internal/report"
)

// compareAlso compares the places beside those of the findings at which defects show
// with the comments "// also".
func compareAlso(t *testing.T, act *checker.Action) {
	t.Helper()
	at := func(pos token.Pos) string {
		p := honnef.DisplayPosition(act.Package.Fset, pos)
		return fmt.Sprintf("%s:%d", p.Filename, p.Line)
	}
	want := make(map[string]bool)
	for _, file := range act.Package.Syntax {
		for _, group := range file.Comments {
			for _, c := range group.List {
				if c.Text == "// also" {
					want[at(c.Pos())] = true
				}
			}
		}
	}
	result, ok := act.Result.(*report.Result)
	if !ok {
		return
	}
	for _, d := range act.Diagnostics {
		for _, r := range d.Related[:result.Also(d)] {
			if !want[at(r.Pos)] {
				t.Errorf("%s: the defect of %s shows here too, unexpected: %s", at(r.Pos), at(d.Pos), r.Message)
			}
			delete(want, at(r.Pos))
		}
	}
	for _, line := range slices.Sorted(maps.Keys(want)) {
		t.Errorf("%s: no finding says that its defect shows here too", line)
	}
}

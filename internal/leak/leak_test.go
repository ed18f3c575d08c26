package leak_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leak"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// probe returns a check that reports all leaks.
func probe(finding func(l *leak.Leak) report.Finding) *analysis.Analyzer {
	doc := "report all leaks\n\n# Leak\n\nAll.\n"
	for _, note := range leak.Notes {
		doc += "\n# " + strings.ToUpper(note[:1]) + note[1:] + "\n\nA note.\n"
	}
	return &analysis.Analyzer{
		Name: "probe", Doc: doc, Requires: leak.Requires, ResultType: report.ResultType,
		Run: func(pass *analysis.Pass) (any, error) {
			r := report.New(pass)
			leaks, _ := leak.Of(pass, r)
			for _, l := range leaks {
				r.Report(finding(l))
			}
			return r.Result(), nil
		},
	}
}

// uncured returns a leak for which no cure is known.
func uncured(l *leak.Leak) *leak.Leak {
	l.Cure = nil
	for _, m := range l.Also {
		m.Cure = nil
	}
	return l
}

func TestMessages(t *testing.T) {
	checktest.Run(t, probe(func(l *leak.Leak) report.Finding {
		uncured(l)
		return l.Finding("leak", "a remedy that is so long that there is no room for any evidence beside it, in no message of those that are here", "short")
	}), "leak/words")
}

// TestGroups has defects that show in several places.
func TestGroups(t *testing.T) {
	checktest.Run(t, probe(func(l *leak.Leak) report.Finding { return uncured(l).Finding("leak", "short") }), "leak/groups")
}

// TestLevels has leaks that are worth a note beside others that are worth a warning.
func TestLevels(t *testing.T) {
	var mu sync.Mutex
	var categories []string
	checktest.Run(t, probe(func(l *leak.Leak) report.Finding {
		f := uncured(l).Finding("leak", "a remedy for which there is no room in a message with the reason why it is no warning and the evidence beside it", "short")
		mu.Lock()
		defer mu.Unlock()
		categories = append(categories, f.Category)
		return f
	}), "leak/levels", "leak/examples/prog", "leak/examples/lib", "leak/exiting", "leak/commands")
	slices.Sort(categories)
	categories = slices.Compact(categories)
	if want := append([]string{"leak"}, leak.Notes...); len(categories) != len(want) || slices.ContainsFunc(want, func(c string) bool { return !slices.Contains(categories, c) }) {
		t.Errorf("categories: %q, want %q", categories, want)
	}
}

func TestFixes(t *testing.T) {
	checktest.RunFixes(t, probe(func(l *leak.Leak) report.Finding {
		return l.Finding("leak", "nothing helps")
	}), "leak/fix")
}

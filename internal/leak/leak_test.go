package leak_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/leak"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// probe returns a check that reports all leaks.
func probe(finding func(l *leak.Leak) report.Finding) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "probe", Doc: "report all leaks\n\n# Leak\n\nAll.", Requires: leak.Requires, ResultType: report.ResultType,
		Run: func(pass *analysis.Pass) (any, error) {
			r := report.New(pass)
			leaks, _ := leak.Of(pass)
			for _, l := range leaks {
				r.Report(finding(l))
			}
			return r.Result(), nil
		},
	}
}

func TestMessages(t *testing.T) {
	checktest.Run(t, probe(func(l *leak.Leak) report.Finding {
		l.Buffer = nil
		return l.Finding("leak", "a remedy that is so long that there is no room for any evidence beside it, in no message of those that are here", "short")
	}), "leak/words")
}

func TestFixes(t *testing.T) {
	checktest.RunFixes(t, probe(func(l *leak.Leak) report.Finding {
		l.Buffer = &explore.Buffer{Make: l.Chans[0].Made.(*ssa.MakeChan), Size: "1"}
		return l.Finding("leak", "add a buffer")
	}), "leak/fix")
}

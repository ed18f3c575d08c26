package orphanrecv

import (
	_ "embed"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/leak"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports goroutines that wait for what nobody sends.
var Analyzer = &analysis.Analyzer{
	Name:       "orphanrecv",
	Doc:        checkdoc.Must("orphanrecv", doc),
	URL:        checkdoc.URL("orphanrecv"),
	Requires:   leak.Requires,
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	leaks := leak.Report(pass, r, func(l *leak.Leak) report.Finding { return l.Finding(judge(l)) })
	found := make(map[token.Pos]bool)
	for _, l := range leaks {
		found[l.Pos] = true
		for _, m := range l.Also {
			found[m.Pos] = true
		}
	}
	tickers(pass, r, found)
	leak.Skipped(pass, r, false, found)
	return r.Result(), nil
}

// judge returns the category of a leak, and its remedy.
func judge(l *leak.Leak) (category, remedy string) {
	remedy = "send or close it on every path"
	if l.Op == explore.Range {
		remedy = "close " + l.Name + " when nothing more is sent"
	}
	source := l.Source()
	switch {
	case l.Op == explore.Forever:
		return "parked", "return, or wait for a channel that is closed"
	case l.Op == explore.Select:
		return "select", "close one of its channels on every path"
	case source == leak.Context:
		return "context", "cancel its context on every path"
	case source == leak.Timer:
		return "timer", "select on a done channel too"
	case !l.Go.IsValid():
		return "caller", remedy
	case l.Leave.Kind == explore.Blocked:
		return "blocked", "send or close where nothing waits for it"
	case l.Op == explore.Range:
		return "unclosed", remedy
	}
	return "unsent", remedy
}

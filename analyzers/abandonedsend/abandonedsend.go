package abandonedsend

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/leak"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports goroutines that nobody receives from.
var Analyzer = &analysis.Analyzer{
	Name:       "abandonedsend",
	Doc:        checkdoc.Must("abandonedsend", doc),
	URL:        checkdoc.URL("abandonedsend"),
	Requires:   leak.Requires,
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

var (
	explain *leak.Place
	blocked *leak.Places
)

func init() {
	report.Flags(Analyzer)
	explain = leak.ExplainFlag(&Analyzer.Flags)
	blocked = leak.BlockedFlag(&Analyzer.Flags)
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	leaks := leak.Report(pass, r, func(l *leak.Leak) report.Finding { return l.Finding(category(l), remedies(l)...) })
	unheededs(pass, r, leaks)
	leak.Explain(pass, r, explain)
	leak.Blocked(pass, r, *blocked)
	return r.Result(), nil
}

func category(l *leak.Leak) string {
	switch {
	case l.Op == explore.Select:
		return "select"
	case !l.Go.IsValid():
		return "caller"
	case l.Leave.Kind == explore.Blocked:
		return "blocked"
	case l.Leave.Kind == explore.Nobody:
		return "unreceived"
	}
	return "returned"
}

// remedies returns what can be done about a leak, each time in fewer words.
func remedies(l *leak.Leak) []string {
	switch {
	case l.Op == explore.Select:
		return []string{"add a case that ends it, such as a context's Done"}
	case l.Source() == leak.Fed:
		return []string{"receive until its channel is closed on every path", "receive on every path"}
	case l.Leave.Kind == explore.Blocked:
		return []string{"receive where nothing waits for the sender"}
	}
	return []string{"receive on every path, or select on a done channel too", "receive on every path"}
}

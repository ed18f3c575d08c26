package stuckwait

import (
	_ "embed"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/leak"
	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports goroutines that wait for ever for what package sync and the like count.
var Analyzer = &analysis.Analyzer{
	Name:       "stuckwait",
	Doc:        checkdoc.Must("stuckwait", doc),
	URL:        checkdoc.URL("stuckwait"),
	Requires:   append([]*analysis.Analyzer{lockset.Analyzer}, leak.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	known := make(map[token.Pos]bool)
	for _, l := range leak.Report(pass, r, func(l *leak.Leak) report.Finding { return l.Finding(judge(l)) }) {
		known[l.Pos] = true
	}
	leak.Skipped(pass, r, true, known)
	undone(pass, r, known)
	conditions(pass, r, known)
	return r.Result(), nil
}

// judge returns the category of a wait, and its remedy.
func judge(l *leak.Leak) (category, remedy string) {
	switch l.Op {
	case explore.Room:
		return "limit", "let those in the group end"
	case explore.Signal:
		return "condition", "signal it with its lock held"
	case explore.Once:
		return "once", "do not call Do in its own function"
	}
	return "group", "call Done on every path"
}

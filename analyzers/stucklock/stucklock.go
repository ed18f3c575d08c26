package stucklock

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

//go:embed doc.go
var doc string

// Analyzer reports locks that nobody gets any more.
var Analyzer = &analysis.Analyzer{
	Name:       "stucklock",
	Doc:        checkdoc.Must("stucklock", doc),
	URL:        checkdoc.URL("stucklock"),
	Requires:   append([]*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

// The categories of findings.
const (
	unreleased = "unreleased"
	twice      = "twice"
	recursive  = "recursive"
	unheld     = "unheld"
)

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if !lockset.Mentions(pass) {
		return r.Result(), nil
	}
	s := ssabuild.Of(pass).SSA()
	for _, world := range s.Worlds() {
		c := &checker{World: lockset.New(world, flow.Of(pass, world)), ssa: s, report: r}
		for _, fn := range world.Funcs {
			c.unreleased(fn)
			c.twice(fn)
			c.unheld(fn)
		}
		if c.GaveUp {
			r.GiveUp()
		}
	}
	return r.Result(), nil
}

// A checker looks at one world.
type checker struct {
	*lockset.World
	ssa    *ssabuild.SSA
	report *report.Reporter
}

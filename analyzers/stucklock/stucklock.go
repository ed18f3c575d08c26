package stucklock

import (
	_ "embed"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/leak"
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
	Requires:   append([]*analysis.Analyzer{lockset.Analyzer}, leak.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

// The categories of findings.
const (
	unreleased = "unreleased"
	twice      = "twice"
	recursive  = "recursive"
	order      = "order"
	held       = "held"
	unheld     = "unheld"
	test       = "test" // a note
)

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	c := new(checker)
	for _, world := range lockset.Of(pass).Worlds() {
		c.ssa, c.World = ssabuild.Of(pass).SSA(), world
		for _, fn := range world.Funcs {
			c.unreleased(fn)
			c.twice(fn)
			c.unheld(fn)
			c.held(fn)
			c.silent(fn)
		}
		c.orders()
		if c.GaveUp {
			r.GiveUp()
		}
	}
	leak.Report(pass, r, c.stuck)
	for _, m := range c.mistakes {
		if !m.told {
			r.Report(m.Finding)
		}
	}
	return r.Result(), nil
}

// A checker looks at one package, world by world.
type checker struct {
	*lockset.World
	ssa      *ssabuild.SSA
	mistakes []*mistake
}

// A mistake is what one function does wrong, whoever suffers from it.
type mistake struct {
	report.Finding
	taken   token.Pos       // of the call that took the lock
	by      *ssa.Function   // that keeps it; nil if it takes it again
	blocked token.Pos       // of the call that takes it again
	call    ssa.Instruction // by which the function comes to that
	waits   bool            // for a group, with the lock held
	turned  *[2]token.Pos   // the same two of a second function that takes two locks the other way round
	told    bool            // with a goroutine that blocks there
}

// add adds a mistake; the instances of a generic function make one together. What a test does
// wrong goes when the tests end.
func (c *checker) add(m mistake) {
	if !c.ssa.Worlds()[0].Owns(m.Range.Pos()) {
		m.Category = test
	}
	if !slices.ContainsFunc(c.mistakes, func(o *mistake) bool {
		return o.Range.Pos() == m.Range.Pos() && o.Category == m.Category && o.taken == m.taken
	}) {
		c.mistakes = append(c.mistakes, &m)
	}
}

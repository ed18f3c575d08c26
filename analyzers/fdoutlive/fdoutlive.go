package fdoutlive

import (
	_ "embed"
	"go/build"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports numbers of descriptors that outlive their owner.
var Analyzer = &analysis.Analyzer{
	Name:       "fdoutlive",
	Doc:        checkdoc.Must("fdoutlive", doc),
	URL:        checkdoc.URL("fdoutlive"),
	Requires:   append([]*analysis.Analyzer{lifetime.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

// The categories of findings.
const (
	dropped    = "dropped"
	closed     = "closed"
	callback   = "callback"
	flock      = "flock"
	state      = "state"
	recordlock = "recordlock"
	twoowners  = "twoowners"
	child      = "child"
)

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if build.Default.GOOS == "windows" { // where handles are not numbers that are used again at once
		r.GiveUp()
		return r.Result(), nil
	}
	lifetime.Visit(pass, func(world *lifetime.World) {
		c := &checker{World: world, report: r, owners: make(map[ssa.Value]bool)}
		for _, fn := range world.Funcs {
			c.outlived(fn)
			c.twoOwners(fn)
			c.lostLocks(fn)
			c.childNumbers(fn)
		}
	})
	return r.Result(), nil
}

// A checker looks at one world.
type checker struct {
	*lifetime.World
	report *report.Reporter
	owners map[ssa.Value]bool // whose number was reported
}

// outlived reports the numbers that outlive their owner, one an owner.
func (c *checker) outlived(fn *ssa.Function) {
	for _, n := range c.Numbers(fn) {
		o := c.Outlived(n)
		if o == nil || c.owners[o.Owner] || !c.Owns(o.Hold.Instr.Pos()) {
			continue
		}
		c.owners[o.Owner] = true
		c.report.Report(c.outlivedFinding(o))
	}
}

// twoOwners reports descriptors that two close.
func (c *checker) twoOwners(fn *ssa.Function) {
	for _, t := range c.TwoOwners(fn) {
		if c.Owns(t.Second.Pos()) {
			c.report.Report(c.twoOwnersFinding(t))
		}
	}
}

// childNumbers reports numbers that children are told, which lead to nothing there.
func (c *checker) childNumbers(fn *ssa.Function) {
	for _, n := range c.ChildNumbers(fn) {
		if c.Owns(n.Call.Pos()) {
			c.report.Report(c.childFinding(n))
		}
	}
}

// lostLocks reports locks of fcntl(2) that end when their file is closed for another
// reason.
func (c *checker) lostLocks(fn *ssa.Function) {
	for _, l := range c.LostLocks(fn) {
		if c.Owns(l.Open.Pos()) {
			c.report.Report(c.lostLockFinding(l))
		}
	}
}

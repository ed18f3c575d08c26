package connfile

import (
	_ "embed"
	"go/build"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports connections that suffer from what is done with their File.
var Analyzer = &analysis.Analyzer{
	Name:       "connfile",
	Doc:        checkdoc.Must("connfile", doc),
	URL:        checkdoc.URL("connfile"),
	Requires:   append([]*analysis.Analyzer{lifetime.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

// handoffFlag asks for every hand-off, not only those after which this process
// goes on using the connection.
const handoffFlag = "handoff"

func init() {
	report.Flags(Analyzer)
	Analyzer.Flags.Bool(handoffFlag, false, "report every File that goes to a child process, not only those of connections still in use")
}

// The categories of findings.
const (
	blocking = "blocking"
	leak     = "leak"
	handoff  = "handoff"
)

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if !nonblockingSockets() {
		r.GiveUp() // a directive may be needed elsewhere
		return r.Result(), nil
	}
	lifetime.Visit(pass, func(world *lifetime.World) {
		c := &checker{World: world, pass: pass, report: r, reported: make(map[*ssa.Call]bool)}
		for _, fn := range world.Funcs {
			c.blocking(fn)
			c.blockingByNumber(fn)
			c.passedOn(fn)
		}
		for _, fn := range world.Funcs {
			for _, d := range world.Dups(fn) {
				if c.reported[d.Call] || !world.Owns(d.Call.Pos()) {
					continue // one diagnostic a file
				}
				c.handoff(d)
				c.leak(d)
			}
		}
	})
	return r.Result(), nil
}

// nonblockingSockets reports whether Fd on the target system makes a socket
// blocking. Which files are compiled depends on GOOS, so it is part of every
// driver's cache key.
func nonblockingSockets() bool {
	switch build.Default.GOOS {
	case "windows", "plan9", "js", "wasip1":
		return false
	}
	return true
}

// A checker looks at one world.
type checker struct {
	*lifetime.World
	pass     *analysis.Pass
	report   *report.Reporter
	reported map[*ssa.Call]bool // calls of File whose connection was reported
}

// blocking reports the calls in fn that make a connection blocking.
func (c *checker) blocking(fn *ssa.Function) {
	for _, site := range c.FdSites(fn) {
		d := c.Unblocked(site)
		if d == nil {
			continue
		}
		c.reported[d.Call] = true
		if c.Owns(site.Call.Pos()) {
			c.report.Report(c.blockingFinding(d, site))
		}
	}
}

// blockingByNumber reports the calls in fn that make a connection blocking by a
// number that it got from the connection's RawConn.
func (c *checker) blockingByNumber(fn *ssa.Function) {
	for _, site := range c.ModeSites(fn) {
		if c.Owns(site.Call.Pos()) && c.LeavesBlocking(site) {
			c.report.Report(c.modeFinding(site))
		}
	}
}

// passedOn reports the connections that are left blocking by functions to which fn passes
// them.
func (c *checker) passedOn(fn *ssa.Function) {
	for _, p := range c.PassedOn(fn) {
		if c.Owns(p.Dup.Call.Pos()) && c.Suffers(p) {
			c.report.Report(c.passedFinding(p))
		}
	}
}

// handoff reports a connection that goes on being used here while its File
// goes to a child process.
func (c *checker) handoff(d *sharing.Dup) {
	at := c.HandedOff(d)
	if at == nil {
		return
	}
	all := c.pass.Analyzer.Flags.Lookup(handoffFlag).Value.String() == "true" && !c.ClosedAfter(d, at)
	if all || c.ServedAfter(d, at) || c.ServedElsewhere(d) != nil {
		c.report.Report(c.handoffFinding(d, at))
	}
}

// leak reports a File that nobody closes.
func (c *checker) leak(d *sharing.Dup) {
	if c.Leaked(d) {
		c.report.Report(c.leakFinding(d))
	}
}

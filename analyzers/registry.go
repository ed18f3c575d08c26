package analyzers

import (
	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/analyzers/abandonedsend"
	"github.com/gopitfalls/gopitfalls/analyzers/cgoresolver"
	"github.com/gopitfalls/gopitfalls/analyzers/connfile"
	"github.com/gopitfalls/gopitfalls/analyzers/endlessloop"
	"github.com/gopitfalls/gopitfalls/analyzers/fddeadline"
	"github.com/gopitfalls/gopitfalls/analyzers/fdoutlive"
	"github.com/gopitfalls/gopitfalls/analyzers/gofork"
	"github.com/gopitfalls/gopitfalls/analyzers/ignoredirective"
	"github.com/gopitfalls/gopitfalls/analyzers/iotimeout"
	"github.com/gopitfalls/gopitfalls/analyzers/maxthreads"
	"github.com/gopitfalls/gopitfalls/analyzers/nilchan"
	"github.com/gopitfalls/gopitfalls/analyzers/orphanrecv"
	"github.com/gopitfalls/gopitfalls/analyzers/resolverdial"
	"github.com/gopitfalls/gopitfalls/analyzers/stucklock"
	"github.com/gopitfalls/gopitfalls/analyzers/stuckpipe"
	"github.com/gopitfalls/gopitfalls/analyzers/stuckwait"
	"github.com/gopitfalls/gopitfalls/analyzers/undrained"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// All returns every analyzer of the suite, in alphabetical order. Each front
// end takes its analyzers from here.
func All() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		abandonedsend.Analyzer,
		cgoresolver.Analyzer,
		connfile.Analyzer,
		endlessloop.Analyzer,
		fddeadline.Analyzer,
		fdoutlive.Analyzer,
		gofork.Analyzer,
		ignoredirective.Analyzer,
		iotimeout.Analyzer,
		maxthreads.Analyzer,
		nilchan.Analyzer,
		orphanrecv.Analyzer,
		resolverdial.Analyzer,
		stucklock.Analyzer,
		stuckpipe.Analyzer,
		stuckwait.Analyzer,
		undrained.Analyzer,
	}
}

// ForGolangciLint returns them for golangci-lint, which applies comments //nolint itself
// and complains of those without effect: for the whole process they are left to it, as
// far as it understands them.
func ForGolangciLint() []*analysis.Analyzer {
	report.InGolangciLint()
	return All()
}

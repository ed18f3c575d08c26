package analyzers

import (
	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/analyzers/connfile"
	"github.com/gopitfalls/gopitfalls/analyzers/ignoredirective"
	"github.com/gopitfalls/gopitfalls/analyzers/nilchan"
)

// All returns every analyzer of the suite, in alphabetical order. Each front
// end takes its analyzers from here.
func All() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		connfile.Analyzer,
		ignoredirective.Analyzer,
		nilchan.Analyzer,
	}
}

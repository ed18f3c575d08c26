package nilchan_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gopitfalls/gopitfalls/analyzers/nilchan"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
)

func Test(t *testing.T) {
	results := checktest.Run(t, nilchan.Analyzer, "nilchan/ok", "nilchan/bad", "nilchan/generics", "nilchan/world")
	t.Run("Proof", func(t *testing.T) { proof(t, results) })
}

// TestAssembly checks that what code in other languages may set is not taken to be nil,
// whether a driver tells of its files or not.
func TestAssembly(t *testing.T) {
	checktest.Run(t, nilchan.Analyzer, "nilchan/assembly")
	checktest.Bare(t, nilchan.Analyzer)
	checktest.Run(t, nilchan.Analyzer, "nilchan/assembly")
}

// proof runs the corpus under Go's goroutine leak profile: each line that is
// reported is one at which a goroutine was seen to block for ever or to panic.
func proof(t *testing.T, results []*analysistest.Result) {
	leakproof.Prove(t, results, map[string]string{
		"nilchan/bad/bad.go: defer close(ch)": "the deferred call panics at the end of the function",
	}, "nilchan/ok", "nilchan/bad", "nilchan/generics")
}

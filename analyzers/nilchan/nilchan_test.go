package nilchan_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/nilchan"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
)

func Test(t *testing.T) {
	checktest.Run(t, nilchan.Analyzer, "nilchan/ok", "nilchan/bad", "nilchan/generics", "nilchan/world")
}

// TestAssembly checks that what code in other languages may set is not taken to be nil,
// whether a driver tells of its files or not.
func TestAssembly(t *testing.T) {
	checktest.Run(t, nilchan.Analyzer, "nilchan/assembly")
	checktest.Bare(t, nilchan.Analyzer)
	checktest.Run(t, nilchan.Analyzer, "nilchan/assembly")
}

// TestProof runs the corpus under Go's goroutine leak profile: each line that is
// reported is one at which a goroutine was seen to block for ever or to panic.
func TestProof(t *testing.T) {
	leakproof.Prove(t, nilchan.Analyzer, map[string]string{
		"nilchan/bad/bad.go: defer close(ch)": "the deferred call panics at the end of the function",
	}, "nilchan/bad", "nilchan/generics")
}

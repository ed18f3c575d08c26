package stuckpipe_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/stuckpipe"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
)

var folders = []string{"stuckpipe/ok", "stuckpipe/bad", "stuckpipe/generics"}

func Test(t *testing.T) {
	results := checktest.Run(t, stuckpipe.Analyzer, append(folders, "stuckpipe/world")...)
	// The corpus under the leak profile: each line that is reported is one at which a
	// goroutine was seen to block for ever.
	t.Run("Proof", func(t *testing.T) { leakproof.Prove(t, results, nil, folders...) })
	t.Run("ProofFixed", func(t *testing.T) { leakproof.ProveFixed(t, results, nil, "stuckpipe/bad") })
}

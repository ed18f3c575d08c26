package stucklock_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/stucklock"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
)

func Test(t *testing.T) {
	results := checktest.Run(t, stucklock.Analyzer, "stucklock/ok", "stucklock/bad", "stucklock/generics", "stucklock/twice", "stucklock/history")
	t.Run("Proof", func(t *testing.T) { leakproof.Prove(t, results, nil, "stucklock/twice", "stucklock/history") })
}

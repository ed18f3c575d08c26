package abandonedsend_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/abandonedsend"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
)

var folders = []string{
	"abandonedsend/ok", "abandonedsend/bad", "abandonedsend/generics", "abandonedsend/mutants", "abandonedsend/errgroup", "abandonedsend/pools", "abandonedsend/client", "abandonedsend/unheeded",
	"abandonedsend/sem_chan", "abandonedsend/sem_ctx", "abandonedsend/sem_data", "abandonedsend/sem_func", "abandonedsend/sem_sync",
}

func Test(t *testing.T) {
	results := checktest.Run(t, abandonedsend.Analyzer, append(folders, "abandonedsend/world", "abandonedsend/cycles", "abandonedsend/crosspkg/user")...)
	// The corpus under Go's goroutine leak profile: each line that is reported is one at
	// which a goroutine was seen to block for ever.
	t.Run("Proof", func(t *testing.T) { leakproof.Prove(t, results, nil, folders...) })
	// With the suggested fixes nobody blocks there any more.
	t.Run("Fixed", func(t *testing.T) { leakproof.ProveFixed(t, results, nil, folders...) })
}

package abandonedsend_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/abandonedsend"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
)

var folders = []string{
	"abandonedsend/ok", "abandonedsend/bad", "abandonedsend/generics", "abandonedsend/mutants", "abandonedsend/errgroup",
	"abandonedsend/sem_chan", "abandonedsend/sem_ctx", "abandonedsend/sem_data", "abandonedsend/sem_func", "abandonedsend/sem_sync",
}

func Test(t *testing.T) {
	for _, folder := range folders {
		t.Run(folder, func(t *testing.T) { checktest.Run(t, abandonedsend.Analyzer, folder) })
	}
	checktest.Run(t, abandonedsend.Analyzer, "abandonedsend/world")
}

// TestProof runs the corpus under Go's goroutine leak profile: each line that is
// reported is one at which a goroutine was seen to block for ever.
func TestProof(t *testing.T) {
	leakproof.Prove(t, abandonedsend.Analyzer, nil, folders...)
}

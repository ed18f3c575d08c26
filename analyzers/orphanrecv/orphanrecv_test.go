package orphanrecv_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/orphanrecv"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
)

var folders = []string{
	"orphanrecv/ok", "orphanrecv/bad", "orphanrecv/generics", "orphanrecv/mutants", "orphanrecv/passed", "orphanrecv/client", "orphanrecv/panics",
	"orphanrecv/sem_chan", "orphanrecv/sem_ctx", "orphanrecv/sem_end", "orphanrecv/sem_sync", "orphanrecv/sem_test", "orphanrecv/onlyrange",
	"orphanrecv/mainblock", "orphanrecv/mainleak", "orphanrecv/mainok/parked", "orphanrecv/mainok/returns", "orphanrecv/mainok/signals",
}

// unproved are folders that are not run under Go's goroutine leak profile, with reasons.
var unproved = map[string]string{
	"orphanrecv/sem_test":                  "its functions need a *testing.T",
	"orphanrecv/client/ticks.go: select {": "the goroutine that the ticker wakes keeps the object, which it does nothing about",

	"orphanrecv/mainblock":      "a program of its own, which ends in a deadlock",
	"orphanrecv/mainleak":       "a program of its own, which ends in a deadlock",
	"orphanrecv/mainok/parked":  "a program of its own, which does not end",
	"orphanrecv/mainok/returns": "a program of its own, which ends by itself",
	"orphanrecv/mainok/signals": "a program of its own, which waits for a signal",
}

func Test(t *testing.T) {
	results := checktest.Run(t, orphanrecv.Analyzer, append(folders, "orphanrecv/world", "orphanrecv/cycles", "orphanrecv/crosspkg/refused", "orphanrecv/crosspkg/getter")...)
	// The corpus under the leak profile: each line that is reported is one at which a
	// goroutine was seen to block for ever.
	t.Run("Proof", func(t *testing.T) { leakproof.Prove(t, results, unproved, folders...) })
	// With the suggested fixes nobody blocks there any more.
	t.Run("Fixed", func(t *testing.T) { leakproof.ProveFixed(t, results, unproved, folders...) })
}

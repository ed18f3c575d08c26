package stuckwait_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/stuckwait"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
	"github.com/gopitfalls/gopitfalls/internal/refused"
)

var folders = []string{"stuckwait/ok", "stuckwait/bad", "stuckwait/generics", "stuckwait/client", "stuckwait/panics"}

func Test(t *testing.T) {
	results := checktest.Run(t, stuckwait.Analyzer, append(folders, "stuckwait/crosspkg/user", "stuckwait/undone", "stuckwait/tokens", "stuckwait/unwoken")...)
	// The corpus under the leak profile: each line that is reported is one at which a
	// goroutine was seen to block for ever.
	checktest.RunFixes(t, stuckwait.Analyzer, "stuckwait/fix", "stuckwait/fixdone")
	t.Run("Proof", func(t *testing.T) { leakproof.Prove(t, results, nil, folders...) })
}

func TestFacts(t *testing.T) { checktest.Facts(t, refused.Analyzer, "stuckwait/crosspkg/pool") }

package stucklock_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/stucklock"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/leakproof"
	"github.com/gopitfalls/gopitfalls/internal/lockset"
)

var folders = []string{"stucklock/ok", "stucklock/bad", "stucklock/generics", "stucklock/twice", "stucklock/history", "stucklock/stuck", "stucklock/client", "stuckwait/ok"}

// unproved are folders that are not run under Go's goroutine leak profile, and lines that are
// not seen there, with reasons.
var unproved = map[string]string{
	"stucklock/ok":       "most of its functions want arguments that only their callers have; what it must not be is reported",
	"stucklock/bad":      "a finding stands where a lock is kept, and who blocks is the next one to take it; an unlock of what is not locked ends the program",
	"stucklock/generics": "as bad",
	"stucklock/history":  "as bad",

	"stucklock/twice/bad.go: func() {":       "the profile has the line at which the call of the literal ends",
	"stucklock/twice/bad.go: defer p.next()": "the profile has the end of the function",
}

func Test(t *testing.T) {
	results := checktest.Run(t, stucklock.Analyzer, append(folders, "stucklock/crosspkg/user")...)
	checktest.RunFixes(t, stucklock.Analyzer, "stucklock/fix")
	t.Run("Proof", func(t *testing.T) { leakproof.Prove(t, results, unproved, folders...) })
}

func TestFacts(t *testing.T) { checktest.Facts(t, lockset.Analyzer, "stucklock/crosspkg/store") }

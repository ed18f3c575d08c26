package endlessloop_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/endlessloop"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/endless"
)

// TestFixes compares the changes of loops with those that somebody would make.
func TestFixes(t *testing.T) { checktest.RunFixes(t, endlessloop.Analyzer, "endlessloop/fix") }

func Test(t *testing.T) {
	checktest.Run(t, endlessloop.Analyzer, "endlessloop/ok", "endlessloop/bad", "endlessloop/generics", "endlessloop/cycles", "endlessloop/crosspkg/user", "endlessloop/history/before", "endlessloop/history/after", "endlessloop/run")
}

// TestFacts compares what other packages are told with what the corpus says.
func TestFacts(t *testing.T) {
	checktest.Facts(t, endless.Analyzer, "endlessloop/crosspkg/feed")
}

// TestRun runs loops that are reported, and twins: the first go on, the others end.
func TestRun(t *testing.T) {
	checktest.Slow(t, "runs a program")
	checktest.Program(t, "endlessloop/run", 0, "all went as told")
}

package fdoutlive_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/fdoutlive"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, fdoutlive.Analyzer,
		"fdoutlive/ok", "fdoutlive/bad", "fdoutlive/wrappers/...", "fdoutlive/fields/...", "fdoutlive/child/...", "fdoutlive/generics", "fdoutlive/crosspkg/user", "fdoutlive/history/...", "fdoutlive/run/...")
}

func TestFix(t *testing.T) {
	checktest.RunFixes(t, fdoutlive.Analyzer, "fdoutlive/fix")
}

// TestPrograms runs programs that lose their descriptors, of each category one at
// least, and beside each one that does not.
func TestPrograms(t *testing.T) {
	for _, category := range []string{"dropped", "field", "closed", "callback", "flock", "state", "twoowners", "wrapper", "child", "methods", "onerror"} {
		t.Run(category, func(t *testing.T) {
			t.Parallel()
			bad, ok := "fdoutlive/run/"+category+"/bad", "fdoutlive/run/"+category+"/ok"
			checktest.Program(t, bad, 1, "descriptor lost")
			checktest.Program(t, ok, 0, "descriptor alive")
		})
	}
	t.Run("recordlock", func(t *testing.T) {
		t.Parallel()
		checktest.Program(t, "fdoutlive/run/recordlock/bad", 1, "lock lost")
		checktest.Program(t, "fdoutlive/run/recordlock/ok", 0, "lock held")
	})
}

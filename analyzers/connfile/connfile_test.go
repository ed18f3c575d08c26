package connfile_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/connfile"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, connfile.Analyzer,
		"connfile/ok", "connfile/bad", "connfile/generics", "connfile/world", "connfile/crosspkg/user", "connfile/cycles/user", "connfile/helpers/...", "connfile/history/...", "connfile/run/...")
}

// TestPrograms runs programs whose connection becomes blocking, and their twins.
func TestPrograms(t *testing.T) {
	for _, program := range []struct{ name, bad, ok string }{
		{"number", "deadline missed", "deadline fired"},
		{"helper", "deadline missed", "deadline fired"},
		{"handoff", "Close hangs", "Close returned"},
	} {
		t.Run(program.name, func(t *testing.T) {
			t.Parallel()
			checktest.Program(t, "connfile/run/"+program.name+"/bad", 1, program.bad)
			checktest.Program(t, "connfile/run/"+program.name+"/ok", 0, program.ok)
		})
	}
}

func TestFix(t *testing.T) {
	checktest.RunFixes(t, connfile.Analyzer, "connfile/fix")
}

// TestFixBare checks that the fix needs no ReadFile.
func TestFixBare(t *testing.T) {
	checktest.Bare(t, connfile.Analyzer)
	checktest.RunFixes(t, connfile.Analyzer, "connfile/fix")
}

func TestHandoffFlag(t *testing.T) {
	checktest.Slow(t, "loads what the corpus imports once more")
	set := func(value string) {
		if err := connfile.Analyzer.Flags.Set("handoff", value); err != nil {
			t.Fatal(err)
		}
	}
	set("true")
	defer set("false")
	checktest.Run(t, connfile.Analyzer, "connfile/allhandoffs")
}

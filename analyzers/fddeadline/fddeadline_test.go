package fddeadline_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/fddeadline"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, fddeadline.Analyzer,
		"fddeadline/ok", "fddeadline/bad", "fddeadline/wrapped", "fddeadline/generics", "fddeadline/crosspkg/user", "fddeadline/crosspkg/devs", "fddeadline/history/...", "fddeadline/run/...")
}

// TestPrograms runs programs whose deadline does not fire or whose Close does not wake
// a Read, and their twins.
func TestPrograms(t *testing.T) {
	for _, program := range []struct{ name, bad, ok string }{
		{"pipe", "deadline missed", "deadline fired"},
		{"field", "deadline missed", "deadline fired"},
		{"opened", "deadline missed", "deadline fired"},
		{"close", "Read not woken", "Read woken"},
		{"meanwhile", "Read not woken", "Read woken"},
		{"opener", "Read not woken", "Read woken"},
	} {
		t.Run(program.name, func(t *testing.T) {
			t.Parallel()
			checktest.Program(t, "fddeadline/run/"+program.name+"/bad", 1, program.bad)
			checktest.Program(t, "fddeadline/run/"+program.name+"/ok", 0, program.ok)
		})
	}
}

func TestFix(t *testing.T) {
	checktest.RunFixes(t, fddeadline.Analyzer, "fddeadline/fix")
}

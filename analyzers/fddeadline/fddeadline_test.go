package fddeadline_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/fddeadline"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, fddeadline.Analyzer,
		"fddeadline/ok", "fddeadline/bad", "fddeadline/generics", "fddeadline/crosspkg/user", "fddeadline/crosspkg/devs", "fddeadline/run/...")
}

// TestPrograms runs programs whose deadline does not fire, and their twins.
func TestPrograms(t *testing.T) {
	for _, program := range []string{"pipe", "field", "opened"} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			bad, ok := "fddeadline/run/"+program+"/bad", "fddeadline/run/"+program+"/ok"
			checktest.Program(t, bad, 1, "deadline missed")
			checktest.Program(t, ok, 0, "deadline fired")
		})
	}
}

package undrained_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/undrained"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, undrained.Analyzer, "undrained/ok", "undrained/bad", "undrained/generics", "undrained/crosspkg/user", "undrained/crosspkg/reader")
}

// TestTests has what is reported only if a flag asks for it.
func TestTests(t *testing.T) {
	set := func(value string) {
		if err := undrained.Analyzer.Flags.Set("tests", value); err != nil {
			t.Fatal(err)
		}
	}
	set("true")
	defer set("false")
	checktest.Run(t, undrained.Analyzer, "undrained/tests")
}

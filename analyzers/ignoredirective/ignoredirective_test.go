package ignoredirective_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/ignoredirective"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, ignoredirective.Analyzer,
		"ignoredirective/ok", "ignoredirective/bad", "ignoredirective/generics", "ignoredirective/constrained")
}

// TestBare checks that no directive is called useless by a driver that does not tell
// which files are left out.
func TestBare(t *testing.T) {
	checktest.Bare(t, ignoredirective.Analyzer)
	checktest.Run(t, ignoredirective.Analyzer, "ignoredirective/ok", "ignoredirective/constrained")
}

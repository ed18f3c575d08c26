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

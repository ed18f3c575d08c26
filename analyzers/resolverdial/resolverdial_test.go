package resolverdial_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/resolverdial"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, resolverdial.Analyzer,
		"resolverdial/ok", "resolverdial/prefer", "resolverdial/bad", "resolverdial/world", "resolverdial/generics")
}

func TestFix(t *testing.T) {
	checktest.RunFixes(t, resolverdial.Analyzer, "resolverdial/fix")
}

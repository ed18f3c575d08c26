package gofork_test

import (
	"go/build"
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/gofork"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, gofork.Analyzer, "gofork/ok", "gofork/bad", "gofork/generics", "gofork/proof/bad", "gofork/proof/fixed")
}

func TestCgo(t *testing.T) {
	checktest.Slow(t, "runs cmd/cgo")
	needCgo(t)
	checktest.Run(t, gofork.Analyzer, "gofork/cgook", "gofork/cgoinit", "gofork/cgobad")
}

func TestLibrariesFlag(t *testing.T) {
	checktest.Slow(t, "runs cmd/cgo")
	needCgo(t)
	set := func(value string) {
		if err := gofork.Analyzer.Flags.Set("libraries", value); err != nil {
			t.Fatal(err)
		}
	}
	set("true")
	defer set("false")
	checktest.Run(t, gofork.Analyzer, "gofork/library")
}

// needCgo skips a test where the go command does without C.
func needCgo(t *testing.T) {
	t.Helper()
	if !build.Default.CgoEnabled {
		t.Skip("no cgo: CGO_ENABLED=0, or there is no C compiler")
	}
}

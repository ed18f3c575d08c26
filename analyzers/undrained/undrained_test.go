package undrained_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/undrained"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, undrained.Analyzer, "undrained/ok", "undrained/bad", "undrained/generics")
}

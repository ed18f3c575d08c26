package undrained_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/undrained"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/obligation"
)

func Test(t *testing.T) {
	checktest.Run(t, undrained.Analyzer, "undrained/ok", "undrained/bad", "undrained/generics", "undrained/crosspkg/user")
}

func TestFacts(t *testing.T) { checktest.Facts(t, obligation.Analyzer, "undrained/crosspkg/pump") }

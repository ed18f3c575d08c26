package obligation_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/obligation"
)

func TestFacts(t *testing.T) {
	checktest.Facts(t, obligation.Analyzer, "undrained/crosspkg/pump", "undrained/crosspkg/outlet")
}

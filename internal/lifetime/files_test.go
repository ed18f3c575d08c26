package lifetime

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func TestFacts(t *testing.T) {
	checktest.Facts(t, Analyzer, "connfile/crosspkg/files", "fdoutlive/crosspkg/sock", "fdoutlive/crosspkg/poll")
}

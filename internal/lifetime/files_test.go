package lifetime

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func TestFacts(t *testing.T) {
	analysistest.Run(t, checktest.Testdata(), Analyzer, "connfile/crosspkg/files", "fdoutlive/crosspkg/sock", "fdoutlive/crosspkg/poll")
}

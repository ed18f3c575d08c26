package lifetime

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

func TestFacts(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, testdata, Analyzer, "connfile/crosspkg/files", "fdoutlive/crosspkg/sock", "fdoutlive/crosspkg/poll")
}

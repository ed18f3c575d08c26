package feeds_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/explore/feeds"
)

func TestFacts(t *testing.T) {
	checktest.Facts(t, feeds.Analyzer, "abandonedsend/crosspkg/source")
}

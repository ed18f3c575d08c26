package maxthreads_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/maxthreads"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, maxthreads.Analyzer, "maxthreads/ok", "maxthreads/bad", "maxthreads/generics")
}

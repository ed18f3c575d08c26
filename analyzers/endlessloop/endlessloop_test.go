package endlessloop_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/endlessloop"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, endlessloop.Analyzer, "endlessloop/ok", "endlessloop/bad", "endlessloop/generics", "endlessloop/cycles", "endlessloop/history/before", "endlessloop/history/after")
}

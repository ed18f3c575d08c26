package connfile_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/connfile"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, connfile.Analyzer,
		"connfile/ok", "connfile/bad", "connfile/generics", "connfile/world", "connfile/crosspkg/user")
}

package checktest

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A Finding is what a driver said.
type Finding struct {
	Posn     string // "file:line:column"
	Check    string
	Category string
	Message  string
}

// FileLine returns the position without its column.
func (f Finding) FileLine() string { return f.Posn[:strings.LastIndex(f.Posn, ":")] }

// Findings returns the findings in a stream of JSON trees, sorted, and each once. It
// fails the test for each error of a check.
func Findings(tb testing.TB, output string) []Finding {
	tb.Helper()
	var list []Finding
	if err := wire.Decode(strings.NewReader(output), func(tree wire.Tree) {
		for id, results := range tree {
			for check, result := range results {
				if result.Err != "" {
					tb.Errorf("%s: %s: %s", id, check, result.Err)
				}
				for _, d := range result.Diagnostics {
					list = append(list, Finding{d.Posn, check, d.Category, d.Message})
				}
			}
		}
	}); err != nil {
		tb.Fatal(err)
	}
	slices.SortFunc(list, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Posn, y.Posn), cmp.Compare(x.Message, y.Message), cmp.Compare(x.Check, y.Check))
	})
	return slices.Compact(list)
}

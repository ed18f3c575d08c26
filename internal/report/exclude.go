package report

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
)

const (
	generatedFlag = "generated"
	excludeFlag   = "exclude"
)

// Flags adds the flags that every check has to a check's own. Its documentation must
// be there already.
func Flags(a *analysis.Analyzer) {
	a.Flags.Bool(generatedFlag, false, "report findings in generated files too")
	a.Flags.Var(&exclusion{known: checkdoc.Categories(a.Doc)}, excludeFlag, "report no findings of these `categories`, separated by commas")
}

// An exclusion is the value of the flag -exclude.
type exclusion struct{ known, off []string }

var _ flag.Getter = (*exclusion)(nil)

func (e *exclusion) String() string { return strings.Join(e.off, ",") }

func (e *exclusion) Get() any { return e.off }

// Set parses names of categories. They are kept in one order: flags are part of the go
// command's cache key.
func (e *exclusion) Set(s string) error {
	var off []string
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		switch {
		case name == "":
		case !slices.Contains(e.known, name):
			return fmt.Errorf("there is no category %q, but %s", name, strings.Join(e.known, ", "))
		default:
			off = append(off, name)
		}
	}
	slices.Sort(off)
	e.off = slices.Compact(off)
	return nil
}

// excluded returns the categories that are not wanted of the findings of an analyzer.
func excluded(a *analysis.Analyzer) []string {
	f := a.Flags.Lookup(excludeFlag)
	if f == nil {
		return nil
	}
	e, ok := f.Value.(*exclusion)
	if !ok {
		return nil
	}
	return e.off
}

package leak

import (
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Notes are the categories of leaks that do harm in no process that serves anybody. A
// check of leaks has them beside its own.
var Notes = []string{"test", "example", "exiting"}

// note returns the category of a leak that is worth no more than a note, and the reason
// as messages give it; nothing if it is worth a warning.
func (l *Leak) note() (category, reason string) {
	switch {
	case isExample(l.production), l.inTest() && strings.HasPrefix(l.Root.Name(), "Example"):
		return "example", ", in an example"
	case l.inTest():
		return "test", ", in a test"
	case l.Exits:
		return "exiting", ", as the program ends"
	}
	return "", ""
}

// inTest reports whether a leak stands in a test file.
func (l *Leak) inTest() bool { return !l.production.Owns(l.Pos) }

// isExample reports whether a package is a program that shows something and serves
// nobody. That is told by its path, which is the same in every working copy.
func isExample(w *ssabuild.World) bool {
	return w.Pkg.Name() == "main" && slices.ContainsFunc(strings.Split(w.Pkg.Path(), "/"), func(elem string) bool {
		return slices.Contains([]string{"example", "examples", "_example", "_examples", "testdata"}, elem)
	})
}

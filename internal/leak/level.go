package leak

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

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

// inTest reports whether a leak stands in a test file, or in a function that is given a
// test, as helpers in packages for tests are.
func (l *Leak) inTest() bool {
	return !l.production.Owns(l.Pos) || l.inRoot() && slices.ContainsFunc(l.Root.Params, func(p *ssa.Parameter) bool { return isTest(p.Type()) })
}

// inRoot reports whether a leak stands in the root itself, or in a literal there.
func (l *Leak) inRoot() bool {
	node := l.Root.Syntax()
	return node != nil && node.Pos() <= l.Pos && l.Pos < node.End()
}

// isTest reports whether values of a type are tests, benchmarks or fuzz tests that run.
func isTest(t types.Type) bool {
	named, ok := types.Unalias(ssabuild.Deref(t)).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "testing" &&
		slices.Contains([]string{"T", "B", "F", "TB"}, named.Obj().Name())
}

// isExample reports whether a package is a program that shows something and serves
// nobody. That is told by its path, which is the same in every working copy.
func isExample(w *ssabuild.World) bool {
	return w.Pkg.Name() == "main" && slices.ContainsFunc(strings.Split(w.Pkg.Path(), "/"), func(elem string) bool {
		return slices.Contains([]string{"example", "examples", "_example", "_examples", "testdata"}, elem)
	})
}

package analyzers

import (
	"go/ast"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/buildenv"
	"github.com/gopitfalls/gopitfalls/internal/endless"
	"github.com/gopitfalls/gopitfalls/internal/explore/feeds"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/lockset"
	"github.com/gopitfalls/gopitfalls/internal/obligation"
	"github.com/gopitfalls/gopitfalls/internal/refused"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/unbounded"
)

// A Unit is a package before it is type-checked.
type Unit struct {
	ImportPath string
	Std        bool // of the standard library, of which no facts are needed but package net's
	Imports    []string
	Files      func() ([]*ast.File, error) // parses it

	// ImportedFactOn tells about objects of which names its imports have facts of a
	// type, ImportedFact gives those about an import as a whole.
	ImportedFactOn func(fact reflect.Type) func(name string) bool
	ImportedFact   func(path string, fact analysis.Fact) bool
}

// MayExportFacts reports, before anything is type-checked, whether some analyzer
// could export a fact about a package, other than one that it has from its
// imports. A driver that analyses a dependency for its facts only can leave out
// the others.
func MayExportFacts(u Unit) bool {
	if u.Std {
		return buildenv.IsNet(u.ImportPath)
	}
	syntax, err := u.Files()
	if err != nil {
		return true // the analysis will say why
	}
	return ssabuild.MayExportFacts(syntax, u.ImportedFactOn(reflect.TypeFor[*ssabuild.NoReturn]())) ||
		lifetime.MayExportFacts(syntax, u.ImportedFactOn(reflect.TypeFor[*summary.Files]())) ||
		feeds.MayExportFacts(syntax) ||
		endless.MayExportFacts(syntax) ||
		obligation.MayExportFacts(syntax) ||
		lockset.MayExportFacts(syntax) ||
		refused.MayExportFacts(syntax) ||
		unbounded.MayExportFacts(syntax, u.ImportedFactOn(reflect.TypeFor[*unbounded.Hangs]())) ||
		buildenv.MayExportFacts(syntax, u.ImportedFact)
}

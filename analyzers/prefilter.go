package analyzers

import (
	"go/ast"
	"reflect"

	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// MayExportFacts reports, before anything is type-checked, whether some
// analyzer could export a fact about a package. A driver that analyses a
// dependency for its facts only can leave out the others. std tells whether the
// package belongs to the standard library, of which no facts are needed; files
// parses it; imported reports whether its imports have facts of a type.
func MayExportFacts(std bool, files func() ([]*ast.File, error), imported func(fact reflect.Type) bool) bool {
	if std {
		return false
	}
	syntax, err := files()
	if err != nil {
		return true // the analysis will say why
	}
	return ssabuild.MayExportFacts(syntax, imported(reflect.TypeFor[*ssabuild.NoReturn]())) ||
		lifetime.MayExportFacts(syntax, imported(reflect.TypeFor[*lifetime.Files]()))
}

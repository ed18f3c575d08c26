package ssabuild

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// ImportFact returns a fact about a function of another package, nil if there is none, or if fn
// is nil or of the pass's own package.
func ImportFact[T any, F interface {
	*T
	analysis.Fact
}](pass *analysis.Pass, fn *types.Func) F {
	fact := F(new(T))
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == pass.Pkg || !pass.ImportObjectFact(fn.Origin(), fact) {
		return nil
	}
	return fact
}

package ssabuild

import (
	"go/token"

	honnef "honnef.co/go/tools/analysis/report"
)

// Position returns the position that findings are printed with: a line directive counts
// only if it names a file of Go, as those of cmd/cgo do. Lines in messages are of this
// kind.
func (s *SSA) Position(pos token.Pos) token.Position { return honnef.DisplayPosition(s.Fset, pos) }

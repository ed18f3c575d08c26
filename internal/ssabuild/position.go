package ssabuild

import (
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"

	honnef "honnef.co/go/tools/analysis/report"
)

// Position returns the position that findings are printed with: a line directive counts
// only if it names a file of Go, as those of cmd/cgo do. Lines in messages are of this
// kind.
func (s *SSA) Position(pos token.Pos) token.Position { return honnef.DisplayPosition(s.Fset, pos) }

// Place returns a position as a message about another one, from, writes it: "line 3", or
// "file.go:3" if that is in another file.
func (s *SSA) Place(from, pos token.Pos) string {
	here, there := s.Position(from), s.Position(pos)
	if here.Filename == there.Filename {
		return fmt.Sprintf("line %d", there.Line)
	}
	return fmt.Sprintf("%s:%d", filepath.Base(there.Filename), there.Line)
}

// CommentBehind returns the comment that follows pos, the end of some code, on its line, or nil.
func (s *SSA) CommentBehind(pos token.Pos) *ast.Comment {
	path := s.PathTo(pos - 1)
	if len(path) == 0 {
		return nil
	}
	file, ok := path[len(path)-1].(*ast.File)
	if !ok {
		return nil
	}
	line := func(pos token.Pos) int { return s.Fset.PositionFor(pos, false).Line }
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() >= pos && line(c.Pos()) == line(pos) {
				return c
			}
		}
	}
	return nil
}

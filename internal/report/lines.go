package report

import (
	"go/ast"
	"go/token"

	honnef "honnef.co/go/tools/analysis/report"
)

// A lineIndex tells which lines of a file a comment speaks of.
type lineIndex struct {
	fset  *token.FileSet
	nodes map[int]ast.Node // by first line: the outermost statement, declaration, field or element
	code  map[int]bool     // lines on which a node begins or ends
	last  int
}

func newLineIndex(fset *token.FileSet, file *ast.File) *lineIndex {
	x := &lineIndex{fset: fset, nodes: make(map[int]ast.Node), code: make(map[int]bool)}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		case *ast.File:
			return true
		}
		first, last := x.line(n.Pos()), x.line(n.End()-1)
		x.code[first], x.code[last] = true, true
		x.last = max(x.last, last)
		if x.nodes[first] == nil {
			x.nodes[first] = n
		}
		return true
	})
	return x
}

func (x *lineIndex) line(pos token.Pos) int { return honnef.DisplayPosition(x.fset, pos).Line }

// covered returns the lines that a directive at pos covers: its own if it
// stands behind code, else those of the node that follows, up to the first
// block that it opens.
func (x *lineIndex) covered(pos token.Pos) (first, last int) {
	line := x.line(pos)
	if x.code[line] {
		return line, line
	}
	for first = line + 1; first <= x.last && !x.code[first]; first++ {
		// blank lines and other comments
	}
	if n := x.nodes[first]; n != nil {
		return first, x.line(header(n))
	}
	return first, first
}

// extent returns the lines that a //nolint comment at pos covers in
// golangci-lint: like covered, but to the end of the node.
func (x *lineIndex) extent(pos token.Pos) (first, last int) {
	line := x.line(pos)
	first = line
	if !x.code[line] {
		first = line + 1
	}
	if n := x.nodes[first]; n != nil {
		return line, max(line, x.line(n.End()-1))
	}
	return line, line
}

// header returns the last position of n before the first block it opens.
func header(n ast.Node) token.Pos {
	end := n.End() - 1
	ast.Inspect(n, func(m ast.Node) bool {
		if b, ok := m.(*ast.BlockStmt); ok && m != n && b.Lbrace < end {
			end = b.Lbrace
		}
		return true
	})
	return end
}

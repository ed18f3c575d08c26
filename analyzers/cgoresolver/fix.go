package cgoresolver

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/buildenv"
)

const (
	pinned    = "netdns=go"
	directive = buildenv.Directive + pinned
)

// addDirective returns the fix that adds the line which pins Go's resolver: behind
// the last such line that the file has, or else above its package clause and the
// comment that belongs to that. A line about netdns that chooses no resolver, but how much
// is printed, gets that too: there may be only one.
func addDirective(pass *analysis.Pass, file *ast.File) []analysis.SuggestedFix {
	if pass.Fset.Position(file.Package).Filename != pass.Fset.PositionFor(file.Package, false).Filename {
		return nil // what cmd/cgo wrote
	}
	pos, text := file.Package, directive+"\n\n"
	if file.Doc != nil {
		pos = file.Doc.Pos()
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() > file.Package || !strings.HasPrefix(c.Text, buildenv.Directive) {
				continue
			}
			if level, ok := strings.CutPrefix(c.Text, buildenv.Directive+"netdns="); ok {
				return fix("Pin Go's resolver", c.Pos(), c.End(), strings.TrimSuffix(directive+"+"+strings.TrimSpace(level), "+"))
			}
			pos, text = c.End(), "\n"+directive
		}
	}
	return fix("Pin Go's resolver", pos, pos, text)
}

// respell returns the fix for a pin that is misspelt, instead of those for a
// program that has none.
func respell(pin buildenv.Pin, fixes []analysis.SuggestedFix) []analysis.SuggestedFix {
	c, ok := pin.Range.(*ast.Comment)
	switch {
	case strings.Contains(strings.ToLower(pin.Text), "cgo"):
		return nil // not what was meant
	case !ok:
		return fixes
	}
	return fix("Write "+pinned, c.Pos(), c.End(), directive)
}

func fix(message string, pos, end token.Pos, text string) []analysis.SuggestedFix {
	return []analysis.SuggestedFix{{
		Message:   message,
		TextEdits: []analysis.TextEdit{{Pos: pos, End: end, NewText: []byte(text)}},
	}}
}

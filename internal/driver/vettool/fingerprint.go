package vettool

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// fingerprints returns for each finding of an analyzer 32 hex digits that stay
// when the finding moves: they depend on where in the program it stands, not on
// where in its file. Findings that cannot be told apart are numbered in their order.
func (c *converter) fingerprints(a *analysis.Analyzer, found []finding) []string {
	var prints []string
	seen := make(map[string]int)
	for _, f := range found {
		decl, line := c.context(f.Pos)
		id := fmt.Sprintf("%q", []string{a.Name, f.Category, c.unit.path(), decl, line})
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", id, seen[id]))
		seen[id]++
		prints = append(prints, fmt.Sprintf("%x", sum[:16]))
	}
	return prints
}

// context returns the name of the declaration that pos stands in and the text of
// its line, as far as pos is in a file of the package.
func (c *converter) context(pos token.Pos) (decl, line string) {
	for _, f := range c.unit.files {
		if f.FileStart <= pos && pos <= f.FileEnd {
			return declName(f, pos), c.line(pos)
		}
	}
	return "", ""
}

// line returns the text of pos's line in the file that was parsed.
func (c *converter) line(pos token.Pos) string {
	file := c.unit.fset.File(pos)
	start := file.LineStart(file.PositionFor(pos, false).Line)
	text, _, _ := bytes.Cut(c.unit.sources[file.Name()][file.Offset(start):], []byte("\n"))
	if bytes.Contains(text, []byte("/*line ")) { // cmd/cgo's, who counts lines there
		text = lineDirective().ReplaceAll(text, nil)
	}
	return string(bytes.TrimSpace(text))
}

var lineDirective = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`/\*line [^*]*\*/`) })

// declName returns the name of the top-level declaration of f that pos stands
// in: F, (*T).M, or the first name of a variable, constant or type declaration.
func declName(f *ast.File, pos token.Pos) string {
	for _, decl := range f.Decls {
		if pos < decl.Pos() || decl.End() < pos {
			continue
		}
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			return funcName(decl)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if spec.Pos() <= pos && pos <= spec.End() {
					return specName(spec)
				}
			}
		}
	}
	return ""
}

func funcName(decl *ast.FuncDecl) string {
	if decl.Recv.NumFields() == 0 {
		return decl.Name.Name
	}
	recv, star := ast.Unparen(decl.Recv.List[0].Type), ""
	if ptr, ok := recv.(*ast.StarExpr); ok {
		recv, star = ast.Unparen(ptr.X), "*"
	}
	switch generic := recv.(type) {
	case *ast.IndexExpr:
		recv = generic.X
	case *ast.IndexListExpr:
		recv = generic.X
	}
	id, ok := recv.(*ast.Ident)
	if !ok {
		return decl.Name.Name
	}
	return "(" + star + id.Name + ")." + decl.Name.Name
}

func specName(spec ast.Spec) string {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return spec.Name.Name
	case *ast.ValueSpec:
		return spec.Names[0].Name
	case *ast.ImportSpec:
		return spec.Path.Value
	}
	return ""
}

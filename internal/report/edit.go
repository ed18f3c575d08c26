package report

import (
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"strconv"

	"golang.org/x/tools/go/analysis"
)

// Source returns the text of a file as it was parsed. Not every driver gives passes
// a ReadFile: Bazel's nogo does not.
func Source(pass *analysis.Pass, file *token.File) ([]byte, error) {
	readFile := pass.ReadFile
	if readFile == nil {
		readFile = os.ReadFile
	}
	src, err := readFile(file.Name())
	if err == nil && len(src) != file.Size() {
		err = fmt.Errorf("%s has changed", file.Name())
	}
	return src, err
}

// AddImport returns the edits after which a file imports a package of the
// standard library, and the name by which it then has it. It returns false if
// the file imports the package in another way, or has no imports to go by.
func AddImport(file *ast.File, path string) (name string, edits []analysis.TextEdit, ok bool) {
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil && p == path {
			switch {
			case spec.Name == nil:
				return path, nil, true
			case spec.Name.Name == "_" || spec.Name.Name == ".":
				return "", nil, false
			}
			return spec.Name.Name, nil, true
		}
	}
	for _, decl := range file.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.IMPORT && gen.Lparen.IsValid() && len(gen.Specs) > 0 {
			pos := gen.Specs[0].Pos()
			return path, []analysis.TextEdit{{Pos: pos, End: pos, NewText: fmt.Appendf(nil, "%q\n\t", path)}}, true
		}
	}
	return "", nil, false
}

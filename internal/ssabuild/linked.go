package ssabuild

import (
	"go/ast"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A linkage is what is known of who may call functions of the package without a call
// in its Go code.
type linkage struct {
	assembly bool            // some function has no body here: there may be code in another language
	names    map[string]bool // of functions that a directive hands to others
}

// Linked reports whether a function may be called by code in another language, or by
// another package under a name of the linker:
//
//	//go:linkname f
//	//go:linkname f other/pkg.f
//	//export f
//
// Drivers need not tell of files that are not Go (Bazel's nogo does not), so a package
// that declares a function without a body counts as one that has them.
func (s *SSA) Linked(fn *ssa.Function) bool {
	l := s.linkage()
	return l.assembly || l.names[fn.Name()]
}

func (s *SSA) findLinkage() linkage {
	l := linkage{names: make(map[string]bool)}
	for _, file := range s.files {
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body == nil {
				l.assembly = true
			}
		}
		for _, group := range file.Comments {
			for _, c := range group.List {
				words := strings.Fields(c.Text)
				if len(words) > 1 && (words[0] == "//go:linkname" || words[0] == "//export") {
					l.names[words[1]] = true
				}
			}
		}
	}
	return l
}

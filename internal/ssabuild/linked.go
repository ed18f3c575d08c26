package ssabuild

import (
	"go/ast"
	"strings"
)

// A linkage is what is known of who may use names of the package without its Go code
// telling.
type linkage struct {
	foreign bool            // some function has no body here: there may be code in another language
	unsafe  bool            // unsafe is imported
	names   map[string]bool // of functions and variables that a directive hands to others
}

// Linked reports whether a function or variable of the package may be used by code in
// another language, or by another package under a name of the linker:
//
//	//go:linkname f
//	//go:linkname f other/pkg.f
//	//export f
//
// Drivers need not tell of files that are not Go (Bazel's nogo does not), so a package
// that declares a function without a body counts as one that has them.
func (s *SSA) Linked(name string) bool {
	l := s.linkage()
	return l.foreign || l.names[name]
}

// HasForeignCode reports whether code that is not Go, or not safe, may store to the
// package's fields and variables.
func (s *SSA) HasForeignCode() bool {
	l := s.linkage()
	return l.foreign || l.unsafe
}

func (s *SSA) findLinkage() linkage {
	l := linkage{names: make(map[string]bool)}
	for _, file := range s.files {
		for _, spec := range file.Imports {
			l.unsafe = l.unsafe || spec.Path.Value == `"unsafe"`
		}
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body == nil {
				l.foreign = true
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

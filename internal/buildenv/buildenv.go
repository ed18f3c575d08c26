// Package buildenv knows what the build decides about a program, as far as it can
// be known without asking the environment: whether package net has the cgo
// resolver, whether anything pins the choice between it and Go's, and whether the
// program looks up names at all.
package buildenv

import (
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// Analyzer gives each check that requires it a [Program], if the package is one.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsbuildenv",
	Doc:        "find out which resolver a program is built with, and whether it looks up names",
	FactTypes:  []analysis.Fact{new(Build), new(Lookups)},
	ResultType: guard.ResultType[*Program](),
	Run:        guard.Engine(run),
}

// Of returns the program of a pass whose analyzer requires [Analyzer], or nil if
// the package is none.
func Of(pass *analysis.Pass) *Program { return guard.Of[*Program](pass, Analyzer) }

func run(pass *analysis.Pass) (*Program, error) {
	files := production(pass)
	imports := importsOf(pass, files)
	build := new(Build)
	for _, pkg := range imports {
		if imported := new(Build); pass.ImportPackageFact(pkg, imported) {
			build.Join(imported)
		}
	}
	about := func(path string, fact analysis.Fact) bool {
		return imports[path] != nil && pass.ImportPackageFact(imports[path], fact)
	}
	var program *Program
	switch path := pathOf(pass.Pkg); {
	case IsNet(path):
		build = ofNet(pass)
	case isStd(path):
		// the model speaks for it
	case MayExportFacts(files, about):
		program = newGraph(pass, files, imports).export(build)
	}
	if *build != (Build{}) {
		pass.ExportPackageFact(build)
	}
	return program, nil
}

// export adds to the build what the package does. It returns the program that the
// package is, or exports the fact about one that is none.
func (g *graph) export(build *Build) *Program {
	pins := g.pins()
	build.Pinned = build.Pinned || slices.ContainsFunc(pins, Pin.Works)
	build.SQL = build.SQL || g.registersDriver()
	build.Gives = build.Gives || g.givesInInit()
	if g.pass.Pkg.Name() == "main" {
		return g.program(*build, pins)
	}
	if fact := g.lookups(); fact != nil {
		g.pass.ExportPackageFact(fact)
	}
	return nil
}

// registersDriver reports whether an init function or an initial value registers a
// database driver that looks up names.
func (g *graph) registersDriver() bool {
	return slices.ContainsFunc(g.order, func(n *node) bool {
		return n.rank() > 0 && n.kinds&drives != 0 && n.kinds.looksUp()
	})
}

// givesInInit reports whether an init function gives names for which others may ask.
func (g *graph) givesInInit() bool {
	return slices.ContainsFunc(g.order, func(n *node) bool { return n.isMain("init") && n.kinds&gives != 0 })
}

// production returns the files of a package that are no tests: drivers analyze
// packages with their tests and without.
func production(pass *analysis.Pass) []*ast.File {
	return slices.DeleteFunc(slices.Clone(pass.Files), func(file *ast.File) bool {
		return strings.HasSuffix(pass.Fset.PositionFor(file.Package, false).Filename, "_test.go")
	})
}

// importsOf returns the packages that files import, by their paths as written.
func importsOf(pass *analysis.Pass, files []*ast.File) map[string]*types.Package {
	imports := make(map[string]*types.Package)
	for _, file := range files {
		for _, spec := range file.Imports {
			if name := pass.TypesInfo.PkgNameOf(spec); name != nil {
				imports[importPath(spec)] = name.Imported()
			}
		}
	}
	return imports
}

func importPath(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value)
	return path
}

// pathOf returns the path of a package without the suffix of a test variant.
func pathOf(pkg *types.Package) string {
	path, _, _ := strings.Cut(pkg.Path(), " ")
	return path
}

// isStd reports whether the model, not a fact, tells what a package looks up. The
// packages of cmd are as others.
func isStd(path string) bool { return model.IsStd(path) && !strings.HasPrefix(path, "cmd/") }

// interesting are the effects of which something can follow.
var interesting = []model.Effect{
	model.Lookup, model.Resolves, model.Dials, model.DialsTarget,
	model.DefaultResolver, model.Setenv, model.SQLDriver, model.SQLOpen,
}

// MayExportFacts reports whether files mention something by its qualified name that
// looks up names, or leads to what does, or is part of a pin. Otherwise there is
// nothing to know about the package but what its imports have in common. about
// gives the facts about these, by their paths as written.
func MayExportFacts(files []*ast.File, about func(path string, fact analysis.Fact) bool) bool {
	known := make(map[string]names)
	of := func(path string) names {
		n, ok := known[path]
		if !ok {
			n = namesOf(path, about)
			known[path] = n
		}
		return n
	}
	return slices.ContainsFunc(files, func(file *ast.File) bool {
		imported := make(map[string]map[string]bool)
		for _, spec := range file.Imports {
			n := of(importPath(spec))
			switch {
			case len(n.set) == 0:
			case spec.Name == nil:
				imported[n.pkg] = n.set
			case spec.Name.Name == ".":
				return true
			default:
				imported[spec.Name.Name] = n.set
			}
		}
		return len(imported) > 0 && mentions(file, imported)
	})
}

// names are those of a package of which something can follow.
type names struct {
	pkg string // what qualifies them
	set map[string]bool
}

func namesOf(path string, about func(path string, fact analysis.Fact) bool) names {
	n := names{pkg: path[strings.LastIndexByte(path, '/')+1:], set: make(map[string]bool)}
	for _, effect := range interesting {
		for _, name := range model.NamesIn(path, effect) {
			n.set[name] = true
		}
	}
	var fact Lookups
	if about(path, &fact) {
		n.pkg = fact.Package
		for name := range fact.all() {
			n.set[name] = true
		}
	}
	return n
}

// mentions reports whether a file has a qualified name.
func mentions(file *ast.File, imported map[string]map[string]bool) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			x, qualified := sel.X.(*ast.Ident)
			found = found || qualified && imported[x.Name][sel.Sel.Name]
		}
		return !found
	})
	return found
}

package vettool

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"os"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/gcexportdata"

	"github.com/gopitfalls/gopitfalls/internal/guard"
)

// A unit is a package to analyze, as far as it was needed.
type unit struct {
	*config
	fset    *token.FileSet
	sources map[string][]byte         // what was parsed, by file name
	imports map[string]*types.Package // by path; indirect ones hold what export data mentions

	parse         func() ([]*ast.File, error)         // once
	vetx          func() (map[string]vetx, error)     // what the imports left, by path, once
	importedFacts func() (map[string][]record, error) // by path of the direct import, once

	leavesTypes bool // for its importers, to whom the build system gives none

	// set by check
	files []*ast.File
	pkg   *types.Package
	info  *types.Info
	sizes types.Sizes
}

// newUnit returns a unit of which nothing has been read. The analyzers are
// those whose facts its imports may have.
func newUnit(cfg *config, analyzers []*analysis.Analyzer) *unit {
	u := &unit{
		config:  cfg,
		fset:    token.NewFileSet(),
		sources: make(map[string][]byte),
		imports: make(map[string]*types.Package),
	}
	u.parse = sync.OnceValues(u.parseFiles)
	u.vetx = sync.OnceValues(func() (map[string]vetx, error) { return readVetx(cfg.PackageVetx) })
	u.importedFacts = sync.OnceValues(func() (map[string][]record, error) {
		files, err := u.vetx()
		if err != nil {
			return nil, err
		}
		return decodeAll(files, analyzers)
	})
	return u
}

// parseFiles parses one file after the other, so that the order of positions is
// that of the files; the build runs units in parallel anyway. Its errors come
// from [os.ReadFile] and, as a [scanner.ErrorList], from the parser.
func (u *unit) parseFiles() ([]*ast.File, error) {
	var files []*ast.File
	for _, name := range u.GoFiles {
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(u.fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		u.sources[name] = src
		files = append(files, f)
	}
	return files, nil
}

// check parses and type-checks the package. Errors in it are a
// [scanner.ErrorList] or a [types.Error].
func (u *unit) check() (err error) {
	if err := u.checkVersion(); err != nil {
		return err
	}
	if u.files, err = u.parse(); err != nil {
		return err
	}
	u.sizes = types.SizesFor("gc", build.Default.GOARCH)
	u.info = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	return u.typeCheck(false)
}

// declare type-checks the package without the bodies of its functions, which is enough
// for its importers. Errors are those of check.
func (u *unit) declare() (err error) {
	if err := u.checkVersion(); err != nil {
		return err
	}
	if u.files, err = u.parse(); err != nil {
		return err
	}
	u.sizes = types.SizesFor("gc", build.Default.GOARCH)
	return u.typeCheck(true)
}

func (u *unit) typeCheck(declarations bool) (err error) {
	conf := types.Config{Importer: importer{u}, Sizes: u.sizes, GoVersion: u.GoVersion, IgnoreFuncBodies: declarations}
	u.pkg, err = conf.Check(u.ImportPath, u.fset, u.files, u.info)
	return err
}

// isSourceError reports whether an error of check is about the package's source,
// and begins with a position.
func isSourceError(err error) bool {
	switch err.(type) {
	case types.Error, *scanner.Error, scanner.ErrorList:
		return true
	}
	return false
}

// importer imports packages from what their units left or, if that has no types, from the
// export data that the build system passed.
type importer struct{ *unit }

// Import implements [types.Importer]. It fails if neither has the types of the package
// or they cannot be read.
func (u importer) Import(importPath string) (*types.Package, error) {
	path, ok := u.ImportMap[importPath] // vendoring, test variants
	if !ok {
		return nil, fmt.Errorf("the build system did not resolve this import")
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := u.imports[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	files, err := u.vetx()
	if err != nil {
		return nil, err
	}
	if left := files[path].types; left != nil {
		return u.decode(bytes.NewReader(left), path)
	}
	pkg, err := u.read(path)
	if err != nil && !u.leavesTypes {
		return nil, fmt.Errorf("%w; setting %s=%s avoids the need for export data", err, typesEnv, typesFromVetx)
	}
	return pkg, err
}

// decode reads the types of a package. What is in the cache may be anybody's.
func (u importer) decode(r io.Reader, path string) (pkg *types.Package, err error) {
	failed := guard.Call(func() error {
		pkg, err = gcexportdata.Read(r, u.fset, u.imports, path)
		return err
	})
	if failed != nil {
		return nil, fmt.Errorf("reading the types of %s: %w", path, failed)
	}
	return pkg, nil
}

func (u importer) read(path string) (*types.Package, error) {
	file, ok := u.PackageFile[path]
	if !ok {
		return nil, fmt.Errorf("the build system passed no export data for %s", path)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(f) //nolint:staticcheck // Go 1.26 and 1.27 pass archives
	if err != nil {
		return nil, fmt.Errorf("reading export data for %s: %w", path, err)
	}
	return gcexportdata.Read(r, u.fset, u.imports, path)
}

// lookup returns a package that some import's export data mentions, or nil.
func (u *unit) lookup(path string) *types.Package { return u.imports[path] }

// view returns the unit as a prefilter sees it.
func (u *unit) view() *Unit {
	var imports []string
	for _, path := range u.ImportMap {
		imports = append(imports, path)
	}
	slices.Sort(imports)
	return &Unit{
		ImportPath: u.path(),
		Std:        u.isStd(),
		Imports:    slices.Compact(imports),
		Files:      u.parse,
		ImportedFactOn: func(typ reflect.Type) func(string) bool {
			imported, err := u.importedFacts()
			if err != nil {
				return func(string) bool { return true } // the analysis will tell
			}
			names := make(map[string]bool)
			for _, records := range imported {
				for _, r := range records {
					if reflect.TypeOf(r.Fact) == typ {
						names[r.Name] = true
					}
				}
			}
			return func(name string) bool { return names[name] }
		},
		ImportedFact: func(path string, fact analysis.Fact) bool {
			imported, err := u.importedFacts()
			if err != nil {
				return false
			}
			for _, r := range imported[u.ImportMap[path]] {
				if r.about(u.ImportMap[path]) && reflect.TypeOf(r.Fact) == reflect.TypeOf(fact) {
					reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(r.Fact).Elem())
					return true
				}
			}
			return false
		},
	}
}

// export writes the facts for the unit's importers, and its types if it is to leave
// them and they are known.
func (u *unit) export(records []record) (err error) {
	if u.VetxOutput == "" {
		return nil
	}
	var v vetx
	if v.facts, err = encodeFacts(records); err != nil {
		return err
	}
	if u.leavesTypes && u.pkg != nil {
		if v.types, err = encodeTypes(u.fset, u.pkg); err != nil {
			return err
		}
	}
	return os.WriteFile(u.VetxOutput, v.bytes(), 0o666)
}

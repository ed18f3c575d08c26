package checktest

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/internal/report"
)

// Source returns the package p of one file, "p.go", with this text. It may import the
// standard library, and what stands for golang.org/x/... in the corpus.
func Source(tb testing.TB, src string) *packages.Package {
	tb.Helper()
	pkg, err := TypeCheck(src)
	if err != nil {
		tb.Fatal(err)
	}
	return pkg
}

// TypeCheck does the same and returns an error if the text is no such package.
func TypeCheck(src string) (*packages.Package, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return typeCheck("p", fset, []*ast.File{file}, std)
}

// typeCheck returns the package of parsed files.
func typeCheck(path string, fset *token.FileSet, syntax []*ast.File, imports types.Importer) (*packages.Package, error) {
	info := &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
	sizes := types.SizesFor("gc", "amd64")
	pkg, err := (&types.Config{Importer: imports, Sizes: sizes}).Check(path, fset, syntax, info)
	if err != nil {
		return nil, err
	}
	return &packages.Package{
		ID: path, Name: pkg.Name(), PkgPath: path, Fset: fset,
		Syntax: syntax, Types: pkg, TypesInfo: info, TypesSizes: sizes,
	}, nil
}

// Load returns packages of the corpus, each with its test variants if there are any. What
// they import comes from export data and is not analysed, so there are no facts about it.
func Load(tb testing.TB, patterns ...string) []*packages.Package {
	tb.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Tests: true, Dir: Testdata(), Env: Env()}, patterns...)
	if err != nil {
		tb.Fatal(err)
	}
	for _, pkg := range pkgs {
		if len(pkg.Errors) > 0 {
			tb.Fatalf("%s: %v", pkg.PkgPath, pkg.Errors[0])
		}
		pkg.Imports = nil
	}
	return pkgs
}

// Pass runs f in a pass of its own over a package, with the results of the analyzers
// that it requires. Facts about what the package imports are not there.
func Pass(tb testing.TB, pkg *packages.Package, f func(*analysis.Pass), requires ...*analysis.Analyzer) {
	tb.Helper()
	Analyze(tb, &analysis.Analyzer{
		Name: "probe", Doc: "ask", Requires: requires,
		Run: func(pass *analysis.Pass) (any, error) {
			f(pass)
			return nil, nil
		},
	}, pkg)
}

// Analyze runs an analyzer over packages and returns what it did with each. It fails
// the test if the analyzer does.
func Analyze(tb testing.TB, a *analysis.Analyzer, pkgs ...*packages.Package) []*checker.Action {
	tb.Helper()
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		tb.Fatal(err)
	}
	for _, act := range graph.Roots {
		if err := Failure(act); err != nil {
			tb.Fatal(err)
		}
	}
	return graph.Roots
}

// Failure returns why an analyzer could not do its work, or nil: a check of ours that
// fails reports it.
func Failure(act *checker.Action) error {
	for _, d := range act.Diagnostics {
		if d.Category == report.Failed {
			return errors.New(d.Message)
		}
	}
	return act.Err
}

// std imports packages of the standard library, each once in a process, from the
// export data that the go command has of them.
var std = newStdImporter()

// A stdImporter is an importer that may be used concurrently.
type stdImporter struct {
	mu     sync.Mutex
	gc     types.Importer
	export map[string]string // path of the export data, by import path
	failed map[string]error
}

func newStdImporter() *stdImporter {
	s := &stdImporter{export: make(map[string]string), failed: make(map[string]error)}
	fset := token.NewFileSet()
	fset.AddFile("", -1, 1<<30) // the positions of what is imported are none in the files of any test
	s.gc = importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(s.export[path]) })
	return s
}

// Import implements [types.Importer].
func (s *stdImporter) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.export[path] == "" && s.failed[path] == nil {
		s.failed[path] = s.list(path)
	}
	if err := s.failed[path]; err != nil {
		return nil, err
	}
	return s.gc.Import(path)
}

// list asks the go command for the export data of a package and of all that it
// imports.
func (s *stdImporter) list(path string) error {
	if first, _, _ := strings.Cut(strings.TrimPrefix(path, "golang.org/x/"), "/"); path == "" || path == "C" || strings.HasPrefix(path, "-") || strings.ContainsAny(first, ".@ ") || strings.Contains(path, "...") {
		return fmt.Errorf("%q is not in the standard library", path)
	}
	var stderr bytes.Buffer
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", "--", path)
	cmd.Dir, cmd.Env, cmd.Stderr = Testdata(), Env(), &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, stderr.Bytes())
	}
	for line := range strings.Lines(string(out)) {
		if path, file, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			s.export[path] = file
		}
	}
	if s.export[path] == "" {
		return fmt.Errorf("%s is not in the standard library, or has no export data", path)
	}
	return nil
}

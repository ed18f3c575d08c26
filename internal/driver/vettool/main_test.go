package vettool

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/txtar"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// toolPrefix begins the names of links to the test binary that are programs of
// their own.
const toolPrefix = "test-"

func TestMain(m *testing.M) {
	name, ok := strings.CutPrefix(filepath.Base(os.Args[0]), toolPrefix)
	switch {
	case !ok:
		// what cmd/go would set, for the tests that call Main themselves
		for name, value := range map[string]string{
			"GOVERSION": "go1.26.8", "GOROOT": checktest.GOROOT(), "GOMODCACHE": "", "TOOLEXEC_IMPORTPATH": "", typesEnv: "",
		} {
			os.Setenv(name, value)
		}
		os.Exit(m.Run())
	case strings.HasPrefix(name, "unitchecker"):
		unitchecker.Main(analyzers...)
	case strings.HasPrefix(name, "toolexec"):
		os.Exit(toolexec(os.Args[1:]))
	default:
		os.Exit(Main(Options{Analyzers: analyzers, MayExport: mayExport}, os.Args[1:], os.Stdout, os.Stderr))
	}
}

var analyzers = []*analysis.Analyzer{factAnalyzer, badAnalyzer, plainAnalyzer}

// Flags that decide which tool it is, since the go command puts them into the
// keys of its cache.
var (
	prefilter = factAnalyzer.Flags.String("prefilter", "", "all, names or nothing: see mayExport")
	match     = factAnalyzer.Flags.String("match", "Fact", "part of the names of objects that get a fact")
	_         = factAnalyzer.Flags.String("salt", "", "no effect")
)

// program returns the name of a program: "vettool", "unitchecker" or "toolexec".
func program(t testing.TB, name string) string {
	t.Helper()
	self, err := os.Executable()
	check(t, err)
	file := filepath.Join(t.TempDir(), toolPrefix+name+filepath.Ext(self))
	check(t, os.Link(self, file))
	return file
}

// toolexecLog names the file to which the variant "toolexec" logs the packages
// for which the vettool is started.
const toolexecLog = "TOOLEXEC_LOG"

// toolexecNoExport makes it take the export data of imports out of what the vettool is
// told, as a go command does that compiles nothing.
const toolexecNoExport = "TOOLEXEC_NO_EXPORT"

func toolexec(args []string) int {
	isUnit := IsInvocation(args[1:]) && strings.HasSuffix(args[len(args)-1], ".cfg")
	if isUnit && os.Getenv(toolexecNoExport) != "" {
		if err := checktest.WithoutExport(args[len(args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 3
		}
	}
	if log := os.Getenv(toolexecLog); isUnit && log != "" {
		f, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 3
		}
		fmt.Fprintln(f, os.Getenv("TOOLEXEC_IMPORTPATH"))
		f.Close()
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return cmp.Or(cmd.ProcessState.ExitCode(), 1)
	}
	return 0
}

// Fact and Other are what factAnalyzer says of every object that it sees.
type Fact struct {
	Name string
	List []int
}

func (*Fact) AFact()           {}
func (f *Fact) String() string { return fmt.Sprint(f.Name, f.List) }

// Other has nothing to encode.
type Other struct{}

func (*Other) AFact()         {}
func (*Other) String() string { return "other" }

// factAnalyzer exports a fact about each object whose name contains "Fact" and
// one about each package, and reports all facts that it can ask for.
var factAnalyzer = &analysis.Analyzer{
	Name:      "facts",
	Doc:       "facts\n\nFacts about everything.",
	FactTypes: []analysis.Fact{(*Other)(nil), (*Fact)(nil)},
}

func init() {
	factAnalyzer.Run = func(pass *analysis.Pass) (any, error) {
		reportFacts(pass)
		pass.ExportPackageFact(&Fact{Name: pass.Pkg.Path()})
		for id, obj := range pass.TypesInfo.Defs {
			if obj != nil && obj.Pkg() == pass.Pkg && strings.Contains(id.Name, *match) {
				pass.ExportObjectFact(obj, &Fact{Name: objectName(obj), List: []int{len(id.Name), 2}})
				if strings.Contains(id.Name, "Other") {
					pass.ExportObjectFact(obj, new(Other))
				}
			}
		}
		return nil, nil
	}
}

func reportFacts(pass *analysis.Pass) {
	pos := pass.Files[0].Name.Pos()
	pkgs := make(map[*types.Package]bool)
	for obj := range reachable(pass.Pkg.Imports()) {
		for _, fact := range []analysis.Fact{new(Fact), new(Other)} {
			if pass.ImportObjectFact(obj, fact) {
				pass.Reportf(pos, "sees %s.%s: %v", obj.Pkg().Path(), objectName(obj), fact)
			}
		}
		pkgs[obj.Pkg()] = true
	}
	for pkg := range pkgs {
		if fact := new(Fact); pkg != nil && pass.ImportPackageFact(pkg, fact) {
			pass.Reportf(pos, "sees %s: %v", pkg.Path(), fact)
		}
	}
}

// reachable returns the objects that an importer of the packages can name or
// use through those that it can name.
func reachable(pkgs []*types.Package) map[types.Object]bool {
	w := walker{make(map[types.Object]bool), make(map[types.Type]bool)}
	for _, pkg := range pkgs {
		for _, name := range pkg.Scope().Names() {
			if token.IsExported(name) { // the compiler exports more, for inlining
				w.object(pkg.Scope().Lookup(name))
			}
		}
	}
	return w.objects
}

type walker struct {
	objects map[types.Object]bool
	types   map[types.Type]bool
}

func (w walker) object(obj types.Object) {
	if !w.objects[obj] {
		w.objects[obj] = true
		w.typ(obj.Type())
	}
}

func (w walker) typ(t types.Type) {
	if t == nil || w.types[t] {
		return
	}
	w.types[t] = true
	switch t := t.(type) {
	case *types.Named:
		if args := t.TypeArgs(); args != nil {
			for arg := range args.Types() {
				w.typ(arg)
			}
			w.typ(t.Origin())
			return
		}
		w.object(t.Obj())
		w.params(t.TypeParams())
		w.typ(t.Underlying())
		for m := range t.Methods() {
			w.object(m)
		}
	case *types.Alias:
		w.object(t.Origin().Obj())
		w.typ(t.Rhs())
	case *types.TypeParam:
		w.object(t.Obj())
		w.typ(t.Constraint())
	case *types.Map:
		w.typ(t.Key())
		w.typ(t.Elem())
	case interface{ Elem() types.Type }:
		w.typ(t.Elem())
	case *types.Signature:
		w.params(t.TypeParams())
		w.typ(t.Params())
		w.typ(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			w.object(v)
		}
	case *types.Struct:
		for f := range t.Fields() {
			w.object(f)
		}
	case *types.Interface:
		for m := range t.Methods() {
			w.object(m)
		}
		for e := range t.EmbeddedTypes() {
			w.typ(e)
		}
	case *types.Union:
		for term := range t.Terms() {
			w.typ(term.Type())
		}
	}
}

func (w walker) params(list *types.TypeParamList) {
	for p := range list.TypeParams() {
		w.typ(p)
	}
}

// objectName is unique for what the tests declare.
func objectName(obj types.Object) string {
	if f, ok := obj.(*types.Func); ok {
		return strings.ReplaceAll(f.FullName(), f.Pkg().Path()+".", "")
	}
	return obj.Name()
}

// mayExport is a prefilter for factAnalyzer. With the flag "names" it looks for
// "Fact" in the names of a package and knows nothing of package facts.
func mayExport(u *Unit) bool {
	switch {
	case *prefilter != "names":
		return !u.Std || *prefilter == "all"
	case u.Std:
		return u.ImportPath == "internal/cpu" // some package that std imports
	}
	files, err := u.Files()
	if err != nil {
		return true
	}
	return slices.ContainsFunc(files, func(f *ast.File) bool {
		found := false
		ast.Inspect(f, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && strings.Contains(id.Name, *match)
			return !found
		})
		return found
	})
}

// badAnalyzer reports calls of functions named bad (or as its flag says) with
// all that a finding can have, and panics when it sees a function named panics.
var badAnalyzer = &analysis.Analyzer{
	Name:       "bad",
	Doc:        "bad\n\nCalls of bad.",
	URL:        "https://example.com/bad",
	Requires:   report.Requires,
	ResultType: report.ResultType,
}

func init() {
	report.Flags(badAnalyzer)
	word := badAnalyzer.Flags.String("word", "bad", "name of the function")
	badAnalyzer.Run = report.Run(func(pass *analysis.Pass) (any, error) { return runBad(pass, *word) })
}

func runBad(pass *analysis.Pass, word string) (any, error) {
	r := report.New(pass)
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == word {
					r.Report(badFinding(file, call))
				}
			}
			if f, ok := n.(*ast.FuncDecl); ok {
				mustNotPanic(f)
			}
			return true
		})
	}
	return r.Result(), nil
}

func badFinding(file *ast.File, call *ast.CallExpr) report.Finding {
	return report.Finding{
		Range:    call,
		Category: "call",
		Message:  "call of bad; call good",
		Related:  []report.Note{{Pos: file.Name.Pos(), Message: "in this package"}},
		Trace:    []report.Step{{Goroutine: "main", Pos: call.Pos(), Message: "calls bad"}},
		Fixes: []analysis.SuggestedFix{{
			Message:   "Call good",
			TextEdits: []analysis.TextEdit{{Pos: call.Fun.Pos(), End: call.Fun.End(), NewText: []byte("good")}},
		}},
	}
}

func mustNotPanic(f *ast.FuncDecl) {
	if f.Name.Name == "panics" {
		panic(fmt.Errorf("found %s\nand more", f.Name.Name))
	}
}

// plainAnalyzer reports functions named plain, without anything but a position,
// and checks its pass.
var plainAnalyzer = &analysis.Analyzer{
	Name:       "plain",
	Doc:        "plain\n\nFunctions named plain.",
	ResultType: reflect.TypeFor[int](),
	Run: func(pass *analysis.Pass) (any, error) {
		for _, file := range pass.Files {
			name := pass.Fset.File(file.FileStart).Name()
			if src, err := pass.ReadFile(name); err != nil || len(src) == 0 {
				return nil, fmt.Errorf("ReadFile(%s): %d bytes, %v", name, len(src), err)
			}
			if pass.TypesInfo.FileVersions[file] == "" || pass.TypesSizes == nil {
				return nil, fmt.Errorf("no FileVersions or TypesSizes")
			}
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name == "plain" {
					pass.Reportf(f.Name.Pos(), "plain in module %s %s with %d ignored and %d other files",
						pass.Module.Path, pass.Module.GoVersion, len(pass.IgnoredFiles), len(pass.OtherFiles))
				}
			}
		}
		return 1, nil
	},
}

// extract writes the files of a txtar archive to a new directory.
func extract(t testing.TB, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	check(t, err)
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		check(t, os.MkdirAll(filepath.Dir(name), 0o777))
		check(t, os.WriteFile(name, f.Data, 0o666))
	}
	return dir
}

// goCmd runs the go command in a directory.
func goCmd(t testing.TB, dir string, env []string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs strings.Builder
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = checktest.ModuleEnv(append([]string{"GOVERSION="}, env...)...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

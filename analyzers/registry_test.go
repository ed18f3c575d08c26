package analyzers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/generated"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/analyzers/ignoredirective"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

func TestAll(t *testing.T) {
	all := analyzers.All()
	if err := analysis.Validate(all); err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`^[a-z]{1,15}$`)
	for i, a := range all {
		if !name.MatchString(a.Name) {
			t.Errorf("%s: a name is one lower-case word of at most 14 letters (ignoredirective is the exception)", a.Name)
		}
		if i > 0 && all[i-1].Name >= a.Name {
			t.Errorf("%s stands behind %s", a.Name, all[i-1].Name)
		}
		if a.ResultType != report.ResultType {
			t.Errorf("%s: result type is %v", a.Name, a.ResultType)
		}
		if a != ignoredirective.Analyzer && !slices.Contains(ignoredirective.Analyzer.Requires, a) {
			t.Errorf("ignoredirective does not know %s", a.Name)
		}
	}
}

// taken are the names that users of vet, multichecker and golangci-lint know as
// something else.
var taken = strings.Fields(`
	appends asmdecl assign atomic bools buildtag cgocall composites copylocks
	defers directive errorsas framepointer hostport httpresponse ifaceassert
	loopclosure lostcancel nilfunc nilness printf shift sigchanyzer slog
	stdmethods stdversion stringintconv structtag testinggoroutine tests
	timeformat unmarshal unreachable unsafeptr unusedresult unusedwrite
	waitgroup
	baseline c cpuprofile debug diff fix flags generated json memprofile sarif source tags
	test tests trace v V all help inspect list explain
	bodyclose contextcheck durationcheck errcheck exhaustive fatcontext gocritic
	gosec govet ineffassign nilerr nilnesserr noctx revive rowserrcheck
	spancheck sqlclosecheck staticcheck unparam unused wastedassign`)

func TestNamesAreFree(t *testing.T) {
	for _, a := range analyzers.All() {
		if slices.Contains(taken, a.Name) {
			t.Errorf("%s: the name is taken", a.Name)
		}
	}
}

// TestRequires keeps the passes out that make every driver analyse all
// dependencies, standard library included (golang/go#57131).
func TestRequires(t *testing.T) {
	seen := make(map[*analysis.Analyzer]bool)
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		if a.Name == "buildssa" || a.Name == "ctrlflow" {
			t.Errorf("%s is required", a.Name)
		}
		for _, r := range a.Requires {
			visit(r)
		}
	}
	for _, a := range analyzers.All() {
		visit(a)
	}
}

// TestFacts keeps out of facts what makes their bytes differ between runs or
// breaks drivers that do not share memory: maps, interfaces, pointers, positions.
func TestFacts(t *testing.T) {
	seen := make(map[reflect.Type]bool)
	var check func(fact, typ reflect.Type)
	check = func(fact, typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Map, reflect.Interface, reflect.Pointer, reflect.Func, reflect.Chan, reflect.UnsafePointer:
			t.Errorf("fact %v holds a %v", fact, typ)
		case reflect.Slice, reflect.Array:
			check(fact, typ.Elem())
		case reflect.Struct:
			for f := range typ.Fields() {
				check(fact, f.Type)
			}
		}
		if typ.PkgPath() == "go/token" {
			t.Errorf("fact %v holds a %v", fact, typ)
		}
	}
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		for _, f := range a.FactTypes {
			typ := reflect.TypeOf(f).Elem()
			if seen[typ] {
				continue
			}
			seen[typ] = true
			check(typ, typ)
		}
		for _, r := range a.Requires {
			visit(r)
		}
	}
	for _, a := range analyzers.All() {
		visit(a)
	}
	if len(seen) == 0 {
		t.Error("no fact type found")
	}
}

// TestGuarded runs each check, and each engine, on a pass that has next to nothing, and
// must not be ended by the panic that follows: the engines have no result then, and the
// checks report one failure that names them, the package and the version.
func TestGuarded(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", "package p\n\nfunc f(c chan int) { c <- 1 }\n", parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var reported []analysis.Diagnostic
	run := func(a *analysis.Analyzer, results map[*analysis.Analyzer]any) any {
		result, err := a.Run(&analysis.Pass{
			Analyzer: a, Fset: fset, Files: []*ast.File{file}, Pkg: types.NewPackage("example.com/p", "p"), ResultOf: results,
			Report: func(d analysis.Diagnostic) { reported = append(reported, d) },
		})
		if err != nil {
			t.Errorf("%s: %v", a.Name, err)
		}
		if got := reflect.TypeOf(result); got != a.ResultType {
			t.Errorf("%s: result %v, want %v", a.Name, got, a.ResultType)
		}
		return result
	}
	message := regexp.MustCompile(`^(\w+): internal error: panic: .+; package example\.com/p, gopitfalls \S+ \(go1.+\)$`)
	results := make(map[*analysis.Analyzer]any)
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if _, ok := results[a]; ok {
			return
		}
		for _, r := range a.Requires {
			visit(r)
		}
		if a.Name == "isgenerated" { // honnef's, which reads files only
			results[a] = map[string]generated.Generator{}
			return
		}
		reported = nil
		results[a] = run(a, results)
		if a.ResultType != report.ResultType {
			run(a, nil) // an engine: whatever it requires has failed
			if len(reported) > 0 {
				t.Errorf("%s reports: %v", a.Name, reported)
			}
			return
		}
		reported = nil
		run(a, nil)
		if len(reported) != 1 || reported[0].Category != report.Failed || reported[0].Pos != file.Package {
			t.Fatalf("%s: reported %+v, want one failure", a.Name, reported)
		}
		if m := message.FindStringSubmatch(reported[0].Message); m == nil || m[1] != a.Name {
			t.Errorf("%s: message %q", a.Name, reported[0].Message)
		}
	}
	for _, a := range analyzers.All() {
		visit(a)
	}
}

// TestFolders checks that each folder here is a check that All has, and that each check
// has its test data.
func TestFolders(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != "testdata" && !slices.ContainsFunc(analyzers.All(), func(a *analysis.Analyzer) bool { return a.Name == e.Name() }) {
			t.Errorf("%s: All does not return such a check: add it in registry.go", e.Name())
		}
	}
	for _, a := range analyzers.All() {
		if _, err := os.Stat(a.Name); err != nil {
			t.Errorf("%s has no folder: %v", a.Name, err)
		}
		for _, kind := range []string{"ok", "bad", "generics"} {
			dir := "../testdata/src/" + a.Name + "/" + kind
			if files, err := os.ReadDir(dir); err != nil || len(files) == 0 {
				t.Errorf("%s: no test data in %s", a.Name, dir)
			}
		}
	}
}

// TestInfo checks that each check is known, and those with golden files of fixes as
// checks that fix.
func TestInfo(t *testing.T) {
	for _, a := range analyzers.All() {
		info := analyzers.Info(a.Name)
		if !strings.HasPrefix(info.Since, "v") {
			t.Errorf("%s is there since %q", a.Name, info.Since)
		}
		for _, category := range info.Notes {
			if !strings.Contains(strings.ToLower(a.Doc), "\n# "+category+"\n") {
				t.Errorf("%s has no category %s", a.Name, category)
			}
		}
		if _, err := os.Stat("../testdata/src/" + a.Name + "/fix"); err == nil && !info.Fixes {
			t.Errorf("%s has fixes", a.Name)
		}
	}
}

// TestSSAOnDemand checks that no check asks for the SSA form of a package that
// cannot matter to it.
func TestSSAOnDemand(t *testing.T) {
	want := map[string]bool{
		"ssabuild/worlds": false, "ssabuild/deadblocks": false, "ssabuild/noreturn/user": false, "connfile/bad": true, "abandonedsend/generics": true,
	}
	probe := &analysis.Analyzer{
		Name: "probe", Doc: "look whether SSA was built", Requires: append(analyzers.All(), ssabuild.Analyzer),
		ResultType: reflect.TypeFor[bool](),
		Run:        func(pass *analysis.Pass) (any, error) { return ssabuild.Of(pass).Built(), nil },
	}
	got := make(map[string]bool)
	corpus := checktest.ReadCorpus(t, slices.Collect(maps.Keys(want))...)
	for _, act := range checktest.Analyze(t, probe, corpus.Load(t, nil)...) {
		if _, asked := want[act.Package.PkgPath]; asked { // others are imported
			got[act.Package.PkgPath] = act.Result.(bool)
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("built: %v, want %v", got, want)
	}
}

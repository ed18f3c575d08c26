package vettool

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/gcexportdata"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A unitTest runs Main on one unit in this process.
type unitTest struct {
	opts           Options
	cfg            config
	dir            string
	mode           string // where types come from, if not from export data
	stdout, stderr string
	status         int
}

// newUnitTest returns a unit of the Go files of a txtar archive.
func newUnitTest(t testing.TB, archive string) *unitTest {
	t.Helper()
	dir := extract(t, archive)
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	check(t, err)
	return &unitTest{
		opts: Options{Analyzers: analyzers},
		dir:  dir,
		cfg: config{
			ID:            "m/p",
			Dir:           dir,
			ImportPath:    "m/p",
			ModulePath:    "m",
			ModuleVersion: "v1.0.0",
			GoVersion:     "go1.26",
			GoFiles:       files,
			VetxOutput:    filepath.Join(dir, "vet.out"),
		},
	}
}

func (u *unitTest) run(t testing.TB, args ...string) *unitTest {
	t.Helper()
	data, err := json.Marshal(u.cfg)
	check(t, err)
	file := filepath.Join(u.dir, "vet.cfg")
	check(t, os.WriteFile(file, data, 0o666))
	var out, errs bytes.Buffer
	if u.mode == "" {
		u.status = Main(u.opts, append(args, file), &out, &errs)
	} else {
		u.status = runMain(u.opts, append(args, file), u.mode, &out, &errs)
	}
	u.stdout, u.stderr = out.String(), strings.ReplaceAll(errs.String(), u.dir+string(filepath.Separator), "")
	return u
}

// diagnostics returns what an analyzer said of the unit, in JSON.
func (u *unitTest) diagnostics(t testing.TB, analyzer string) []wire.Diagnostic {
	t.Helper()
	if u.status != 0 || u.stderr != "" {
		t.Fatalf("status %d, stderr %s", u.status, u.stderr)
	}
	var diags []wire.Diagnostic
	check(t, wire.Decode(strings.NewReader(u.stdout), func(tree wire.Tree) { diags = tree[u.cfg.ID][analyzer].Diagnostics }))
	return diags
}

func (u *unitTest) facts(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(u.cfg.VetxOutput)
	check(t, err)
	return data
}

func TestText(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, `
-- p.go --
package p

func bad()    {}
func panics() {}
func plain()  {}

// end
`)
	if u.run(t); u.status != 1 || u.stdout != "" {
		t.Errorf("status %d, stdout %q", u.status, u.stdout)
	}
	want := "p.go:1:1: bad: internal error: panic: found panics at internal/driver/vettool.mustNotPanic (main_test.go:"
	if !strings.HasPrefix(u.stderr, want) || !strings.HasSuffix(u.stderr, "\np.go:5:6: plain in module m 1.26 with 0 ignored and 0 other files (plain)\n") {
		t.Error(u.stderr)
	}
	want = "p.go:5:6: plain in module m 1.26 with 0 ignored and 0 other files (plain)\n4\tfunc panics() {}\n5\tfunc plain()  {}\n6\t\n"
	if u.run(t, "-plain", "-c=1"); u.status != 1 || u.stderr != want {
		t.Errorf("status %d, stderr %q, want %q", u.status, u.stderr, want)
	}
	if u.run(t, "-facts"); u.status != 0 || u.stderr != "" {
		t.Errorf("status %d, stderr %q", u.status, u.stderr)
	}
	u.cfg.Stdout = filepath.Join(u.dir, "stdout")
	if u.run(t, "-facts", "-json"); u.status != 0 || u.stderr != "" || u.stdout != "" {
		t.Errorf("status %d, stderr %q", u.status, u.stderr)
	}
	if data, err := os.ReadFile(u.cfg.Stdout); string(data) != "{\n\t\"m/p\": {}\n}\n" {
		t.Errorf("stdout %q, %v", data, err)
	}
}

func TestBadUnits(t *testing.T) {
	t.Parallel()
	const ok = "\n-- p.go --\npackage p\n"
	for name, test := range map[string]struct {
		archive string
		edit    func(*unitTest)
		want    string // stderr
	}{
		"no files":  {ok, func(u *unitTest) { u.cfg.GoFiles = nil }, "gopitfalls: vet.cfg: package m/p has no GoFiles\n"},
		"no path":   {ok, func(u *unitTest) { u.cfg.ImportPath = "" }, "gopitfalls: vet.cfg: ImportPath is missing\n"},
		"no file":   {ok, func(u *unitTest) { u.cfg.GoFiles[0] += "x" }, "gopitfalls: package m/p: open p.gox: no such file or directory\n"},
		"syntax":    {"\n-- p.go --\npackage\n", nil, "p.go:1:9: expected 'IDENT', found 'EOF'\n"},
		"type":      {"\n-- p.go --\npackage p\n\nvar X, Y int = \"\", \"\"\n", nil, "p.go:3:16: cannot use \"\" (untyped string constant) as int value in variable declaration\n"},
		"later Go":  {ok, func(u *unitTest) { u.cfg.GoVersion = "go1.99.1" }, fmt.Sprintf("gopitfalls: package m/p: it needs go1.99, and this program was built with %[1]s: rebuild it with go1.99 or later\n", lang())},
		"no export": {"\n-- p.go --\npackage p\n\nimport _ \"fmt\"\n", func(u *unitTest) { u.cfg.ImportMap = map[string]string{"fmt": "fmt"} }, "p.go:3:10: could not import fmt (the build system passed no export data for fmt; setting GOPITFALLS_TYPES=vetx avoids the need for export data)\n"},
		"no import": {"\n-- p.go --\npackage p\n\nimport _ \"fmt\"\n", nil, "p.go:3:10: could not import fmt (the build system did not resolve this import)\n"},
		"bad export": {"\n-- p.go --\npackage p\n\nimport _ \"fmt\"\n", func(u *unitTest) {
			u.cfg.ImportMap = map[string]string{"fmt": "fmt"}
			u.cfg.PackageFile = map[string]string{"fmt": u.cfg.GoFiles[0]}
		}, "p.go:3:10: could not import fmt (reading export data for fmt: "},
		"no facts":  {ok, func(u *unitTest) { u.cfg.PackageVetx = map[string]string{"q": "/nowhere"} }, "gopitfalls: package m/p: facts of q: open /nowhere: no such file or directory\n"},
		"bad facts": {ok, func(u *unitTest) { u.cfg.PackageVetx = map[string]string{"q": u.cfg.GoFiles[0]} }, "gopitfalls: package m/p: facts of q: not a file of facts that this program wrote\n"},
		"no output": {"\n-- p.go --\npackage p\n\nvar Fact int\n", func(u *unitTest) { u.cfg.VetxOutput = filepath.Join(u.dir, "no", "where") }, "gopitfalls: package m/p: open no/where: no such file or directory\n"},
	} {
		for _, vetxOnly := range []bool{false, true} {
			u := newUnitTest(t, test.archive)
			u.cfg.VetxOnly = vetxOnly
			if test.edit != nil {
				test.edit(u)
			}
			if u.run(t, "-json"); u.status != 1 || u.stdout != "" || !strings.Contains(u.stderr, test.want) || strings.Count(u.stderr, "\n") != 1 {
				t.Errorf("%s: status %d, stderr %q, want %q", name, u.status, u.stderr, test.want)
			}
		}
	}
	u := newUnitTest(t, ok)
	for content, want := range map[string]string{
		"":                 "x.cfg: unexpected end of JSON input\n",
		"[]":               "x.cfg: json: cannot unmarshal array",
		`{"GoFiles": "x"}`: "x.cfg: json: cannot unmarshal string into Go struct field config.GoFiles",
		"\x00\xff":         "x.cfg: invalid character",
	} {
		file := filepath.Join(u.dir, "x.cfg")
		check(t, os.WriteFile(file, []byte(content), 0o666))
		var errs bytes.Buffer
		if status := Main(u.opts, []string{file}, &errs, &errs); status != 1 || !strings.Contains(errs.String(), want) {
			t.Errorf("status %d, %q, want %q", status, errs.String(), want)
		}
	}
}

func lang() string { return strings.Join(strings.SplitN(runtime.Version(), ".", 3)[:2], ".") }

func TestSucceedOnTypecheckFailure(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"package", "package p; var x int = nil"} {
		u := newUnitTest(t, "\n-- p.go --\n"+src+"\n")
		u.cfg.SucceedOnTypecheckFailure = true
		if u.run(t); u.status != 0 || u.stderr != "" || len(u.facts(t)) > 0 {
			t.Errorf("%q: status %d, stderr %s", src, u.status, u.stderr)
		}
	}
}

// TestFastPath proves that files are not opened by naming some that do not
// exist.
func TestFastPath(t *testing.T) {
	t.Parallel()
	noFacts := &analysis.Analyzer{Name: "nofacts", Doc: "no facts", Run: func(*analysis.Pass) (any, error) { panic("run") }}
	var asked *Unit
	for name, test := range map[string]struct {
		opts    Options
		dir     string
		skipped bool
	}{
		"std":          {Options{Analyzers: analyzers}, "net/http", true},
		"vendored":     {Options{Analyzers: analyzers}, "vendor/golang.org/x/net", true},
		"cmd":          {Options{Analyzers: analyzers}, "cmd/go", false},
		"no std":       {Options{Analyzers: analyzers}, "../misc", false},
		"no facts":     {Options{Analyzers: []*analysis.Analyzer{noFacts}}, "../misc", true},
		"asked of std": {Options{Analyzers: analyzers, MayExport: func(u *Unit) bool { asked = u; return u.Std }}, "net", false},
		"told no":      {Options{Analyzers: analyzers, MayExport: func(u *Unit) bool { return u.Std }}, "../misc", true},
		"needs files":  {Options{Analyzers: analyzers, MayExport: func(u *Unit) bool { _, err := u.Files(); return err != nil }}, "../misc", false},
		"panics":       {Options{Analyzers: analyzers, MayExport: func(u *Unit) bool { panic("no") }}, "../misc", false},
	} {
		u := newUnitTest(t, "\n-- empty --\n")
		u.opts = test.opts
		u.cfg.Dir = filepath.Join(checktest.GOROOT(), "src", filepath.FromSlash(test.dir))
		u.cfg.GoFiles = []string{filepath.Join(u.dir, "missing.go")}
		u.cfg.ImportMap = map[string]string{"b": "vendor/b", "a": "a", "c": "a"}
		u.cfg.PackageVetx = map[string]string{"a": filepath.Join(u.dir, "empty")}
		u.cfg.VetxOnly = true
		u.cfg.Stdout = filepath.Join(u.dir, "stdout")
		u.run(t, "-json")
		if skipped := u.status == 0 && u.stderr == "" && len(u.facts(t)) == 0; skipped != test.skipped {
			t.Errorf("%s: status %d, stderr %q", name, u.status, u.stderr)
		}
		if _, err := os.Stat(u.cfg.Stdout); err == nil {
			t.Errorf("%s: wrote a file of findings", name)
		}
	}
	if want := []string{"a", "vendor/b"}; asked.ImportPath != "m/p" || !reflect.DeepEqual(asked.Imports, want) {
		t.Errorf("asked of %+v", asked)
	}
	if asked.ImportedFactOn(reflect.TypeFor[*Fact]())("FuncFact") {
		t.Error("facts in an empty file")
	}
}

// TestImportedFacts runs two units that hand facts to a third.
func TestImportedFacts(t *testing.T) {
	t.Parallel()
	a := newUnitTest(t, "\n-- a.go --\npackage a\n\ntype T struct{ FieldFact int }\n\nfunc FuncFact() {}\n")
	a.cfg.ImportPath = "a"
	a.cfg.VetxOnly = true
	if a.run(t); a.status != 0 {
		t.Fatal(a.stderr)
	}

	var unit *Unit
	b := newUnitTest(t, "\n-- b.go --\npackage b\n\nimport \"a\"\n\nvar V a.T\n")
	b.opts.MayExport = func(u *Unit) bool { unit = u; return false }
	b.cfg.ImportPath = "b"
	b.cfg.VetxOnly = true
	b.cfg.PackageVetx = map[string]string{"a": a.cfg.VetxOutput}
	if b.run(t); b.status != 0 {
		t.Fatal(b.stderr)
	}
	facts, others := unit.ImportedFactOn(reflect.TypeFor[*Fact]()), unit.ImportedFactOn(reflect.TypeFor[*Other]())
	if !facts("FuncFact") || !facts("FieldFact") || facts("T") || others("FuncFact") {
		t.Error("ImportedFactOn is wrong")
	}

	// What b forwarded, against what it exports if it is type-checked.
	full := *b
	full.opts = Options{Analyzers: []*analysis.Analyzer{silent}}
	full.cfg.VetxOutput = filepath.Join(b.dir, "full")
	full.cfg.ImportMap = map[string]string{"a": "a"}
	full.cfg.PackageFile = map[string]string{"a": exportData(t, a)}
	if full.run(t); full.status != 0 {
		t.Fatal(full.stderr)
	}
	if got, want := b.facts(t), full.facts(t); !bytes.Equal(got, want) || len(want) == 0 {
		t.Errorf("forwarded %q, want %q", got, want)
	}
}

// silent has the fact types of factAnalyzer and exports none.
var silent = &analysis.Analyzer{
	Name:      "silent",
	Doc:       "silent",
	FactTypes: factAnalyzer.FactTypes,
	Run:       func(*analysis.Pass) (any, error) { return nil, nil },
}

// exportData type-checks a unit without imports and writes its export data.
func exportData(t testing.TB, test *unitTest) string {
	t.Helper()
	u := newUnit(&test.cfg, analyzers)
	check(t, u.check())
	var buf bytes.Buffer
	check(t, gcexportdata.Write(&buf, token.NewFileSet(), u.pkg))
	file := filepath.Join(test.dir, "export")
	check(t, os.WriteFile(file, buf.Bytes(), 0o666))
	return file
}

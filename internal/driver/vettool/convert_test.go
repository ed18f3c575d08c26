package vettool

import (
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// calls reports, last first, calls of functions whose name begins with "bad".
var calls = &analysis.Analyzer{
	Name: "calls",
	Doc:  "calls",
	Run: func(pass *analysis.Pass) (any, error) {
		var diags []analysis.Diagnostic
		for _, f := range pass.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if id, ok := call.Fun.(*ast.Ident); ok && strings.HasPrefix(id.Name, "bad") {
						diags = append(diags, analysis.Diagnostic{Pos: call.Pos(), Category: id.Name, Message: "call"})
					}
				}
				return true
			})
		}
		for _, d := range slices.Backward(diags) {
			pass.Report(d)
		}
		return nil, nil
	},
}

const printModule = `
-- p.go --
package p

type T struct{}
type G[K, V any] struct{}

func bad() int { return 0 }

func F() { bad() }

func (T) F()        { bad() }
func (*T) G()       { bad() }
func (*G[K, V]) F() { bad() }

var (
	A = bad()
	B, C = bad(), 1
)

func twice() {
	bad()
	bad()
	bad(); _ = bad() // two of a line
}
`

// prints maps "line: text" of each finding to its fingerprint.
func prints(t *testing.T, u *unitTest) map[string]string {
	t.Helper()
	m := make(map[string]string)
	for _, d := range u.run(t, "-json").diagnostics(t, "calls") {
		m[filepath.Base(d.Posn)] = d.Fingerprint
	}
	return m
}

func TestFingerprints(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, printModule)
	u.opts.Analyzers = []*analysis.Analyzer{calls}
	before := prints(t, u)
	unique := make(map[string]bool)
	for _, p := range before {
		unique[p] = true
		if len(p) != 32 || strings.Trim(p, "0123456789abcdef") != "" {
			t.Errorf("fingerprint %q", p)
		}
	}
	if len(before) != 10 || len(unique) != 10 {
		t.Errorf("want 10 fingerprints: %v", before)
	}

	// The test variant of the package, in which three lines stand above the
	// rest and there is a finding more.
	file := u.cfg.GoFiles[0]
	src, err := os.ReadFile(file)
	check(t, err)
	moved := strings.Replace(string(src), "type T", "\nfunc more() { bad() }\n\ntype T", 1)
	check(t, os.WriteFile(file, []byte(moved), 0o666))
	u.cfg.ImportPath = "m/p [m/p.test]"
	after := prints(t, u)
	if len(after) != 11 {
		t.Errorf("want 11 findings: %v", after)
	}
	for posn, want := range before {
		var line, col int
		_, err := fmt.Sscanf(posn, "p.go:%d:%d", &line, &col)
		check(t, err)
		if got := after[fmt.Sprintf("p.go:%d:%d", line+3, col)]; got != want {
			t.Errorf("%s: fingerprint %s became %s", posn, want, got)
		}
	}
}

// TestFilesOfCgo: what cmd/cgo wrote has the numbers of lines in it, and the name of the
// folder in which it wrote it.
func TestFilesOfCgo(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, "")
	u.opts.Analyzers = []*analysis.Analyzer{calls}
	u.cfg.GoFiles = []string{filepath.Join(t.TempDir(), "p.cgo1.go")}
	var last string
	for i := range 2 {
		src := fmt.Sprintf("package p\n\nfunc bad(int) int { return 0 }\n\n//line /elsewhere/p.go:%d:1\nfunc F() { /*line :%[1]d:12*/bad /*line :%[1]d:16*/(1) }\n", 10*i+7)
		check(t, os.WriteFile(u.cfg.GoFiles[0], []byte(src), 0o666))
		d := u.run(t, "-json").diagnostics(t, "calls")[0]
		if want := filepath.Join(u.cfg.Dir, fmt.Sprintf("p.go:%d:12", 10*i+7)); d.Posn != want || d.Dir != u.cfg.Dir {
			t.Errorf("at %s, want %s", d.Posn, want)
		}
		if last != "" && d.Fingerprint != last {
			t.Errorf("the fingerprint changed with the line")
		}
		last = d.Fingerprint
	}
}

func TestDeclName(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, "\n-- p.go --\npackage p\n\nimport \"unsafe\"\n\n"+strings.TrimPrefix(printModule, "\n-- p.go --\npackage p\n")+"\nfunc ((*T)) paren() { bad() }\n\nconst K, L = 1, unsafe.Sizeof(0)\n")
	u.cfg.ImportMap = map[string]string{"unsafe": "unsafe"}
	var names []string
	u.opts.Analyzers = []*analysis.Analyzer{{
		Name: "names",
		Doc:  "names",
		Run: func(pass *analysis.Pass) (any, error) {
			file := pass.Files[0]
			names = append(names, declName(file, file.Package))
			for _, d := range file.Decls {
				if g, ok := d.(*ast.GenDecl); ok {
					names = append(names, declName(file, g.TokPos), declName(file, g.Specs[0].End()))
				} else {
					names = append(names, declName(file, d.End()))
				}
			}
			return nil, nil
		},
	}}
	u.run(t)
	want := []string{"", "", `"unsafe"`, "", "T", "", "G", "bad", "F", "(T).F", "(*T).G", "(*G).F", "", "A", "twice", "(*T).paren", "", "K"}
	if !reflect.DeepEqual(names, want) {
		t.Errorf("%q\nwant %q\n%s", names, want, u.stderr)
	}
}

// TestFixes gives fixes of all kinds to a package of two files, the second of
// which has line directives.
func TestFixes(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, `
-- p.go --
package p

var X = 1
-- q.go --
package p

//line other.go:1
var Y = 2
`)
	src, err := os.ReadFile(u.cfg.GoFiles[0])
	check(t, err)
	edit := func(base token.Pos, start, end int, text string) analysis.TextEdit {
		e := analysis.TextEdit{Pos: base + token.Pos(start), NewText: []byte(text)}
		if end >= 0 {
			e.End = base + token.Pos(end)
		}
		return e
	}
	var fixes func(p, q token.Pos) []analysis.SuggestedFix
	u.opts.Analyzers = []*analysis.Analyzer{{
		Name: "fixes",
		Doc:  "fixes",
		Run: func(pass *analysis.Pass) (any, error) {
			p, q := pass.Files[0], pass.Files[1]
			pass.Report(analysis.Diagnostic{Pos: p.Name.Pos(), Message: "m", SuggestedFixes: fixes(p.FileStart, q.FileStart)})
			return nil, nil
		},
	}}
	wireEdit := func(start, end int, text string) wire.TextEdit {
		return wire.TextEdit{Filename: u.cfg.GoFiles[0], Start: start, End: end, New: text}
	}
	for name, test := range map[string]struct {
		edits func(p, q token.Pos) []analysis.TextEdit
		want  []wire.TextEdit // none: the fix is dropped
		log   string
	}{
		"sorted": {
			func(p, _ token.Pos) []analysis.TextEdit {
				return []analysis.TextEdit{edit(p, 11, 14, "let"), edit(p, 0, -1, "//"), edit(p, 11, -1, "a"), edit(p, 11, 11, "b")}
			},
			[]wire.TextEdit{wireEdit(0, 0, "//"), wireEdit(11, 11, "a"), wireEdit(11, 11, "b"), wireEdit(11, 14, "let")}, "",
		},
		"at the end": {
			func(p, _ token.Pos) []analysis.TextEdit { return []analysis.TextEdit{edit(p, len(src), len(src), "x")} },
			[]wire.TextEdit{wireEdit(len(src), len(src), "x")}, "",
		},
		"nothing":  {func(_, _ token.Pos) []analysis.TextEdit { return nil }, nil, ""},
		"remapped": {func(_, q token.Pos) []analysis.TextEdit { return []analysis.TextEdit{edit(q, 0, 0, "x")} }, nil, ""},
		"overlap": {func(p, _ token.Pos) []analysis.TextEdit {
			return []analysis.TextEdit{edit(p, 3, 5, ""), edit(p, 4, 6, "")}
		}, nil, "the edit at p.go:1:5 overlaps another"},
		"two files": {func(p, q token.Pos) []analysis.TextEdit { return []analysis.TextEdit{{Pos: p, End: q}} }, nil, "the edit at p.go:1:1 has no end in its file"},
		"backwards": {func(p, _ token.Pos) []analysis.TextEdit { return []analysis.TextEdit{edit(p, 5, 4, "")} }, nil, "the edit at p.go:1:6 has no end in its file"},
		"nowhere":   {func(p, q token.Pos) []analysis.TextEdit { return []analysis.TextEdit{{}} }, nil, "- lies in no file of the package"},
		"far away":  {func(p, q token.Pos) []analysis.TextEdit { return []analysis.TextEdit{{Pos: 1 << 30}} }, nil, "- lies in no file of the package"},
	} {
		fixes = func(p, q token.Pos) []analysis.SuggestedFix {
			return []analysis.SuggestedFix{{Message: "Do it", TextEdits: test.edits(p, q)}}
		}
		u.run(t, "-json")
		want := ""
		if test.log != "" {
			want = `gopitfalls: analyzer fixes: p.go:1:9: dropping invalid fix "Do it": ` + test.log + "\n"
		}
		if u.status != 0 || u.stderr != want {
			t.Errorf("%s: status %d, stderr %q, want %q", name, u.status, u.stderr, want)
		}
		u.stderr = ""
		d := u.diagnostics(t, "fixes")[0]
		if test.want == nil {
			if d.SuggestedFixes != nil || d.FileHashes != nil {
				t.Errorf("%s: %+v", name, d)
			}
			continue
		}
		if wantFixes := []wire.SuggestedFix{{Message: "Do it", Edits: test.want}}; !reflect.DeepEqual(d.SuggestedFixes, wantFixes) {
			t.Errorf("%s: %+v\nwant %+v", name, d.SuggestedFixes, wantFixes)
		}
		if want := map[string]string{u.cfg.GoFiles[0]: fmt.Sprintf("%x", sha256.Sum256(src))}; !reflect.DeepEqual(d.FileHashes, want) {
			t.Errorf("%s: hashes %v, want %v", name, d.FileHashes, want)
		}
	}
}

func TestFindingURL(t *testing.T) {
	t.Parallel()
	const page = "https://example.com/checks/x"
	for _, test := range []struct{ analyzer, url, category, want string }{
		{"", "", "", ""},
		{"", "", "kind", "#kind"},
		{"", "https://else.where", "kind", "https://else.where"},
		{page, "", "", page},
		{page, "", "kind", page + "#kind"},
		{page, "#part", "kind", page + "#part"},
		{page, "https://else.where", "kind", "https://else.where"},
		{":bad", "", "kind", "error"},
		{page, ":bad", "", "error"},
	} {
		got, err := findingURL(&analysis.Analyzer{URL: test.analyzer}, analysis.Diagnostic{URL: test.url, Category: test.category})
		if err != nil {
			got = "error"
		}
		if got != test.want {
			t.Errorf("%+v: %s, %v", test, got, err)
		}
	}
}

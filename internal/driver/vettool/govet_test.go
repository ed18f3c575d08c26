package vettool

import (
	"archive/zip"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// goVet runs "go vet -json" and returns its trees in one.
func goVet(t *testing.T, dir string, env []string, args ...string) wire.Tree {
	t.Helper()
	// The flags in their order are in the keys of the cache, and -json comes
	// last if the go command adds it.
	flags := slices.IndexFunc(args, func(arg string) bool { return !strings.HasPrefix(arg, "-") })
	args = slices.Insert(slices.Clone(args), flags, "-json")
	stdout, stderr, status := goCmd(t, dir, env, append([]string{"vet"}, args...)...)
	if status != 0 || stderr != "" {
		t.Fatalf("go vet: exit status %d\n%s", status, stderr)
	}
	all := make(wire.Tree)
	check(t, wire.Decode(strings.NewReader(stdout), func(tree wire.Tree) { maps.Copy(all, tree) }))
	return all
}

// messages returns what an analyzer said of a package, sorted.
func messages(t *testing.T, tree wire.Tree, pkg, analyzer string) []string {
	t.Helper()
	r := tree[pkg][analyzer]
	if r.Err != "" {
		t.Errorf("%s: %s: error %s", pkg, analyzer, r.Err)
	}
	var list []string
	for _, d := range r.Diagnostics {
		list = append(list, d.Message)
	}
	slices.Sort(list)
	return list
}

const badModule = `
-- go.mod --
module m
go 1.26
-- p/p.go --
package p

func bad()  {}
func good() {}

func F() {
	bad()
	bad() //nolint:bad // a joke
	//lint:ignore bad on purpose
	bad()
	//gopitfalls:ignore bad on purpose
	bad()
}
-- p/p_test.go --
package p

func plain() { bad() }
-- p/x_test.go --
package p_test

import "m/p"

func bad() { p.F() }
func g()   { bad() }
-- p/p_other.go --
//go:build ignore

package p
-- clean/clean.go --
package clean

import "m/p"

func F() { p.F() }
`

func TestFindings(t *testing.T) {
	t.Parallel()
	dir := extract(t, badModule)
	log := filepath.Join(dir, "log")
	logger := program(t, "toolexec")
	env := []string{"GOFLAGS=-toolexec=" + logger, toolexecLog + "=" + log}
	vet := "-vettool=" + program(t, "vettool")
	cold := "-facts.salt=" + strconv.FormatInt(time.Now().UnixNano(), 36)

	// text, cold
	_, stderr, status := goCmd(t, dir, env, "vet", vet, cold, "-bad", "-plain", "./...")
	want := `p/p.go:7:2: call of bad; call good (bad)
p/p.go:1:9: 	in this package
p/p_test.go:3:16: call of bad; call good (bad)
p/p_test.go:1:9: 	in this package
p/p_test.go:3:6: plain in module m 1.26 with 1 ignored and 0 other files (plain)
p/x_test.go:6:14: call of bad; call good (bad)
p/x_test.go:1:9: 	in this package
`
	if got := sortBlocks(stderr); status != 1 || got != sortBlocks(want) {
		t.Errorf("go vet: status %d, want 1\n%s\nwant\n%s", status, stderr, want)
	}
	started, err := os.ReadFile(log)
	check(t, err)
	if got := strings.Count(string(started), "\n"); got < 4 {
		t.Errorf("the tool was started for %d units, want at least 4:\n%s", got, started)
	}

	// JSON, cold and warm: text is made from it, so it is cached.
	check(t, os.Remove(log))
	for range 2 {
		checkBadTree(t, goVet(t, dir, env, vet, cold, "-bad", "-plain", "./..."), filepath.Join(dir, "p", "p.go"))
		if started, err := os.ReadFile(log); err == nil {
			t.Errorf("the tool was started on a warm cache:\n%s", started)
		}
	}
}

// sortBlocks sorts the lines of a text that the go command puts together in no
// particular order.
func sortBlocks(text string) string {
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func checkBadTree(t *testing.T, tree wire.Tree, file string) {
	t.Helper()
	diags := tree["m/p"]["bad"].Diagnostics
	clean, told := tree["m/clean"]
	if len(diags) != 2 || len(tree) != 3 || !told || len(clean) != 0 {
		t.Fatalf("want 2 findings in m/p, some in m/p_test and none in m/clean: %+v", tree)
	}
	d := diags[0]
	if d.Category != "call" || d.Posn != file+":7:2" || d.End != file+":7:7" || d.URL != "https://example.com/bad#call" {
		t.Errorf("wrong: %+v", d)
	}
	if len(d.Fingerprint) != 32 || d.Fingerprint == diags[1].Fingerprint {
		t.Errorf("fingerprints %q and %q", d.Fingerprint, diags[1].Fingerprint)
	}
	if want := (wire.Step{Goroutine: "main", Posn: file + ":7:2", Message: "calls bad"}); len(d.Trace) != 1 || d.Trace[0] != want {
		t.Errorf("trace %+v, want %+v", d.Trace, want)
	}
	if len(d.FileHashes) != 1 || len(d.FileHashes[file]) != 64 {
		t.Errorf("file hashes %v", d.FileHashes)
	}
	src, err := os.ReadFile(file)
	check(t, err)
	start := strings.Index(string(src), "\tbad()") + 1
	if len(d.SuggestedFixes) != 1 || d.SuggestedFixes[0].Edits[0] != (wire.TextEdit{Filename: file, Start: start, End: start + 3, New: "good"}) {
		t.Errorf("fixes %+v", d.SuggestedFixes)
	}
	if len(d.Related) != 1 || d.Related[0].Posn != file+":1:9" {
		t.Errorf("related %+v", d.Related)
	}
}

// TestStdIsSkipped looks at what units of std left for their importers: only
// internal/cpu passes the prefilter.
func TestStdIsSkipped(t *testing.T) {
	t.Parallel()
	for pkg, want := range map[string][]string{
		"errors":           nil,
		"internal/bytealg": {"sees internal/cpu: internal/cpu[]"},
	} {
		// In the cache of Go 1.26 the keys do not tell whether only facts were
		// wanted, hence the salt.
		tree := goVet(t, t.TempDir(), nil, "-vettool="+program(t, "vettool"), "-facts", "-facts.prefilter=names", "-facts.salt="+pkg, pkg)
		if got := messages(t, tree, pkg, "facts"); !slices.Equal(got, want) {
			t.Errorf("%s sees %q, want %q", pkg, got, want)
		}
	}
}

func TestPanic(t *testing.T) {
	t.Parallel()
	dir := extract(t, `
-- go.mod --
module m
go 1.26
-- p/p.go --
package p

func plain()  {}
func panics() {}
-- q/q.go --
package q

import _ "m/p"

func plain() {}
`)
	want := regexp.MustCompile(`^bad: internal error: panic: found panics at internal/driver/vettool\.mustNotPanic \(main_test\.go:\d+\); package m/p, gopitfalls \S+ \(go1.+\)$`)
	for _, mode := range []string{"", "vetx", "unitchecker"} {
		env, vet := []string{typesEnv + "=" + mode}, "-vettool="+program(t, "vettool")
		if mode == "unitchecker" {
			env, vet = nil, "-vettool="+program(t, mode)
		}
		tree := goVet(t, dir, env, vet, "./...")
		got := tree["m/p"]["bad"].Diagnostics
		if len(got) != 1 || got[0].Category != report.Failed || !want.MatchString(got[0].Message) || got[0].Posn != filepath.Join(dir, "p", "p.go")+":1:1" {
			t.Errorf("%s: %+v, want one error %s", mode, got, want)
		}
		if len(tree["m/p"]["plain"].Diagnostics) != 1 || len(tree["m/q"]["plain"].Diagnostics) != 1 {
			t.Errorf("%s: other findings are lost: %+v", mode, tree)
		}
		// In text, too, whether or not it comes from the cache.
		for range 2 {
			_, stderr, status := goCmd(t, dir, env, "vet", vet, "./...")
			if status != 1 || strings.Count(stderr, "internal error") != 1 || strings.Count(stderr, ": plain in module m") != 2 {
				t.Errorf("%s: go vet: status %d\n%s", mode, status, stderr)
			}
		}
	}
}

func TestSelection(t *testing.T) {
	t.Parallel()
	dir := extract(t, badModule)
	vet := "-vettool=" + program(t, "vettool")
	for _, test := range []struct {
		flags []string
		want  string
	}{
		{nil, "bad plain"},
		{[]string{"-plain"}, "plain"},
		{[]string{"-bad=false"}, "plain"},
		{[]string{"-bad=true", "-plain=false"}, "bad"},
		{[]string{"-bad.word=other"}, "plain"},
	} {
		tree := goVet(t, dir, nil, append(append([]string{vet}, test.flags...), "./p")...)
		if got := strings.Join(sortedKeys(tree["m/p"]), " "); got != test.want {
			t.Errorf("%v: %s, want %s", test.flags, got, test.want)
		}
	}
}

// TestFix fixes what go vet finds and go fix, in both modes: nothing that a directive
// suppresses, and what failed is told.
func TestFix(t *testing.T) {
	t.Parallel()
	t.Run(typesFromExport, func(t *testing.T) { testFix(t) })
	t.Run(typesFromVetx, func(t *testing.T) {
		testFix(t, typesEnv+"="+typesFromVetx, "GOFLAGS=-toolexec="+program(t, "toolexec"), toolexecNoExport+"=1")
	})
}

func testFix(t *testing.T, env ...string) {
	t.Parallel()
	dir := extract(t, badModule)
	vet := "-vettool=" + program(t, "vettool")
	file := filepath.Join(dir, "p", "p.go")
	before, err := os.ReadFile(file)
	check(t, err)

	stdout, stderr, _ := goCmd(t, dir, env, "vet", vet, "-bad", "-fix", "-diff", "./p")
	if !strings.Contains(stdout, "\n-\tbad()\n+\tgood()\n") || strings.Count(stdout, "+\tgood()") != 1 {
		t.Errorf("diff of other than the one finding:\n%s%s", stdout, stderr)
	}
	if _, stderr, status := goCmd(t, dir, env, "vet", vet, "-bad", "-fix", "./p"); status != 0 {
		t.Fatalf("go vet -fix: %s", stderr)
	}
	after, err := os.ReadFile(file)
	check(t, err)
	stdout, _, _ = goCmd(t, dir, env, "fix", "-fixtool="+program(t, "vettool"), "-bad.word=good", "-bad", "-diff", "./p")
	if strings.Contains(stdout, "+") {
		t.Errorf("go fix -diff of calls of good:\n%s", stdout)
	}
	if want := strings.Replace(string(before), "\tbad()", "\tgood()", 1); string(after) != want {
		t.Errorf("go vet -fix left\n%s", after)
	}
}

// TestFixUnit fixes one unit as go commands do that have no archive for it, and as others
// do, and tells what cannot be fixed.
func TestFixUnit(t *testing.T) {
	t.Parallel()
	const src = "package p\n\nfunc bad()  {}\nfunc good() {}\n\nfunc f() { bad() }\n"
	fixed := strings.Replace(src, "f() { bad()", "f() { good()", 1)
	u := newUnitTest(t, "\n-- p.go --\n"+src)
	u.cfg.FixArchive = filepath.Join(u.dir, "fix.zip")
	if u.run(t, "-fix", "-bad"); u.status != 0 || u.stderr+u.stdout != "" {
		t.Errorf("status %d, %s%s", u.status, u.stderr, u.stdout)
	}
	z, err := zip.OpenReader(u.cfg.FixArchive)
	check(t, err)
	defer z.Close()
	if len(z.File) != 1 || z.File[0].Name != u.cfg.GoFiles[0] || z.Comment != u.cfg.ID {
		t.Fatalf("archive %q of %+v", z.Comment, z.File)
	}
	r, err := z.File[0].Open()
	check(t, err)
	text, err := io.ReadAll(r)
	check(t, err)
	if string(text) != fixed {
		t.Errorf("in the archive:\n%s", text)
	}

	u.cfg.FixArchive = ""
	check(t, os.Chmod(u.cfg.GoFiles[0], 0o444))
	if u.run(t, "-fix", "-bad"); u.status != 0 || u.stderr != "gopitfalls: p.go:6:12: fix skipped: the file is read-only\n" {
		t.Errorf("status %d, %s", u.status, u.stderr)
	}
	check(t, os.Chmod(u.cfg.GoFiles[0], 0o666))
	if u.run(t, "-fix", "-bad"); u.status != 0 || u.stderr+u.stdout != "" {
		t.Errorf("status %d, %s%s", u.status, u.stderr, u.stdout)
	}
	if text, err := os.ReadFile(u.cfg.GoFiles[0]); err != nil || string(text) != fixed {
		t.Errorf("%v, in the file:\n%s", err, text)
	}

	u = newUnitTest(t, "\n-- p.go --\npackage p\n\nfunc panics() {}\n")
	if u.run(t, "-fix", "-bad"); u.status != 1 || !strings.HasPrefix(u.stderr, "gopitfalls: p.go:1:1: bad: internal error: panic: found panics") {
		t.Errorf("status %d, %s", u.status, u.stderr)
	}
}

func TestCgo(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no gcc")
	}
	dir := extract(t, `
-- go.mod --
module m
go 1.26
-- p/p.go --
package p

// static int f(int x) { return x; }
import "C"

func bad(C.int) int { return 0 }
func good(C.int) int { return 0 }

func F() { bad(C.f(1)) }
-- q/q.go --
package q

import "m/p"

func plain() { p.F() }
`)
	tree := goVet(t, dir, nil, "-vettool="+program(t, "vettool"), "./...")
	diags := tree["m/p"]["bad"].Diagnostics
	if len(diags) != 1 || diags[0].Posn != filepath.Join(dir, "p", "p.go")+":9:12" {
		t.Fatalf("findings %+v", diags)
	}
	if d := diags[0]; d.SuggestedFixes != nil || d.FileHashes != nil || d.Fingerprint == "" {
		t.Errorf("want no fix and a fingerprint: %+v", d)
	}
}

func TestVendorAndGOPATH(t *testing.T) {
	t.Parallel()
	vet := "-vettool=" + program(t, "vettool")
	const code = `
-- src/m/p/p.go --
package p

import "example.com/dep"

func bad() { dep.FuncFact() }
func F()   { bad() }
-- src/m/vendor/example.com/dep/dep.go --
package dep

func FuncFact() {}
-- src/m/vendor/modules.txt --
# example.com/dep v1.0.0
## explicit; go 1.26
example.com/dep
-- src/m/go.mod --
module m
go 1.26
require example.com/dep v1.0.0
`
	gopath := extract(t, code)
	dir := filepath.Join(gopath, "src", "m")
	for pkg, env := range map[string][]string{
		"m/vendor/example.com/dep": {"GO111MODULE=off", "GOPATH=" + gopath},
		"example.com/dep":          {"GO111MODULE=on"},
	} {
		tree := goVet(t, dir, env, vet, "m/p")
		want := []string{"sees " + pkg + ".FuncFact: FuncFact[8 2]", "sees " + pkg + ": " + pkg + "[]"}
		if got := messages(t, tree, "m/p", "facts"); !slices.Equal(got, want) {
			t.Errorf("%v: facts %q, want %q", env, got, want)
		}
		if len(tree["m/p"]["bad"].Diagnostics) != 1 {
			t.Errorf("%v: findings %+v", env, tree)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	t.Parallel()
	dir := extract(t, `
-- go.mod --
module m
go 1.26
-- p/p.go --
package p

var X int = ""
-- q/q.go --
package q

func plain() {}
`)
	stdout, stderr, status := goCmd(t, dir, nil, "vet", "-json", "-vettool="+program(t, "vettool"), "./...")
	if status == 0 || !strings.Contains(stderr, `p/p.go:3:13: cannot use ""`) || !strings.Contains(stdout, "m/q") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

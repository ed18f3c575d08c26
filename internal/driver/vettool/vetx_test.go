package vettool

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// TestTypesFromVetx runs three units, each of which knows the one before by what it left
// alone: of the first only the declarations are looked at, the second has facts.
func TestTypesFromVetx(t *testing.T) {
	run := func(u *unitTest, want int) *unitTest {
		t.Helper()
		u.opts.MayExport = func(u *Unit) bool { return u.ImportPath != "a" }
		u.mode = typesFromVetx
		if u.run(t, "-json"); u.status != want {
			t.Fatalf("status %d, %s", u.status, u.stderr)
		}
		return u
	}
	a := newUnitTest(t, "\n-- a.go --\npackage a\n\nimport \"unsafe\"\n\ntype T[P any] struct{ Field P }\n\nconst Size = unsafe.Sizeof(0)\n\nfunc F() T[int] { return undeclared }\n")
	a.cfg.ImportPath, a.cfg.VetxOnly = "a", true
	a.cfg.ImportMap = map[string]string{"unsafe": "unsafe"}
	run(a, 0)

	b := newUnitTest(t, "\n-- b.go --\npackage b\n\nimport \"a\"\n\nvar VarFact = a.F()\n\nfunc FuncFact() a.T[string] { return a.T[string]{} }\n")
	b.cfg.ImportPath, b.cfg.VetxOnly = "b", true
	b.cfg.ImportMap, b.cfg.PackageVetx = map[string]string{"a": "a"}, map[string]string{"a": a.cfg.VetxOutput}
	run(b, 0)

	c := newUnitTest(t, "\n-- c.go --\npackage c\n\nimport \"b\"\n\nvar _ int = b.VarFact.Field\nvar _ string = b.FuncFact().Field\n")
	c.cfg.ImportPath, c.cfg.ID = "c", "c"
	c.cfg.ImportMap, c.cfg.PackageVetx = map[string]string{"b": "b"}, map[string]string{"b": b.cfg.VetxOutput}
	var got []string
	for _, d := range run(c, 0).diagnostics(t, "facts") {
		got = append(got, d.Message)
	}
	if want := "sees b.FuncFact: FuncFact[8 2], sees b.VarFact: VarFact[7 2], sees b: b[]"; strings.Join(got, ", ") != want {
		t.Errorf("%q, want %s", got, want)
	}
	broken, err := splitVetx(b.facts(t))
	check(t, err)
	broken.types = broken.types[:len(broken.types)-9]
	c.cfg.PackageVetx = map[string]string{"b": filepath.Join(c.dir, "broken")}
	check(t, os.WriteFile(c.cfg.PackageVetx["b"], broken.bytes(), 0o666))
	if run(c, 1); !strings.Contains(c.stderr, "could not import b (reading the types of b: ") {
		t.Error(c.stderr)
	}
	c.cfg.PackageVetx = nil
	if run(c, 1); c.stderr != "c.go:3:8: could not import b (the build system passed no export data for b)\n" {
		t.Error(c.stderr)
	}

	// The same types, the same bytes.
	first := a.facts(t)
	if run(a, 0); !bytes.Equal(a.facts(t), first) || !bytes.HasPrefix(first, []byte(typesMagic)) {
		t.Errorf("%q, then %q", first, a.facts(t))
	}
}

// TestCutTypes gives an importer what is left of a file that was cut off: it tells in one
// line of which package.
func TestCutTypes(t *testing.T) {
	t.Parallel()
	a := newUnitTest(t, "\n-- a.go --\npackage a\n\ntype T[P any] struct{ Field P }\n\nfunc F(...*T[int]) (x, y map[string]chan T[error]) { return }\n")
	a.cfg.ImportPath, a.cfg.VetxOnly, a.mode = "a", true, typesFromVetx
	a.opts.MayExport = func(*Unit) bool { return false }
	if a.run(t); a.status != 0 {
		t.Fatal(a.stderr)
	}
	u := newUnitTest(t, "\n-- b.go --\npackage b\n\nimport \"a\"\n\nvar _ = a.F\n")
	file := filepath.Join(u.dir, "vetx")
	u.opts.Analyzers = []*analysis.Analyzer{silent}
	u.cfg.ImportMap, u.cfg.PackageVetx, u.mode = map[string]string{"a": "a"}, map[string]string{"a": file}, typesFromVetx
	whole := a.facts(t)
	for n := range len(whole) + 1 {
		check(t, os.WriteFile(file, whole[:n], 0o666))
		want := 1
		if n == len(whole) {
			want = 0
		}
		if u.run(t); u.status != want || strings.Count(u.stderr, "\n") != want || want > 0 && !strings.Contains(u.stderr, " a") {
			t.Fatalf("%d of %d bytes: status %d, %s", n, len(whole), u.status, u.stderr)
		}
	}
}

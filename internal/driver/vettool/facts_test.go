package vettool

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/gopitfalls/gopitfalls/internal/report"
)

// sampleRecords are facts of all kinds, about the packages of samplePackage.
func sampleRecords() []record {
	return []record{
		{PkgPath: "p", Fact: &Fact{Name: "p"}},
		{PkgPath: "p", Object: "F", Global: true, Fact: &Fact{Name: "F", List: []int{1, 2}}},
		{PkgPath: "p", Object: "F", Global: true, Fact: new(Other)},
		{PkgPath: "p", Object: "T", Fact: &Fact{Name: "T"}},
		{PkgPath: "p", Object: "T.M0", Fact: &Fact{Name: "T.M"}},
		{PkgPath: "p", Object: "T.UF0", Fact: &Fact{Name: "T.f"}},
		{PkgPath: "unknown", Object: "T.M0", Fact: new(Other)},
	}
}

// samplePackage returns a package that imports a package p.
func samplePackage(t testing.TB) *types.Package {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", "package p\n\ntype T struct{ f int }\n\nfunc (T) M() {}\n\nfunc F() {}\n", 0)
	check(t, err)
	p, err := new(types.Config).Check("p", fset, []*ast.File{f}, nil)
	check(t, err)
	q := types.NewPackage("q", "q")
	q.SetImports([]*types.Package{p})
	return q
}

func TestFactFile(t *testing.T) {
	t.Parallel()
	registerFacts(analyzers)
	want, err := encodeFacts(sampleRecords())
	check(t, err)
	for range 20 {
		records := sampleRecords()
		rand.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		got, err := encodeFacts(records)
		check(t, err)
		if !bytes.Equal(got, want) {
			t.Fatalf("the order of facts matters:\n%q\n%q", got, want)
		}
	}
	got, err := decodeFacts(want)
	check(t, err)
	if !reflect.DeepEqual(got, sampleRecords()) {
		t.Errorf("%+v", got)
	}

	// What importers of importers are to know is the same, whether types were
	// there to tell or not.
	q := samplePackage(t)
	lookup := func(path string) *types.Package {
		if path == "p" {
			return q.Imports()[0]
		}
		return nil
	}
	imported := map[string][]record{"p": got, "also": got}
	typed := newFactSet(q, imported, lookup).records()
	untyped := slices.DeleteFunc(forwarded("q", imported), func(r record) bool { return r.PkgPath == "unknown" })
	for _, list := range [][]record{typed, untyped} {
		data, err := encodeFacts(list) // sorts
		check(t, err)
		if len(list) != 3 || list[0].Object != "T" || list[1].Object != "T.M0" || list[2].Object != "T.UF0" {
			t.Errorf("%+v %q", list, data)
		}
	}
}

// TestFactBytes runs a unit often and wants the same bytes.
func TestFactBytes(t *testing.T) {
	t.Parallel()
	var src strings.Builder
	src.WriteString("\n-- p.go --\npackage p\n")
	for i := range 50 {
		fmt.Fprintf(&src, "\ntype T%dFact struct { FFact int; OtherFact *T0Fact }\n\nfunc (T%[1]dFact) MFactOther() {}\n", i)
	}
	u := newUnitTest(t, src.String())
	u.cfg.VetxOnly = true
	var want []byte
	for range 5 {
		if u.run(t); u.status != 0 {
			t.Fatal(u.stderr)
		}
		if got := u.facts(t); want == nil {
			want = got
		} else if !bytes.Equal(got, want) {
			t.Fatal("the bytes of facts differ")
		}
	}
	records, err := decodeFacts(want)
	if err != nil || len(records) != 1+50*5+50 {
		t.Errorf("%d records, %v", len(records), err)
	}
}

// Bad cannot be encoded.
type Bad struct{ F func() }

func (*Bad) AFact() {}

func TestBadFact(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, "\n-- p.go --\npackage p\n\nvar X int\n")
	u.opts.Analyzers = []*analysis.Analyzer{{
		Name:      "badfact",
		Doc:       "bad fact",
		FactTypes: []analysis.Fact{(*Bad)(nil)},
		Run: func(pass *analysis.Pass) (any, error) {
			pass.ExportObjectFact(pass.Pkg.Scope().Lookup("X"), &Bad{func() {}})
			return nil, nil
		},
	}}
	want := "gopitfalls: package m/p: encoding fact github.com/gopitfalls/gopitfalls/internal/driver/vettool.Bad about m/p.X: "
	if u.run(t); u.status != 1 || !strings.HasPrefix(u.stderr, want) {
		t.Errorf("status %d, %s; want %s", u.status, u.stderr, want)
	}
}

func TestForeignExport(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, "\n-- p.go --\npackage p\n\nfunc F() { println() }\n")
	u.opts.Analyzers = []*analysis.Analyzer{{
		Name:      "foreign",
		Doc:       "foreign fact",
		FactTypes: []analysis.Fact{(*Other)(nil)},
		Run: report.Run(func(pass *analysis.Pass) (any, error) {
			pass.ExportObjectFact(types.Universe.Lookup("println"), new(Other))
			return nil, nil
		}),
	}}
	want := "p.go:1:1: foreign: internal error: panic: ExportObjectFact(builtin println"
	if u.run(t); u.status != 1 || !strings.HasPrefix(u.stderr, want) {
		t.Errorf("status %d, %s; want %s", u.status, u.stderr, want)
	}
}

// FuzzDecodeFacts feeds hostile files to what reads facts.
func FuzzDecodeFacts(f *testing.F) {
	registerFacts(analyzers)
	data, err := encodeFacts(sampleRecords())
	check(f, err)
	f.Add(data)
	f.Add([]byte(factsMagic))
	f.Add(append(slices.Clone(data), 0))
	f.Add(data[:len(data)-1])
	f.Add(vetx{types: []byte("i"), facts: data}.bytes())
	f.Add([]byte(typesMagic + "\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Add([]byte("vetx\x00\x00\x00\x00\x00\x00\x00\x00"))
	for _, object := range []string{".", "T.", "T.M", "T.M9", "T.UF9", "F.PA0", "T.O", "T.UE", "M0", "T.M99999999999999999999", "T.T0", "T.r0", "F.C"} {
		data, err := encodeFacts([]record{{PkgPath: "p", Object: "T.M0", Fact: new(Other)}, {PkgPath: "p", Object: objectpath.Path(object), Fact: new(Other)}})
		check(f, err)
		f.Add(data)
	}
	q := samplePackage(f)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		file := filepath.Join(dir, "vetx")
		check(t, os.WriteFile(file, data, 0o666))
		var imported map[string][]record
		files, err := readVetx(map[string]string{"p": file})
		if err == nil {
			imported, err = decodeAll(files, analyzers)
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "facts of p: ") {
				t.Errorf("error %q does not name the package", err)
			}
			return
		}
		set := newFactSet(q, imported, func(path string) *types.Package {
			if path == "p" {
				return q.Imports()[0]
			}
			return nil
		})
		for _, records := range [][]record{set.records(), forwarded("q", imported)} {
			if _, err := encodeFacts(records); err != nil {
				t.Errorf("what was decoded cannot be encoded: %v", err)
			}
		}
	})
}

// Bits is a [Transitive] fact.
type Bits struct{ N int }

func (*Bits) AFact() {}

func (b *Bits) Join(imported analysis.Fact) { b.N |= imported.(*Bits).N }

// TestTransitive checks what a package that is not analyzed passes on of facts about
// packages, and what its prefilter sees of them.
func TestTransitive(t *testing.T) {
	t.Parallel()
	u := newUnitTest(t, "\n-- p.go --\npackage p\n")
	u.cfg.VetxOnly = true
	u.cfg.ImportMap = map[string]string{"a": "a", "b": "vendor/b", "c": "c"}
	u.opts.Analyzers = []*analysis.Analyzer{{
		Name:      "bits",
		Doc:       "facts about packages",
		FactTypes: []analysis.Fact{new(Bits), new(Other)},
		Run:       func(*analysis.Pass) (any, error) { return nil, errors.New("analyzed") },
	}}
	u.opts.MayExport = func(unit *Unit) bool {
		for path, want := range map[string]int{"a": 1, "b": 2, "vendor/b": 0, "c": 0} {
			bits := new(Bits)
			if ok := unit.ImportedFact(path, bits); ok != (want != 0) || bits.N != want {
				t.Errorf("import %s: %v, %+v, want %d", path, ok, bits, want)
			}
		}
		if !unit.ImportedFact("a", new(Other)) {
			t.Error("no other fact about a")
		}
		return false
	}
	registerFacts(u.opts.Analyzers)
	u.cfg.PackageVetx = make(map[string]string)
	for path, records := range map[string][]record{
		"a":        {{PkgPath: "a", Fact: &Bits{1}}, {PkgPath: "a", Fact: new(Other)}, {PkgPath: "indirect", Fact: &Bits{8}}},
		"vendor/b": {{PkgPath: "vendor/b", Fact: &Bits{2}}},
		"c":        nil,
	} {
		data, err := encodeFacts(records)
		check(t, err)
		u.cfg.PackageVetx[path] = filepath.Join(u.dir, strings.ReplaceAll(path, "/", "_"))
		check(t, os.WriteFile(u.cfg.PackageVetx[path], data, 0o666))
	}
	if u.run(t); u.status != 0 {
		t.Fatal(u.stderr)
	}
	got, err := decodeFacts(u.facts(t))
	if want := []record{{PkgPath: "m/p", Fact: &Bits{3}}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// mutantsIn returns the mutants of a file of package p, in which names need not be
// declared.
func mutantsIn(t *testing.T, src string) []*mutant {
	t.Helper()
	if !strings.HasPrefix(src, "package") {
		src = "package p\n" + src
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Types: make(map[ast.Expr]types.TypeAndValue)}
	conf := types.Config{Error: func(error) {}}
	pkg, _ := conf.Check("p", fset, []*ast.File{file}, info)
	return mutantsOf(pkg, fset, file, info, []byte(src))
}

// TestOperators compares the mutants of small pieces of code with what they should
// be.
func TestOperators(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"if", `func f(b bool) { if b { g() } }`, `
			negate: b -> !(b)
			drop: g() ->`},
		{"not", `func f(b bool) { for !b { g() }; x = !b }`, `
			negate: !b -> b
			drop: g() ->
			drop: x = !b ->
			drop !: !b -> b`},
		{"comparison", `func f(a, b int) { if a < b && a != b { return } }`, `
			negate: a < b && a != b -> !(a < b && a != b)
			logic: a < b && a != b -> ((a < b) || (a != b))
			boundary: a < b -> a <= b
			equality: a != b -> a == b
			drop: return ->`},
		{"results", `func f(a int) (int, bool) { if a == 1 { return 0, true }; return a, a > 3 }`, `
			negate: a == 1 -> !(a == 1)
			number: 1 -> 2
			return: true -> false
			number: 0 -> 1
			return: a > 3 -> !(a > 3)
			boundary: a > 3 -> a >= 3
			number: 3 -> 4`},
		{"results of a literal", `func f() error { g(func() bool { return false }); return nil }`, `
			drop: g(func() bool { return false }) ->
			return: false -> true`},
		{"switch", `func f(a int) { switch a { case 1, 2: g(); default: } }`, `
			case: case 1, 2 ->
			value: case 1 ->
			value: case 2 ->
			drop: g() ->
			number: 1 -> 2
			number: 2 -> 3`},
		{"type switch", `func f(a any) { switch a.(type) { case int, *T: } }`, `
			value: case int ->
			value: case *T ->`},
		{"numbers", `func f(a int) { x = a + 1; s = s + "x"; y = make([]int, 3, 4); z = 1 << 3; var u [8]int; v = -1; panic(a) }`, `
			drop: x = a + 1 ->
			drop: s = s + "x" ->
			drop: y = make([]int, 3, 4) ->
			drop: z = 1 << 3 ->
			drop: v = -1 ->
			sign: a + 1 -> a - 1
			number: 1 -> 2`},
		{"statements", `func f() { x++; c <- 1; defer g(); go g(); for { continue }; y := 3 }`, `
			drop: x++ ->
			drop: c <- 1 ->
			drop: defer g() ->
			drop: go g() ->
			number: 1 -> 2
			drop: continue ->
			number: 3 -> 4`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got, want []string
			for _, m := range mutantsIn(t, test.src) {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s: %s -> %s", m.Op, m.From, m.To)))
			}
			for line := range strings.Lines(test.want) {
				if line = strings.TrimSpace(line); line != "" {
					want = append(want, line)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
		})
	}
}

// TestApply checks what the code looks like after a mutation.
func TestApply(t *testing.T) {
	src := "package p\nfunc f(a, b bool) bool {\n\tswitch {\n\tcase a, b:\n\t\treturn a && b\n\t}\n\treturn !a\n}\n"
	mutants := mutantsIn(t, src)
	want := map[string]string{
		"value: case a": "case b:", "value: case b": "case a:", "logic: a && b": "return (a || b)",
		"return: a && b": "return !(a && b)", "drop !: !a": "return a\n", "case: case a, b": "switch {\n\t\n\t}",
	}
	for _, m := range mutants {
		k := m.Op + ": " + m.From
		if got := string(m.apply([]byte(src))); !strings.Contains(got, want[k]) || want[k] == "" {
			t.Errorf("%s: %s", k, got)
		}
		delete(want, k)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

// TestRank checks that the order of mutants depends on the seed and on nothing
// around them.
func TestRank(t *testing.T) {
	order := func(seed, before string) (keys []string) {
		mutants := mutantsIn(t, before+"\nfunc (x *T) f(a, b int) bool { if a < b && b < 3 || a == 7 { x.n++; g(a) }; return a > b }")
		number(mutants)
		rank(mutants, seed)
		for _, m := range mutants {
			if m.Func == "T.f" {
				keys = append(keys, m.key())
			}
		}
		return keys
	}
	first := order("1", "")
	if again := order("1", "var v = 3\nfunc g(a int) { v = a + 1 }"); !slices.Equal(first, again) {
		t.Errorf("got\n%q\nand\n%q", first, again)
	}
	if other := order("2", ""); slices.Equal(first, other) {
		t.Errorf("two seeds, one order: %q", first)
	}
}

// TestEquivalents checks that each entry of the list has a reason.
func TestEquivalents(t *testing.T) {
	name := filepath.Join(t.TempDir(), "list")
	for text, ok := range map[string]bool{"# why\na\nb\n\n# why\nc\n": true, "a\n": false, "# why\n\na\n": false} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readEquivalents(name); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
	if list, err := readEquivalents("equivalent.txt"); err != nil || len(list) == 0 {
		t.Error("equivalent.txt:", len(list), err)
	}
}

// TestFailedTest checks which test is named as the one that noticed.
func TestFailedTest(t *testing.T) {
	for out, want := range map[string]string{
		"--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/x (0.00s)\n--- FAIL: TestB (0.00s)\n": "TestA/x",
		"panic: runtime error: x [recovered]\n":                                             "panic: runtime error: x [recovered]",
		"=== RUN x\nfatal error: stack overflow\n":                                          "fatal error: stack overflow",
	} {
		if got := failedTest([]byte(out)); got != want {
			t.Errorf("%q: got %q, want %q", out, got, want)
		}
	}
}

// TestMutate runs the whole over a module of two packages: one mutant is killed by
// the package's own test, one by the other's, one does not end, one survives.
func TestMutate(t *testing.T) {
	if testing.Short() {
		t.Skip("builds some tests")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":         "module m\n\ngo 1.25\n",
		"a/a.go":         "package a\n\nfunc Own(b bool) bool { return b }\nfunc Other(b bool) bool { return b }\nfunc Nobody(b bool) bool { return b }\nfunc Same(b bool) bool { return b }\nfunc Ends(b bool) {\n\tfor b {\n\t}\n}\n",
		"a/a_test.go":    "package a\n\nimport \"testing\"\n\nfunc TestOwn(t *testing.T) {\n\tif !Own(true) {\n\t\tt.Error()\n\t}\n}\n",
		"b/b.go":         "package b\n\nimport \"m/a\"\n\nfunc B() bool { a.Ends(false); return a.Other(true) }\n",
		"b/b_test.go":    "package b\n\nimport \"testing\"\n\nfunc TestB(t *testing.T) {\n\tif !B() {\n\t\tt.Error()\n\t}\n}\n",
		"equivalent.txt": "# nobody knows\nSame: return: b -> !(b) #0\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	o := options{seed: "1", tests: "./...", equivalents: "equivalent.txt", report: "report.json", parallel: 2, run: runner{factor: 5, least: time.Second}}
	var out bytes.Buffer
	if err := o.mutate(t.Context(), &out, []string{"./a"}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	got := make(map[string]string)
	for _, v := range r.Verdicts {
		fn, _, _ := strings.Cut(v.Mutant, ":")
		got[fn] = strings.TrimSpace(string(v.Outcome) + " " + v.By)
	}
	want := map[string]string{"Own": "killed m/a TestOwn", "Other": "killed m/b TestB", "Nobody": "survived", "Same": "equivalent", "Ends": "timeout m/b"}
	for fn, w := range want {
		if got[fn] != w {
			t.Errorf("%s: got %q, want %q", fn, got[fn], w)
		}
	}
	if !strings.Contains(out.String(), "75.0") {
		t.Errorf("no score of 75: %s", &out)
	}
	o.min = 80
	o.resume = true
	if err := o.mutate(t.Context(), &out, []string{"./a"}); err == nil {
		t.Error("a score that is too low is none")
	}
}

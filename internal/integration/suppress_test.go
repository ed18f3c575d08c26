package integration

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/multichecker"
	"golang.org/x/tools/go/analysis/singlechecker"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/analyzers/connfile"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// programPrefix begins the names of links to the test binary that are the programs of
// others: x/tools' drivers with our analyzers.
const programPrefix = "test-"

// runProgram is the end of such a program, and does nothing in the test itself.
func runProgram() {
	name, _ := strings.CutPrefix(filepath.Base(os.Args[0]), programPrefix)
	name, _, _ = strings.Cut(name, ".")
	switch name {
	case "unitchecker":
		unitchecker.Main(analyzers.All()...)
	case "multichecker":
		multichecker.Main(analyzers.All()...)
	case "singlechecker":
		singlechecker.Main(connfile.Analyzer)
	case "noexport": // for -toolexec
		os.Exit(runWithoutExport(os.Args[1:]))
	}
}

// program returns the name of such a program.
func program(t *testing.T, name string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), programPrefix+name+filepath.Ext(self))
	if err := os.Link(self, file); err != nil {
		t.Fatal(err)
	}
	return file
}

// extract writes a txtar archive to a new directory.
func extract(t *testing.T, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// suppressedModule returns what is in testdata/suppressed.txtar.
func suppressedModule(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/suppressed.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// linesOf returns the lines of s.go in the archive that have a mark, as "s.go:N".
func linesOf(archive, mark string) (lines []string) {
	for i, line := range strings.Split(string(txtar.Parse([]byte(archive)).Files[1].Data), "\n") {
		if strings.Contains(line, mark) {
			lines = append(lines, fmt.Sprintf("s.go:%d", i+1))
		}
	}
	return lines
}

// TestSuppressed checks that each driver shows what nothing suppresses, and no more, in
// text as in JSON, and fixes no more.
func TestSuppressed(t *testing.T) {
	checktest.Slow(t, "runs ten drivers")
	archive := suppressedModule(t)
	dir := extract(t, archive)
	found, unused := linesOf(archive, "FOUND"), linesOf(archive, "UNUSED")
	all := slices.Concat(found, unused)
	unit := "-vettool=" + program(t, "unitchecker")
	vetx := []string{"GOPITFALLS_TYPES=vetx"}
	for _, test := range []struct {
		driver string
		env    []string
		args   []string
		want   []string
	}{
		{"the command", nil, []string{binary, "./..."}, all},
		{"the command, types from facts", vetx, []string{binary, "./..."}, all},
		{"go vet", nil, []string{"go", "vet", "-vettool=" + binary, "./..."}, all},
		{"go vet, types from facts", vetx, []string{"go", "vet", "-vettool=" + binary, "./..."}, all},
		{"go vet -json", nil, []string{"go", "vet", "-json", "-vettool=" + binary, "./..."}, all},
		{"unitchecker", nil, []string{"go", "vet", unit, "./..."}, all},
		{"unitchecker -json", nil, []string{"go", "vet", "-json", unit, "./..."}, all},
		{"multichecker", nil, []string{program(t, "multichecker"), "./..."}, all},
		{"singlechecker", nil, []string{program(t, "singlechecker"), "./..."}, found},
	} {
		cmd := checktest.Command(dir, checktest.ModuleEnv(test.env...), test.args[0], test.args[1:]...)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range regexp.MustCompile(`(?m)^(?:\t{4}"posn": ")?[^\s"]*?(\w+\.go:\d+):\d+(?:: [^\t]|",)`).FindAllSubmatch(out, -1) {
			got = append(got, string(m[1]))
		}
		slices.Sort(got)
		want := slices.Sorted(slices.Values(test.want))
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q:\n%s", test.driver, got, want, out)
		}
	}
	if got := suppressedInProcess(t, dir); !slices.Equal(got, slices.Sorted(slices.Values(all))) {
		t.Errorf("checker: %q, want %q", got, all)
	}
}

// suppressedInProcess asks x/tools' checker the same.
func suppressedInProcess(t *testing.T, dir string) (got []string) {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Dir: dir, Env: checktest.ModuleEnv()}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze(analyzers.All(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range graph.Roots {
		for _, d := range act.Diagnostics {
			posn := act.Package.Fset.Position(d.Pos)
			got = append(got, fmt.Sprintf("%s:%d", filepath.Base(posn.Filename), posn.Line))
		}
	}
	slices.Sort(got)
	return got
}

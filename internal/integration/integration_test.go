// Package integration runs the built binary the ways its users do, over the
// corpus and the stories.
package integration

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// binary is the path of gopitfalls, built by TestMain.
var binary string

func TestMain(m *testing.M) {
	runProgram()
	os.Exit(checktest.RunWithCommand(m, &binary))
}

// run runs a command in the corpus and returns its standard output. It fails
// the test unless the command exits with one of the statuses.
func run(t *testing.T, env []string, statuses []int, name string, args ...string) string {
	t.Helper()
	return checktest.Output(t, checktest.Command(checktest.Testdata(), env, name, args...), statuses...)
}

// samplePackages lists those of them in which drivers differ soonest: with facts across
// packages, type parameters and test files. With [checktest.Whole] they are all.
func samplePackages() []string {
	if checktest.Whole() {
		return corpusPackages()
	}
	patterns := []string{"stories/..."}
	for _, folder := range []string{"crosspkg", "generics", "world"} {
		dirs, _ := filepath.Glob(filepath.Join(checktest.Testdata(), "src", "*", folder)) // the pattern is no bad one
		for _, dir := range dirs {
			patterns = append(patterns, filepath.Base(filepath.Dir(dir))+"/"+folder+"/...")
		}
	}
	return patterns
}

// corpusPackages lists the packages of the corpus that have a check's name.
func corpusPackages() []string {
	var patterns []string
	for _, a := range analyzers.All() {
		patterns = append(patterns, a.Name+"/...")
	}
	return append(patterns, "stories/...")
}

// TestDrivers checks that every driver finds the same: the front end, go vet
// with our unit driver, go vet with x/tools' unitchecker, and x/tools' checker,
// which analyses all packages in one process.
func TestDrivers(t *testing.T) {
	checktest.Slow(t, "runs four drivers over the corpus")
	patterns := samplePackages()
	vet := append([]string{"vet", "-json", "-vettool=" + binary}, patterns...)
	want := inProcess(t, patterns)
	if len(want) < 20 {
		t.Fatalf("only %d findings in the corpus", len(want))
	}
	for _, test := range []struct {
		driver string
		output string
	}{
		{"standalone", run(t, checktest.Env(), []int{1}, binary, append([]string{"-fail-on=note", "-json"}, patterns...)...)},
		{"go vet", run(t, checktest.Env(), []int{0}, "go", vet...)},
		{"go vet with unitchecker", run(t, checktest.Env("GOPITFALLS_TYPES=vetx"), []int{0}, "go", vet...)},
	} {
		if got := findings(t, test.output); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant:\n%s", test.driver, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// findings returns the findings in a stream of JSON trees as lines.
func findings(t *testing.T, output string) []string {
	t.Helper()
	var list []string
	for _, f := range checktest.Findings(t, output) {
		list = append(list, fmt.Sprintf("%s: %s (%s)", f.Posn, f.Message, f.Check))
	}
	slices.Sort(list)
	return list
}

// inProcess runs all analyzers through x/tools' checker.
func inProcess(t *testing.T, patterns []string) []string {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax, Tests: true, Dir: checktest.Testdata(), Env: checktest.Env(),
	}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze(analyzers.All(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, act := range graph.Roots {
		if err := checktest.Failure(act); err != nil {
			t.Errorf("%v: %v", act, err)
		}
		for _, d := range act.Diagnostics {
			list = append(list, diagnosticLine(act, d))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func diagnosticLine(act *checker.Action, d analysis.Diagnostic) string {
	return fmt.Sprintf("%s: %s (%s)", act.Package.Fset.Position(d.Pos), d.Message, act.Analyzer.Name)
}

// TestVariants checks that a package's own findings are the same with and
// without its test files.
func TestVariants(t *testing.T) {
	checktest.Slow(t, "runs the command seven times")
	args := []string{"-json", "-tests=false"}
	with := findings(t, run(t, checktest.Env(), []int{0}, binary, append(args, "-connfile", "connfile/world")...))
	if len(with) != 0 {
		t.Errorf("findings that only a test file explains: %q", with)
	}
	all := findings(t, run(t, checktest.Env(), []int{1}, binary, "-fail-on=note", "-json", "-connfile", "connfile/world"))
	if len(all) != 3 || !strings.Contains(all[0], "export_test.go") || !strings.Contains(all[2], "world_test.go") {
		t.Errorf("findings in test files: %q, want three", all)
	}
	for pkg, inTests := range map[string]int{"abandonedsend/world": 1, "orphanrecv/world": 2} {
		without := findings(t, run(t, checktest.Env(), []int{1}, binary, append(args, "-fail-on=note", pkg)...))
		all := findings(t, run(t, checktest.Env(), []int{1}, binary, "-fail-on=note", "-json", pkg))
		own := slices.DeleteFunc(slices.Clone(all), func(f string) bool { return strings.Contains(f, "_test.go:") })
		if len(without) != 1 || !slices.Equal(own, without) || len(all) != 1+inTests {
			t.Errorf("%s: %q without tests, %q with; want one, and %d in the test", pkg, without, all, inTests)
		}
	}
}

// TestOtherSystems checks that connfile says nothing for systems other than
// Unix, and that directives for it are not called useless there.
func TestOtherSystems(t *testing.T) {
	checktest.Slow(t, "compiles for another system")
	run(t, checktest.Env("GOOS=windows", "CGO_ENABLED=0"), []int{0}, binary, "connfile/generics", "ignoredirective/ok")
}

// A story is a seed of this project, told again as a program.
type story struct {
	name     string
	findings []told // in the order of output
}

// A told finding is what a story is about.
type told struct{ check, at string }

var stories = []story{
	{"000", []told{{"cgoresolver", "bad/main.go:5"}, {"iotimeout", "news/news.go:19"}}},
	{"001", []told{{"connfile", "sockopt/sockopt.go:23"}}},
	{"002", []told{{"fdoutlive", "reactor/reactor.go:54"}}},
	{"004", []told{
		{"endlessloop", "api/api.go:24"},
		{"iotimeout", "api/api.go:32"},
		{"abandonedsend", "backend/backend.go:17"},
		{"nilchan", "collect/collect.go:19"},
		{"nilchan", "collect/collect.go:26"},
		{"orphanrecv", "inbox/inbox.go:18"},
		{"orphanrecv", "bad/listen.go:7"},
		{"nilchan", "bad/main.go:17"},
		{"nilchan", "bad/main.go:23"},
		{"nilchan", "bad/main.go:35"},
	}},
}

// TestStories checks that each story is found as it is written, by both
// drivers, and that its fixed twin is clean.
func TestStories(t *testing.T) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			bad, fixed := "stories/"+s.name+"/bad/...", "stories/"+s.name+"/fixed/..."
			s.compare(t, "standalone", findings(t, run(t, checktest.Env(), []int{1}, binary, "-fail-on=note", "-json", bad)))
			s.compare(t, "go vet", findings(t, run(t, checktest.Env(), []int{0}, "go", "vet", "-json", "-vettool="+binary, bad)))
			run(t, checktest.Env(), []int{0}, binary, fixed)
			run(t, checktest.Env(), []int{0}, "go", "vet", "-vettool="+binary, fixed)
		})
	}
}

func (s story) compare(t *testing.T, driver string, got []string) {
	t.Helper()
	ok := len(got) == len(s.findings)
	for i := 0; ok && i < len(got); i++ {
		want := s.findings[i]
		ok = strings.Contains(got[i], "/"+want.at+":") && strings.HasSuffix(got[i], "("+want.check+")")
	}
	if !ok {
		t.Errorf("%s: got\n%s\nwant %v", driver, strings.Join(got, "\n"), s.findings)
	}
}

// TestStory004 runs the programs: some goroutines are left, and none.
func TestStory004(t *testing.T) {
	checktest.Slow(t, "runs programs")
	for kind, want := range map[string]string{"bad": "goroutines left 15\n", "fixed": "1\ngoroutines left 0\n"} {
		if out := run(t, checktest.Env(), []int{0}, "go", "run", "stories/004/"+kind); out != want {
			t.Errorf("%s: %q, want %q", kind, out, want)
		}
	}
}

// TestStory002 runs the programs: the listener is lost, and not.
func TestStory002(t *testing.T) {
	checktest.Program(t, "stories/002/bad", 1, "listener lost")
	checktest.Program(t, "stories/002/fixed", 0, "listener alive")
}

// TestStory001 runs the programs: a thread for each connection, and not.
func TestStory001(t *testing.T) {
	checktest.Slow(t, "runs programs")
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("the programs read /proc")
	}
	threads := func(kind string) (conns, threads int) {
		out := run(t, checktest.Env(), []int{0}, "go", "run", "stories/001/"+kind)
		if _, err := fmt.Sscanf(out, "connections %d threads %d\n", &conns, &threads); err != nil {
			t.Fatalf("%v in %q", err, out)
		}
		return conns, threads
	}
	if conns, n := threads("bad"); n < conns {
		t.Errorf("bad: %d threads for %d connections, want one each", n, conns)
	}
	if conns, n := threads("fixed"); n > conns/2 {
		t.Errorf("fixed: %d threads for %d connections", n, conns)
	}
}

// TestFix applies the fixes of the corpus: the result compiles, and what had a
// fix is no longer found.
func TestFix(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(checktest.Testdata(), "src/connfile/fix/fix.go"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{"go.mod": []byte("module example.com/fix\n\ngo 1.26\n"), "fix.go": src} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	command := func(name string, args ...string) string {
		return checktest.Output(t, checktest.Command(dir, checktest.ModuleEnv(), name, args...), 0, 1)
	}
	before := strings.Count(command(binary, "."), "(connfile)\n")
	command(binary, "-fix", ".")
	if out := command("go", "build", "./..."); out != "" {
		t.Errorf("the fixed file does not compile:\n%s", out)
	}
	after := strings.Count(command(binary, "."), "(connfile)\n")
	if before != 12 || after != 7 {
		t.Errorf("%d findings, %d after -fix; want 12 and 7", before, after)
	}
}

// TestREADME runs what README says to run and compares what it shows.
func TestREADME(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile("(?m)^go run ./cmd/gopitfalls .*$").FindString(string(readme))
	if command == "" {
		t.Fatal("README has no command that starts with go run ./cmd/gopitfalls")
	}
	args := strings.Fields(command)
	out := checktest.Output(t, checktest.Command(checktest.Root(), checktest.ModuleEnv("LC_ALL=C.UTF-8"), args[0], args[1:]...), 1)
	if strings.Count(out, "\n") < 10 {
		t.Errorf("no lanes:\n%s", out)
	}
	for line := range strings.Lines(out) {
		if short := strings.ReplaceAll(line, "testdata/src/stories/004/bad/", ""); !strings.Contains(string(readme), short) {
			t.Errorf("README does not show this line of output:\n%s", short)
		}
	}
}

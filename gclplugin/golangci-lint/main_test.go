package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// root is the root of the repository.
const root = "../.."

// What TestMain makes: two executables and golangci-lint's cache.
var golangciLint, gopitfalls, cache string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "golangci-lint")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		golangciLint = filepath.Join(dir, "golangci-lint")
		build := checktest.Command("", checktest.ModuleEnv(), "go", "build", "-buildvcs=false", "-o", golangciLint, ".")
		if out, err := build.CombinedOutput(); err != nil {
			panic(fmt.Sprintf("building golangci-lint: %v\n%s", err, out))
		}
		if gopitfalls, err = checktest.BuildCommand(dir); err != nil {
			panic(err)
		}
		cache = filepath.Join(dir, "cache")
		return m.Run()
	}())
}

// run runs a command and returns its standard output and error. It fails the
// test unless the command exits with one of the statuses.
func run(t *testing.T, dir string, env []string, statuses []int, name string, args ...string) (stdout, stderr string) {
	t.Helper()
	var errs bytes.Buffer
	cmd := checktest.Command(dir, checktest.ModuleEnv(append(env, "GOLANGCI_LINT_CACHE="+cache)...), name, args...)
	cmd.Stderr = &errs
	return checktest.Output(t, cmd, statuses...), errs.String()
}

// lint runs golangci-lint and returns our issues as lines like those of findings.
func lint(t *testing.T, dir string, env []string, args ...string) []string {
	t.Helper()
	out, _ := run(t, dir, env, []int{0, 1}, golangciLint, append([]string{
		"run", "--allow-parallel-runners", "--path-mode=abs", "--show-stats=false", "--output.json.path=stdout"}, args...)...)
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename string
				Line     int
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	var lines []string
	for _, issue := range report.Issues {
		check, _, _ := strings.Cut(issue.Text, ":")
		if issue.FromLinter == "gopitfalls" {
			lines = append(lines, fmt.Sprintf("%s:%d %s", issue.Pos.Filename, issue.Pos.Line, check))
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// findings returns what stands in a stream of JSON trees, as sorted lines: file,
// line and check.
func findings(t *testing.T, output string) []string {
	t.Helper()
	var lines []string
	for _, f := range checktest.Findings(t, output) {
		lines = append(lines, f.FileLine()+" "+f.Check)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// TestCorpus checks that golangci-lint finds in the corpus what the command and
// go vet find: of each check, and what is known only from facts about other
// packages and the standard library.
func TestCorpus(t *testing.T) {
	env := checktest.Env()
	patterns := []string{"stories/..."}
	var dirs []string
	for _, a := range analyzers.All() {
		patterns = append(patterns, a.Name+"/...")
	}
	for _, p := range patterns {
		dirs = append(dirs, "./"+p) // golangci-lint takes no import paths
	}
	config, err := filepath.Abs("testdata/corpus.yml")
	if err != nil {
		t.Fatal(err)
	}
	src := filepath.Join(checktest.Testdata(), "src")

	got := lint(t, src, env, append([]string{"--config=" + config}, dirs...)...)
	standalone, _ := run(t, src, env, []int{1}, gopitfalls, append([]string{"-json"}, patterns...)...)
	vet, _ := run(t, src, env, []int{0}, "go", append([]string{"vet", "-json", "-vettool=" + gopitfalls}, patterns...)...)
	for driver, output := range map[string]string{"standalone": standalone, "go vet": vet} {
		missing, extra := difference(findings(t, output), got)
		if len(missing)+len(extra) > 0 {
			t.Errorf("golangci-lint against %s:\nmissing: %s\nmore: %s", driver, strings.Join(missing, "\n\t"), strings.Join(extra, "\n\t"))
		}
	}
	all := strings.Join(got, "\n") + "\n"
	for _, a := range analyzers.All() {
		if !strings.Contains(all, " "+a.Name+"\n") {
			t.Errorf("nothing is found by %s", a.Name)
		}
	}
	for _, pkg := range []string{"cgoresolver/crosspkg/database", "connfile/crosspkg/user", "fdoutlive/crosspkg/user"} {
		if !strings.Contains(filepath.ToSlash(all), "/src/"+pkg+"/") {
			t.Errorf("nothing is found in %s, where facts about other packages tell", pkg)
		}
	}
}

// TestReadme checks that the configuration in docs/ci.md loses nothing, among findings of other
// linters: packages with many findings, some of which share a line.
func TestReadme(t *testing.T) {
	config := filepath.Join(t.TempDir(), "golangci.yml")
	write(t, filepath.Dir(config), filepath.Base(config), readme(t, "# .golangci.yml\n"))
	src := filepath.Join(checktest.Testdata(), "src")
	got := lint(t, src, checktest.Env(), "--config="+config, "./connfile/bad/...", "./abandonedsend/bad/...", "./stuckwait/bad/...")
	standalone, _ := run(t, src, checktest.Env(), []int{1}, gopitfalls,
		"-json", "-resolverdial=false", "-connfile.handoff", "-abandonedsend.exclude=test,example",
		"connfile/bad/...", "abandonedsend/bad/...", "stuckwait/bad/...")
	want := findings(t, standalone)
	if missing, extra := difference(want, got); len(missing)+len(extra) > 0 {
		t.Errorf("missing: %s\nmore: %s", strings.Join(missing, "\n\t"), strings.Join(extra, "\n\t"))
	}
	if len(want) < 60 {
		t.Errorf("only %d findings: golangci-lint's limits are not tried", len(want))
	}
}

// TestDefaults checks what golangci-lint finds without any configuration but that of the
// plugin: of a few findings all, although some of them are related to places where others are.
func TestDefaults(t *testing.T) {
	config := readme(t, "# .golangci.yml\n")
	config, _, _ = strings.Cut(config, "issues:")
	config, _, _ = strings.Cut(config, "        settings:\n")
	dir := writeSample(t, config)
	write(t, dir, "related.go", related)
	standalone, _ := run(t, dir, nil, []int{1}, gopitfalls, "-json", "./...")
	want := findings(t, standalone)
	if got := lint(t, dir, nil, "./..."); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, place := range []string{"related.go:6 maxthreads", "related.go:7 connfile"} {
		if !slices.Contains(want, filepath.Join(dir, place)) {
			t.Errorf("no %s in %q", place, want)
		}
	}
}

// related has a finding where another one has its related place.
const related = `package sample

import ("net"; "runtime/debug")

func both(conn *net.TCPConn) {
	f, _ := conn.File(); debug.SetMaxThreads(1 << 20)
	use(f.Fd())
}
`

// difference returns what one sorted list has and the other has not.
func difference(a, b []string) (onlyA, onlyB []string) {
	without := func(list, other []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
			_, found := slices.BinarySearch(other, s)
			return found
		})
	}
	return without(a, b), without(b, a)
}

const sample = `package sample

import (
	"net"
	"os"
)

func found(conn *net.TCPConn) (fd uintptr) {
	f, _ := conn.File()
	defer f.Close()
	use(f.Fd())
	return 0
}

func ignored(conn *net.TCPConn) {
	f, _ := conn.File()
	defer f.Close()
	use(f.Fd()) //nolint:gopitfalls // the caller is blocking anyway
}

func handedOff(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer conn.Close()
	defer f.Close()
	_, err = os.StartProcess("server", nil, &os.ProcAttr{Files: []*os.File{f}})
	return err
}

func use(fd uintptr) { println(fd) }
`

// writeSample writes the sample and a configuration into a new module and returns
// its folder.
func writeSample(t *testing.T, config string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	write(t, dir, "go.mod", "module example.com/sample\n\ngo 1.26\n")
	write(t, dir, "sample.go", sample)
	write(t, dir, ".golangci.yml", config)
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestConfiguration tries the configuration that docs/ci.md shows, and what may be
// wrong with one.
func TestConfiguration(t *testing.T) {
	config := readme(t, "# .golangci.yml\n")
	if !strings.Contains(config, "        settings:\n") {
		t.Fatalf("docs/ci.md shows no settings:\n%s", config)
	}
	dir := writeSample(t, config)
	file := filepath.Join(dir, "sample.go")
	want := []string{file + ":11 connfile", file + ":22 connfile"}
	if got := lint(t, dir, nil, "./..."); !slices.Equal(got, want) {
		t.Errorf("as in docs/ci.md: %q, want %q", got, want)
	}
	write(t, dir, ".golangci.yml", strings.Replace(config, "handoff: true", "handoff: false", 1))
	if got := lint(t, dir, nil, "./..."); !slices.Equal(got, want[:1]) {
		t.Errorf("handoff: false: %q, want %q", got, want[:1])
	}
	write(t, dir, ".golangci.yml", strings.Replace(config, "handoff:", "handof:", 1))
	_, stderr := run(t, dir, nil, []int{3}, golangciLint, "run", "--allow-parallel-runners")
	if want := `settings: unknown key "handof" of connfile; there are exclude, generated, handoff`; !strings.Contains(stderr, want) {
		t.Errorf("%s\nwant: %s", stderr, want)
	}
}

// readme returns the code block of docs/ci.md that starts so.
func readme(t *testing.T, start string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```\\w+\n(" + regexp.QuoteMeta(start) + ".*?)```").FindSubmatch(text)
	if block == nil {
		t.Fatalf("docs/ci.md has no code block that starts with %q", start)
	}
	return string(block[1])
}

// TestVersions checks that there is one version of golangci-lint: what we build
// is what lints our own code.
func TestVersions(t *testing.T) {
	version := regexp.MustCompile(`(?m)(?:golangci-lint/v2|^version:) (v\S+)`)
	versions := make(map[string][]string)
	for _, name := range []string{"tools/go.mod", "gclplugin/golangci-lint/go.mod", ".custom-gcl.yml"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		v := version.FindSubmatch(text)
		if v == nil {
			t.Fatalf("%s names no version", name)
		}
		versions[string(v[1])] = append(versions[string(v[1])], name)
	}
	if len(versions) != 1 {
		t.Errorf("versions of golangci-lint differ: %v", versions)
	}
}

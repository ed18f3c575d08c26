// Package nogo runs all checks in nogo, the analysis driver of Bazel's rules_go, as
// Bazel does but without Bazel: the programs are built from the sources of rules_go,
// unchanged, and called for each package of a build as its actions call them.
package nogo

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// root is the root of the repository, and suite the path of its module.
const (
	root  = "../../.."
	suite = "github.com/gopitfalls/gopitfalls"
)

// What TestMain makes.
var (
	rules      *rulesGo
	nogo       string // a nogo of all checks, without configuration
	gopitfalls string // the command
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "nogo")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		if err := build(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}())
}

func build(dir string) (err error) {
	if rules, err = newRulesGo(dir); err != nil {
		return err
	}
	if nogo, err = rules.nogo("nogo", ""); err != nil {
		return err
	}
	gopitfalls, err = checktest.BuildCommand(dir)
	return err
}

// command runs a command and returns its standard output.
func command(dir string, env []string, name string, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, checktest.ModuleEnv(env...), &stdout, &stderr
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("%s %s: %w\n%s%s", filepath.Base(name), strings.Join(args, " "), err, stdout.Bytes(), stderr.Bytes())
	}
	return stdout.String(), err
}

// An exception is a kind of findings that nogo does not have.
type exception struct {
	check, category string // any category if it is empty
	reason          string
}

var exceptions = []exception{
	{"cgoresolver", "", "only facts about the standard library, which nogo does not have, tell whether there is a cgo resolver"},
	{"ignoredirective", "unused", "nogo does not tell which files are left out, and one of these may need the directive"},
}

// TestCorpus compares the findings in the corpus with those of the other drivers.
func TestCorpus(t *testing.T) {
	patterns := corpusPatterns()
	w := corpus(t, patterns...)
	got := w.analyze(t, nogo)
	standalone, vet := others(t, w, patterns...)
	compare(t, "the command", got, standalone, exceptions)
	compare(t, "go vet", got, vet, exceptions)

	all := strings.Join(got, "\n") + "\n"
	for _, a := range analyzers.All() {
		silent := slices.ContainsFunc(exceptions, func(e exception) bool { return e.check == a.Name && e.category == "" })
		if !silent && !strings.Contains(all, " "+a.Name+"\n") {
			t.Errorf("nothing is found by %s", a.Name)
		}
	}
}

// corpusPatterns returns the packages of the stories, and of all checks.
func corpusPatterns() []string {
	patterns := []string{"stories/..."}
	for _, a := range analyzers.All() {
		patterns = append(patterns, a.Name+"/...")
	}
	return patterns
}

// corpus returns packages of the corpus, in which golang.org/x is somebody else's.
func corpus(t *testing.T, patterns ...string) *workspace {
	t.Helper()
	return load(t, filepath.Join(checktest.Testdata(), "src"), checktest.Env(), func(p *goPackage) bool {
		return !strings.HasPrefix(p.ImportPath, "golang.org/x/")
	}, patterns...)
}

// TestModule does the same for this module and all that it imports, as for a workspace
// that includes other modules too: they are clean.
func TestModule(t *testing.T) {
	checktest.Slow(t, "takes a minute when nothing is cached")
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	w := load(t, dir, nil, everything, "./...")
	got := w.analyze(t, nogo)
	standalone, vet := others(t, w, "./...")
	compare(t, "the command", got, standalone, nil)
	compare(t, "go vet", got, vet, nil)
}

// others runs the command, and go vet with it, over packages. They return findings
// by line, with their categories.
func others(t *testing.T, w *workspace, patterns ...string) (standalone, vet map[string]string) {
	t.Helper()
	out, err := command(w.dir, w.env, gopitfalls, append([]string{"-json"}, patterns...)...)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatal(err)
	}
	standalone = findings(t, out)
	out, err = command(w.dir, w.env, "go", append([]string{"vet", "-json", "-vettool=" + gopitfalls}, patterns...)...)
	if err != nil {
		t.Fatal(err)
	}
	return standalone, findings(t, out)
}

// findings returns what stands in a stream of JSON trees: file, line and check, and
// the categories.
func findings(t *testing.T, output string) map[string]string {
	t.Helper()
	lines := make(map[string]string)
	for _, f := range checktest.Findings(t, output) {
		lines[f.FileLine()+" "+f.Check] = f.Category
	}
	return lines
}

// compare checks that nogo finds what another driver finds, but for the exceptions,
// each of which there must be.
func compare(t *testing.T, driver string, got []string, want map[string]string, exceptions []exception) {
	t.Helper()
	occurs := make([]bool, len(exceptions))
	for line, category := range want {
		if slices.Contains(got, line) {
			continue
		}
		i := slices.IndexFunc(exceptions, func(e exception) bool {
			return strings.HasSuffix(line, " "+e.check) && (e.category == "" || e.category == category)
		})
		if i < 0 {
			t.Errorf("%s finds what nogo does not: %s (%s)", driver, line, category)
			continue
		}
		occurs[i] = true
	}
	for _, line := range got {
		if _, ok := want[line]; !ok {
			t.Errorf("nogo finds what %s does not: %s", driver, line)
		}
	}
	for i, e := range exceptions {
		if !occurs[i] {
			t.Errorf("an exception that does not occur: %s: %s", e.check, e.reason)
		}
	}
}

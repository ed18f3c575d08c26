package integration

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// runWithoutExport runs a tool of the go command; the vettool gets no export data.
func runWithoutExport(args []string) int {
	if last := args[len(args)-1]; strings.HasSuffix(last, ".cfg") {
		if err := checktest.WithoutExport(last); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 3
		}
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return max(cmd.ProcessState.ExitCode(), 1)
	}
	return 0
}

// fromFacts is the environment of a go command that has no export data for the vettool,
// as from Go 1.28 on.
func fromFacts(t *testing.T) []string {
	t.Helper()
	return []string{"GOPITFALLS_TYPES=vetx", "GOFLAGS=-toolexec=" + program(t, "noexport")}
}

// TestModes runs all checks over [samplePackages] with types from export data and with types
// from what the vettool itself left for the imports. All must be the same, byte by byte:
// what it writes of each package (findings, levels, URLs, fingerprints, traces, fixes),
// what go vet makes of it, what the command prints in each form, what it writes into a
// baseline, and the statuses.
func TestModes(t *testing.T) {
	checktest.Slow(t, "runs the command over the corpus in two modes")
	patterns := samplePackages()
	least := 100
	if checktest.Whole() {
		patterns, least = append(patterns, "explore/...", "leak/...", "ssabuild/..."), 300
	}
	modes := map[string][]string{"export data": nil, "facts": fromFacts(t)}
	baseline := make(map[string]string)
	for mode := range modes {
		baseline[mode] = filepath.Join(t.TempDir(), "baseline.json")
	}
	for _, test := range []struct {
		name   string
		args   func(mode string) []string
		output func(t *testing.T, stdout []byte) string
	}{
		{"the vettool", func(string) []string { return []string{"go", "vet", "-json", "-vettool=" + binary} }, treesByPackage},
		{"go vet", func(string) []string { return []string{"go", "vet", "-vettool=" + binary} }, nil},
		{"go vet -fix -diff", func(string) []string { return []string{"go", "vet", "-vettool=" + binary, "-fix", "-diff"} }, sortedFiles},
		{"text", func(string) []string { return []string{binary, "-trace", "-c=1"} }, nil},
		{"JSON", func(string) []string { return []string{binary, "-json"} }, nil},
		{"SARIF", func(string) []string { return []string{binary, "-sarif"} }, nil},
		{"diff", func(string) []string { return []string{binary, "-diff"} }, nil},
		{"a baseline", func(mode string) []string { return []string{binary, "-baseline=" + baseline[mode]} }, nil},
		{"a baseline of the other mode", func(mode string) []string {
			other := slices.DeleteFunc(slices.Collect(maps.Keys(baseline)), func(m string) bool { return m == mode })
			return []string{binary, "-baseline=" + baseline[other[0]]}
		}, nil},
	} {
		outputs := make(map[string]string)
		for mode, env := range modes {
			args := append(test.args(mode), patterns...)
			cmd := checktest.Command(checktest.Testdata(), checktest.Env(env...), args[0], args[1:]...)
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if err := cmd.Run(); cmd.ProcessState == nil {
				t.Fatal(err)
			}
			text := stdout.String()
			if test.output != nil {
				text = test.output(t, stdout.Bytes())
			}
			if test.name == "the vettool" && strings.Count(text, `"fingerprint"`) < least {
				t.Errorf("%s: few findings:\n%s%s", mode, text, stderr.String())
			}
			told := sortedLines(stderr.String())
			for _, name := range baseline {
				told = strings.ReplaceAll(told, name, "baseline.json")
			}
			outputs[mode] = fmt.Sprintf("%s\n%s\nexit status %d", text, told, cmd.ProcessState.ExitCode())
		}
		if a, b := outputs["export data"], outputs["facts"]; a != b {
			t.Errorf("%s: with export data\n%s\nwith types from facts\n%s", test.name, onlyIn(a, b), onlyIn(b, a))
		}
	}
	var files [2][]byte
	for i, mode := range []string{"export data", "facts"} {
		var err error
		if files[i], err = os.ReadFile(baseline[mode]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Errorf("baselines differ:\n%s\n%s", onlyIn(string(files[0]), string(files[1])), onlyIn(string(files[1]), string(files[0])))
	}
}

// treesByPackage sorts what go vet -json prints by packages: the go command runs the
// vettool for several at once.
func treesByPackage(t *testing.T, stdout []byte) string {
	t.Helper()
	all := make(wire.Tree)
	if err := wire.Decode(bytes.NewReader(stdout), func(tree wire.Tree) { maps.Copy(all, tree) }); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := all.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sortedFiles sorts a diff by its files.
func sortedFiles(_ *testing.T, stdout []byte) string {
	starts := regexp.MustCompile(`(?m)^diff `).FindAllIndex(stdout, -1)
	var parts []string
	for i, s := range starts {
		end := len(stdout)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		parts = append(parts, string(stdout[s[0]:end]))
	}
	slices.Sort(parts)
	return strings.Join(parts, "")
}

func sortedLines(text string) string {
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// onlyIn returns the first lines of a that b has not.
func onlyIn(a, b string) string {
	has := make(map[string]bool)
	for line := range strings.Lines(b) {
		has[line] = true
	}
	var only []string
	for line := range strings.Lines(a) {
		if !has[line] && len(only) < 20 {
			only = append(only, line)
		}
	}
	return strings.Join(only, "")
}

// TestModesBroken does the same with packages that do not compile, do not load, or import
// such: what is told of them, what is found all the same, and the statuses.
func TestModesBroken(t *testing.T) {
	checktest.Slow(t, "runs the command over a module in two modes")
	dir := extract(t, `
-- go.mod --
module example.com/m

go 1.26
-- types/t.go --
package types

var X int = ""
-- user/u.go --
package user

import "example.com/m/types"

var Y = types.X
-- syntax/s.go --
package syntax

func
-- load/l.go --
package load

import _ "example.com/m/nosuch"
-- good/g.go --
package good

func F() {
	var c chan int
	<-c
}
-- tests/t.go --
package tests

func F() {
	var c chan int
	<-c
}
-- tests/t_test.go --
package tests

var x int = ""
`)
	for _, patterns := range [][]string{{"./..."}, {"./good", "./types", "./user"}, {"./good", "./syntax"}, {"./tests"}, {"./good"}} {
		var outputs [2]string
		for i, env := range [][]string{nil, fromFacts(t)} {
			cmd := checktest.Command(dir, checktest.ModuleEnv(env...), binary, patterns...)
			out, err := cmd.CombinedOutput()
			if cmd.ProcessState == nil {
				t.Fatal(err)
			}
			outputs[i] = fmt.Sprintf("%s\nexit status %d", out, cmd.ProcessState.ExitCode())
		}
		if outputs[0] != outputs[1] {
			t.Errorf("%q: with export data\n%s\nwith types from facts\n%s", patterns, outputs[0], outputs[1])
		}
	}
}

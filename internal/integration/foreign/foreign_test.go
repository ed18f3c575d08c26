// Package foreign runs all checks over code that nobody here wrote: the standard library
// and what this module is made of.
package foreign

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// binary is the path of gopitfalls, built by TestMain.
var binary string

func TestMain(m *testing.M) {
	os.Exit(checktest.RunWithCommand(m, &binary))
}

// trueInStd are what is found in the code of the standard library, and true.
var trueInStd = []*regexp.Regexp{
	// makeTempDir returns with the lock if the folder cannot be looked at: the next TempDir
	// of the test waits for it.
	regexp.MustCompile(`/src/testing/testing\.go:\d+:\d+: c\.tempDirMu, locked at line \d+, is still held here: `),
	// The program of a test, in no file of the name of one, hangs until it is killed.
	regexp.MustCompile(`/src/net/http/cgi/cgi_main\.go:\d+:\d+: requests are never done, since this loop has no way out; `),
}

// TestStd runs all checks over the standard library without its tests: it must not
// crash, and what it finds is looked at. The tests, which leak here and there, are left to
// .ci/nightly and docs/accuracy.md.
func TestStd(t *testing.T) {
	checktest.Nightly(t, "compiles the standard library with its tests")
	out := checktest.Output(t, checktest.Command(checktest.Root(), checktest.ModuleEnv(), binary, "-oneline", "-tests=false", "std"), 0, 1)
	for line := range strings.Lines(out) {
		isTrue := func(re *regexp.Regexp) bool { return re.MatchString(line) }
		if !slices.ContainsFunc(trueInStd, isTrue) {
			t.Errorf("in the standard library: %s", line)
		}
	}
}

// TestDependencies runs all checks over the packages that this module is made
// of.
func TestDependencies(t *testing.T) {
	checktest.Nightly(t, "compiles the dependencies with their tests")
	list := checktest.Command(checktest.Root(), checktest.ModuleEnv(), "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./...")
	deps := strings.Fields(checktest.Output(t, list))
	cmd := checktest.Command(checktest.Root(), checktest.ModuleEnv(), binary, append([]string{"-fail-on=note", "-tests=false"}, deps...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

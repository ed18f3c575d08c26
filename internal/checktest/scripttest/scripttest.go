// Package scripttest runs test scripts. It is apart from checktest because of what it
// imports, which other modules with our corpus need not have.
package scripttest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Run runs the scripts of a test in testdata/script, with the build and module cache
// of the user, nothing else of the environment, and no proxy. $BIN is the folder of the programs that the test is.
func Run(t *testing.T, cmds map[string]func(*testscript.TestScript, bool, []string)) {
	t.Helper()
	names := []string{"GOCACHE", "GOMODCACHE", "GOROOT"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	values := strings.Split(string(out), "\n")
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			for i, name := range names {
				env.Setenv(name, values[i])
			}
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOFLAGS", "")
			env.Setenv("GOTOOLCHAIN", "local")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // or each process takes a second under -race
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			bin, _, _ := strings.Cut(env.Getenv("PATH"), string(os.PathListSeparator))
			env.Setenv("BIN", bin)
			return nil
		},
		Cmds:                cmds,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

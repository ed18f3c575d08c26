package checktest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// module is the path of the module whose root is [Root].
const module = "github.com/gopitfalls/gopitfalls"

// Root returns the root of the repository, as seen from the folder of a test. (What
// the compiler says of its files is no path where it trims paths.)
var Root = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		gomod, _ := os.ReadFile(filepath.Join(dir, "go.mod"))
		if first, _, _ := strings.Cut(string(gomod), "\n"); first == "module "+module {
			return dir
		}
		if dir == filepath.Dir(dir) {
			err = errors.New("no folder above has the go.mod of " + module)
		}
	}
	panic(err)
})

// GOROOT returns the folder of Go. (What package runtime says is empty in programs whose
// paths are trimmed.)
var GOROOT = sync.OnceValue(func() string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(out))
})

// Testdata returns the folder that holds the corpus: a GOPATH.
func Testdata() string { return filepath.Join(Root(), "testdata") }

// Neutral are settings under which go commands do what they do where nobody has set
// anything: who runs the tests may have settings in the environment that decide what a
// package is or how it is built. Where the caches are, and whether there is cgo, is left
// to the user.
var Neutral = []string{"GOFLAGS=", "GOWORK=off", "GO111MODULE=", "GOTOOLCHAIN=local", "GOEXPERIMENT=", "GOPROXY=off", "GODEBUG=", "GOPITFALLS_TYPES=", "GORACE=atexit_sleep_ms=0"}

// ModuleEnv returns the environment for go commands, and what runs them, in a module,
// with more variables.
func ModuleEnv(more ...string) []string {
	return slices.Concat(os.Environ(), Neutral, more)
}

// Env does the same for the corpus, which is the GOPATH.
func Env(more ...string) []string {
	return ModuleEnv(append(corpusSettings(), more...)...)
}

func corpusSettings() []string { return []string{"GO111MODULE=off", "GOPATH=" + Testdata()} }

// Output runs a command and returns its standard output. It fails the test unless the
// command exits with one of the statuses, or 0 if none is given.
func Output(tb testing.TB, cmd *exec.Cmd, statuses ...int) string {
	tb.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout = &stdout
	if cmd.Stderr != nil {
		cmd.Stderr = io.MultiWriter(cmd.Stderr, &stderr)
	} else {
		cmd.Stderr = &stderr
	}
	if len(statuses) == 0 {
		statuses = []int{0}
	}
	err := cmd.Run()
	if cmd.ProcessState == nil || !slices.Contains(statuses, cmd.ProcessState.ExitCode()) {
		tb.Fatalf("%s %q: %v\n%s%s", filepath.Base(cmd.Path), cmd.Args[1:], err, stdout.Bytes(), stderr.Bytes())
	}
	return stdout.String()
}

// Command returns a command that runs in a folder, with an environment.
func Command(dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	return cmd
}

// BuildCommand builds gopitfalls into a folder and returns the path of the executable.
func BuildCommand(dir string) (exe string, err error) {
	exe = filepath.Join(dir, "gopitfalls")
	cmd := Command(Root(), ModuleEnv(), "go", "build", "-buildvcs=false", "-o", exe, "./cmd/gopitfalls")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building gopitfalls: %w\n%s", err, out)
	}
	return exe, nil
}

// RunWithCommand runs the tests of a package with an executable of gopitfalls, of which it sets
// the path, and returns the exit status: for TestMain.
func RunWithCommand(m *testing.M, exe *string) int {
	dir, err := os.MkdirTemp("", "gopitfalls")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if *exe, err = BuildCommand(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// BuildProgram builds a main package of the corpus and returns the path of the
// executable. The test is [Slow].
func BuildProgram(tb testing.TB, pkg string, env ...string) (exe string) {
	tb.Helper()
	Slow(tb, "builds a program")
	exe = filepath.Join(tb.TempDir(), "program")
	Output(tb, Command(Testdata(), Env(env...), "go", "build", "-o", exe, pkg))
	return exe
}

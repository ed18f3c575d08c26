package distribution

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// version is the version that the work tree has in module proxies: higher than all
// releases, in case the real proxy is asked too.
const version = "v0.999.0"

// findings is a file with one finding.
const findings = `package sample

import "net"

func Use(conn *net.TCPConn) {
	f, err := conn.File()
	if err != nil {
		return
	}
	defer f.Close()
	println(f.Fd())
}
`

// finding is where it is, and what the command says of it.
const finding = `sample.go:11:10: conn becomes blocking by Fd on its File: each Read holds an OS thread, deadlines are ignored; use SyscallConn().Control (connfile)`

// root returns the root of the repository.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// writeModule writes a module, its name and contents in turns.
func writeModule(t *testing.T, dir string, files ...string) {
	t.Helper()
	files = append(files, "go.mod", "module example.com/sample\n\ngo 1.26\n")
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// A result is what a command leaves behind.
type result struct {
	stdout, stderr string
	status         int
}

// run runs a command. It fails the test if that cannot be started.
func run(t *testing.T, dir string, env []string, name string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, append(os.Environ(), env...), &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatalf("%s %q: %v", name, args, err)
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// bash runs a script as the runner of GitHub does for "shell: bash".
func bash(t *testing.T, dir string, env []string, script string) result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script.sh")
	if err := os.WriteFile(file, []byte(script), 0o666); err != nil {
		t.Fatal(err)
	}
	return run(t, dir, env, "bash", "--noprofile", "--norc", "-eo", "pipefail", file)
}

// manual is the pages that say how gopitfalls is installed and run.
var manual = []string{"README.md", "docs/usage.md", "docs/ci.md"}

// readme returns the first code block of the manual that has some text, and fails the test if
// there is none.
func readme(t *testing.T, text string) string {
	t.Helper()
	return page(t, manual, text)
}

// page does the same with any pages.
func page(t *testing.T, names []string, text string) string {
	t.Helper()
	for _, name := range names {
		page, err := os.ReadFile(filepath.Join(root(t), name))
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range regexp.MustCompile("(?ms)^```\\w*\n(.*?)^```").FindAllSubmatch(page, -1) {
			if strings.Contains(string(block[1]), text) {
				return string(block[1])
			}
		}
	}
	t.Fatalf("%q have no code block with %q", names, text)
	return ""
}

// environ returns a variable of the go command.
func environ(t *testing.T, name string) string {
	t.Helper()
	r := run(t, ".", nil, "go", "env", name)
	if r.status != 0 {
		t.Fatalf("go env %s: %s", name, r.stderr)
	}
	return strings.TrimSpace(r.stdout)
}

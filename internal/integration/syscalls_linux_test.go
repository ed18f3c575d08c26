package integration

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// hostileModule is code that would run, and leave a mark, if anything of it did. In its
// file names and texts MARK is the folder for marks.
var hostileModule = map[string]string{
	"go.mod":         "module example.com/hostile\n\ngo 1.26\n\ntoolchain go1.26.99\n\ntool example.com/hostile/cmd/x\n",
	"main.go":        fmt.Sprintf(fixableFile, 1) + "\n//go:generate touch MARK/generate\nfunc init() { panic(1) }\n",
	"x_test.go":      "package fixable\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestMain(m *testing.M) { os.WriteFile(\"MARK/test\", nil, 0o666) }\n",
	"cmd/x/main.go":  "package main\n\nimport \"os\"\n\nfunc main() { os.WriteFile(\"MARK/tool\", nil, 0o666) }\n",
	"c/c.go":         "package c\n\n// static __attribute__((constructor)) void mark(void) { __builtin_trap(); }\nimport \"C\"\n",
	".gitattributes": "*.go filter=evil diff=evil\n",
	"Makefile":       "all:\n\ttouch MARK/make\n",
}

var (
	systemCall = regexp.MustCompile(`^\d+ +(\w+)\((.*)\) += (\d+)(?:<(.*)>)?`)
	pathAt     = regexp.MustCompile(`(?:AT_FDCWD|\d+)<([^>]*)>, "((?:[^"\\]|\\.)*)"`)
	pathAlone  = regexp.MustCompile(`^"((?:[^"\\]|\\.)*)"`)
)

// A trace is what a command and all that it started have asked of the kernel.
type trace struct {
	sockets  []string
	programs []string // that were started
	written  []string // files that were opened for writing, made, renamed or removed
}

// follow runs a command under strace.
func follow(t *testing.T, dir string, env []string, statuses []int, args ...string) *trace {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	cmd := exec.Command("strace", slices.Concat([]string{"-f", "-y", "-s", "4096", "-o", log, "-e",
		"trace=%network,execve,openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,link,linkat,symlink,symlinkat,truncate,mknod,mknodat,chmod,fchmodat,chown,lchown,fchownat",
		"--", binary}, args)...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	if bytes.Contains(out, []byte("PTRACE")) || bytes.Contains(out, []byte("ptrace")) {
		t.Skipf("strace cannot trace here: %s", out)
	}
	if cmd.ProcessState == nil || !slices.Contains(statuses, cmd.ProcessState.ExitCode()) {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	tr := new(trace)
	begun := make(map[string]string) // lines whose call has not returned yet, by process
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		pid, _, _ := strings.Cut(line, " ")
		if start, ok := strings.CutSuffix(line, " <unfinished ...>"); ok {
			begun[pid] = start
			continue
		}
		if _, end, ok := strings.Cut(line, " resumed>"); ok {
			line = begun[pid] + end
			delete(begun, pid)
		}
		tr.add(line)
	}
	for _, line := range begun {
		if !strings.Contains(line, "???(") { // a thread that ended before strace knew what it called
			t.Errorf("a call that never returns: %s", line)
		}
	}
	return tr
}

// add notes a line, if the call succeeded.
func (tr *trace) add(line string) {
	m := systemCall.FindStringSubmatch(line)
	switch {
	case m == nil && strings.Contains(line, " socket("):
		tr.sockets = append(tr.sockets, line)
	case m == nil:
	case m[1] == "socket" || m[1] == "connect" || m[1] == "socketpair":
		tr.sockets = append(tr.sockets, line)
	case m[1] == "execve":
		tr.programs = append(tr.programs, filepath.Base(pathAlone.FindStringSubmatch(m[2])[1]))
	case m[1] == "openat" || m[1] == "open" || m[1] == "creat":
		if m[1] == "creat" || strings.Contains(m[2], "O_WRONLY") || strings.Contains(m[2], "O_RDWR") || strings.Contains(m[2], "O_CREAT") {
			tr.written = append(tr.written, m[4])
		}
	default:
		for _, p := range pathAt.FindAllStringSubmatch(m[2], -1) {
			if !filepath.IsAbs(p[2]) {
				p[2] = filepath.Join(p[1], p[2])
			}
			tr.written = append(tr.written, p[2])
		}
		if p := pathAlone.FindStringSubmatch(m[2]); p != nil && filepath.IsAbs(p[1]) {
			tr.written = append(tr.written, p[1])
		}
	}
}

// TestSystemCalls shows what SECURITY.md promises: to analyse foreign code runs nothing
// of it, opens no socket, and writes nothing but caches and what was asked for.
func TestSystemCalls(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	for _, name := range []string{"strace", "git"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
	top := t.TempDir()
	dir, home, temp, marks := filepath.Join(top, "work"), filepath.Join(top, "home"), filepath.Join(top, "tmp"), filepath.Join(top, "marks")
	for _, d := range []string{dir, home, temp, marks} {
		if err := os.Mkdir(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Fields(string(out))
	env := append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME=", "TMPDIR="+temp, "GOTMPDIR=", "GOCACHE="+caches[0], "GOMODCACHE="+caches[1],
		"GOPROXY=off", "GOTOOLCHAIN=local", "GOFLAGS=", "GOWORK=")
	for name, text := range hostileModule {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(strings.ReplaceAll(text, "MARK", marks)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env = dir, env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", "-A")
	git("-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "-q", "-m", "x")
	for name, program := range map[string]string{"core.fsmonitor": "fsmonitor", "filter.evil.clean": "clean", "diff.evil.textconv": "textconv", "diff.external": "external"} {
		git("config", name, fmt.Sprintf("touch %s/%s; cat", marks, program))
	}

	allowed := []string{caches[0], caches[1], temp, filepath.Join(home, ".config/go/telemetry"), filepath.Join(home, ".config/go"), filepath.Join(home, ".config"), "/dev/null", "/dev/tty"}
	ours := []string{"gopitfalls", "go", "compile", "asm", "cgo", "vet", "git", "gcc", "cc1", "as", "collect2", "ld", "buildid", "gcc-ar"}
	for _, test := range []struct {
		args     []string
		statuses []int
		asked    []string // what may be written
	}{
		{[]string{"./..."}, []int{0, 1}, nil},
		{[]string{"-sarif", "./..."}, []int{0, 1}, nil},
		{[]string{"-c", "3", "-trace", "./..."}, []int{0, 1}, nil},
		{[]string{"-new-from-rev", "HEAD", "./..."}, []int{0, 1}, nil},
		{[]string{"-diff", "./..."}, []int{0, 1}, nil},
		{[]string{"-baseline", "b.json", "./..."}, []int{0, 1}, []string{dir, "b.json"}},
		{[]string{"-fix", "./..."}, []int{0, 1}, []string{dir, "main.go"}},
		{[]string{"inspect", binary}, []int{0, 1}, nil},
		{[]string{"help"}, []int{0}, nil},
	} {
		tr := follow(t, dir, env, test.statuses, test.args...)
		if len(tr.sockets) > 0 {
			t.Errorf("%q: %d sockets, such as %s", test.args, len(tr.sockets), tr.sockets[0])
		}
		programs := slices.Compact(slices.Sorted(slices.Values(tr.programs)))
		for _, program := range programs {
			if !slices.ContainsFunc(ours, func(name string) bool { return program == name || strings.HasSuffix(program, "-"+name) }) {
				t.Errorf("%q starts %s", test.args, program)
			}
		}
		foreign := 0
		for _, name := range tr.written {
			switch {
			case slices.ContainsFunc(allowed, func(dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }):
			case name == "" || strings.HasPrefix(name, "pipe:") || strings.HasPrefix(name, "/proc/self/fd/"):
			case test.asked != nil && (name == test.asked[0] || filepath.Dir(name) == test.asked[0] &&
				(filepath.Base(name) == test.asked[1] || strings.HasPrefix(filepath.Base(name), ".gopitfalls-") || strings.HasPrefix(filepath.Base(name), "#"))):
			default:
				foreign++
				t.Errorf("%q writes %s", test.args, name)
			}
		}
		t.Logf("%q: %d sockets, %d foreign writes of %d, programs %s", test.args, len(tr.sockets), foreign, len(tr.written), programs)
	}
	if started, err := os.ReadDir(marks); err != nil || len(started) > 0 {
		t.Errorf("foreign code was run: %v, %v", started, err)
	}
}

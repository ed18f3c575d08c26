package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// An outcome says what became of a mutant.
type outcome string

const (
	killed     outcome = "killed"     // a test failed
	timedOut   outcome = "timeout"    // a test took far longer than without the mutation
	survived   outcome = "survived"   // all tests passed
	equivalent outcome = "equivalent" // it is in the list of those that change nothing
	broken     outcome = "broken"     // it does not compile
)

// A pkg is a package of the module, as go list tells of it.
type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Deps       []string // with those of the tests
	tests      bool
}

// A runner runs tests against mutants.
type runner struct {
	tmp    string
	factor float64       // how much longer a test may take than without mutation
	least  time.Duration // but so much CPU time any test may take: the times of short ones say little
	short  bool

	mu    sync.Mutex
	bases map[string]*base
}

// A base is a test without mutation, run once when first needed.
type base struct {
	once sync.Once
	cpu  time.Duration
	err  error
}

// judge runs the tests one after the other until one notices the mutant. It
// returns the test too, and the error says that nothing could be found out.
func (r *runner) judge(ctx context.Context, m *mutant, tests []*pkg) (o outcome, by string, err error) {
	dir, err := os.MkdirTemp(r.tmp, "mutant")
	if err != nil {
		return "", "", err
	}
	defer os.RemoveAll(dir)
	overlay, err := r.overlay(dir, m)
	if err != nil {
		return "", "", err
	}
	if out, err := command(ctx, "go", "build", "-overlay="+overlay, m.Package); err != nil {
		if ctx.Err() != nil {
			return "", "", ctx.Err()
		}
		return broken, firstLine(out), nil
	}
	for _, test := range tests {
		b := r.base(ctx, test)
		if b.err != nil {
			return "", "", b.err
		}
		limit := max(time.Duration(float64(b.cpu)*r.factor), r.least)
		res, err := r.test(ctx, dir, test, limit, "-overlay="+overlay)
		switch {
		case err != nil:
			return "", "", err
		case res.timeout:
			return timedOut, test.ImportPath, nil
		case !res.passed:
			return killed, test.ImportPath + " " + res.failed, nil
		}
	}
	return survived, "", nil
}

// overlay writes the mutated file, and the description of what it replaces.
func (r *runner) overlay(dir string, m *mutant) (string, error) {
	src, err := os.ReadFile(m.File)
	if err != nil {
		return "", err
	}
	file, overlay := filepath.Join(dir, filepath.Base(m.File)), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, m.apply(src), 0o600); err != nil {
		return "", err
	}
	data, err := json.Marshal(map[string]map[string]string{"Replace": {m.File: file}})
	if err != nil {
		return "", err
	}
	return overlay, os.WriteFile(overlay, data, 0o600)
}

// base runs a test without mutation.
func (r *runner) base(ctx context.Context, test *pkg) *base {
	r.mu.Lock()
	b := r.bases[test.ImportPath]
	if b == nil {
		b = new(base)
		r.bases[test.ImportPath] = b
	}
	r.mu.Unlock()
	b.once.Do(func() {
		dir, err := os.MkdirTemp(r.tmp, "base")
		if err != nil {
			b.err = err
			return
		}
		defer os.RemoveAll(dir)
		res, err := r.test(ctx, dir, test, time.Hour)
		if err == nil && !res.passed {
			err = fmt.Errorf("%s fails without mutation: %s", test.ImportPath, res.failed)
		}
		b.cpu, b.err = res.cpu, err
	})
	return b
}

// A result is that of the tests of a package.
type result struct {
	passed  bool
	timeout bool
	failed  string // the first test that failed
	cpu     time.Duration
}

// maxMemory is the address space that a test may have, in KB: a mutant may
// allocate for ever.
const maxMemory = 8 << 20

// test builds and runs the tests of a package. CPU time is limited, so that it
// does not matter what else the machine does; a test that waits for ever is
// stopped by its own limit, which is far longer.
func (r *runner) test(ctx context.Context, dir string, test *pkg, limit time.Duration, build ...string) (res result, err error) {
	binary := filepath.Join(dir, "test")
	args := append([]string{"test", "-c", "-vet=off", "-o", binary}, build...)
	if out, err := command(ctx, "go", append(args, test.ImportPath)...); err != nil {
		return res, fmt.Errorf("%s: %w\n%s", test.ImportPath, err, out)
	}
	seconds := int(limit.Seconds()) + 1
	script := fmt.Sprintf(`ulimit -t %d && ulimit -v %d && exec "$0" "$@"`, seconds, maxMemory)
	cmd := exec.CommandContext(ctx, "sh", "-c", script, binary, "-test.failfast", "-test.timeout="+(20*limit).String())
	if r.short {
		cmd.Args = append(cmd.Args, "-test.short")
	}
	cmd.Dir = test.Dir
	// As often as not the machine has as many processors as mutants are tried at a time.
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	if ctx.Err() != nil {
		return res, ctx.Err()
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) {
		return res, err
	}
	res.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	res.passed = err == nil
	res.timeout = !res.passed && killedBySignal(cmd.ProcessState) || bytes.Contains(out.Bytes(), []byte("panic: test timed out"))
	if !res.passed {
		res.failed = failedTest(out.Bytes())
	}
	return res, nil
}

func killedBySignal(p *os.ProcessState) bool {
	status, ok := p.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && (status.Signal() == syscall.SIGXCPU || status.Signal() == syscall.SIGKILL)
}

var failLine = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)|^(panic: .*|fatal error: .*)$`)

// failedTest returns the innermost test that failed first, or what went wrong.
func failedTest(out []byte) string {
	all := failLine.FindAllSubmatch(out, -1)
	if len(all) == 0 {
		return firstLine(out)
	}
	name := ""
	for _, match := range all {
		switch next := string(match[1]); {
		case next == "":
			if name == "" {
				return string(match[2])
			}
			return name
		case name != "" && !bytes.HasPrefix(match[1], []byte(name+"/")):
			return name
		default:
			name = next
		}
	}
	return name
}

func firstLine(out []byte) string {
	for line := range bytes.Lines(out) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return string(line)
		}
	}
	return ""
}

func command(ctx context.Context, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	return cmd.CombinedOutput()
}

// list asks the go command for packages.
func list(ctx context.Context, tests bool, patterns ...string) ([]*pkg, error) {
	args := []string{"list", "-json=ImportPath,Dir,GoFiles,Deps,ForTest,TestGoFiles,XTestGoFiles", "-test=" + strconv.FormatBool(tests)}
	cmd := exec.CommandContext(ctx, "go", append(append(args, "--"), patterns...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	byPath := make(map[string]*pkg)
	var pkgs []*pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p struct {
			pkg
			ForTest                   string
			TestGoFiles, XTestGoFiles []string
		}
		if err := dec.Decode(&p); err != nil {
			return nil, err
		}
		base, isTest := bytes.CutSuffix([]byte(p.ImportPath), []byte(".test"))
		switch q := byPath[string(base)]; {
		case isTest && q != nil:
			// The main package of the tests: it depends on all that they do.
			for _, dep := range p.Deps {
				q.Deps = append(q.Deps, withoutVariant(dep))
			}
		case p.ForTest == "" && !isTest:
			q := p.pkg
			q.tests = len(p.TestGoFiles)+len(p.XTestGoFiles) > 0
			byPath[q.ImportPath] = &q
			pkgs = append(pkgs, &q)
		}
	}
	for _, p := range pkgs {
		slices.Sort(p.Deps)
		p.Deps = slices.Compact(p.Deps)
	}
	return pkgs, nil
}

// withoutVariant returns p for "p [q.test]".
func withoutVariant(path string) string {
	base, _, _ := bytes.Cut([]byte(path), []byte(" "))
	return string(base)
}

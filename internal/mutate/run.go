//go:build unix

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
	"strings"
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

// A testPkg is a package with tests.
type testPkg struct {
	ImportPath string
	Dir        string
	Deps       []string // sorted, with those of the tests
}

// A runner runs tests against mutants.
type runner struct {
	tmp        string
	overlayAll string        // the description of all that is replaced by what has the mutants in it
	factor     float64       // how much longer a test may take than without mutation
	least      time.Duration // but so much CPU time any test may take: the times of short ones say little
	short      bool
	only       string // run these tests, if not ""

	mu    sync.Mutex
	bases map[string]*base
}

// A base is a test of the code with all mutants in it, of which none is on. It is
// built and run when it is first needed.
type base struct {
	once    sync.Once
	binary  string
	cpu     time.Duration
	reached map[int]bool // ids of mutants that were come upon
	err     error
}

// judge runs the tests one after the other until one notices the mutant. It
// returns the test too, and the error says that nothing could be found out.
func (r *runner) judge(ctx context.Context, m *mutant, tests []*testPkg) (o outcome, by string, err error) {
	overlay := ""
	if m.form == alone {
		dir, err := os.MkdirTemp(r.tmp, "mutant")
		if err != nil {
			return "", "", err
		}
		defer os.RemoveAll(dir)
		if overlay, err = r.overlay(dir, m); err != nil {
			return "", "", err
		}
		if out, err := command(ctx, "go", "build", "-overlay="+overlay, m.Package); err != nil {
			if ctx.Err() != nil {
				return "", "", ctx.Err()
			}
			return broken, firstLine(out), nil
		}
	}
	for _, test := range tests {
		b := r.base(ctx, test)
		if b.err != nil {
			return "", "", b.err
		}
		binary, env := b.binary, "MUTANT="+strconv.Itoa(m.id)
		if m.form == alone {
			binary, env = filepath.Join(filepath.Dir(overlay), "test"), "MUTANT="
			if err := build(ctx, binary, test, overlay); err != nil {
				return "", "", err
			}
		} else if !b.reached[m.id] {
			continue
		}
		limit := max(time.Duration(float64(b.cpu)*r.factor), r.least)
		res, err := r.test(ctx, binary, test, limit, env)
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

// all writes the files with all mutants in them. mutants are those of all
// packages, in the order of their ids.
func (r *runner) all(mutants []*mutant) error {
	files := make(map[string][]*mutant)
	for _, m := range mutants {
		files[m.File] = append(files[m.File], m)
	}
	replace := make(map[string]string)
	write := func(name string, text []byte) error {
		file := filepath.Join(r.tmp, fmt.Sprintf("%d.go", len(replace)))
		replace[name] = file
		return os.WriteFile(file, text, 0o600)
	}
	for name, list := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := write(name, schema(src, list)); err != nil {
			return err
		}
		if name = filepath.Join(filepath.Dir(name), "mutants_switch.go"); replace[name] == "" {
			if err := write(name, switchFile(list[0].name, len(mutants))); err != nil {
				return err
			}
		}
	}
	data, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		return err
	}
	r.overlayAll = filepath.Join(r.tmp, "all.json")
	return os.WriteFile(r.overlayAll, data, 0o600)
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

// base builds and runs a test without mutation.
func (r *runner) base(ctx context.Context, test *testPkg) *base {
	r.mu.Lock()
	b := r.bases[test.ImportPath]
	if b == nil {
		b = &base{binary: filepath.Join(r.tmp, fmt.Sprintf("test%d", len(r.bases)))}
		r.bases[test.ImportPath] = b
	}
	r.mu.Unlock()
	b.once.Do(func() {
		if b.err = build(ctx, b.binary, test, r.overlayAll); b.err != nil {
			return
		}
		reached := b.binary + ".reached"
		res, err := r.test(ctx, b.binary, test, time.Hour, "MUTANT=", "MUTANTS_REACHED="+reached)
		if err == nil && !res.passed {
			err = fmt.Errorf("%s fails without mutation: %s", test.ImportPath, res.failed)
		}
		if err != nil {
			b.err = err
			return
		}
		b.cpu = res.cpu
		b.reached, b.err = readReached(reached)
	})
	return b
}

// readReached reads the ids that a test has written.
func readReached(name string) (map[int]bool, error) {
	ids := make(map[int]bool)
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	for line := range bytes.Lines(data) {
		id, err := strconv.Atoi(string(bytes.TrimSpace(line)))
		if err != nil {
			return nil, err
		}
		ids[id] = true
	}
	return ids, nil
}

// build builds the tests of a package.
func build(ctx context.Context, binary string, test *testPkg, overlay string) error {
	if out, err := command(ctx, "go", "test", "-c", "-vet=off", "-overlay="+overlay, "-o", binary, test.ImportPath); err != nil {
		return fmt.Errorf("%s: %w\n%s", test.ImportPath, err, out)
	}
	return nil
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

// test runs the tests of a package. CPU time is limited, so that it does not matter
// what else the machine does; a test that waits for ever is stopped by its own
// limit, which is far longer.
func (r *runner) test(ctx context.Context, binary string, test *testPkg, limit time.Duration, env ...string) (res result, err error) {
	seconds := int(limit.Seconds()) + 1
	script := fmt.Sprintf(`ulimit -t %d && ulimit -v %d && exec "$0" "$@"`, seconds, maxMemory)
	cmd := exec.CommandContext(ctx, "sh", "-c", script, binary, "-test.failfast", "-test.timeout="+(20*limit).String())
	if r.only != "" {
		cmd.Args = append(cmd.Args, "-test.run="+r.only)
	}
	if r.short {
		cmd.Args = append(cmd.Args, "-test.short")
	}
	cmd.Dir = test.Dir
	// As often as not the machine has as many processors as mutants are tried at a time.
	cmd.Env = append(append(os.Environ(), "GOMAXPROCS=1"), env...)
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

// listTests asks the go command for packages with tests, in the order of the
// patterns.
func listTests(ctx context.Context, patterns ...string) (tests []*testPkg, err error) {
	args := append([]string{"list", "-test", "-json=ImportPath,Dir,Deps", "--"}, patterns...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		p := new(testPkg)
		if err := dec.Decode(p); err != nil {
			return nil, err
		}
		// The main package of the tests depends on all that they do.
		path, isMain := strings.CutSuffix(p.ImportPath, ".test")
		if !isMain {
			continue
		}
		p.ImportPath = path
		for i, dep := range p.Deps {
			p.Deps[i], _, _ = strings.Cut(dep, " ") // without the variant for a test
		}
		slices.Sort(p.Deps)
		p.Deps = slices.Compact(p.Deps)
		tests = append(tests, p)
	}
	return tests, nil
}

// Package leakproof proves findings by running the code: it builds a package of
// the corpus into a program with Go's goroutine leak profile (golang/go#74609),
// runs functions that are said to leak, and tells at which lines goroutines were
// found blocked for ever, or panicked.
package leakproof

import (
	"bytes"
	"fmt"
	"go/build"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// harness is the main file of the program. Each call runs in a goroutine of its
// own, so that one that blocks keeps none of the others from running.
const harness = `package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"time"
)

func main() {
	for _, call := range []func(){
%s	} {
		go func() {
			defer func() {
				if v := recover(); v != nil {
					fmt.Printf("panic: %%v\n%%s", v, debug.Stack())
				}
			}()
			call()
		}()
	}
	for range 20 { // until every goroutine that can go on has done so
		time.Sleep(10 * time.Millisecond)
		runtime.Gosched()
	}
	if err := pprof.Lookup("goroutineleak").WriteTo(os.Stdout, 2); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`

// Lines runs the calls in the package whose files are in dir, and returns the
// lines, by file name, that stand in the stack of a goroutine that leaked or
// panicked. It fails the test if the program does not build or run.
func Lines(t *testing.T, dir string, calls ...string) map[string]map[int]bool {
	t.Helper()
	tmp := t.TempDir()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files in %s: %v", dir, err)
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		src = packageClause.ReplaceAll(src, []byte("package main"))
		write(t, filepath.Join(tmp, filepath.Base(name)), src)
	}
	var list strings.Builder
	for _, call := range calls {
		fmt.Fprintf(&list, "\t\tfunc() { %s },\n", call)
	}
	write(t, filepath.Join(tmp, "harness_main.go"), fmt.Appendf(nil, harness, list.String()))
	write(t, filepath.Join(tmp, "go.mod"), []byte("module leakproof\n\ngo 1.26\n"))

	var stdout, stderr bytes.Buffer
	cmd := exec.Command("go", "run", ".")
	cmd.Dir, cmd.Stdout, cmd.Stderr = tmp, &stdout, &stderr
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GO111MODULE=on")
	if !slices.Contains(build.Default.ReleaseTags, "go1.27") { // from then on it is no experiment
		cmd.Env = append(cmd.Env, "GOEXPERIMENT=goroutineleakprofile")
	}
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	return stackLines(stdout.String())
}

var packageClause = regexp.MustCompile(`(?m)^package \w+`)

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

var frame = regexp.MustCompile(`([^/\s]+\.go):(\d+)`)

// stackLines returns the lines in the stacks of the goroutines that are said to
// be leaked and of those that panicked.
func stackLines(output string) map[string]map[int]bool {
	lines := make(map[string]map[int]bool)
	for block := range strings.SplitSeq(output, "\n\n") {
		if !strings.Contains(block, "leaked") && !strings.Contains(block, "panic: ") {
			continue
		}
		for _, m := range frame.FindAllStringSubmatch(block, -1) {
			n, err := strconv.Atoi(m[2])
			if err != nil {
				continue
			}
			if lines[m[1]] == nil {
				lines[m[1]] = make(map[int]bool)
			}
			lines[m[1]][n] = true
		}
	}
	return lines
}

// Wants returns the lines of a file of the corpus that have a "want" comment.
func Wants(t *testing.T, file string) []int {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var wants []int
	n := 0
	for line := range strings.Lines(string(src)) {
		n++
		if strings.Contains(line, "// want `") {
			wants = append(wants, n)
		}
	}
	return wants
}

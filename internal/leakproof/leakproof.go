// Package leakproof proves findings by running the code: it builds packages of
// the corpus into a program with Go's goroutine leak profile (golang/go#74609),
// runs functions of theirs, and tells at which lines goroutines were found
// blocked for ever, or panicked.
package leakproof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/build"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// Prove runs the functions of folders of the corpus, as their calls.txt says, and
// fails the test for each line that a check reported, or that a comment "want" or
// "also" marks, at which no goroutine was seen to be stuck or to panic, and for each
// line in a folder or file named ok at which one was.
//
// Exceptions are folders that are not run and lines that are not seen, written
// as "folder/file.go: text of the line", with the reasons.
func Prove(t *testing.T, results []*analysistest.Result, exceptions map[string]string, folders ...string) {
	t.Helper()
	checktest.Slow(t, "builds and runs the corpus")
	unused := maps.Clone(exceptions)
	folders = slices.DeleteFunc(slices.Clone(folders), func(folder string) bool {
		delete(unused, folder)
		return exceptions[folder] != ""
	})
	claimed := claims(results, folders)
	seen := prove(t, folders, claimed, exceptions)
	for at := range seen {
		if strings.Contains(at.file, "/ok/") || path.Base(at.file) == "ok.go" {
			t.Errorf("%v: a goroutine was seen to be stuck: %s", at, at.text(t))
		}
	}
	for at := range claimed {
		exception := at.file + ": " + at.text(t)
		delete(unused, exception)
		if !seen[at] && exceptions[exception] == "" {
			t.Errorf("%v: nobody was seen to be stuck: %s", at, at.text(t))
		}
	}
	for exception := range unused {
		t.Errorf("no exception: %s", exception)
	}
}

// The program is run, and waits longer each time, while something is not seen: on a busy
// machine a timer may fire late, and what should have timed out is in time.
const (
	attempts = 6
	patience = 25 // looks of the first attempt at goroutines that may go on
)

// prove returns the places at which somebody was seen to be stuck.
func prove(t *testing.T, folders []string, claimed map[place]bool, exceptions map[string]string) map[place]bool {
	program := compile(t, folders, nil)
	seen := make(map[place]bool)
	for i := range attempts {
		maps.Copy(seen, run(t, program, patience<<i))
		missing := false
		for at := range claimed {
			missing = missing || !seen[at] && exceptions[at.file+": "+at.text(t)] == ""
		}
		if !missing {
			break
		}
	}
	return seen
}

// A place is a line of the corpus.
type place struct {
	file string // "folder/file.go"
	line int
}

func (p place) String() string { return p.file + ":" + strconv.Itoa(p.line) }

// text returns the line, without its comment.
func (p place) text(t *testing.T) string {
	text, _, _ := strings.Cut(lines(t, p.file)[p.line-1], "//")
	return strings.TrimSpace(text)
}

// claims returns the lines at which somebody is said to be stuck.
func claims(results []*analysistest.Result, folders []string) map[place]bool {
	claimed := make(map[place]bool)
	for _, result := range results {
		pkg := result.Action.Package
		if !slices.Contains(folders, pkg.PkgPath) {
			continue
		}
		claim := func(pos token.Pos) {
			posn := pkg.Fset.Position(pos)
			if at, ok := placeAt(posn.Filename, posn.Line); ok {
				claimed[at] = true
			}
		}
		for _, d := range result.Action.Diagnostics {
			claim(d.Pos)
		}
		for _, file := range pkg.Syntax {
			for _, group := range file.Comments {
				if text := group.Text(); strings.Contains(text, "want `") || text == "also\n" {
					claim(group.Pos())
				}
			}
		}
	}
	return claimed
}

// source returns the path of a file or folder.
func source(name string) string { return filepath.Join(checktest.Testdata(), "src", name) }

// placeAt returns the place at a line of a file of the corpus.
func placeAt(filename string, line int) (at place, ok bool) {
	rel, err := filepath.Rel(source(""), filename)
	return place{filepath.ToSlash(rel), line}, err == nil && filepath.IsLocal(rel)
}

func lines(t *testing.T, file string) []string {
	t.Helper()
	src, err := os.ReadFile(source(file))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(src), "\n")
}

// statements returns those in the calls.txt of a folder: a line each, but for
// comments, which start with #.
func statements(t *testing.T, folder string) []string {
	t.Helper()
	return slices.DeleteFunc(lines(t, path.Join(folder, "calls.txt")), func(line string) bool {
		return line == "" || strings.HasPrefix(line, "#")
	})
}

// harness is the main file of the program. Each call runs in a goroutine of its
// own, so that one that blocks keeps none of the others from running. Without a
// go.mod timers would be those of Go 1.20.
const harness = `//go:debug default=go1.26
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strconv"
	"time"

%s)

func main() {
	for _, call := range slices.Concat(%s) {
		go func() {
			defer func() {
				if v := recover(); v != nil {
					fmt.Printf("panic: %%v\n%%s\n", v, debug.Stack())
				}
			}()
			call()
		}()
	}
	// Until every goroutine that can go on has done so.
	looks, _ := strconv.Atoi(os.Args[1])
	for n, same := 0, 0; same < looks; same++ {
		time.Sleep(10 * time.Millisecond)
		if now := runtime.NumGoroutine(); now != n {
			n, same = now, 0
		}
	}
	if err := pprof.Lookup("goroutineleak").WriteTo(os.Stdout, 2); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`

const callsFile = "leakproof_calls.go" // is added to each folder

// compile builds the folders into one program and returns its file. Files may have other
// texts than in the corpus.
func compile(t *testing.T, folders []string, texts map[string][]byte) string {
	t.Helper()
	tmp := t.TempDir()
	var imports, calls strings.Builder
	replace := make(map[string]string)
	for i, name := range slices.Sorted(maps.Keys(texts)) {
		replace[name] = filepath.Join(tmp, fmt.Sprintf("text%d.go", i))
		write(t, replace[name], string(texts[name]))
	}
	for i, folder := range folders {
		fmt.Fprintf(&imports, "\tp%d %q\n", i, folder)
		fmt.Fprintf(&calls, "p%d.LeakproofCalls(), ", i)
		name := filepath.Join(tmp, fmt.Sprintf("calls%d.go", i))
		write(t, name, exported(t, folder))
		replace[filepath.Join(source(folder), callsFile)] = name
	}
	overlay, _ := json.Marshal(map[string]any{"Replace": replace}) // strings never fail
	write(t, filepath.Join(tmp, "overlay.json"), string(overlay))
	write(t, filepath.Join(tmp, "main.go"), fmt.Sprintf(harness, imports.String(), calls.String()))

	env := checktest.Env()
	if !slices.Contains(build.Default.ReleaseTags, "go1.27") { // from then on it is no experiment
		env = checktest.Env("GOEXPERIMENT=goroutineleakprofile")
	}
	checktest.Output(t, checktest.Command(tmp, env, "go", "build", "-overlay=overlay.json", "-o", "program", "main.go"))
	return filepath.Join(tmp, "program")
}

// run runs the program, which looks so often at goroutines that do nothing before it
// takes them to be stuck or to wait for time, and returns the places in the stacks of goroutines that
// leaked or panicked.
func run(t *testing.T, program string, looks int) map[place]bool {
	t.Helper()
	return places(dump(t, program, looks))
}

// dump returns what the program prints.
func dump(t *testing.T, program string, looks int) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(program, strconv.Itoa(looks))
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	return stdout.String()
}

// Dump runs the functions of folders of the corpus, as their calls.txt says, and returns
// the stacks of all goroutines, with the mark of those that leaked.
func Dump(t *testing.T, folders []string) string {
	t.Helper()
	checktest.Slow(t, "builds and runs the corpus")
	return dump(t, compile(t, folders, nil), patience<<2)
}

// exported returns a file that exports the calls of a folder.
func exported(t *testing.T, folder string) string {
	t.Helper()
	pkg, err := build.ImportDir(source(folder), 0)
	if err != nil {
		t.Fatal(err)
	}
	var calls, imports strings.Builder
	for _, call := range statements(t, folder) {
		fmt.Fprintf(&calls, "\t\tfunc() { %s },\n", call)
	}
	for _, name := range []string{"context", "errors", "fmt", "net", "os", "runtime", "sync", "time"} {
		if regexp.MustCompile(`\b` + name + `\.`).MatchString(calls.String()) {
			fmt.Fprintf(&imports, "import %q\n", name)
		}
	}
	return fmt.Sprintf("package %s\n\n%s\nfunc LeakproofCalls() []func() {\n\treturn []func(){\n%s\t}\n}\n", pkg.Name, imports.String(), calls.String())
}

func write(t *testing.T, name, data string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(data), 0o666); err != nil {
		t.Fatal(err)
	}
}

var frame = regexp.MustCompile(`(?m)^\t(.+\.go):(\d+)`)

// places returns the places in the stacks of the goroutines that are said to be
// leaked and of those that panicked.
func places(output string) map[place]bool {
	found := make(map[place]bool)
	for block := range strings.SplitSeq(output, "\n\n") {
		if !strings.Contains(block, " (leaked)]:") && !strings.Contains(block, "panic: ") {
			continue // it goes on
		}
		for _, m := range frame.FindAllStringSubmatch(block, -1) {
			n, _ := strconv.Atoi(m[2])
			if at, ok := placeAt(m[1], n); ok && path.Base(at.file) != callsFile {
				found[at] = true
			}
		}
	}
	return found
}

// Package cacheprog tries a build cache that machines share, as docs/scaling.md has
// it, with a cache program and a server that others maintain. The machines are
// folders: each has a working copy, in a place of its own, and a cache of its own.
package cacheprog

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// bin is the folder of the programs, built by TestMain.
var bin string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if bin, err = os.MkdirTemp("", "cacheprog"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(bin)
		for dir, pkg := range map[string]string{".": "tool", "../../..": "./cmd/gopitfalls"} {
			cmd := exec.Command("go", "build", "-buildvcs=false", "-o", bin+string(filepath.Separator), pkg)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				fmt.Fprintf(os.Stderr, "building %s: %v\n%s", pkg, err, out)
				return 1
			}
		}
		return m.Run()
	}())
}

// A store is what the machines share: a running server.
type store struct{ url, dir string }

// startStore starts a server on a port of this machine.
func startStore(t *testing.T) store {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	addr := free.Addr().String()
	check(t, free.Close())

	s := store{url: "http://" + addr, dir: t.TempDir()}
	var log bytes.Buffer
	cmd := exec.Command(filepath.Join(bin, "go-cacher-server"), "-cache-dir", s.dir, "-listen", addr)
	cmd.Stdout, cmd.Stderr = &log, &log
	check(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !s.answers(ctx) {
		if ctx.Err() != nil {
			t.Fatalf("go-cacher-server does not answer on %s:\n%s", addr, log.Bytes())
		}
		time.Sleep(20 * time.Millisecond)
	}
	return s
}

func (s store) answers(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return res.Body.Close() == nil && res.StatusCode == http.StatusOK
}

// drop removes the entries whose content has the text in it.
func (s store) drop(t *testing.T, text string) {
	t.Helper()
	dropped := 0
	for _, content := range s.files(t, "o-*") {
		if !bytes.Contains(read(t, content), []byte(text)) {
			continue
		}
		id := strings.TrimPrefix(filepath.Base(content), "o-")
		for _, entry := range s.files(t, "a-*") {
			if bytes.Contains(read(t, entry), []byte(id)) {
				check(t, os.Remove(entry))
				dropped++
			}
		}
	}
	if dropped == 0 {
		t.Fatalf("no entry of the store has %q", text)
	}
}

func (s store) files(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, "*", pattern))
	check(t, err)
	return files
}

// A machine has a working copy and a cache of its own.
type machine struct {
	store
	copy, cache string
}

// newMachine returns a machine whose working copy is in a folder of this name.
func (s store) newMachine(t *testing.T, name string) *machine {
	t.Helper()
	m := &machine{store: s, copy: filepath.Join(t.TempDir(), name), cache: t.TempDir()}
	check(t, os.CopyFS(m.copy, os.DirFS("testdata/module")))
	return m
}

// An outcome is what a run came to.
type outcome struct {
	status         int
	stdout         string
	stderr         string
	units, compile int // what was analysed, and compiled
}

// run runs gopitfalls in the working copy. The go command tells what it does (-x):
// that is where the counts come from.
func (m *machine) run(t *testing.T, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), filepath.Join(bin, "gopitfalls"), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = m.copy, &stdout, &stderr
	cmd.Env = append(os.Environ(),
		"GOWORK=off", "GOFLAGS=-trimpath -x", "CGO_ENABLED=0",
		"GOCACHE="+filepath.Join(m.cache, "go"),
		fmt.Sprintf("GOCACHEPROG=%s -cache-dir %s -cache-server %s",
			filepath.Join(bin, "go-cacher"), filepath.Join(m.cache, "prog"), m.url))
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	out := outcome{status: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
	out.units = len(unit.FindAllString(out.stderr, -1))
	out.compile = len(compilation.FindAllString(out.stderr, -1))
	return out
}

var (
	unit        = regexp.MustCompile(`(?m)gopitfalls(\.exe)? .*vet\.cfg$`)
	compilation = regexp.MustCompile(`(?m)compile(\.exe)?"? -o `)
)

// want fails the test unless the run found what is in want and analysed this many
// packages.
func (out outcome) want(t *testing.T, want string, units int) {
	t.Helper()
	if out.status != 1 || out.stdout != want || out.units != units {
		t.Errorf("status %d, %d packages analysed, want %d\n%s\nwant\n%s\n%s",
			out.status, out.units, units, out.stdout, want, out.stderr)
	}
}

const findings = `fetch/fetch.go:8:3: result: goroutine blocks forever sending when First returns at line 14; make result with a buffer of 1 (abandonedsend)
`

func TestSharedStore(t *testing.T) {
	shared := startStore(t)
	first := shared.newMachine(t, "first")
	cold := first.run(t, "./...")
	cold.want(t, findings, cold.units)
	if cold.units < 10 || cold.compile < 10 {
		t.Fatalf("%d packages analysed, %d compiled: does the go command still tell?\n%s", cold.units, cold.compile, cold.stderr)
	}

	// Another copy in another place, an empty cache: nothing is left to do.
	second := shared.newMachine(t, filepath.Join("deep", "second"))
	warm := second.run(t, "./...")
	warm.want(t, findings, 0)
	if warm.compile != 0 {
		t.Errorf("%d packages compiled again\n%s", warm.compile, warm.stderr)
	}
	t.Run("formats", func(t *testing.T) { testFormats(t, first, second) })
	t.Run("change", func(t *testing.T) { testChange(t, first, second) })
	t.Run("fix", func(t *testing.T) { testFix(t, first, second) })

	// The store may lose what was found and keep the rest.
	shared.drop(t, `"posn"`)
	shared.newMachine(t, "third").run(t, "./...").want(t, findings, 1)
}

// testFormats looks for files of the first copy in what the second one prints.
func testFormats(t *testing.T, first, second *machine) {
	for _, format := range []string{"-json", "-sarif", "-diff"} {
		out := second.run(t, format, "./...")
		if out.units != 0 || !strings.Contains(out.stdout, "fetch.go") || strings.Contains(out.stdout, first.copy) {
			t.Errorf("%s: %d packages analysed\n%s", format, out.units, out.stdout)
		}
	}
}

// testChange changes a file of one package on one machine. The other is not
// concerned.
func testChange(t *testing.T, first, second *machine) {
	main := filepath.Join(second.copy, "main.go")
	check(t, os.WriteFile(main, append(read(t, main), "\nvar added int\n"...), 0o666))
	second.run(t, "./...").want(t, findings, 1)
	first.run(t, "./...").want(t, findings, 0)
}

// testFix fixes what was found in the first copy, in the second one.
func testFix(t *testing.T, first, second *machine) {
	name := filepath.Join("fetch", "fetch.go")
	original := read(t, filepath.Join(first.copy, name))
	if out := second.run(t, "-fix", "./..."); out.status != 0 {
		t.Errorf("-fix: status %d\n%s%s", out.status, out.stdout, out.stderr)
	}
	if fixed := read(t, filepath.Join(second.copy, name)); !bytes.Contains(fixed, []byte("make(chan string, 1)")) {
		t.Errorf("not fixed:\n%s", fixed)
	}
	if now := read(t, filepath.Join(first.copy, name)); !bytes.Equal(now, original) {
		t.Errorf("the other copy was changed:\n%s", now)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	check(t, err)
	return data
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

//go:build unix

package integration

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// runsEnv says how often [TestKilled] and [TestEdited] try, in .ci/nightly more often
// than by default.
const runsEnv = "GOPITFALLS_RUNS"

func runs(t *testing.T, few int) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv(runsEnv))
	if err != nil {
		return few
	}
	return n
}

// A fixable is a module in which each file has a finding with a fix.
type fixable struct {
	dir      string
	files    int
	old, new [][]byte      // contents
	span     time.Duration // that a run takes to change them
}

const fixableFile = `package fixable

import (
	"net"
	"syscall"
)

func set%03[1]d(conn *net.TCPConn, ms int) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), syscall.IPPROTO_TCP, %[1]d, ms)
}
`

func newFixable(t *testing.T, files int) *fixable {
	t.Helper()
	m := &fixable{dir: t.TempDir(), files: files}
	if err := os.WriteFile(filepath.Join(m.dir, "go.mod"), []byte("module example.com/fixable\n\ngo 1.26\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for i := range files {
		m.old = append(m.old, fmt.Appendf(nil, fixableFile, i))
	}
	m.reset(t)
	cmd := m.start(t)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	m.await(t, ended)
	start := time.Now()
	if err := <-ended; err != nil {
		t.Fatalf("%v\n%s%s", err, cmd.Stdout, cmd.Stderr)
	}
	m.span = time.Since(start)
	for i := range files {
		text := m.read(t, i)
		if bytes.Equal(text, m.old[i]) {
			t.Fatalf("nothing is fixed: %s", text)
		}
		m.new = append(m.new, text)
	}
	return m
}

func (m *fixable) name(i int) string { return filepath.Join(m.dir, fmt.Sprintf("f%03d.go", i)) }

func (m *fixable) read(t *testing.T, i int) []byte {
	t.Helper()
	data, err := os.ReadFile(m.name(i))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (m *fixable) reset(t *testing.T) {
	t.Helper()
	for i, text := range m.old {
		if err := os.WriteFile(m.name(i), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// start starts gopitfalls -fix.
func (m *fixable) start(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(binary, "-fix", "-connfile", ".")
	cmd.Dir = m.dir
	cmd.Stdout, cmd.Stderr = new(bytes.Buffer), new(bytes.Buffer)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// finish runs gopitfalls -fix to its end.
func (m *fixable) finish(t *testing.T) {
	t.Helper()
	cmd := m.start(t)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s%s", err, cmd.Stdout, cmd.Stderr)
	}
}

// await waits until a run has begun to change files, or has come to an end.
func (m *fixable) await(t *testing.T, ended <-chan error) {
	t.Helper()
	for len(ended) == 0 && bytes.Equal(m.read(t, 0), m.old[0]) {
		time.Sleep(100 * time.Microsecond)
	}
}

// leftovers returns the names of files that nobody has asked for.
func (m *fixable) leftovers(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(m.dir, ".*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestKilled kills runs of -fix, whenever it happens to be: each file is the old one or
// the new one, and the next run does what is left and removes what lies around.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	m := newFixable(t, 400)
	left, partial := 0, 0
	for range runs(t, 5) {
		m.reset(t)
		cmd := m.start(t)
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		m.await(t, ended)
		time.Sleep(rand.N(m.span)) // where it is killed matters not
		_ = cmd.Process.Kill()
		<-ended //nolint:errcheck // it was killed, or found something
		fixed := 0
		for i := range m.files {
			switch text := m.read(t, i); {
			case bytes.Equal(text, m.new[i]):
				fixed++
			case !bytes.Equal(text, m.old[i]):
				t.Fatalf("torn: %q", text)
			}
		}
		if 0 < fixed && fixed < m.files {
			partial++
		}
		if len(m.leftovers(t)) > 0 {
			left++
		}
		m.finish(t)
		for i := range m.files {
			if text := m.read(t, i); !bytes.Equal(text, m.new[i]) {
				t.Errorf("not fixed: %q", text)
			}
		}
		if names := m.leftovers(t); len(names) > 0 {
			t.Fatalf("the next run leaves %q", names)
		}
	}
	t.Logf("%d killed while files were changed, of which %d left something for the next run", partial, left)
}

// TestEdited saves files while they are fixed: what was saved stays.
func TestEdited(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	m := newFixable(t, 100)
	met := 0
	for run := range runs(t, 5) {
		m.reset(t)
		cmd := m.start(t)
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		m.await(t, ended)
		var saving sync.WaitGroup
		saved := make(map[int]string)
		for range 20 {
			i := rand.IntN(m.files)
			if saved[i] != "" {
				continue
			}
			saved[i] = fmt.Sprintf("// saved in run %d\n", run)
			text := string(m.old[i]) + saved[i]
			saving.Go(func() {
				time.Sleep(rand.N(m.span)) // any moment will do
				name := m.name(i)
				if i%2 == 0 {
					name += "~"
				}
				err := os.WriteFile(name, []byte(text), 0o666)
				if err == nil && i%2 == 0 {
					err = os.Rename(name, m.name(i))
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		saving.Wait()
		<-ended //nolint:errcheck // it was killed, or found something
		for i, mark := range saved {
			if text := string(m.read(t, i)); !strings.HasSuffix(text, mark) {
				t.Errorf("what was saved is lost: %q", text)
			}
		}
		for i := range m.files {
			if text := m.read(t, i); saved[i] == "" && !bytes.Equal(text, m.new[i]) {
				t.Errorf("not fixed: %q", text)
			}
		}
		if names := m.leftovers(t); len(names) > 0 {
			t.Errorf("left over: %q", names)
		}
		if strings.Contains(fmt.Sprint(cmd.Stderr), "run again") {
			met++
		}
	}
	t.Logf("in %d runs a file was left alone", met)
}

// TestConcurrentFixes has several runs fix the same files.
func TestConcurrentFixes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	m := newFixable(t, 50)
	for range runs(t, 2) {
		m.reset(t)
		var cmds []*exec.Cmd
		for range 4 {
			cmds = append(cmds, m.start(t))
		}
		for _, cmd := range cmds {
			_ = cmd.Wait() // it may have found others at it
		}
		for i := range m.files {
			if text := m.read(t, i); !bytes.Equal(text, m.new[i]) {
				t.Fatalf("%q", text)
			}
		}
		if names := m.leftovers(t); len(names) > 0 {
			t.Fatalf("left over: %q", names)
		}
	}
}

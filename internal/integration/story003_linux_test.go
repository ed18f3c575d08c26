package integration

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// TestStory003 builds the server and inspects and runs it: the HTTP worker hangs
// in the Go library, and does not.
func TestStory003(t *testing.T) {
	checktest.Slow(t, "builds and runs programs")
	for kind, findings := range map[string]int{"bad": 1, "fixed": 0} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			server := buildStory003(t, kind)
			out := run(t, checktest.ModuleEnv(), []int{findings}, binary, "inspect", server)
			if strings.Count(out, " (fork, high)\n") != findings || findings == 0 && out != "" {
				t.Errorf("inspect:\n%s", out)
			}
			if out := run(t, checktest.ModuleEnv(), []int{0}, server, "-t"); out != "rate 8\n" {
				t.Errorf("in one process: %q", out)
			}
			want := "OPTIONS\n-> SIP/2.0 200 OK\n1555\n"
			if kind == "fixed" {
				want += "-> rate 8\n"
			}
			if out := serve(t, server, want); out != want {
				t.Errorf("%q, want %q", out, want)
			}
		})
	}
}

// buildStory003 runs the story's script and returns the path of the server.
func buildStory003(t *testing.T, kind string) string {
	t.Helper()
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	script := filepath.Join(checktest.Testdata(), "src/stories/003", kind, "build.sh")
	checktest.Output(t, checktest.Command("", checktest.ModuleEnv(), "sh", script, dir))
	return filepath.Join(dir, "sipd")
}

// serve runs the server and its workers, of which one may hang, and returns what they
// print: until they end, or for a while after they have printed what they should, and for
// some minutes at most.
func serve(t *testing.T, server, want string) string {
	t.Helper()
	out := &printed{want: want, complete: make(chan struct{})}
	cmd := exec.Command(server)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // killed, perhaps
	}()
	select {
	case <-ended:
	case <-time.After(3 * time.Minute):
	case <-out.complete:
		select {
		case <-ended:
		case <-time.After(2 * time.Second): // for what must not come
		}
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	<-ended
	return out.text.String()
}

// printed is output of which some is wanted.
type printed struct {
	text     bytes.Buffer
	want     string
	complete chan struct{} // closed when it has come
}

func (p *printed) Write(text []byte) (int, error) {
	before := p.text.Len()
	n, err := p.text.Write(text)
	if before < len(p.want) && p.text.Len() >= len(p.want) {
		close(p.complete)
	}
	return n, err
}

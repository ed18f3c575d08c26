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
			limit, answer := 2*time.Second, "" // no machine is so slow
			if kind == "fixed" {
				limit, answer = time.Minute, "-> rate 8\n"
			}
			if out := serve(t, server, limit); out != "OPTIONS\n-> SIP/2.0 200 OK\n1555\n"+answer {
				t.Errorf("within %v: %q", limit, out)
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

// serve runs the server and its workers, which may hang, for some time at most
// and returns what it prints.
func serve(t *testing.T, server string, limit time.Duration) string {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command(server)
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(limit, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	defer stop.Stop()
	_ = cmd.Wait() // killed, perhaps
	return out.String()
}

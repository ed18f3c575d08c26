package inspect

import (
	"bytes"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// TestRun runs programs that are reported, whose children never come to an end,
// and some that are not, all of which print the sum.
func TestRun(t *testing.T) {
	for name, hangs := range map[string]bool{
		"fork": true, "bare": true, "indirect": true, "archive": true,
		"fixed": false, "exec": false, "nofork": false,
	} {
		t.Run(name, func(t *testing.T) {
			program := artefact(t, name)
			t.Parallel()
			limit := time.Minute
			if hangs {
				limit = 2 * time.Second
			}
			out, ended := runFor(t, limit, program)
			if want := "sum 5\n"; ended == hangs || ended && out != want {
				t.Errorf("ended: %t, output %q", ended, out)
			}
		})
	}
}

// runFor runs a program and all that it forks for some time at most.
func runFor(t *testing.T, limit time.Duration, program string) (out string, ended bool) {
	t.Helper()
	var buf bytes.Buffer
	cmd := exec.Command(program)
	cmd.Stdout, cmd.Stderr = &buf, &buf
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(limit, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	err := cmd.Wait()
	return buf.String(), stop.Stop() && err == nil
}

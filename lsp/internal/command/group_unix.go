//go:build unix

package command

import (
	"os/exec"
	"syscall"
)

// inGroup has a command run in a process group of its own, all of which is interrupted when
// its context ends: the go command then removes its temporary files, and the tools that it
// runs end at once.
func inGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
}

// killGroup ends what is left of the group.
func killGroup(cmd *exec.Cmd) {
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // mostly nobody is
	}
}

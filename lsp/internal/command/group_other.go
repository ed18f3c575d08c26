//go:build !unix

package command

import "os/exec"

// inGroup leaves a command as it is: when its context ends it is killed.
func inGroup(*exec.Cmd) {}

func killGroup(*exec.Cmd) {}

//go:build !linux

package main

import "os/exec"

// peakOf runs a command. What memory it had is not known.
func peakOf(cmd *exec.Cmd) (int64, error) { return 0, cmd.Run() }

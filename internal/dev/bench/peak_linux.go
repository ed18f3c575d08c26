package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// peakOf runs a command and returns how much memory it and all processes that it starts had
// at most, in bytes, as seen every twentieth of a second: resident pages, those that
// processes share counted for each.
func peakOf(cmd *exec.Cmd) (int64, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var peak int64
	for {
		select {
		case err := <-ended:
			return peak, err
		case <-tick.C:
			peak = max(peak, resident(cmd.Process.Pid))
		}
	}
}

// resident returns the resident memory of a group of processes.
func resident(group int) int64 {
	var pages int64
	files, _ := filepath.Glob("/proc/[0-9]*/stat") // a pattern that is right
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		// "1 (name) S 0 1 ...", and the name may hold anything.
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		if len(fields) < 22 || string(fields[2]) != strconv.Itoa(group) {
			continue
		}
		n, err := strconv.ParseInt(string(fields[21]), 10, 64)
		if err == nil {
			pages += n
		}
	}
	return pages * int64(os.Getpagesize())
}

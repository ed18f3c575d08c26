// Package allhandoffs is analysed with -connfile.handoff.
package allhandoffs

import (
	"net"
	"os/exec"
)

// Whoever serves the listener is somewhere else.
func spawn(ln *net.TCPListener) error {
	f, err := ln.File() // want `ln becomes blocking when its File goes to a child`
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command("worker")
	cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	return cmd.Start()
}

// Nobody: it is closed here.
func replace(ln *net.TCPListener) error {
	f, err := ln.File()
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command("worker")
	cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	if err := cmd.Start(); err != nil {
		return err
	}
	return ln.Close()
}

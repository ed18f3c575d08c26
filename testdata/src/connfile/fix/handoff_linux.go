package fix

import (
	"net"
	"net/http"
	"os/exec"
	"syscall"
)

// Package syscall has the call where the file is for Linux alone.
func restartOn(signals chan syscall.Signal, l *net.TCPListener, cmd *exec.Cmd) error {
	<-signals
	f, err := l.File() // want `l becomes blocking when its File goes to a child`
	if err != nil {
		return err
	}
	defer f.Close()
	cmd.Stdin = f
	if err := cmd.Start(); err != nil {
		return err
	}
	return http.Serve(l, nil)
}

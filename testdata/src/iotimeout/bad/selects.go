package bad

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"os/exec"
	"time"
)

// The handshake is over when the select begins.
func shakes(ctx context.Context, conn *tls.Conn) error {
	done := make(chan error, 1)
	select {
	case <-ctx.Done():
		return errors.New("late")
	case done <- conn.Handshake(): // want `conn.Handshake comes before the select at line 18 begins, which so has no limit; call it in a goroutine, and receive what it returns`
	}
	return <-done
}

// So is the end of a command, and the answer that a function of the package waits for.
func endsLate(cmd *exec.Cmd, done chan<- error) {
	select {
	case done <- cmd.Wait(): // want `cmd.Wait comes before the select at line 28 begins, which so has no limit; call it in a goroutine, and receive what it returns`
	case <-time.After(time.Second):
		cmd.Process.Kill()
	}
}

func statusOf(url string) int {
	resp, err := http.Get(url)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func asksLate(url string, out chan<- any, limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-timer.C:
	case out <- statusOf(url): // want `statusOf comes before the select at line 47 begins, which so has no limit; call it in a goroutine, and receive what it returns`
	}
}

// Invoker runs what is asked for.
type Invoker struct{}

// Run runs a program.
func (Invoker) Run(ctx context.Context, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var buf bytes.Buffer
	cmd.Stdout = &buf
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	err := cmd.Wait() // want `cmd.Wait: what the program starts may keep its output open after it is killed, and this call waiting; set WaitDelay`
	return buf.Bytes(), err
}

// A job's command is in a field, and its pipes are read in goroutines.
type job struct{ cmd *exec.Cmd }

func (j *job) run() error {
	out, err := j.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	errs, err := j.cmd.StderrPipe()
	if err != nil {
		return err
	}
	go copyLines(out, io.Discard)
	go func() { copyLines(errs, io.Discard) }()
	if err := j.cmd.Start(); err != nil {
		return err
	}
	return j.cmd.Wait() // want `j.cmd.Wait closes a pipe that a goroutine may still read, at line 80, and what is left is lost; wait for that before`
}

func copyLines(from io.Reader, to io.Writer) {
	for s := bufio.NewScanner(from); s.Scan(); {
		to.Write(s.Bytes())
	}
}

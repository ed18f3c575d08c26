package ok

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"time"
)

var errLate = errors.New("late")

// The handshake is done meanwhile.
func shakesMeanwhile(ctx context.Context, conn *tls.Conn) error {
	done := make(chan error, 1)
	go func() { done <- conn.Handshake() }()
	select {
	case <-ctx.Done():
		conn.Close()
		return <-done
	case err := <-done:
		return err
	}
}

// What is sent is ready.
func sends(ctx context.Context, out chan<- string, name string) error {
	select {
	case out <- strings.ToUpper(name):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// It is computed before, as everybody can see.
func readsBefore(ctx context.Context, conn net.Conn, out chan<- error) error {
	_, err := io.ReadFull(conn, make([]byte, 4))
	select {
	case out <- err:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The call ends with the context that limits the select.
func ask(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func asksWith(ctx context.Context, url string, out chan<- error) {
	select {
	case out <- ask(ctx, url):
	case <-ctx.Done():
	}
}

// No case limits the select.
func either(conn *tls.Conn, out chan<- error, quit <-chan struct{}) {
	select {
	case out <- conn.Handshake():
	case <-quit:
	}
}

// Nothing is waited for.
func nonblocking(cmd *exec.Cmd, out chan<- error) {
	select {
	case out <- cmd.Wait():
	default:
	}
}

// The time is what is asked for, and short.
func pause() string {
	time.Sleep(time.Millisecond)
	return "late"
}

func pauses(out chan<- string) {
	select {
	case out <- pause():
	case <-time.After(time.Second):
	}
}

// Invoker runs what is asked for, and does not wait for what that has left behind.
type Invoker struct{}

// Run runs a program.
func (Invoker) Run(ctx context.Context, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.WaitDelay = time.Second
	return cmd.CombinedOutput()
}

// A job's output is read to its end before it is waited for.
type job struct{ cmd *exec.Cmd }

func (j *job) run() (string, error) {
	out, err := j.cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	var buf bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf.ReadFrom(out)
	}()
	if err := j.cmd.Start(); err != nil {
		return "", err
	}
	<-done
	return buf.String(), j.cmd.Wait()
}

// Two jobs: one's output is read, the other one is waited for.
func pipeline(from, to *job) error {
	out, err := from.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	go io.Copy(io.Discard, out)
	return to.cmd.Wait()
}

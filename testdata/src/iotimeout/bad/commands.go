package bad

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log"
	"os/exec"
	"sync"
)

// script runs a file: the shell starts what that says.
func script(ctx context.Context, file string) ([]byte, error) {
	return exec.CommandContext(ctx, "bash", file).CombinedOutput() // want `CombinedOutput: what the shell starts keeps its output open`
}

// build runs a program that starts others.
func build(ctx context.Context, dir string) (string, error) {
	cmd := exec.CommandContext(ctx, "make", "-C", dir)
	var out bytes.Buffer
	cmd.Stdout = &out
	err := cmd.Run() // want `cmd.Run: what make starts keeps its output open after it is killed`
	return out.String(), err
}

// hook runs what somebody has configured.
func hook(ctx context.Context, words []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	return cmd.Output() // want `cmd.Output: what the program starts keeps its output open`
}

// scans reads while a goroutine may close the pipe.
func scans(ctx context.Context, admin bool) (lines []string, err error) {
	var cmd *exec.Cmd
	if admin {
		cmd = exec.CommandContext(ctx, "journalctl", "--system")
	} else {
		cmd = exec.CommandContext(ctx, "journalctl")
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	scanner := bufio.NewScanner(stdout)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() {
		ended <- cmd.Wait() // want `cmd.Wait closes a pipe that a goroutine may still read, at line \d+, and what is left is lost; wait for that before`
	}()
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	return lines, <-ended
}

// A monitor starts a program again and again.
type monitor struct {
	mu   sync.Mutex
	last []string
}

func (m *monitor) run(args []string) error {
	for {
		cmd := exec.Command(args[0], args[1:]...)
		stderr, err := cmd.StderrPipe()
		if err != nil {
			return err
		}
		if err := cmd.Start(); err != nil {
			return err
		}
		m.mu.Lock()
		m.last = nil
		m.mu.Unlock()
		go m.keep(stderr)
		exit := make(chan error)
		go func() {
			exit <- cmd.Wait() // want `cmd.Wait closes a pipe that a goroutine may still read`
		}()
		if err := <-exit; err == nil {
			return nil
		}
	}
}

func (m *monitor) keep(r io.Reader) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		m.mu.Lock()
		m.last = append(m.last, lines.Text())
		m.mu.Unlock()
	}
}

// helper reads by a function that a literal calls.
func helper(name string) error {
	cmd := exec.Command(name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		defer log.Println("read")
		drain(out)
	}()
	return cmd.Wait() // want `cmd.Wait closes a pipe that a goroutine may still read`
}

func drain(r io.Reader) { io.Copy(io.Discard, r) }

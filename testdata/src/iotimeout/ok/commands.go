package ok

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"time"
)

// asked asks a shell, and one that starts others, what they are.
func asked(ctx context.Context) ([]byte, error) {
	if out, err := exec.CommandContext(ctx, "make", "--version").Output(); err == nil {
		return out, nil
	}
	return exec.CommandContext(ctx, "bash", "--version").Output()
}

// bounded waits for what is left behind for a second.
func bounded(ctx context.Context, words []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.WaitDelay = time.Second
	return cmd.Output()
}

// unbounded is not killed by anybody.
func unbounded(words []string) ([]byte, error) {
	return exec.CommandContext(context.Background(), words[0], words[1:]...).Output()
}

// file captures nothing: the program writes to a file by itself.
func file(ctx context.Context, f *os.File) error {
	cmd := exec.CommandContext(ctx, "make")
	cmd.Stdout = f
	return cmd.Run()
}

// scansBefore waits behind the reads.
func scansBefore(name string) (lines []string, err error) {
	cmd := exec.Command(name)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	scanner := bufio.NewScanner(stdout)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return lines, <-ended
}

// groups waits for those who read.
func groups(args []string) error {
	for {
		cmd := exec.Command(args[0], args[1:]...)
		stderr, err := cmd.StderrPipe()
		if err != nil {
			return err
		}
		if err := cmd.Start(); err != nil {
			return err
		}
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			io.Copy(os.Stderr, stderr)
		}()
		exit := make(chan error)
		go func() {
			wg.Wait()
			exit <- cmd.Wait()
		}()
		if err := <-exit; err == nil {
			return nil
		}
	}
}

// told waits when the reader has told that it is done.
func told(name string) error {
	cmd := exec.Command(name)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	read := make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		<-read
		ended <- cmd.Wait()
	}()
	io.Copy(os.Stdout, stdout)
	close(read)
	return <-ended
}

// closes only closes the pipe while another goroutine waits.
func closes(name string) error {
	cmd := exec.Command(name)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	stdout.Close()
	return <-ended
}

// another waits for another command.
func another(name string) error {
	cmd, other := exec.Command(name), exec.Command(name)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := other.Start(); err != nil {
		return err
	}
	go func() { other.Wait() }()
	if err := cmd.Start(); err != nil {
		return err
	}
	io.Copy(os.Stdout, stdout)
	return cmd.Wait()
}

// buffers lets the command copy.
func buffers(name string) (string, error) {
	var out bytes.Buffer
	cmd := exec.Command(name)
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		return "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	err := <-ended
	return out.String(), err
}

// succeed starts the program that is to go on with the listener.
func succeed(ln *net.TCPListener, asked <-chan os.Signal) {
	go func() {
		<-asked
		f, err := ln.File()
		if err != nil {
			return
		}
		cmd := exec.Command(os.Args[0])
		cmd.ExtraFiles = []*os.File{f}
		cmd.Start()
		ln.Close()
		f.Close()
	}()
}

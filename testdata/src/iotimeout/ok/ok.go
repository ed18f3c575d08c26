package ok

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os/exec"
	"syscall"
	"time"
)

// once asks and is asked by nobody who waits.
func once(url string) (*http.Response, error) { return http.Get(url) }

type server struct {
	backend string
	timeout *http.Client
	given   *http.Client
	Client  *http.Client
	own     *http.Client
}

func newServer(given *http.Client) *server {
	late := &http.Client{}
	late.Timeout = time.Second
	return &server{
		timeout: late, given: given, Client: &http.Client{},
		own: &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: time.Second}},
	}
}

// New is what others call.
func New(client *http.Client) *server { return newServer(client) }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.timeout.Get(s.backend)
	s.given.Get(s.backend)  // others have made it
	s.Client.Get(s.backend) // others may have set it
	s.own.Get(s.backend)
	(&http.Client{Timeout: time.Second}).Get(s.backend)
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, s.backend, nil)
	if err != nil {
		return
	}
	http.DefaultClient.Do(req)
	plain, err := http.NewRequest(http.MethodGet, s.backend, nil)
	if err != nil {
		return
	}
	http.DefaultClient.Do(plain.WithContext(r.Context()))
	s.forward(r)
}

// forward sends what it was given.
func (s *server) forward(r *http.Request) { http.DefaultClient.Do(r) }

func delay(ctx context.Context, text string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", text)
	cmd.WaitDelay = time.Second
	return cmd.Output()
}

// group kills all that the shell has started.
func group(ctx context.Context, text string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", text)
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	cmd.Cancel = func() error { return cmd.Process.Kill() }
	return cmd.Output()
}

// endless is not to end before the shell does.
func endless(text string) ([]byte, error) {
	return exec.CommandContext(context.Background(), "sh", "-c", text).Output()
}

// before reads first.
func before(name string) ([]byte, error) {
	cmd := exec.Command(name)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	out, err := io.ReadAll(stdout)
	if err != nil {
		return nil, err
	}
	return out, cmd.Wait()
}

// beside reads in a goroutine.
func beside(name string) (string, error) {
	cmd := exec.Command(name)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	var out bytes.Buffer
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(&out, stdout)
		done <- err
	}()
	if err := <-done; err != nil {
		return "", err
	}
	return out.String(), cmd.Wait()
}

// accepts closes what it accepts.
func accepts(ln net.Listener) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		conn.Write([]byte("bye"))
		conn.Close()
	}
}

func stop(s *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return s.Shutdown(ctx)
}

// launch is called by who ends then.
func launch(name string) error { return exec.Command(name).Start() }

func runs(w http.ResponseWriter, r *http.Request) {
	waited := exec.Command("true")
	if waited.Start() == nil {
		go waited.Wait()
	}
	released := exec.Command("true")
	if released.Start() == nil {
		released.Process.Release()
	}
	kept := exec.Command("true")
	if kept.Start() == nil {
		commands = append(commands, kept)
	}
}

var commands []*exec.Cmd

// A source is asked by who waits for it, in no goroutine of the package.
type source interface{ load(name string) error }

type webSource struct{ url string }

func (s webSource) load(name string) error {
	resp, err := http.Get(s.url + name)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func loads(s source, names []string) error {
	for _, name := range names {
		if err := s.load(name); err != nil {
			return err
		}
	}
	return nil
}

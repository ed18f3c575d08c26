package bad

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
)

type server struct {
	backend string
	client  *http.Client
}

func newServer(backend string) *server {
	return &server{backend: backend, client: &http.Client{}}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	resp, err := http.Get(s.backend) // want `http.Get waits for ever in a handler if no answer comes; give it a context or a timeout`
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	resp.Body.Close()
	http.PostForm(s.backend, url.Values{}) // want `http.PostForm waits for ever in a handler`
	s.tell()
	s.status()
	s.without(r.Context())
}

// tell is called by a handler.
func (s *server) tell() {
	s.client.Post(s.backend, "text/plain", strings.NewReader("x")) // want `s.client.Post waits for ever in a handler`
}

func (s *server) status() error {
	req, err := http.NewRequest(http.MethodGet, s.backend, nil)
	if err != nil {
		return err
	}
	resp, err := s.client.Do(req) // want `s.client.Do waits for ever in a handler`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// without has a context, and does not use it.
func (s *server) without(ctx context.Context) error {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.backend, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req) // want `Do waits for ever in a handler`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func all(urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if resp, err := http.Get(url); err == nil { // want `http.Get waits for ever in a goroutine`
				resp.Body.Close()
			}
		}()
	}
	wg.Wait()
}

func shell(ctx context.Context, text string) (string, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", text)
	cmd.Dir = "/"
	out, err := cmd.Output() // want `cmd.Output: what the shell starts keeps its output open after it is killed, and this call waiting; set WaitDelay`
	return string(out), err
}

func bash(ctx context.Context, text string) ([]byte, error) {
	return exec.CommandContext(ctx, "/bin/bash", "-lc", text).CombinedOutput() // want `CombinedOutput: what the shell starts keeps its output open`
}

func late(name string) ([]byte, error) {
	cmd := exec.Command(name)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := cmd.Wait(); err != nil { // want `cmd.Wait waits for a command that may wait for who reads its output, at line \d+; read it before`
		return nil, err
	}
	return io.ReadAll(stdout)
}

func accepts(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go echo(conn)
	}
}

func echo(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n') // want `r.ReadString waits for ever if the other side is silent, and nobody sets a deadline; set one before each read`
		if err != nil {
			log.Print(err)
			return
		}
		fmt.Fprint(conn, line)
	}
}

func stop(s *http.Server) error {
	return s.Shutdown(context.Background()) // want `s.Shutdown waits for ever for a handler that may do so, at line \d+; give it a context with a timeout`
}

func reload(w http.ResponseWriter, r *http.Request) {
	cmd := exec.Command("reload", r.URL.Path)
	cmd.Dir = "/"
	if err := cmd.Start(); err != nil { // want `cmd.Start in a handler: nobody waits for the command, which stays a zombie when it has ended; call Wait`
		log.Print(err)
	}
	answer(r.URL.Path)
}

func answer(question string) (string, error) {
	conn, err := net.Dial("tcp", "localhost:7")
	if err != nil {
		return "", err
	}
	defer conn.Close()
	fmt.Fprintln(conn, question)
	return bufio.NewReader(conn).ReadString('\n') // want `ReadString waits for ever in a handler`
}

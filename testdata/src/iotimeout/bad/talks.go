package bad

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"fmt"
	"log"
	"net"
	"net/http"
	"os/exec"
	"time"
)

// Who connects and says nothing.

func handshakes(ln net.Listener, config *tls.Config) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		secure := tls.Server(conn, config)
		if err := secure.Handshake(); err != nil { // want `secure.Handshake in the accept loop: who connects and says nothing keeps all others waiting; do it in a goroutine, with a deadline`
			secure.Close()
			continue
		}
		go answers(secure)
	}
}

func greets(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		name, err := bufio.NewReader(conn).ReadString('\n') // want `ReadString in the accept loop`
		if err != nil {
			conn.Close()
			continue
		}
		log.Print(name)
		go answers(conn)
	}
}

func answers(conn net.Conn) { fmt.Fprintln(conn, "hello") }

// Who is asked and says nothing.

func asks(w http.ResponseWriter, r *http.Request) {
	conn, err := net.Dial("tcp", "localhost:7")
	if err != nil {
		return
	}
	defer conn.Close()
	fmt.Fprintln(conn, r.URL.Path)
	text, err := bufio.NewReader(conn).ReadString('\n') // want `ReadString waits for ever in a handler if no answer comes, and nobody sets a deadline; set one before`
	if err != nil {
		return
	}
	fmt.Fprint(w, text)
}

type names struct{ db *sql.DB }

func (n *names) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var name string
	row := n.db.QueryRowContext(context.Background(), "SELECT name FROM users") // want `n.db.QueryRowContext in a handler waits for as long as the other side likes; give it the context of the request`
	if err := row.Scan(&name); err == nil {
		fmt.Fprint(w, name)
	}
}

// Who starts others that keep the output open.

func runs(ctx context.Context, text string) (string, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "bash", "-c", text)
	cmd.Stdout = &out
	err := cmd.Run() // want `cmd.Run: what the shell starts keeps its output open after it is killed`
	return out.String(), err
}

func startsAndWaits(ctx context.Context, shell, text string) (string, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, shell, "-c", text)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return "", err
	}
	err := cmd.Wait() // want `cmd.Wait: what the shell starts keeps its output open after it is killed`
	return out.String(), err
}

func program(parent context.Context, name string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	return exec.CommandContext(ctx, name).Output() // want `Output: what the program starts may keep its output open after it is killed, and this call waiting; set WaitDelay`
}

func deploys(w http.ResponseWriter, r *http.Request) {
	cmd := exec.Command("deploy")
	if err := cmd.Start(); err != nil { // want `cmd.Start in a handler: nobody waits for the command`
		return
	}
	fmt.Fprintln(w, cmd.Process.Pid)
}

func besides(name string) (string, error) {
	var out bytes.Buffer
	cmd := exec.Command(name)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	go func() {
		out.ReadFrom(stdout)
	}()
	err = cmd.Wait() // want `cmd.Wait closes a pipe that a goroutine may still read, at line \d+, and what is left is lost; wait for that before`
	return out.String(), err
}

func scansBesides(name string) error {
	cmd := exec.Command(name)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	scanner := bufio.NewScanner(stderr)
	go func() {
		for scanner.Scan() {
			log.Print(scanner.Text())
		}
	}()
	return cmd.Wait() // want `cmd.Wait closes a pipe that a goroutine may still read`
}

// A datagram may be lost, and so may its answer.
func resolve(addr string, question []byte) ([]byte, error) {
	conn, err := net.Dial("udp", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := conn.Write(question); err != nil {
		return nil, err
	}
	answer := make([]byte, 512)
	n, err := conn.Read(answer) // want `conn.Read waits for ever if the datagram or the answer to it is lost, and nobody sets a deadline; set one before`
	return answer[:n], err
}

func ping(addr *net.UDPAddr) error {
	conn, err := net.DialUDP("udp", nil, addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.Write([]byte("ping"))
	_, _, err = conn.ReadFromUDP(make([]byte, 4)) // want `conn.ReadFromUDP waits for ever if the datagram or the answer to it is lost, and nobody sets a deadline; set one before`
	return err
}

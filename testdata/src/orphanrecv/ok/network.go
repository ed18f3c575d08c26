package ok

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"
)

// The accept loop ends when the listener is closed, and closes what it sends on.
func acceptLoop(ln net.Listener) <-chan net.Conn {
	conns := make(chan net.Conn)
	go func() {
		defer close(conns)
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			conns <- conn
		}
	}()
	return conns
}

func usesAcceptLoop() error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	conns := acceptLoop(ln)
	if err := ln.Close(); err != nil {
		return err
	}
	for conn := range conns {
		conn.Close()
	}
	return nil
}

// The goroutine that closes the listener is told to by the deferred close.
func serveOnce() error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	quit := make(chan struct{})
	defer close(quit)
	go func() {
		<-quit
		ln.Close()
	}()
	go func() {
		if conn, err := net.Dial("tcp", ln.Addr().String()); err == nil {
			conn.Close()
		}
	}()
	conn, err := ln.Accept()
	if err != nil {
		return err
	}
	return conn.Close()
}

// The reader tells the writer of the end of the connection.
func handleConn(conn net.Conn) {
	replies := make(chan string, 4)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for reply := range replies {
			if _, err := io.WriteString(conn, reply); err != nil {
				break
			}
		}
		for range replies { // the reader must not block
		}
	}()
	for s := bufio.NewScanner(conn); s.Scan(); {
		replies <- strings.ToUpper(s.Text()) + "\n"
	}
	close(replies)
	<-done
	conn.Close()
}

func usesHandleConn() (string, error) {
	here, there := net.Pipe()
	go handleConn(there)
	defer here.Close()
	if _, err := io.WriteString(here, "hello\n"); err != nil {
		return "", err
	}
	return bufio.NewReader(here).ReadString('\n')
}

// The end of the pipe is the end of the reader.
func throughPipe(text string) (n int) {
	r, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for s := bufio.NewScanner(r); s.Scan(); {
			n++
		}
	}()
	fmt.Fprintln(w, text)
	w.Close()
	<-done
	return n
}

// A server that is shut down by a signal: ListenAndServe comes back before
// Shutdown does, so main waits for that.
func serveHTTP(srv *http.Server) error {
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		interrupt := make(chan os.Signal, 1)
		signal.Notify(interrupt, os.Interrupt)
		<-interrupt
		_ = srv.Shutdown(context.Background())
	}()
	if err := srv.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	<-idle
	return nil
}

// A handler's goroutine ends with the request.
func stream(w http.ResponseWriter, r *http.Request) {
	ticks := make(chan time.Time)
	go func() {
		defer close(ticks)
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for {
			select {
			case now := <-t.C:
				select {
				case ticks <- now:
				case <-r.Context().Done():
					return
				}
			case <-r.Context().Done():
				return
			}
		}
	}()
	for now := range ticks {
		fmt.Fprintln(w, now)
	}
}

// A command is waited for in any case: it ends by itself, or is killed.
func runCommand(name string, limit time.Duration) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil {
		return err
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	select {
	case err := <-exited:
		return err
	case <-time.After(limit):
		_ = cmd.Process.Kill()
		return <-exited
	}
}

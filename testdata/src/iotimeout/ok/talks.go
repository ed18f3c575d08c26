package ok

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

// eachAlone reads in a goroutine, and is closed when its time is over.
func eachAlone(ctx context.Context, ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			io.Copy(io.Discard, conn)
		}()
	}
}

type names struct{ db *sql.DB }

// ServeHTTP asks for as long as somebody waits for the answer.
func (n *names) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var name string
	if err := n.db.QueryRowContext(r.Context(), "SELECT name FROM users").Scan(&name); err == nil {
		fmt.Fprint(w, name)
	}
}

// countNames is called by who can wait.
func (n *names) countNames() (count int, err error) {
	err = n.db.QueryRowContext(context.Background(), "SELECT count(*) FROM users").Scan(&count)
	return count, err
}

// toFile has nothing copied.
func toFile(ctx context.Context, text string) error {
	cmd := exec.CommandContext(ctx, "sh", "-c", text)
	cmd.Stdout = os.Stdout
	return cmd.Run()
}

// quiet has no output.
func quiet(ctx context.Context, text string) error {
	return exec.CommandContext(ctx, "sh", "-c", text).Run()
}

// ends waits for the process in another way.
func ends(w http.ResponseWriter, r *http.Request) {
	cmd := exec.Command("true")
	if cmd.Start() == nil {
		process := cmd.Process
		go process.Wait()
	}
}

type limited struct{ client http.Client }

func newLimited() *limited { return &limited{http.Client{Timeout: time.Second}} }

func (l *limited) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.client.Get("http://localhost")
}

// dials has a transport that sets deadlines.
var dials = &http.Client{Transport: &http.Transport{
	DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return conn, conn.SetDeadline(time.Now().Add(time.Minute))
	},
}}

// A function that dials may be another one.
func dialsBy(dial func(ctx context.Context, network, addr string) (net.Conn, error)) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: dial}}
}

// It may return a connection that sets deadlines.
type impatient struct{ net.Conn }

func (c impatient) Read(b []byte) (int, error) {
	c.SetReadDeadline(time.Now().Add(time.Minute))
	return c.Conn.Read(b)
}

var wraps = &http.Client{Transport: &http.Transport{
	Dial: func(network, addr string) (net.Conn, error) {
		conn, err := net.Dial(network, addr)
		return impatient{conn}, err
	},
}}

// A transport waits only so long for the beginning of an answer.
var begins = &http.Client{Transport: &http.Transport{
	DialContext:           (&net.Dialer{Timeout: time.Second}).DialContext,
	ResponseHeaderTimeout: time.Minute,
}}

// A daemon of the machine may take its time.
var daemon = &http.Client{Transport: &http.Transport{
	Dial: func(_, _ string) (net.Conn, error) { return net.Dial("unix", "/run/daemon.sock") },
}}

func dialling(w http.ResponseWriter, r *http.Request) {
	daemon.Get("http://localhost")
	dialsBy(nil).Get("http://localhost")
	wraps.Get("http://localhost")
	begins.Get("http://localhost")
}

// cancels ends the request when somebody says so.
func cancels(w http.ResponseWriter, r *http.Request, stop chan struct{}) {
	dials.Get("http://localhost")
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-stop
		cancel()
	}()
	if req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost", nil); err == nil {
		http.DefaultClient.Do(req)
	}
}

package unasked

import (
	"bufio"
	"context"
	"database/sql"
	"net"
	"net/http"
	"os/exec"
)

// Who connects may be a friend.
func serve(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			bufio.NewReader(conn).ReadString('\n')
		}()
	}
}

// Requests that end by themselves may take their time.
func stop(s *http.Server) error { return s.Shutdown(context.Background()) }

// program starts no others, as far as anybody knows.
func program(ctx context.Context) ([]byte, error) { return exec.CommandContext(ctx, "ls").Output() }

// named starts no others either, whatever it is called.
func named(ctx context.Context, name string, args []string) ([]byte, error) {
	return exec.CommandContext(ctx, name, args...).Output()
}

// names are counted by a database that has a limit of its own.
type names struct{ db *sql.DB }

func (n *names) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.db.ExecContext(context.Background(), "VACUUM")
}

//go:build unix

package disk

import (
	"net"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestReadNoFile checks that what never comes to an end, or never begins, is refused.
func TestReadNoFile(t *testing.T) {
	t.Chdir(t.TempDir()) // names of sockets are short
	const pipe, socket, link = "pipe", "socket", "link"
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for name, want := range map[string]string{
		pipe:        "a pipe",
		link:        "a pipe",
		socket:      "a socket",
		"/dev/zero": "a device",
	} {
		if data, err := Read(name, 10); err == nil || !strings.HasSuffix(err.Error(), ": is "+want+", not a file") {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
}

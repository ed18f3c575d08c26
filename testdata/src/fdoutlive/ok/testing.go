package ok

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

// The cleanup has the file until the test ends.

func tempFd(t testing.TB) int {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return int(f.Fd())
}

func listenerFd(t *testing.T) uintptr {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f, err := ln.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		ln.Close()
	})
	return f.Fd()
}

type closer struct{ *os.File }

func (c closer) close() { c.Close() }

func pipeFds(t *testing.T) (read, write int) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closer{r}.close)
	t.Cleanup(closer{w}.close)
	return int(r.Fd()), int(w.Fd())
}

package ok

import (
	"os"
	"syscall"
	"testing"
)

var testFd int

// The file lives as long as the test that uses its number.
func TestFd(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p := &feeder{fd: int(f.Fd()), sink: func([]byte) {}}
	if err := p.run(); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"plain", "again"} {
		t.Run(name, func(t *testing.T) {
			if err := syscall.Fsync(tempFd(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCleanup(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	testFd = int(f.Fd())
	t.Cleanup(func() { f.Close() })
}

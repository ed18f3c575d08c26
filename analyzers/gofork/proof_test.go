package gofork_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// TestProof runs a program that forks and its fixed twin: only one child gets
// over a garbage collection.
func TestProof(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("fork is a system call of its own there only")
	}
	for kind, want := range map[string]string{"bad": "the child hangs\n", "fixed": "the child has ended\n"} {
		program := filepath.Join(t.TempDir(), kind)
		build := exec.Command("go", "build", "-o", program, "gofork/proof/"+kind)
		build.Dir = checktest.Testdata()
		build.Env = append(os.Environ(), "GO111MODULE=off", "GOFLAGS=", "GOPATH="+build.Dir)
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if out, err := exec.CommandContext(ctx, program).Output(); err != nil || string(out) != want {
			t.Errorf("%s: %q, %v; want %q", kind, out, err, want)
		}
	}
}

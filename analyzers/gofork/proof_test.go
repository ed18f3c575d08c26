package gofork_test

import (
	"context"
	"os/exec"
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
		program := checktest.BuildProgram(t, "gofork/proof/"+kind)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if out, err := exec.CommandContext(ctx, program).Output(); err != nil || string(out) != want {
			t.Errorf("%s: %q, %v; want %q", kind, out, err, want)
		}
	}
}

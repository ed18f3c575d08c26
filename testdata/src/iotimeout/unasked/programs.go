package unasked

import (
	"context"
	"os/exec"
)

// Git runs one program, which is known.
func Git(ctx context.Context, args ...string) ([]byte, error) {
	return exec.CommandContext(ctx, "git", args...).Output()
}

// Tool runs one of its own.
func (t Tool) Run(ctx context.Context, args ...string) ([]byte, error) {
	return exec.CommandContext(ctx, t.path, args...).Output()
}

type Tool struct{ path string }

// List gives a program arguments of its own.
func List(ctx context.Context, program string) ([]byte, error) {
	return exec.CommandContext(ctx, program, "-l", "-a").Output()
}

// Forever waits for as long as the program likes, as its callers know.
func Forever(name string, args ...string) ([]byte, error) {
	return exec.CommandContext(context.Background(), name, args...).Output()
}

// output is called with programs that are known.
func output(ctx context.Context, name string, args ...string) ([]byte, error) {
	return exec.CommandContext(ctx, name, args...).Output()
}

func host(ctx context.Context) ([]byte, error) { return output(ctx, "hostname") }

// Run runs whatever its callers name.
func Run(ctx context.Context, name string, args ...string) ([]byte, error) {
	return exec.CommandContext(ctx, name, args...).Output() // want `what the program starts may keep its output open after it is killed`
}

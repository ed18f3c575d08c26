package server_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestAnswerTime compares how long a save waits for its answer with what the command takes
// itself, for a package that has changed each time. ANSWER_FILE names a file of a larger
// package, of a work tree that may be written to; then the ratio must be at most 1.2.
func TestAnswerTime(t *testing.T) {
	file := os.Getenv("ANSWER_FILE")
	big := file != ""
	if !big {
		file = filepath.Join(module(t, "leak.go", leak), "leak.go")
	}
	was := read(t, file)
	t.Cleanup(func() { write(t, file, was) })
	e := start(t, full)
	e.open(file)
	changes := 0
	change := func() string {
		changes++
		return was + "\n// " + time.Now().String() + "\n"
	}
	const rounds = 5
	server, alone := time.Hour, time.Hour // the least
	for range rounds {
		text := change()
		begun := time.Now()
		e.after(file, func() { e.save(file, text) })
		server = min(server, time.Since(begun))

		write(t, file, change())
		cmd := exec.Command(filepath.Join(bin, "gopitfalls"), "-json", ".")
		cmd.Dir, cmd.Env = filepath.Dir(file), e.cmd.Env
		begun = time.Now()
		_ = cmd.Run() // findings are a status
		alone = min(alone, time.Since(begun))
	}
	ratio := server.Seconds() / alone.Seconds()
	t.Logf("a save is answered in %v, the command takes %v: ratio %.2f", server.Round(time.Millisecond), alone.Round(time.Millisecond), ratio)
	if big && ratio > 1.2 {
		t.Error("that is more than 1.2 times as long")
	}
	e.quit()
}

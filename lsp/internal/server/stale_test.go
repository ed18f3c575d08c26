//go:build unix

package server_test

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.lsp.dev/protocol"
)

// slowCommand is a gopitfalls that starts another process and listens to nobody, as it and a
// tool that analyses might. The second one answers.
func slowCommand(dir string) {
	if os.Getenv("SLOW_CHILD") == "" {
		if _, err := os.Stat(filepath.Join(dir, "parent")); err == nil {
			fmt.Println("{}")
			os.Exit(0)
		}
	}
	signal.Ignore(os.Interrupt)
	name := "parent"
	if os.Getenv("SLOW_CHILD") != "" {
		name = "child"
	} else {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "SLOW_CHILD=1")
		_ = cmd.Start()
	}
	_ = os.WriteFile(filepath.Join(dir, name+"~"), []byte(strconv.Itoa(os.Getpid())), 0o666)
	_ = os.Rename(filepath.Join(dir, name+"~"), filepath.Join(dir, name))
	time.Sleep(time.Hour)
	os.Exit(0)
}

// TestStale saves while an analysis runs: the processes of the first one are ended.
func TestStale(t *testing.T) {
	dir := module(t, "a.go", "package a\n")
	file := filepath.Join(dir, "a.go")
	pids := t.TempDir()
	t.Setenv("SLOW_GOPITFALLS", pids)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	e := start(t, full, filepath.Join(bin, "gopitfalls-lsp"), "-command", self)
	e.notify(protocol.MethodTextDocumentDidOpen, map[string]any{"textDocument": map[string]any{
		"uri": uri(file), "languageId": "go", "version": 1, "text": "package a\n",
	}})
	parent, child := pid(t, filepath.Join(pids, "parent")), pid(t, filepath.Join(pids, "child"))
	e.after(file, func() { e.save(file, "package a\n\n") })
	for _, p := range []int{parent, child} {
		for begun := time.Now(); alive(p); time.Sleep(10 * time.Millisecond) {
			if time.Since(begun) > patience {
				t.Fatalf("process %d still runs", p)
			}
		}
	}
	e.quit()
}

// pid returns the number that a process writes into a file.
func pid(t *testing.T, file string) int {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(10 * time.Millisecond) {
		if data, err := os.ReadFile(file); err == nil {
			n, err := strconv.Atoi(string(data))
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("%s does not come", file)
	return 0
}

// alive reports whether a process runs. One that has ended may wait for somebody who asks.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

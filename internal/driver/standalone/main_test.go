package standalone

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gopitfalls/gopitfalls/internal/checktest/scripttest"
	"github.com/gopitfalls/gopitfalls/internal/driver/vettool"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gopitfalls": gopitfalls,
		"toollog":    toollog,
	})
}

// gopitfalls is the command with the analyzers of this test.
func gopitfalls() {
	args := os.Args[1:]
	if vettool.IsInvocation(args) {
		os.Exit(vettool.Main(vettool.Options{Analyzers: testAnalyzers}, args, os.Stdout, os.Stderr))
	}
	env := Env{Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Info: testInfo}
	if IsInspection(args) {
		os.Exit(Inspect(args, env))
	}
	var err error
	if env.Self, err = os.Executable(); err == nil {
		env.Dir, err = os.Getwd()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	os.Exit(Main(testAnalyzers, args, env))
}

// toollog is for "go vet -toolexec=toollog": it runs the tool that its arguments
// are, and for each package that a vettool analyses adds a line to $TOOLLOG.
func toollog() {
	args := os.Args[1:]
	if strings.HasSuffix(args[len(args)-1], ".cfg") {
		f, err := os.OpenFile(os.Getenv("TOOLLOG"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		if err == nil {
			_, err = fmt.Fprintln(f, os.Getenv("TOOLEXEC_IMPORTPATH"))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		os.Exit(1)
	}
}

func TestScript(t *testing.T) {
	scripttest.Run(t, map[string]func(*testscript.TestScript, bool, []string){
		"unique":   unique,
		"forget":   forget,
		"waitfile": waitFile,
		"status":   status,
	})
}

// unique FILE adds a comment to a file by which no cache can know it.
func unique(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	ts.Check(os.WriteFile(name, fmt.Appendf([]byte(ts.ReadFile(args[0])), "\n// %d\n", time.Now().UnixNano()), 0o666))
}

// forget DIR TEXT removes the entries of a build cache whose content has the text in
// it. (The content stays; new entries may refer to it.)
func forget(ts *testscript.TestScript, _ bool, args []string) {
	forgotten := 0
	contents, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "*", "*-d"))
	ts.Check(err)
	for _, name := range contents {
		if !strings.Contains(ts.ReadFile(name), args[1]) {
			continue
		}
		hash := strings.TrimSuffix(filepath.Base(name), "-d")
		entries, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "*", "*-a"))
		ts.Check(err)
		for _, entry := range entries {
			if strings.Contains(ts.ReadFile(entry), hash) {
				ts.Check(os.Remove(entry))
				forgotten++
			}
		}
	}
	if forgotten == 0 {
		ts.Fatalf("no entry has %q", args[1])
	}
}

// waitfile FILE waits until the file exists.
func waitFile(ts *testscript.TestScript, _ bool, args []string) {
	for range 600 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("no file %s", args[0])
}

// status N COMMAND... runs a command that must exit with this status, which
// "! exec" does not look at.
func status(ts *testscript.TestScript, _ bool, args []string) {
	want := args[0]
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if exit, ok := err.(*exec.ExitError); ok {
		got = fmt.Sprint(exit.ExitCode())
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %s, want %s", got, want)
	}
}

package changes

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// TestHostileRepository asks about repositories whose own configuration has git start
// programs, in all the ways in which it does.
func TestHostileRepository(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil || runtime.GOOS == "windows" {
		t.Skip("no git, or no shell:", err)
	}
	dir := t.TempDir()
	marks := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@localhost", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@localhost")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	write := func(name, text string, mode os.FileMode) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q", "-b", "main")
	write("x.go", "package x\n", 0o666)
	git("add", "x.go")
	git("commit", "-q", "-m", "first")
	write("x.go", "package x\n\nvar X int\n", 0o666)
	write("new.go", "package x\n", 0o666)

	mark := func(name string) string { return fmt.Sprintf("touch '%s'; cat", filepath.Join(marks, name)) }
	write(".gitattributes", "*.go filter=evil diff=evil merge=evil\n", 0o666)
	write(".git/config-included", "[filter \"evil\"]\n\tprocess = \""+mark("process")+"\"\n\trequired = true\n", 0o666)
	for name, value := range map[string]string{
		"core.fsmonitor":            mark("fsmonitor"),
		"core.pager":                mark("pager"),
		"core.sshCommand":           mark("ssh"),
		"core.editor":               mark("editor"),
		"core.hooksPath":            ".git/evil",
		"core.alternateRefsCommand": mark("alternates"),
		"core.untrackedCache":       "true",
		"diff.external":             mark("external"),
		"diff.evil.command":         mark("command"),
		"diff.evil.textconv":        mark("textconv"),
		"filter.evil.clean":         mark("clean"),
		"filter.evil.smudge":        mark("smudge"),
		"filter.evil.required":      "true",
		"alias.diff":                "!" + mark("alias"),
		"pager.diff":                mark("pagerdiff"),
		"include.path":              "config-included",
		"gpg.program":               mark("gpg"),
		"log.showSignature":         "true",
		"remote.origin.url":         "ext::sh -c " + mark("remote"),
		"remote.origin.promisor":    "true",
		"protocol.ext.allow":        "always",
	} {
		git("config", name, value)
	}
	for _, hook := range []string{"post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction"} {
		write(".git/evil/"+hook, "#!/bin/sh\n"+mark("hook-"+hook), 0o777)
		write(".git/hooks/"+hook, "#!/bin/sh\n"+mark("hook-"+hook), 0o777)
	}
	index, err := os.ReadFile(filepath.Join(dir, ".git/index"))
	if err != nil {
		t.Fatal(err)
	}

	for _, since := range []struct {
		ask  func() (*Lines, error)
		want bool
	}{
		{func() (*Lines, error) { return SinceRevision(t.Context(), dir, "HEAD") }, true},
		{func() (*Lines, error) { return SinceMergeBase(t.Context(), dir, "main") }, true},
		{func() (*Lines, error) {
			return SinceRevision(t.Context(), dir, "0123456789012345678901234567890123456789")
		}, false},
	} {
		lines, err := since.ask()
		if (err == nil) != since.want {
			t.Error(err)
		}
		if err == nil && (!lines.Has(filepath.Join(dir, "x.go"), 3) || lines.Has(filepath.Join(dir, "x.go"), 1) || !lines.Has(filepath.Join(dir, "new.go"), 1)) {
			t.Errorf("%+v", lines)
		}
	}
	started, err := os.ReadDir(marks)
	if err != nil || len(started) > 0 {
		t.Errorf("git has started %v, %v", started, err)
	}
	if now, err := os.ReadFile(filepath.Join(dir, ".git/index")); err != nil || string(now) != string(index) {
		t.Errorf("git has written its index: %v", err)
	}

	// They are what a git that is not told to would start.
	cmd := exec.Command("git", "diff", "HEAD")
	cmd.Dir = dir
	_ = cmd.Run()
	if started, _ := os.ReadDir(marks); len(started) == 0 {
		t.Error("git starts none of these programs by itself")
	}
}

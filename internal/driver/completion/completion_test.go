package completion

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// sample is a program whose texts are awkward for shells.
var sample = Spec{
	Name: "sample",
	Flags: []Flag{
		{Name: "all", Usage: "don't leave out: $(anything)", Switch: true},
		{Name: "check.deep", Usage: "one's \"own\" `flag`", Switch: true},
		{Name: "level", Usage: "a level", Values: []string{"error", "warning"}},
		{Name: "out", Usage: "a file", File: true},
		{Name: "text", Usage: "anything"},
	},
	Commands: []Command{
		{Name: "explain", Usage: "print pages", Flags: []Flag{{Name: "markdown", Usage: "as Markdown", Switch: true}}, Args: []string{"one", "one#part", "two"}},
		{Name: "inspect", Usage: "look at files"},
	},
}

// lines are command lines, the last word of which is to be completed, and what comes. A dot
// stands for the file that is there.
var lines = []struct{ line, want string }{
	{"sample -", "-all -check.deep -level -out -text"},
	{"sample -lev", "-level"},
	{"sample -level ", "error warning"},
	{"sample -level w", "warning"},
	{"sample -out ", "."},
	{"sample ex", "explain"},
	{"sample -all ./x -ch", "-check.deep"},
	{"sample explain ", "one one#part two"},
	{"sample explain -", "-markdown"},
	{"sample explain one ", "one one#part two"},
	{"sample inspect ", "."},
}

// script writes the script for a shell and returns its name, and a folder with one file.
func script(t *testing.T, shell string) (path, file, dir string) {
	t.Helper()
	path, err := exec.LookPath(shell)
	if err != nil {
		t.Skipf("%s is not installed", shell)
	}
	text, err := sample.Script(shell)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "script")
	dir = t.TempDir()
	for name, data := range map[string]string{file: text, filepath.Join(dir, "thefile"): ""} {
		if err := os.WriteFile(name, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return path, file, dir
}

// check compares what a shell offers.
func check(t *testing.T, line, out, want string) {
	t.Helper()
	var got []string
	for offer := range strings.Lines(out) {
		offer, _, _ = strings.Cut(strings.TrimSpace(offer), "\t") // fish tells what it is
		got = append(got, strings.TrimSuffix(offer, " "))
	}
	slices.Sort(got)
	if have := strings.ReplaceAll(strings.Join(slices.Compact(got), " "), "thefile", "."); have != want {
		t.Errorf("%q: %q, want %q", line, have, want)
	}
}

// run runs a shell.
func run(t *testing.T, dir, path string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "TERM=dumb", "LC_ALL=C.UTF-8")
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", path, err, out)
	}
	return string(out)
}

func TestBash(t *testing.T) {
	bash, file, dir := script(t, "bash")
	// What readline does: the words, and the names of files where nothing is offered.
	const ask = `source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sample
if ((${#COMPREPLY[@]})); then printf '%s\n' "${COMPREPLY[@]}"; else compgen -f -- "${COMP_WORDS[COMP_CWORD]}"; fi || true`
	for _, test := range lines {
		args := append([]string{"--norc", "-c", ask, "bash", file}, strings.Split(test.line, " ")...)
		check(t, test.line, run(t, dir, bash, args...), test.want)
	}
	check(t, "-level=w", run(t, dir, bash, "--norc", "-c", ask, "bash", file, "sample", "-level", "=", "w"), "warning")
	check(t, "-level=", run(t, dir, bash, "--norc", "-c", ask, "bash", file, "sample", "-level", "="), "error warning")
	if out := run(t, dir, bash, "--norc", "-c", `source "$1"; complete -p sample`, "bash", file); !strings.Contains(out, "-F _sample sample") {
		t.Errorf("%s", out)
	}
}

func TestFish(t *testing.T) {
	fish, file, dir := script(t, "fish")
	for _, test := range lines {
		want := test.want
		if test.line == "sample ex" {
			want = "explain"
		}
		check(t, test.line, run(t, dir, fish, "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", file, test.line), want)
	}
}

// TestZsh types into a zsh on a terminal and reads what it makes of the line.
func TestZsh(t *testing.T) {
	checktest.Slow(t, "each line takes a shell with all its completions")
	zsh, file, dir := script(t, "zsh")
	const session = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT='' RPROMPT='' PS2=''; autoload -Uz compinit; compinit -D -u; source $1
tell() { print -r -- \"{{\$BUFFER}}\" }; zle -N tell; bindkey '^X' tell; print re''ady"
zpty -r shell out '*ready*'
zpty -w -n shell "$2"$'\t\x18'
zpty -r shell out '*{{*}}*'
print -r -- "${${out##*\{\{}%%\}\}*}"
zpty -d shell`
	for _, test := range []struct{ line, want string }{
		{"sample -lev", "-level"},
		{"sample -level=w", "-level=warning"},
		{"sample explain tw", "explain two"},
		{"sample inspect the", "inspect ."},
		{"sample -out the", "-out ."},
		{"sample -all -ch", "-all -check.deep"},
	} {
		check(t, test.line, run(t, dir, zsh, "-f", "-c", session, "zsh", file, test.line), "sample "+test.want)
	}
}

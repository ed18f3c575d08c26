package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// leaky is a file with one finding, which is in the line marked.
const leaky = `package leaky

func First() int {
	c := make(chan int)
	for range 2 {
		go func() { c <- 1 }() // here
	}
	return <-c
}
`

// A made-up repository that is looked at again after each of some changes.
func TestCompare(t *testing.T) {
	checktest.Slow(t, "builds gopitfalls")
	root := t.TempDir()
	o := options{
		root: root, checkouts: filepath.Join(root, "checkouts"), timeout: 10 * time.Minute,
		binary: filepath.Join(root, "gopitfalls"),
	}
	checktest.Output(t, checktest.Command(checktest.Root(), checktest.ModuleEnv(), "go", "build", "-o", o.binary, "./cmd/gopitfalls"))
	origin := filepath.Join(root, "origin")
	commit := func(src string) string {
		write(t, filepath.Join(origin, "part", "go.mod"), "module example.com/leaky\n\ngo 1.26\n")
		write(t, filepath.Join(origin, "part", "leaky.go"), src)
		git(t, origin, "init", "-q")
		git(t, origin, "add", "-A")
		git(t, origin, "-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "x")
		return strings.TrimSpace(git(t, origin, "rev-parse", "HEAD"))
	}
	at := func(hash string) {
		write(t, filepath.Join(o.tables(), repositoriesFile), "# which\nnew\tleaky/part\t"+origin+"\t"+hash+"\t9\t./...\n")
	}
	look := func(want error, words ...string) {
		t.Helper()
		var out strings.Builder
		if err := o.run(&out, nil); !errors.Is(err, want) {
			t.Fatalf("%v, want %v\n%s", err, want, out.String())
		}
		for _, word := range words {
			if !strings.Contains(out.String(), word) {
				t.Errorf("no %q in\n%s", word, out.String())
			}
		}
	}

	at(commit(leaky))
	write(t, filepath.Join(o.tables(), labelsFile), "# what\n")
	if err := o.run(new(strings.Builder), nil); err == nil || errors.Is(err, errDiffers) {
		t.Errorf("a checkout that is not there: %v", err)
	}
	o.clone = true
	look(errDiffers, "leaky/part: 1 new, 0 gone, 0 changed", "leaky.go:6\tFirst\tabandonedsend/")
	o.update = true
	look(nil)
	o.update = false
	labels := read(t, filepath.Join(o.tables(), labelsFile))
	if !strings.HasPrefix(labels, "# what\nleaky/part\tleaky.go:6\tFirst\tabandonedsend/") || !strings.HasSuffix(labels, "\n\t?:\n") {
		t.Errorf("labels are %q", labels)
	}
	write(t, filepath.Join(o.tables(), labelsFile), strings.Replace(labels, "?:", "true: two send and one is received", 1))
	look(nil, "leaky/part: 0 new, 0 gone, 0 changed")

	moved := commit(strings.Replace(leaky, "func", "// First is new.\nfunc", 1))
	at(moved)
	if err := o.run(new(strings.Builder), nil); err == nil || !strings.Contains(err.Error(), "not at "+moved) {
		t.Errorf("a checkout of another commit: %v", err)
	}
	again(t, o)
	look(errDiffers, "0 new, 0 gone, 1 changed", "leaky.go:7", "two send and one is received")
	o.update = true
	look(nil)
	o.update = false
	look(nil, "0 new, 0 gone, 0 changed")
	if repositories := read(t, filepath.Join(o.tables(), repositoriesFile)); !strings.HasPrefix(repositories, "# which\n") || !strings.Contains(repositories, "\t10\t") {
		t.Errorf("repositories are %q", repositories)
	}

	at(commit(strings.Replace(leaky, "range 2", "range 1", 1)))
	again(t, o)
	look(errDiffers, "0 new, 1 gone, 0 changed", "two send and one is received")
	if err := o.run(new(strings.Builder), []string{"other"}); err == nil || !strings.Contains(err.Error(), "no repository other") {
		t.Errorf("a name that is not in the table: %v", err)
	}
}

// A test drives the goroutine of a finding into its state, and another one does not.
func TestConfirm(t *testing.T) {
	checktest.Slow(t, "runs go test with an experiment")
	root := t.TempDir()
	o := options{root: root, checkouts: root, timeout: 10 * time.Minute}
	dir := filepath.Join(root, "leaky")
	write(t, filepath.Join(dir, "go.mod"), "module example.com/leaky\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "leaky.go"), leaky)
	git(t, dir, "init", "-q")
	git(t, dir, "-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "commit.gpgsign=false", "commit", "-q", "--allow-empty", "-m", "x")
	write(t, filepath.Join(o.tables(), repositoriesFile), "new\tleaky\t-\t"+strings.TrimSpace(git(t, dir, "rev-parse", "HEAD"))+"\t9\t./...\n")
	write(t, filepath.Join(o.tables(), labelsFile), "leaky\tleaky.go:6\tFirst\tabandonedsend/returned\twarning\tf1\n\ttrue: two send\n\tconfirmed: it was called\n")
	confirm := filepath.Join(o.tables(), "confirm", "f1.go.txt")
	if err := o.run(new(strings.Builder), []string{"confirm"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a test: %v", err)
	}
	const head = "package leaky\n\nimport \"testing\"\n\nfunc TestTriageConfirm(t *testing.T) {\n"
	const tail = "\ttriageLeaked()\n}\n"
	write(t, confirm, head+"\tFirst()\n"+tail)
	var out strings.Builder
	if err := o.run(&out, []string{"confirm"}); err != nil || !strings.HasPrefix(out.String(), "confirmed\tleaky\tleaky.go:6\t") {
		t.Errorf("%v\n%s", err, out.String())
	}
	write(t, confirm, head+tail)
	if err := o.run(&out, []string{"confirm", "f"}); err == nil || !strings.Contains(err.Error(), "no goroutine leaked there") {
		t.Errorf("nothing leaks: %v", err)
	}
}

// again makes the next run clone anew.
func again(t *testing.T, o options) {
	t.Helper()
	if err := os.RemoveAll(o.checkouts); err != nil {
		t.Fatal(err)
	}
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	return checktest.Output(t, exec.Command("git", append([]string{"-C", dir}, args...)...))
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

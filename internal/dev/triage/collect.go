package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// env returns the environment of commands that run in a repository: settings of the
// user would decide what is analysed. Proxies and caches are left to the user.
func env(more ...string) []string {
	return slices.Concat(os.Environ(), []string{"GOFLAGS=", "GOWORK=off", "GO111MODULE=", "GOEXPERIMENT="}, more)
}

// output runs a command in a folder and returns what it prints. It may end with status
// 1, which is that of a gopitfalls that has found something.
func output(dir string, timeout time.Duration, env []string, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, &stdout, &stderr
	cmd.WaitDelay = 10 * time.Second // its children have its pipes
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%s: not done after %v", name, timeout)
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 1 {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, stderr.Bytes())
	}
	return stdout.Bytes(), nil
}

// checkout sees to it that the code is there, at the commit of the table, and returns its
// folder.
func (o options) checkout(r repository) (string, error) {
	if r.isGo() {
		out, err := output(o.root, time.Minute, env(), "go", "env", "GOVERSION", "GOROOT")
		if err != nil {
			return "", err
		}
		version, root, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		if version != r.Commit {
			return "", fmt.Errorf("%s is wanted, and here is %s", r.Commit, version)
		}
		return filepath.Join(root, "src"), nil
	}
	if o.checkouts == "" {
		return "", errors.New("-checkouts names no folder")
	}
	name, _, _ := strings.Cut(r.Name, "/")
	whole := filepath.Join(o.checkouts, name)
	if _, err := os.Stat(whole); errors.Is(err, os.ErrNotExist) && o.clone {
		if err := clone(r, whole, o.timeout); err != nil {
			return "", err
		}
	}
	dir := filepath.Join(o.checkouts, filepath.FromSlash(r.Name))
	out, err := output(dir, time.Minute, env(), "git", "rev-parse", "HEAD")
	if err != nil {
		return "", err
	}
	if head := strings.TrimSpace(string(out)); !strings.HasPrefix(head, r.Commit) {
		return "", fmt.Errorf("%s is at %s, not at %s", dir, head, r.Commit)
	}
	return dir, nil
}

func clone(r repository, dir string, timeout time.Duration) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"init", "-q"},
		{"fetch", "-q", "--depth=1", r.URL, r.Commit},
		{"checkout", "-q", "FETCH_HEAD"},
	} {
		if _, err := output(dir, timeout, env(), "git", args...); err != nil {
			return errors.Join(err, os.RemoveAll(dir)) // half of one would be taken for all of it
		}
	}
	return nil
}

// find runs the tool over a repository.
func (o options) find(r repository, dir, binary string) ([]finding, error) {
	out, err := output(dir, o.timeout, env(), binary, append([]string{"-json"}, r.Args...)...)
	if err != nil {
		return nil, err
	}
	return decode(r.Name, dir, out)
}

// decode returns the findings in the output of -json, each once and in order.
func decode(repository, dir string, out []byte) ([]finding, error) {
	var found []finding
	var failed error
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	err = wire.Decode(bytes.NewReader(out), func(tree wire.Tree) {
		for id, results := range tree {
			for check, result := range results {
				if result.Err != "" {
					failed = fmt.Errorf("%s: %s: %s", id, check, result.Err)
				}
				for _, d := range result.Diagnostics {
					f, err := newFinding(repository, dir, check, d)
					if err != nil {
						failed = fmt.Errorf("%s: %w", id, err)
					}
					found = append(found, f)
				}
			}
		}
	})
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	slices.SortFunc(found, compareFindings)
	return slices.Compact(found), nil // a package and its variant with tests are two
}

var posn = regexp.MustCompile(`^(.*):(\d+):\d+$`)

func newFinding(repository, dir, check string, d wire.Diagnostic) (finding, error) {
	m := posn.FindStringSubmatch(d.Posn)
	if m == nil {
		return finding{}, fmt.Errorf("%q is no position", d.Posn)
	}
	if d.Level == "" {
		return finding{}, errors.New("a finding without a level: is this the output of gopitfalls -json?")
	}
	file := m[1]
	if rel, err := filepath.Rel(dir, file); err == nil && filepath.IsAbs(file) {
		file = rel
	}
	line, err := strconv.Atoi(m[2])
	return finding{
		Repository: repository, File: filepath.ToSlash(file), Line: line, Function: d.Function,
		Check: check, Category: d.Category, Level: d.Level,
		Fingerprint: d.Fingerprint, Message: d.Message,
	}, err
}

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// countLines counts the lines of the Go files that are analysed, but for those that are
// generated, in which nothing is reported.
func (o options) countLines(r repository, dir string) (int, error) {
	const format = `{{if not .DepOnly}}{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}}
{{end}}{{range .CgoFiles}}{{$dir}}/{{.}}
{{end}}{{range .TestGoFiles}}{{$dir}}/{{.}}
{{end}}{{range .XTestGoFiles}}{{$dir}}/{{.}}
{{end}}{{end}}`
	out, err := output(dir, o.timeout, env(), "go", append([]string{"list", "-e", "-f", format}, r.packages()...)...)
	if err != nil {
		return 0, err
	}
	files := strings.Fields(string(out))
	slices.Sort(files)
	lines := 0
	for _, file := range slices.Compact(files) {
		data, err := os.ReadFile(file)
		if err != nil {
			return 0, err
		}
		if !generated.Match(data) {
			lines += bytes.Count(data, []byte("\n"))
		}
	}
	return lines, nil
}

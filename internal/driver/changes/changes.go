// Package changes asks git which lines of a work tree are new.
package changes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Lines are lines of files.
type Lines struct {
	root  string             // of the work tree, without symbolic links
	files map[string][]lines // by name relative to root, with slashes
}

// lines are the lines [first, end) of a file.
type lines struct{ first, end int }

// endless is the end of a file that is new as a whole.
const endless = int(^uint(0) >> 1)

// SinceRevision returns the lines of the work tree that dir is in that are not in a
// revision. Files that git does not track count as new, unless it ignores them.
func SinceRevision(ctx context.Context, dir, rev string) (*Lines, error) {
	g, err := open(ctx, dir)
	if err != nil {
		return nil, err
	}
	commit, err := g.commit(rev)
	if err != nil {
		return nil, err
	}
	return g.changed(commit)
}

// SinceMergeBase returns the lines that are in the work tree but not in the last
// commit that HEAD and a branch have in common.
func SinceMergeBase(ctx context.Context, dir, branch string) (*Lines, error) {
	g, err := open(ctx, dir)
	if err != nil {
		return nil, err
	}
	tip, err := g.commit(branch)
	if err != nil {
		return nil, err
	}
	base, err := g.run("merge-base", "HEAD", tip)
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && failed.ExitCode() == 1 {
		return nil, fmt.Errorf("HEAD and %s have no commit in common here; a shallow clone may lack it", branch)
	} else if err != nil {
		return nil, err
	}
	return g.changed(strings.TrimSpace(string(base)))
}

// Has reports whether a line of a file is one of the lines.
func (l *Lines) Has(file string, line int) bool {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	}
	rel, err := filepath.Rel(l.root, file)
	if err != nil {
		return false
	}
	for _, r := range l.files[filepath.ToSlash(rel)] {
		if r.first <= line && line < r.end {
			return true
		}
	}
	return false
}

// git is a work tree.
type git struct {
	ctx context.Context
	dir string // its root

	programs []string // settings of the repository that name programs which diff would start
}

// harmless are settings under which git starts no programs, whatever the repository's
// own configuration says. (Some of these git would not start for what we ask of it.)
var harmless = [][2]string{
	{"core.fsmonitor", "false"},
	{"core.hooksPath", os.DevNull},
	{"core.pager", "cat"},
	{"core.sshCommand", "false"},
	{"core.gitProxy", ""},
	{"core.askPass", "false"},
	{"core.alternateRefsCommand", "false"},
	{"diff.external", ""},
	{"log.showSignature", "false"},
	{"credential.helper", ""},
	{"submodule.recurse", "false"},
}

// inherited returns the settings that our own environment passes to git, which are the
// user's, and come before ours.
func inherited() (settings [][2]string) {
	n, _ := strconv.Atoi(os.Getenv("GIT_CONFIG_COUNT")) // what is no number git refuses, too
	for i := range n {
		settings = append(settings, [2]string{os.Getenv(fmt.Sprintf("GIT_CONFIG_KEY_%d", i)), os.Getenv(fmt.Sprintf("GIT_CONFIG_VALUE_%d", i))})
	}
	return settings
}

// distrust looks for filters and drivers in the configuration of the repository: diff
// would start them on files that its attributes name.
func (g *git) distrust() error {
	out, err := g.run("config", "--list", "--includes", "--show-scope", "--name-only", "-z")
	if err != nil {
		return err
	}
	fields := strings.Split(string(out), "\x00")
	for i := 0; i+1 < len(fields); i += 2 {
		scope, name := fields[i], fields[i+1]
		if scope != "local" && scope != "worktree" || slices.Contains(g.programs, name) {
			continue
		}
		section, last := name, ""
		if at := strings.LastIndexByte(name, '.'); at >= 0 {
			section, last = name[:at], name[at+1:]
		}
		switch {
		case strings.HasPrefix(section, "filter.") && slices.Contains([]string{"clean", "smudge", "process"}, last),
			strings.HasPrefix(section, "diff.") && slices.Contains([]string{"command", "textconv"}, last):
			g.programs = append(g.programs, name)
		case strings.HasPrefix(section, "filter.") && last == "required":
			g.programs = append(g.programs, name) // or git would miss the filter
		case strings.HasPrefix(section, "remote.") && last == "promisor":
			g.programs = append(g.programs, name) // or git would fetch what it lacks
		}
	}
	return nil
}

func open(ctx context.Context, dir string) (*git, error) {
	g := &git{ctx: ctx, dir: dir}
	// Not --show-toplevel: on Windows it may name the root in another way.
	up, err := g.run("rev-parse", "--show-cdup")
	if err != nil {
		return nil, err
	}
	g.dir, err = filepath.EvalSymlinks(filepath.Join(dir, filepath.FromSlash(strings.TrimSpace(string(up)))))
	if err == nil {
		err = g.distrust()
	}
	return g, err
}

// run runs git, such that it starts no program that the repository names and writes
// nothing.
func (g *git) run(args ...string) ([]byte, error) {
	cmd := exec.CommandContext(g.ctx, "git", slices.Concat([]string{"--no-pager", "--literal-pathspecs"}, args)...)
	cmd.Dir = g.dir
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_TERMINAL_PROMPT=0")
	settings := append(inherited(), harmless...)
	for _, name := range g.programs {
		settings = append(settings, [2]string{name, ""})
	}
	cmd.Env = append(cmd.Env, fmt.Sprintf("GIT_CONFIG_COUNT=%d", len(settings)))
	for i, s := range settings {
		cmd.Env = append(cmd.Env, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", i, s[0]), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", i, s[1]))
	}
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("the git command is not in PATH")
	}
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && len(failed.Stderr) > 0 {
		line, _, _ := strings.Cut(strings.TrimSpace(string(failed.Stderr)), "\n")
		return nil, fmt.Errorf("git: %s", strings.TrimPrefix(line, "fatal: "))
	}
	return out, err
}

// commit returns the hash of a revision.
func (g *git) commit(rev string) (string, error) {
	out, err := g.run("rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("git knows no revision %q here", rev)
	}
	return strings.TrimSpace(string(out)), err
}

// changed returns what is not in a commit.
func (g *git) changed(commit string) (*Lines, error) {
	// The options undo what a user's configuration may do to the format.
	diff, err := g.run("-c", "core.quotePath=false", "diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-relative",
		"--src-prefix=a/", "--dst-prefix=b/", "--find-renames", "--unified=0", "--inter-hunk-context=0", "--ignore-submodules", commit, "--")
	if err != nil {
		return nil, err
	}
	files, err := parse(diff)
	if err != nil {
		return nil, err
	}
	untracked, err := g.run("ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(string(untracked), "\x00") {
		files[name] = []lines{{0, endless}}
	}
	return &Lines{g.dir, files}, nil
}

// parse returns the lines that a diff without context adds.
func parse(diff []byte) (map[string][]lines, error) {
	files := make(map[string][]lines)
	name := ""
	for len(diff) > 0 {
		line, rest, _ := bytes.Cut(diff, []byte("\n"))
		diff = rest
		switch text := string(line); {
		case strings.HasPrefix(text, "+++ "):
			name = fileName(text[len("+++ "):])
		case strings.HasPrefix(text, "@@ "):
			removed, added, err := hunk(text)
			if err != nil {
				return nil, err
			}
			files[name] = append(files[name], added)
			for range removed + added.end - added.first { // which may look like headers
				_, diff, _ = bytes.Cut(diff, []byte("\n"))
			}
		}
	}
	return files, nil
}

// fileName returns the name in a header, which is quoted if it has strange bytes.
func fileName(header string) string {
	header = strings.TrimSuffix(header, "\t") // behind a name with spaces
	if name, err := strconv.Unquote(header); err == nil {
		header = name
	}
	return strings.TrimPrefix(header, "b/")
}

// hunk parses "@@ -a,b +c,d @@": b lines are removed, and d added from line c on.
func hunk(header string) (removed int, added lines, err error) {
	fields := strings.Fields(header)
	if len(fields) >= 3 {
		_, removed, err = span(fields[1], "-")
		if err == nil {
			var n int
			added.first, n, err = span(fields[2], "+")
			added.end = added.first + n
		}
	}
	if len(fields) < 3 || err != nil {
		return 0, lines{}, fmt.Errorf("git printed a diff that cannot be read: %s", header)
	}
	return removed, added, nil
}

func span(field, sign string) (first, n int, err error) {
	from, count, ok := strings.Cut(strings.TrimPrefix(field, sign), ",")
	if !ok {
		count = "1"
	}
	if first, err = strconv.Atoi(from); err != nil {
		return 0, 0, err
	}
	n, err = strconv.Atoi(count)
	return first, n, err
}

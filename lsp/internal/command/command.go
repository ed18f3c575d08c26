// Package command runs gopitfalls and reads what it answers.
package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// graceTime is how long a run that was cancelled may take to end.
const graceTime = 2 * time.Second

// A Command is a gopitfalls that can be run.
type Command struct {
	Path string
	Args []string // flags of every analysis, such as -tags=integration
}

// Install is how the command is had.
const Install = "go install github.com/gopitfalls/gopitfalls/cmd/gopitfalls@latest"

// Find returns the path of gopitfalls: beside our own executable, or in PATH.
func Find() (string, error) {
	name := "gopitfalls"
	if os.PathSeparator == '\\' {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		if beside := filepath.Join(filepath.Dir(self), name); isFile(beside) {
			return beside, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("gopitfalls is not in PATH; to install it: %s", Install)
	}
	return filepath.Abs(path)
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// An Answer is what an analysis came to.
type Answer struct {
	Findings []Finding
	Problems []Problem // what kept packages from being analysed
}

// A Problem is an error that the command told. Its place may be unknown.
type Problem struct {
	Place

	Message string
}

// Analyze analyses the packages in folders of one module, of which dir is one or the root. It
// returns an error if the command did not answer, or if the context ended; then no process of
// it is left.
func (c *Command) Analyze(ctx context.Context, dir string, folders []string) (*Answer, error) {
	args := append([]string{"-json", "-trace"}, c.Args...)
	for _, folder := range folders {
		rel, err := filepath.Rel(dir, folder)
		if err != nil {
			return nil, err
		}
		args = append(args, "."+string(filepath.Separator)+rel)
	}
	stdout, stderr, err := c.run(ctx, dir, args)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || !exit.Exited()) {
		return nil, err
	}
	answer := new(Answer)
	if answer.Findings, err = decode(stdout); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Path, err)
	}
	if exit != nil && exit.ExitCode() > 1 {
		answer.Problems = problems(dir, stderr)
	}
	return answer, nil
}

// Explain returns what is known of a category of findings, check#category, as Markdown: what it
// is, then why it is wrong and what to do, with code.
func (c *Command) Explain(ctx context.Context, code string) (string, error) {
	check, category, _ := strings.Cut(code, "#")
	page, err := c.page(ctx, check)
	if err != nil {
		return "", err
	}
	text := beginning(page)
	if category != "" {
		section, err := c.page(ctx, code)
		if err != nil {
			return "", err
		}
		text = strings.TrimSpace(section) + "\n\n" + text
	}
	return text, nil
}

// page returns the page of a check, or of a category.
func (c *Command) page(ctx context.Context, name string) (string, error) {
	stdout, stderr, err := c.run(ctx, "", []string{"explain", "-markdown", name})
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, stderr)
	}
	return string(stdout), nil
}

// beginning returns what a page says up to the code that is right, which stands behind the
// code that is wrong, with fences around both.
func beginning(page string) string {
	const fence = "\n```"
	var parts []string
	pieces, inCode := 0, false
	for part := range strings.SplitSeq(strings.TrimSpace(page), "\n\n") {
		isCode := strings.HasPrefix(part, "\t")
		if strings.HasPrefix(part, "#") || !isCode && pieces == 2 {
			break
		}
		if isCode {
			part = strings.ReplaceAll(strings.TrimPrefix(part, "\t"), "\n\t", "\n") + fence
			if last := len(parts) - 1; inCode { // behind an empty line
				parts[last] = strings.TrimSuffix(parts[last], fence) + "\n\n" + part
				continue
			}
			part = "```go\n" + part
			pieces++
		}
		parts = append(parts, part)
		inCode = isCode
	}
	return strings.Join(parts, "\n\n")
}

// run runs the command in a process group of its own, which ends with the context.
func (c *Command) run(ctx context.Context, dir string, args []string) (stdout, stderr []byte, err error) {
	var out, news bytes.Buffer
	cmd := exec.CommandContext(ctx, c.Path, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &news
	cmd.WaitDelay = graceTime
	inGroup(cmd)
	err = cmd.Run()
	if ctx.Err() != nil {
		killGroup(cmd) // who has not listened
		return nil, nil, ctx.Err()
	}
	return out.Bytes(), news.Bytes(), err
}

// decode reads the JSON of "gopitfalls -json", in the order of packages and checks.
func decode(data []byte) (findings []Finding, err error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil
	}
	var tree map[string]map[string]result
	if err := json.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("decoding its answer: %w", err)
	}
	for _, pkg := range slices.Sorted(maps.Keys(tree)) {
		for _, check := range slices.Sorted(maps.Keys(tree[pkg])) {
			for _, f := range tree[pkg][check] {
				f.Check, f.Package = check, pkg
				findings = append(findings, f)
			}
		}
	}
	return findings, nil
}

// placed is an error that tells its place, behind the package perhaps.
var placed = regexp.MustCompile(`^(?:\S+: )?(.+?\.go):(\d+)(?::(\d+))?: (.*)$`)

// problems returns the errors among what was printed on standard error.
func problems(dir string, stderr []byte) (list []Problem) {
	for line := range strings.Lines(string(stderr)) {
		message, ok := strings.CutPrefix(strings.TrimSpace(line), "gopitfalls: ")
		if !ok {
			continue
		}
		p := Problem{Message: message}
		if m := placed.FindStringSubmatch(message); m != nil {
			p.File, p.Message = m[1], m[4]
			p.Line, _ = strconv.Atoi(m[2])
			p.Col, _ = strconv.Atoi(m[3])
			if !filepath.IsAbs(p.File) {
				p.File = filepath.Join(dir, p.File)
			}
		}
		list = append(list, p)
	}
	return list
}

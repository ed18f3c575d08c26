package standalone

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/build"
	"go/version"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// minGo is the first release whose "go vet -json" hands on what a vettool
// prints, and caches it.
const minGo = "go1.26"

// graceTime is how long an interrupted go command may take to stop its tools
// and remove its temporary files.
const graceTime = 2 * time.Second

// A goRunner runs the go command.
type goRunner struct {
	dir    string
	stderr *show.Printer // for news of what takes long
	env    []string      // added to the process's own
}

// A goError is a run of the go command that failed.
type goError struct {
	cmd    string // such as "go vet"
	err    error
	stderr []string // lines
}

func (e *goError) Error() string {
	if errors.Is(e.err, exec.ErrNotFound) {
		return "the go command is not in PATH"
	}
	msg := fmt.Sprintf("%s: %v", e.cmd, e.err)
	if n := len(e.stderr); n > 0 {
		msg += ": " + e.stderr[n-1]
	}
	return msg
}

// crashed reports whether the go command did not end by itself.
func (e *goError) crashed() bool {
	var exit *exec.ExitError
	return !errors.As(e.err, &exit) || !exit.Exited()
}

// run runs the go command and has read consume its standard output.
func (r *goRunner) run(ctx context.Context, args []string, read func(io.Reader) error) (stderr []string, err error) {
	name := "go " + args[0]
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = r.dir
	if len(r.env) > 0 {
		cmd.Env = append(os.Environ(), r.env...)
	}
	lines := &lineWriter{progress: r.stderr}
	cmd.Stderr = lines
	cmd.WaitDelay = graceTime
	cmd.Cancel = func() error {
		if err := cmd.Process.Signal(os.Interrupt); err != nil { // not on Windows
			return cmd.Process.Kill()
		}
		return nil
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, &goError{name, err, nil}
	}
	if err := cmd.Start(); err != nil {
		return nil, &goError{name, err, nil}
	}
	readErr := read(stdout)
	if readErr != nil {
		_, _ = io.Copy(io.Discard, stdout) // or the command would block on a full pipe
	}
	err = cmd.Wait()
	lines.flush()
	switch {
	case err != nil:
		return lines.all, &goError{name, err, lines.all}
	case readErr != nil:
		return lines.all, fmt.Errorf("%s: %w", name, readErr)
	}
	return lines.all, nil
}

// vet runs go vet on packages with ourselves as the vettool and calls yield for
// each tree of results.
func (r *goRunner) vet(ctx context.Context, opts *options, self string, packages []string, yield func(wire.Tree)) error {
	args := []string{"vet", "-json", "-vettool=" + self}
	if opts.tags != "" {
		args = append(args, "-tags="+opts.tags)
	}
	if slices.ContainsFunc(opts.args, isImportPath) {
		args = append(args, rootsOnly)
	}
	args = append(args, opts.settings...)
	args = append(args, packages...)
	stderr, err := r.run(ctx, args, func(stdout io.Reader) error { return wire.Decode(stdout, yield) })
	if len(stderr) > 0 || err != nil {
		// An older go command would succeed and have the results on its
		// standard error.
		if verr := r.checkVersion(ctx); verr != nil {
			return verr
		}
	}
	if err == nil {
		for _, line := range stderr { // warnings
			r.stderr.Printf("%s\n", show.Trusted(show.Source(line)))
		}
	}
	return err
}

// rootsOnly is a flag of the go command that changes nothing but the cache keys of
// the packages that are named on the command line. Without it Go 1.26 takes what
// it has cached of a package as the import of another, which is no findings, for
// the whole when it is asked for the package itself. The vettool sees to it that
// this does not happen to packages of the user's own modules. Others are seldom
// asked for, and hardly ever as directories.
const rootsOnly = "-gcflags=-e"

// isImportPath reports whether an argument may name packages of other modules.
func isImportPath(arg string) bool {
	return !build.IsLocalImport(arg) && !filepath.IsAbs(arg) && !strings.HasSuffix(arg, ".go")
}

// userOverlay returns the name of the overlay that GOFLAGS has, or "".
func (r *goRunner) userOverlay(ctx context.Context) string {
	var out bytes.Buffer
	_, err := r.run(ctx, []string{"env", "GOFLAGS"}, func(stdout io.Reader) error {
		_, err := out.ReadFrom(stdout)
		return err
	})
	if err != nil {
		return ""
	}
	for flag := range strings.FieldsSeq(out.String()) {
		if name, ok := strings.CutPrefix(strings.TrimPrefix(flag, "-"), "-overlay="); ok {
			return r.abs(name)
		} else if name, ok := strings.CutPrefix(flag, "-overlay="); ok {
			return r.abs(name)
		}
	}
	return ""
}

func (r *goRunner) abs(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(r.dir, name)
}

// checkVersion returns an error if the go command is too old for us. It is
// silent if that cannot be told.
func (r *goRunner) checkVersion(ctx context.Context) error {
	var out bytes.Buffer
	_, err := r.run(ctx, []string{"env", "GOVERSION"}, func(stdout io.Reader) error {
		_, err := out.ReadFrom(stdout)
		return err
	})
	if err != nil {
		return nil
	}
	for field := range strings.FieldsSeq(out.String()) { // "go1.26.8", "devel go1.27-0123abc ..."
		v := version.Lang(field)
		if v != "" && version.Compare(v, minGo) < 0 {
			return fmt.Errorf("go %s or later is needed; the go command here is %s", minGo[len("go"):], field)
		}
	}
	return nil
}

// A lineWriter collects lines. Those that tell of progress it hands on at once.
type lineWriter struct {
	progress *show.Printer
	all      []string
	partial  []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.partial = append(w.partial, p...)
	for {
		line, rest, ok := bytes.Cut(w.partial, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		w.add(string(line))
		w.partial = rest
	}
}

// flush adds a last line that has no newline.
func (w *lineWriter) flush() {
	if len(w.partial) > 0 {
		w.add(string(w.partial))
		w.partial = nil
	}
}

func (w *lineWriter) add(line string) {
	switch {
	case strings.HasPrefix(line, "go: downloading "):
		w.progress.Println(line)
	case strings.TrimSpace(line) != "":
		w.all = append(w.all, strings.TrimRight(line, "\r"))
	}
}

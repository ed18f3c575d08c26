package nogo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The actions of a target are those of go/private/actions/compilepkg.bzl: GoCompilePkg
// and RunNogo, with a part of their arguments in common. The go command has compiled
// already, so the first is run only for what it does with cgo.

// path returns the import path, without the test for which the package is compiled.
func (tg *target) path() string {
	path, _, _ := strings.Cut(tg.ImportPath, " ")
	return path
}

func (tg *target) facts() string   { return tg.out + ".facts" }
func (tg *target) nogoDir() string { return tg.out + "_nogo" }
func (tg *target) cgoDir() string  { return tg.out + ".cgo" }

// run runs the actions.
func (tg *target) run(nogo string) error {
	var generated []string
	if len(tg.CgoFiles) > 0 {
		if err := tg.compile(); err != nil {
			return err
		}
		var err error
		if generated, err = filepath.Glob(filepath.Join(tg.cgoDir(), "*.go")); err != nil {
			return err
		}
	}
	return tg.analyze(nogo, generated)
}

func (tg *target) analyze(nogo string, generated []string) error {
	if err := os.RemoveAll(tg.nogoDir()); err != nil {
		return err
	}
	if err := os.MkdirAll(tg.nogoDir(), 0o777); err != nil {
		return err
	}
	args := append([]string{"nogo"}, tg.sharedArgs()...)
	for _, file := range generated {
		args = append(args, "-ignore_src", file)
	}
	for _, dep := range tg.deps {
		if tg.withoutFacts {
			break
		}
		args = append(args, "-facts", dep.path()+"="+dep.path()+"="+dep.facts())
	}
	if !tg.own {
		args = append(args, "-facts_only")
	}
	return tg.w.action(append(args,
		"-out_facts", tg.facts(), "-out", tg.nogoDir(),
		"-go_version", strings.TrimPrefix(rules.env.GOVERSION, "go"), "-nogo", nogo)...)
}

// compile compiles the package, for the sake of the files that cgo writes.
func (tg *target) compile() error {
	if err := os.MkdirAll(tg.cgoDir(), 0o777); err != nil {
		return err
	}
	args := append([]string{"compilepkg"}, tg.sharedArgs()...)
	return tg.w.action(append(args, "-pack", rules.pack,
		"-lo", tg.out+".a", "-o", tg.out+".x", "-imports", tg.out+".imports", "-cgo_go_srcs", tg.cgoDir())...)
}

func (tg *target) sharedArgs() []string {
	args := []string{"-sdk", rules.env.GOROOT, "-goroot", tg.w.goroot(), "-installsuffix", installSuffix}
	// All that gazelle would list: the builder leaves out what is not for this system.
	for _, name := range slices.Concat(tg.GoFiles, tg.CgoFiles, tg.IgnoredGoFiles, tg.CFiles, tg.HFiles, tg.SFiles) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(tg.Dir, name)
		}
		if rel, err := filepath.Rel(tg.w.dir, name); err == nil && filepath.IsLocal(rel) {
			name = rel
		}
		args = append(args, "-src", name)
	}
	for _, dep := range tg.deps {
		args = append(args, "-arc", dep.path()+"="+dep.path()+"="+dep.Export)
	}
	importmap := tg.path()
	if tg.Name == "main" {
		importmap = "main"
	}
	return append(args, "-importpath", tg.path(), "-p", importmap, "-package_list", tg.w.packageList())
}

// action runs the builder with nothing in its environment but what actions have.
func (w *workspace) action(args ...string) error {
	cmd := exec.Command(rules.builder, args...)
	cmd.Dir = w.dir
	cmd.Env = []string{
		"GOOS=" + rules.env.GOOS, "GOARCH=" + rules.env.GOARCH, "CGO_ENABLED=" + rules.env.CGO_ENABLED, "CC=" + rules.env.CC,
		"PATH=" + os.Getenv("PATH"), "TMPDIR=" + w.outputs,
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("builder %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

var findingLine = regexp.MustCompile(`^(.+?):(\d+)(?::\d+)?: .* \((\w+)\)$`)

// findings returns what stands in the log: file, line and check.
func (tg *target) findings() ([]string, error) {
	text, err := os.ReadFile(filepath.Join(tg.nogoDir(), "nogo.log"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	first, rest, _ := strings.Cut(strings.TrimSuffix(string(text), "\n"), "\n")
	if !strings.HasPrefix(first, "nogo: errors found by nogo ") {
		return nil, fmt.Errorf("unexpected log of nogo:\n%s", text)
	}
	var lines []string
	for line := range strings.SplitSeq(rest, "\n") {
		m := findingLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("unexpected line in the log of nogo: %s", line)
		}
		lines = append(lines, tg.w.source(tg, m[1])+":"+m[2]+" "+m[3])
	}
	return lines, nil
}

// source returns the absolute name of a file in the log. That of one that imports "C"
// is relative to the file that cgo made of it.
func (w *workspace) source(tg *target, name string) string {
	if rel, err := filepath.Rel(tg.cgoDir(), name); err == nil && filepath.IsLocal(rel) {
		name = rel
	}
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(w.dir, name)
}

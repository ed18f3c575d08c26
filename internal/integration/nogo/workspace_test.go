package nogo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A workspace is packages, with their tests and all that they import.
type workspace struct {
	dir     string   // the working folder of all commands; files in it have relative names
	env     []string // for the go command
	outputs string   // the folder of what actions make
	targets []*target
}

// A target is a package that Bazel compiles for a go_library, go_binary or go_test.
type target struct {
	goPackage
	w     *workspace
	deps  []*target // direct ones, without those of the standard library
	own   bool      // analyzed for findings, and not for facts alone
	out   string    // what the names of its outputs begin with
	ready chan struct{}

	withoutFacts bool // of its imports
	err          error
}

// A goPackage is one that "go list -json" tells of.
type goPackage struct {
	Dir, ImportPath, Name, Export     string
	Standard                          bool
	Module                            *struct{ Main bool }
	GoFiles, CgoFiles, IgnoredGoFiles []string
	CFiles, HFiles, SFiles            []string
	Imports                           []string // with the names of their variants
}

// everything takes all packages to be those of the workspace.
func everything(*goPackage) bool { return true }

// load lists packages. own tells which are those of the workspace itself.
func load(t *testing.T, dir string, env []string, own func(*goPackage) bool, patterns ...string) *workspace {
	t.Helper()
	w := &workspace{dir: dir, env: env, outputs: t.TempDir()}
	list, err := command(dir, env, "go", append([]string{"list", "-deps", "-test", "-export", "-json"}, patterns...)...)
	if err != nil {
		t.Fatal(err)
	}
	var std []string
	byPath := make(map[string]*target)
	for dec := json.NewDecoder(strings.NewReader(list)); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		switch {
		case p.Standard:
			std = append(std, p.ImportPath)
			if err := w.install(&p); err != nil {
				t.Fatal(err)
			}
		case strings.HasSuffix(p.ImportPath, ".test"):
			// The main package that "go test" writes; that of Bazel is another.
		default:
			byPath[p.ImportPath] = w.add(p, own(&p), byPath)
		}
	}
	if err := os.WriteFile(w.packageList(), []byte(strings.Join(std, "\n")), 0o666); err != nil {
		t.Fatal(err)
	}
	return w
}

// install puts the export data of a package of the standard library where the action
// GoStdlib does. No action analyzes that package.
func (w *workspace) install(p *goPackage) error {
	if p.Export == "" {
		return nil // package unsafe
	}
	archive := filepath.Join(w.goroot(), "pkg", installSuffix, filepath.FromSlash(p.ImportPath)+".a")
	if err := os.MkdirAll(filepath.Dir(archive), 0o777); err != nil {
		return err
	}
	return os.Symlink(p.Export, archive)
}

const installSuffix = "std"

func (w *workspace) goroot() string      { return filepath.Join(w.outputs, "goroot") }
func (w *workspace) packageList() string { return filepath.Join(w.outputs, "packages.txt") }

// add adds a package whose imports are there already.
func (w *workspace) add(p goPackage, own bool, imports map[string]*target) *target {
	tg := &target{goPackage: p, w: w, own: own}
	tg.out = filepath.Join(w.outputs, fmt.Sprint(len(w.targets)))
	for _, path := range p.Imports {
		if dep := imports[path]; dep != nil {
			tg.deps = append(tg.deps, dep)
		}
	}
	w.targets = append(w.targets, tg)
	return tg
}

// analyze runs a nogo on all packages, each when its imports are done. It returns the
// findings as sorted lines: file, line and check.
func (w *workspace) analyze(t *testing.T, nogo string) []string {
	t.Helper()
	for _, tg := range w.targets {
		tg.ready = make(chan struct{})
	}
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for _, tg := range w.targets {
		wg.Go(func() {
			defer close(tg.ready)
			for _, dep := range tg.deps {
				<-dep.ready
			}
			free <- struct{}{}
			tg.err = tg.run(nogo)
			<-free
		})
	}
	wg.Wait()

	var lines []string
	for _, tg := range w.targets {
		found, err := tg.findings()
		if err := errors.Join(tg.err, err); err != nil {
			t.Errorf("%s: %v", tg.ImportPath, err)
		}
		lines = append(lines, found...)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

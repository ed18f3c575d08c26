package standalone

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// A graph is the packages asked for with all that they import and their tests,
// as "go list -e -deps -test" knows them. It is wanted only when something
// failed: go vet gives up on everything if one package does not load, and says
// nothing of the packages that import one that does not compile.
type graph struct {
	pkgs []*listed // in the order of go list: imports first
	byID map[string]*listed
}

// A listed is a package as go list prints it.
type listed struct {
	Name       string
	ImportPath string // with " [p.test]" appended for what is compiled anew for the tests of p
	Dir        string
	ForTest    string   // p
	Imports    []string // IDs, that is ImportPaths
	Match      []string // patterns of the command line
	DepOnly    bool

	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles []string

	DefaultGODEBUG string // of a main package

	Error *struct {
		ImportStack []string
		Pos         string
		Err         string
	}
}

// listFields are the fields of a listed. If go list is not to print EmbedFiles it
// does not look for them, so that an Error would be missing.
const listFields = "Name,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,ImportPath,Dir,ForTest,Imports,Match,DepOnly,DefaultGODEBUG,Error,EmbedFiles"

// list returns the graph of the packages that the command line names.
func (r *goRunner) list(ctx context.Context, opts *options) (*graph, error) {
	pkgs, err := r.packages(ctx, opts, "-e", "-deps", "-test", "-json="+listFields)
	return &graph{pkgs, byPath(pkgs)}, err
}

// rootFields are the fields of a listed that roots fills in.
const rootFields = "Name,ImportPath,Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,DefaultGODEBUG"

// roots returns the packages that the command line names, which all load, by path.
func (r *goRunner) roots(ctx context.Context, opts *options) (map[string]*listed, error) {
	pkgs, err := r.packages(ctx, opts, "-find", "-json="+rootFields)
	return byPath(pkgs), err
}

// byPath returns a map from ImportPaths.
func byPath(pkgs []*listed) map[string]*listed {
	m := make(map[string]*listed)
	for _, p := range pkgs {
		m[p.ImportPath] = p
	}
	return m
}

// packages returns what go list prints for the command line.
func (r *goRunner) packages(ctx context.Context, opts *options, flags ...string) (pkgs []*listed, err error) {
	args := append([]string{"list"}, flags...)
	if opts.tags != "" {
		args = append(args, "-tags="+opts.tags)
	}
	_, err = r.run(ctx, append(args, opts.args...), func(stdout io.Reader) error {
		dec := json.NewDecoder(stdout)
		for {
			p := new(listed)
			if err := dec.Decode(p); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			pkgs = append(pkgs, p)
		}
	})
	return pkgs, err
}

// path is the package path.
func (p *listed) path() string { return pathOf(p.ImportPath) }

// pathOf cuts the suffix of a variant off an ID.
func pathOf(id string) string {
	path, _, _ := strings.Cut(id, " [")
	return path
}

// pattern is what names the package on a command line in dir.
func (p *listed) pattern(dir string) string {
	if !strings.HasPrefix(p.ImportPath, "_/") {
		return p.ImportPath
	}
	// Without modules, outside of GOPATH, a directory is all the name there is.
	rel, err := filepath.Rel(dir, p.Dir)
	if err != nil {
		return p.Dir
	}
	return "." + string(filepath.Separator) + rel
}

// roots returns the packages that the command line asks for, without their
// tests.
func (g *graph) roots() []*listed {
	return slices.DeleteFunc(slices.Clone(g.pkgs), func(p *listed) bool {
		return len(p.Match) == 0 || p.DepOnly || p.ForTest != ""
	})
}

// production returns the IDs of all that the roots consist of without their tests.
func (g *graph) production() map[string]bool {
	reached := make(map[string]bool)
	var visit func(id string)
	visit = func(id string) {
		if reached[id] {
			return
		}
		reached[id] = true
		if p := g.byID[id]; p != nil {
			for _, imp := range p.Imports {
				visit(imp)
			}
		}
	}
	for _, root := range g.roots() {
		visit(root.ImportPath)
	}
	return reached
}

// isRoot reports whether a package is asked for, itself and not for the tests of another.
func (g *graph) isRoot(p *listed) bool { return slices.Contains(g.roots(), p) }

// variant returns what the go command compiles or analyses for the tests of the
// package of that path, which may be an external test package; nil if there is
// no such thing.
func (g *graph) variant(path string) *listed {
	for _, p := range []string{path, strings.TrimSuffix(path, "_test")} {
		if v := g.byID[path+" ["+p+".test]"]; v != nil {
			return v
		}
	}
	return nil
}

// tested returns the root of whose tests p is a part: the package with its test
// files, the external test package or the main package. For other packages it
// returns nil.
func (g *graph) tested(p *listed) *listed {
	path := strings.TrimSuffix(p.path(), ".test")
	if p.ForTest != "" {
		path = p.ForTest
	}
	if root := g.byID[path]; root != p {
		return root
	}
	return nil
}

// loaded returns what must load for go vet to analyse a root.
func (g *graph) loaded(root *listed) []*listed {
	path := root.ImportPath
	return nonNil(root, g.variant(path), g.variant(path+"_test"), g.byID[path+".test"])
}

// analyzed returns what go vet analyses for a root: the package, with its test
// files if it has any, and the external test package.
func (g *graph) analyzed(root *listed) []*listed {
	return nonNil(cmp.Or(g.variant(root.ImportPath), root), g.variant(root.ImportPath+"_test"))
}

func nonNil(pkgs ...*listed) []*listed {
	return slices.DeleteFunc(pkgs, func(p *listed) bool { return p == nil })
}

// spoiled maps the ID of what cannot be analysed to the culprit.
func (g *graph) spoiled(culprits []*culprit) map[string]*culprit {
	by := make(map[string]*culprit)
	for _, c := range culprits {
		for _, id := range c.ids {
			by[id] = c
		}
	}
	for changed := true; changed; { // imports come first, but there may be cycles
		changed = false
		for _, p := range g.pkgs {
			for _, imp := range p.Imports {
				if c := by[imp]; c != nil && !c.leaf && by[p.ImportPath] == nil {
					by[p.ImportPath] = c
					changed = true
				}
			}
		}
	}
	return by
}

// batches splits packages so that no command line becomes too long.
func batches(packages []string) [][]string {
	const most = 100_000 // bytes
	var all [][]string
	size := most
	for _, p := range packages {
		if size += len(p) + 1; size > most {
			all = append(all, nil)
			size = len(p) + 1
		}
		all[len(all)-1] = append(all[len(all)-1], p)
	}
	return all
}

package standalone

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/fixes"
	"github.com/gopitfalls/gopitfalls/internal/driver/source"
)

// spansModules reports whether the command line asks for all modules below some folders: by
// -modules, or by patterns such as ./... in a folder that is in none, where the go command
// finds nothing.
func (opts *options) spansModules(env Env) bool {
	if opts.modules || opts.files || len(opts.args) == 0 || env.Getenv("GO111MODULE") == "off" {
		return opts.modules
	}
	for _, arg := range opts.args {
		base, ok := below(env.Dir, arg)
		if !ok || fixes.ModuleRoot(base) != "" {
			return false
		}
	}
	return true
}

// below returns the folder of a pattern that ends in /..., as an absolute path.
func below(dir, pattern string) (base string, ok bool) {
	base, ok = strings.CutSuffix(filepath.ToSlash(pattern), "/...")
	if !ok || !filepath.IsAbs(base) && base != "." && base != ".." && !strings.HasPrefix(base, "./") && !strings.HasPrefix(base, "../") {
		return "", false
	}
	if !filepath.IsAbs(base) {
		base = filepath.Join(dir, filepath.FromSlash(base))
	}
	return base, true
}

// analyzeModules analyses all modules below the folders that the command line names: those of
// a workspace in one run of go vet, which may need each other, else one after the other.
func analyzeModules(ctx context.Context, opts *options, env Env) *outcome {
	all := &outcome{skipped: make(map[*listed]*culprit), untested: make(map[string]*culprit)}
	var modules []string
	for _, arg := range opts.args {
		base, ok := below(env.Dir, arg)
		if !ok {
			all.errors = append(all.errors, fmt.Sprintf("-modules: %s is no pattern such as ./...", arg))
			continue
		}
		found, err := modulesBelow(base)
		if err == nil && len(found) == 0 {
			err = errors.New("there is no module below it")
		}
		if err != nil {
			all.errors = append(all.errors, fmt.Sprintf("%s: %v", arg, err))
		}
		modules = append(modules, found...)
	}
	slices.Sort(modules)
	modules = slices.Compact(modules)
	cmd := &goRunner{dir: env.Dir, stderr: env.err}
	members, err := cmd.workspace(ctx)
	if err != nil {
		all.errors = append(all.errors, err.Error())
		return all
	}
	if len(members) > 0 {
		all.analyzeWorkspace(ctx, opts, env, modules, members)
		return all
	}
	for _, module := range modules {
		if ctx.Err() == nil {
			all.analyzeModule(ctx, opts, env, module, []string{"./..."})
		}
	}
	all.modules = len(modules)
	return all
}

// analyzeModule adds what packages come to, named in a folder.
func (out *outcome) analyzeModule(ctx context.Context, opts *options, env Env, dir string, args []string) {
	own, there := *opts, env
	own.args, there.Dir, there.stream = args, dir, env.stream.another()
	o := analyzePackages(ctx, &own, there)
	if ctx.Err() != nil {
		there.stream.cut(&o.shown)
	}
	out.add(o, source.Shorten(env.Dir, dir))
}

// analyzeWorkspace adds what those of the modules come to that are members of the workspace.
func (out *outcome) analyzeWorkspace(ctx context.Context, opts *options, env Env, modules, members []string) {
	var args, others []string
	for _, module := range modules {
		if !slices.Contains(members, module) {
			others = append(others, source.Shorten(env.Dir, module))
			continue
		}
		if rel, err := filepath.Rel(env.Dir, module); err == nil {
			module = "." + string(filepath.Separator) + rel
		}
		args = append(args, module+string(filepath.Separator)+"...")
	}
	if len(args) > 0 {
		out.analyzeModule(ctx, opts, env, env.Dir, args)
	}
	if len(others) > 0 {
		out.notes = append(out.notes, fmt.Sprintf("left out, since go.work does not list %s: %s", plural(len(others), "module"), abbreviate(others)))
	}
	out.modules = len(args)
}

// modulesBelow returns the folders of modules in a folder, but for those in which the go
// command would not look for packages.
func modulesBelow(base string) (folders []string, err error) {
	err = filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if !d.IsDir() {
			if name == "go.mod" && d.Type().IsRegular() {
				folders = append(folders, filepath.Dir(path))
			}
			return nil
		}
		if path != base && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || slices.Contains([]string{"testdata", "vendor", "node_modules"}, name)) {
			return fs.SkipDir
		}
		return nil
	})
	if errors.Is(err, fs.ErrPermission) { // what cannot be read has no packages either
		err = nil
	}
	return folders, err
}

// workspace returns the folders of the modules of the workspace, if there is one.
func (r *goRunner) workspace(ctx context.Context) (members []string, err error) {
	lines := func(args ...string) (list []string, err error) {
		_, err = r.run(ctx, args, func(stdout io.Reader) error {
			lines := bufio.NewScanner(stdout)
			for lines.Scan() {
				if line := strings.TrimSpace(lines.Text()); line != "" {
					list = append(list, line)
				}
			}
			return lines.Err()
		})
		return list, err
	}
	file, err := lines("env", "GOWORK")
	if err != nil || len(file) == 0 || file[0] == "off" {
		return nil, err
	}
	if _, err := os.Stat(file[0]); err != nil {
		return nil, err
	}
	return lines("list", "-m", "-f={{.Dir}}")
}

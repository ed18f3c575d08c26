package standalone

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/fixes"
	"github.com/gopitfalls/gopitfalls/internal/driver/source"
)

// analyzeFiles analyses the packages in whose folders the files lie that the
// command line names, as far as "./..." means them. That is one run for each of
// their modules: the go command knows only one at a time.
func analyzeFiles(ctx context.Context, opts *options, env Env) *outcome {
	all := &outcome{skipped: make(map[*listed]*culprit), untested: make(map[string]*culprit)}
	modules := env.Getenv("GO111MODULE") != "off"
	var files []string
	for _, name := range opts.args {
		file := name
		if !filepath.IsAbs(file) {
			file = filepath.Join(env.Dir, file)
		}
		switch info, err := os.Stat(file); {
		case err == nil && info.IsDir():
			all.errors = append(all.errors, fmt.Sprintf("-files: %s is a folder", cmp.Or(name, `""`)))
			continue
		case err != nil:
			all.errors = append(all.errors, fmt.Sprintf("-files: %s: there is no such file", cmp.Or(name, `""`)))
		case modules && fixes.ModuleRoot(filepath.Dir(file)) == "":
			all.errors = append(all.errors, fmt.Sprintf("-files: %s lies in no module", name))
			continue
		}
		files = append(files, file) // where one has gone, others of its package are left
	}
	folders := foldersByModule(env.Dir, files)
	for _, module := range slices.Sorted(maps.Keys(folders)) {
		cmd := &goRunner{dir: module, stderr: env.err}
		out := new(outcome)
		if args, err := cmd.patterns(ctx, opts, folders[module]); err != nil {
			out.errors = reasons(err)
		} else if len(args) > 0 {
			own, there := *opts, env
			own.args, there.Dir, there.stream = args, module, nil
			out = analyzePackages(ctx, &own, there)
		}
		all.add(out, source.Shorten(env.Dir, module))
	}
	return all
}

// add adds what the analysis of a module came to.
func (out *outcome) add(o *outcome, module string) {
	out.shown.found = append(out.shown.found, o.shown.found...)
	out.shown.failures = append(out.shown.failures, o.shown.failures...)
	maps.Copy(out.skipped, o.skipped)
	out.folders = append(out.folders, o.folders...)
	if out.roots == nil {
		out.roots = make(map[string]*listed)
	}
	maps.Copy(out.roots, o.roots)
	maps.Copy(out.untested, o.untested)
	for _, note := range o.notes {
		if module != "." {
			note = "in " + module + ": " + note
		}
		out.notes = append(out.notes, note)
	}
	for _, msg := range o.errors {
		if module != "." {
			msg = "in " + module + ": " + msg // file names in it are relative
		}
		out.errors = append(out.errors, msg)
	}
}

// foldersByModule returns the folders of files, absolute names, by the root of their
// module. For those in no module it is dir, where the go command looks if there are no
// modules.
func foldersByModule(dir string, files []string) map[string]map[string]bool {
	folders := make(map[string]map[string]bool)
	for _, file := range files {
		folder := filepath.Dir(file)
		module := cmp.Or(fixes.ModuleRoot(folder), dir)
		if folders[module] == nil {
			folders[module] = make(map[string]bool)
		}
		folders[module][folder] = true
	}
	return folders
}

// patterns returns what names those packages in the folders that "./..." means:
// not those in testdata, and none of which no file is built.
func (r *goRunner) patterns(ctx context.Context, opts *options, folders map[string]bool) ([]string, error) {
	// What has no folder is the pattern, where the workspace leaves the module out.
	args := []string{"list", "-e", "-find", "-f={{if .Dir}}{{.Dir}}{{else}}{{with .Error}}!{{printf `%q` .Err}}{{end}}{{end}}"}
	if opts.tags != "" {
		args = append(args, "-tags="+opts.tags)
	}
	var patterns []string
	_, err := r.run(ctx, append(args, "./..."), func(stdout io.Reader) error {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if msg, wrong := strings.CutPrefix(lines.Text(), "!"); wrong {
				if text, err := strconv.Unquote(msg); err == nil {
					msg = text
				}
				return errors.New(oneLine(msg))
			}
			rel, err := filepath.Rel(r.dir, lines.Text())
			if err == nil && folders[lines.Text()] {
				patterns = append(patterns, "."+string(os.PathSeparator)+rel)
			}
		}
		return lines.Err()
	})
	return patterns, err
}

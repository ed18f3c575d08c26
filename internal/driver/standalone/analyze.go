package standalone

import (
	"context"
	"errors"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/driver/evidence"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// An outcome is what the analysis came to.
type outcome struct {
	shown   collector
	errors  []string             // one line each
	skipped map[*listed]*culprit // what was asked for and not analysed
	roots   map[string]*listed   // the packages that were asked for
	folders []string             // theirs

	untested map[string]*culprit // those of them that were analysed without their tests, by path
	notes    []string            // what is told but is no error
	modules  int                 // how many were asked for, where it may be several

	witness *evidence.Result // what -profile tells
}

// packagesSkipped counts the packages that were not analysed; what was asked for
// may not be a package at all.
func (out *outcome) packagesSkipped() int {
	n := 0
	for root := range out.skipped {
		if root.Dir != "" {
			n++
		}
	}
	return n
}

// A driver analyses packages and keeps the account.
type driver struct {
	*outcome
	cmd    *goRunner
	opts   *options
	self   string
	stream *stream

	hidden map[string]string // an overlay: files that do not exist
}

// analyzePackages analyses what the command line asks for, as far as that is
// possible. If nothing is in the way that is one run of go vet.
func analyzePackages(ctx context.Context, opts *options, env Env) *outcome {
	d := &driver{
		outcome: &outcome{
			shown:   collector{checks: opts.checks, hidden: opts.hidden(), tests: opts.tests, excluded: opts.config.Excludes},
			skipped: make(map[*listed]*culprit),

			untested: make(map[string]*culprit),
		},
		hidden: make(map[string]string),
		cmd:    &goRunner{dir: env.Dir, stderr: env.err, env: env.journal},
		opts:   opts,
		self:   env.Self,
		stream: env.stream,
	}
	listing := d.listRoots(ctx)
	if failed := d.vet(ctx, opts.args); failed != nil {
		d.stream = nil // what comes now is found once more
		d.recover(ctx, failed.stderr)
	} else {
		d.onlyRoots(ctx, listing)
	}
	for _, root := range d.roots {
		if root.Dir != "" {
			d.folders = append(d.folders, root.Dir)
		}
	}
	return d.outcome
}

// listRoots lists the packages that were asked for while they are analysed.
func (d *driver) listRoots(ctx context.Context) *listing {
	l := d.cmd.startListing(ctx, d.opts)
	if d.stream != nil {
		d.stream.listing = l
	}
	return l
}

// vet runs go vet on packages, with build flags before them. It returns an error if
// some of them are in its way; any other it records.
func (d *driver) vet(ctx context.Context, packages []string, flags ...string) *goError {
	err := d.cmd.vet(ctx, d.opts, d.self, append(flags, packages...), func(t wire.Tree) {
		d.shown.add(t)
		d.stream.seen(t, &d.shown)
	})
	if err == nil {
		return nil
	}
	if failed, ok := errors.AsType[*goError](err); ok && !failed.crashed() {
		return failed
	}
	d.errors = append(d.errors, err.Error())
	return nil
}

// onlyRoots drops what was found in packages that were not asked for, and what
// their module settles. Go vet prints the cached findings of any package that it
// meets, although of imports it wants only facts. What it does not print of the
// packages that were asked for is looked for again.
func (d *driver) onlyRoots(ctx context.Context, listing *listing) {
	roots, err := listing.wait()
	failed := len(d.errors) > 0
	switch {
	case err == nil:
		d.roots = roots
		if !failed {
			d.analyzeLost(ctx)
		}
		d.shown.keep(roots)
	case !failed: // else it is the same again
		d.errors = append(d.errors, err.Error())
	}
}

// recover makes the best of a run of go vet that failed: it names the packages
// that are to blame and analyses those that can do without them.
func (d *driver) recover(ctx context.Context, stderr []string) {
	g, err := d.cmd.list(ctx, d.opts)
	if err != nil { // the command line or the module is wrong, not a package
		d.errors = append(d.errors, reasons(err)...)
		return
	}
	load := g.loadErrors(d.cmd.dir)
	if len(load) > 0 {
		stderr = d.vetWithout(ctx, g, load)
	}
	culprits, rest := g.vetErrors(stderr)
	if len(load)+len(culprits)+len(d.errors) == 0 && len(rest) == 0 {
		rest = []string{"go vet failed and does not say why"}
	}
	if roots := d.leaveOut(g, culprits, g.analyzed); len(roots) > 0 {
		failed, more := g.vetErrors(d.again(ctx, roots))
		rest = append(rest, more...)
		// These are wrong without their tests as well.
		for _, c := range failed {
			delete(d.untested, c.name)
			c.ids = append(c.ids, c.name)
		}
		culprits = slices.DeleteFunc(culprits, func(c *culprit) bool {
			return slices.ContainsFunc(failed, func(f *culprit) bool { return f.name == c.name })
		})
		culprits = append(culprits, failed...)
	}
	d.roots = byPath(g.roots())
	d.shown.keep(d.roots)
	d.blame(g, culprits, g.analyzed)
	d.errors = append(d.errors, gist(rest)...)
	d.tellUntested()
}

// reasons returns what the go command had against its arguments or the module.
func reasons(err error) []string {
	if failed, ok := errors.AsType[*goError](err); ok && !failed.crashed() && len(failed.stderr) > 0 {
		return gist(failed.stderr)
	}
	return []string{err.Error()}
}

// vetWithout analyses the packages that do not need the culprits, which do not
// load, and returns what go vet printed. What is known already it forgets: go
// vet gives up on all packages, or it has gone on and has the results cached.
func (d *driver) vetWithout(ctx context.Context, g *graph, culprits []*culprit) (stderr []string) {
	d.leaveOut(g, culprits, g.loaded)
	d.blame(g, culprits, g.loaded)
	d.shown.reset()
	var paths []string
	for _, root := range g.roots() {
		untested := d.untested[root.ImportPath] != nil
		if d.skipped[root] == nil && !(untested && len(root.GoFiles)+len(root.CgoFiles) == 0) {
			paths = append(paths, root.pattern(d.cmd.dir))
		}
	}
	for _, batch := range batches(paths) {
		if failed := d.vetHidden(ctx, batch); failed != nil {
			stderr = append(stderr, failed.stderr...)
		}
	}
	return stderr
}

// blame records an error for each of the culprits and which packages were not
// analysed because of it: those of whose units it spoiled one. Who only keeps tests from
// being analysed is no error.
func (d *driver) blame(g *graph, culprits []*culprit, units func(*listed) []*listed) {
	by := g.spoiled(culprits)
	importers := make(map[*culprit][]string)
	excused := make(map[*culprit]bool)
	if production := g.production(); len(d.untested) > 0 {
		for _, c := range culprits {
			excused[c] = !slices.ContainsFunc(c.ids, func(id string) bool { return production[id] })
		}
	}
	for _, root := range g.roots() {
		if d.untested[root.ImportPath] != nil {
			continue
		}
		for _, u := range units(root) {
			c := by[u.ImportPath]
			if c == nil || d.skipped[root] != nil {
				continue
			}
			d.skipped[root] = c
			delete(excused, c)
			if !c.concerns(root) {
				importers[c] = append(importers[c], root.ImportPath)
			}
		}
	}
	for _, c := range culprits {
		if excused[c] {
			continue
		}
		d.errors = append(d.errors, c.text)
		if names := importers[c]; len(names) > 0 {
			d.errors = append(d.errors, "not analysed because of it: "+abbreviate(names))
		}
	}
}

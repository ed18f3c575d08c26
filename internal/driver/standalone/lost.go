package standalone

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// analyzeLost analyses packages again of which go vet has printed nothing. In the
// build cache a package's facts and its findings are two entries, and the go command
// takes facts without findings for a package in which nothing was found. That is
// how Go 1.26 stores a package of which it wanted facts only, and how a store that
// machines share ([GOCACHEPROG]) has it when it has dropped the one entry or has
// never got it.
//
// [GOCACHEPROG]: https://go.dev/doc/go1.24#go-command
func (d *driver) analyzeLost(ctx context.Context) {
	lost := d.shown.lost(d.roots)
	if len(lost) == 0 {
		return
	}
	d.cmd.stderr.Printf("gopitfalls: analysed again, since the build cache has no findings: %s\n", abbreviate(lost))
	packages := d.opts.args
	if d.roots[filesOnly] == nil {
		packages = nil
		for _, path := range lost {
			packages = append(packages, d.roots[path].pattern(d.cmd.dir))
		}
	}
	for _, batch := range batches(packages) {
		if failed := d.vet(ctx, batch, newKey()); failed != nil {
			d.errors = append(d.errors, reasons(failed)...)
		}
	}
	if lost := d.shown.lost(d.roots); len(lost) > 0 && len(d.errors) == 0 {
		d.errors = append(d.errors, "go vet says nothing of "+abbreviate(lost))
	}
}

// filesOnly is the path of the package whose files the command line names.
const filesOnly = "command-line-arguments"

// newKey returns a flag of the go command that changes nothing but the cache keys of
// the packages that are named on the command line, to such as nobody has used yet.
// See [rootsOnly].
func newKey() string { return fmt.Sprintf("%s=%d", rootsOnly, 1+rand.Int32N(1<<30)) }

// lost returns the paths of the roots, sorted, of which there is no result.
func (c *collector) lost(roots map[string]*listed) []string {
	var lost []string
	for _, path := range slices.Sorted(maps.Keys(roots)) {
		if slices.ContainsFunc(roots[path].units(), func(unit string) bool { return !c.answered[unit] }) {
			lost = append(lost, path)
		}
	}
	return lost
}

// units returns the paths of the packages that go vet analyses for a root: the
// package, with its test files, and the external test package.
func (p *listed) units() (paths []string) {
	if p.ImportPath == "unsafe" || p.ImportPath == "builtin" {
		return nil // no code
	}
	if len(p.GoFiles)+len(p.CgoFiles)+len(p.TestGoFiles) > 0 {
		paths = append(paths, p.ImportPath)
	}
	if len(p.XTestGoFiles) > 0 {
		paths = append(paths, p.ImportPath+"_test")
	}
	return paths
}

package standalone

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A package whose tests do not load or do not compile, most often because a module that
// only they need is missing, is analysed without them. Go vet has no flag for that, but
// it takes an overlay, in which the test files do not exist.

// leaveOut has those roots analysed without tests of which nothing but these fails. The
// units of a root are what go vet needs of it.
func (d *driver) leaveOut(g *graph, culprits []*culprit, units func(*listed) []*listed) (again []*listed) {
	by := g.spoiled(culprits)
	for _, root := range g.roots() {
		if by[root.ImportPath] != nil || d.untested[root.ImportPath] != nil {
			continue
		}
		var why *culprit
		for _, c := range culprits {
			if c.testsOf == root {
				why = c
			}
		}
		for _, u := range units(root) {
			if c := by[u.ImportPath]; c != nil && !c.leaf && why == nil {
				why = c
			}
		}
		if why == nil {
			continue
		}
		d.untested[root.ImportPath] = why
		d.hide(root)
		if len(root.GoFiles)+len(root.CgoFiles) > 0 {
			again = append(again, root)
		}
	}
	return again
}

// hide makes all test files of a package part of the overlay. Some of them go list may
// not know, because it cannot read them.
func (d *driver) hide(root *listed) {
	entries, _ := os.ReadDir(root.Dir) // then there are none
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "_test.go") {
			d.hidden[filepath.Join(root.Dir, e.Name())] = ""
		}
	}
}

// vetHidden runs go vet on packages without the files that are hidden.
func (d *driver) vetHidden(ctx context.Context, packages []string) *goError {
	if len(d.hidden) == 0 {
		return d.vet(ctx, packages)
	}
	overlay, err := d.overlay(ctx)
	if err != nil {
		d.errors = append(d.errors, fmt.Sprintf("leaving out tests: %v", err))
		return nil
	}
	defer os.Remove(overlay)
	return d.vet(ctx, packages, "-overlay="+overlay)
}

// overlay writes the overlay to a temporary file: the hidden files, and what is in the
// overlay that the user has given to all go commands.
func (d *driver) overlay(ctx context.Context) (name string, err error) {
	var content struct{ Replace map[string]string }
	if name := d.cmd.userOverlay(ctx); name != "" {
		data, err := os.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(data, &content)
		}
		if err != nil {
			return "", err
		}
	}
	if content.Replace == nil {
		content.Replace = make(map[string]string)
	}
	maps.Copy(content.Replace, d.hidden)
	data, err := json.Marshal(content)
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp("", "gopitfalls-*.json")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// again analyses packages without their tests, of which go vet has said that they do not
// compile, and returns what it says this time.
func (d *driver) again(ctx context.Context, roots []*listed) (stderr []string) {
	var paths []string
	for _, root := range roots {
		paths = append(paths, root.pattern(d.cmd.dir))
	}
	for _, batch := range batches(paths) {
		if failed := d.vetHidden(ctx, batch); failed != nil {
			stderr = append(stderr, failed.stderr...)
		}
	}
	return stderr
}

// tellUntested tells which packages were analysed without their tests, and why.
func (d *driver) tellUntested() {
	names := make(map[*culprit][]string)
	var causes []*culprit
	for _, name := range slices.Sorted(maps.Keys(d.untested)) {
		why := d.untested[name]
		if names[why] == nil {
			causes = append(causes, why)
		}
		names[why] = append(names[why], name)
	}
	for _, why := range causes {
		list := abbreviate(names[why])
		d.notes = append(d.notes, fmt.Sprintf("analysed without tests: %s: %s", list, strings.TrimPrefix(why.text, list+": ")))
	}
}

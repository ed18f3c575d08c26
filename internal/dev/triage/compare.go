package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A difference is what the table does not tell, or tells and is not so.
type difference struct {
	fresh   []finding
	gone    []label
	changed []change
}

type change struct {
	was label
	now finding
}

func (d difference) any() bool { return len(d.fresh)+len(d.gone)+len(d.changed) > 0 }

// compare runs the tool over the repositories that have one of the names, or over all of
// them, and tells the differences.
func (o options) compare(out io.Writer, t *tables, names []string) error {
	for _, name := range names {
		if !slices.ContainsFunc(t.repositories, func(r repository) bool { return r.Name == name }) {
			return fmt.Errorf("no repository %s", name)
		}
	}
	binary, err := o.tool()
	if err != nil {
		return err
	}
	if binary.temporary != "" {
		defer os.RemoveAll(binary.temporary)
	}
	var errs []error
	differs := false
	for i, r := range t.repositories {
		if len(names) > 0 && !slices.Contains(names, r.Name) {
			continue
		}
		d, lines, err := o.one(t, r, binary.path)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", r.Name, err))
			continue
		}
		differs = differs || d.any() || lines != r.Lines
		d.print(out, r)
		t.repositories[i].Lines = lines
		t.apply(d)
	}
	if o.update {
		errs = append(errs, t.write(o.tables()))
	} else if differs {
		errs = append(errs, errDiffers)
	}
	return errors.Join(errs...)
}

// A tool is the gopitfalls that runs, and the folder made for it, if it was built.
type tool struct{ path, temporary string }

func (o options) tool() (tool, error) {
	if o.binary != "" {
		path, err := filepath.Abs(o.binary)
		return tool{path: path}, err
	}
	dir, err := os.MkdirTemp("", "triage")
	if err != nil {
		return tool{}, err
	}
	path := filepath.Join(dir, "gopitfalls")
	_, err = output(o.root, o.timeout, env(), "go", "build", "-o", path, "./cmd/gopitfalls")
	return tool{path, dir}, err
}

// one looks at one repository.
func (o options) one(t *tables, r repository, binary string) (d difference, lines int, err error) {
	dir, err := o.checkout(r)
	if err != nil {
		return d, 0, err
	}
	if lines, err = o.countLines(r, dir); err != nil {
		return d, 0, err
	}
	found, err := o.find(r, dir, binary)
	if err != nil {
		return d, 0, err
	}
	return match(t.of(r.Name), found), lines, nil
}

// of returns the labels of a repository.
func (t *tables) of(name string) []label {
	var list []label
	for _, l := range t.labels {
		if l.Repository == name {
			list = append(list, l)
		}
	}
	return list
}

// match pairs labels with findings: by fingerprint, and what is left over by file,
// function and check, in the order of lines. A repository stands still, but the
// fingerprint of a finding changes with its words.
func match(labels []label, found []finding) difference {
	var d difference
	for _, same := range []func(label, finding) bool{
		func(l label, f finding) bool {
			return l.Fingerprint == f.Fingerprint && l.File == f.File && l.Check == f.Check
		},
		func(l label, f finding) bool {
			return l.File == f.File && l.Function == f.Function && l.Check == f.Check && l.Line == f.Line
		},
		func(l label, f finding) bool {
			return l.File == f.File && l.Function == f.Function && l.Check == f.Check
		},
	} {
		labels = slices.DeleteFunc(slices.Clone(labels), func(l label) bool {
			i := slices.IndexFunc(found, func(f finding) bool { return same(l, f) })
			if i < 0 {
				return false
			}
			if found[i].header() != l.header() {
				d.changed = append(d.changed, change{l, found[i]})
			}
			found = slices.Delete(slices.Clone(found), i, i+1)
			return true
		})
	}
	d.fresh, d.gone = found, labels
	return d
}

func (d difference) print(out io.Writer, r repository) {
	fmt.Fprintf(out, "%s: %d new, %d gone, %d changed\n", r.Name, len(d.fresh), len(d.gone), len(d.changed))
	for _, f := range d.fresh {
		fmt.Fprintf(out, "new\t%s\n\t%s\n", f.header(), f.Message)
	}
	for _, l := range d.gone {
		fmt.Fprintf(out, "gone\t%s", l)
	}
	for _, c := range d.changed {
		fmt.Fprintf(out, "was\t%snow\t%s\n\t%s\n", c.was, c.now.header(), c.now.Message)
	}
}

// apply makes the table tell what is found. What is changed keeps its judgement.
func (t *tables) apply(d difference) {
	for _, l := range d.gone {
		t.labels = slices.DeleteFunc(t.labels, func(other label) bool { return other == l })
	}
	for _, c := range d.changed {
		i := slices.Index(t.labels, c.was)
		t.labels[i].finding = c.now
		t.labels[i].Message = ""
	}
	for _, f := range d.fresh {
		f.Function = strings.TrimSpace(f.Function)
		t.labels = append(t.labels, label{finding: f, Verdict: "?"})
	}
}

package standalone

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/baseline"
	"github.com/gopitfalls/gopitfalls/internal/driver/changes"
	"github.com/gopitfalls/gopitfalls/internal/driver/disk"
	"github.com/gopitfalls/gopitfalls/internal/driver/source"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// An adoption hides old findings: those in a baseline and those on lines that have
// not changed. What it needs for that it reads before the analysis, which may take
// long.
type adoption struct {
	opts    *options
	dir     string // that file names are relative to
	file    string // the baseline; empty: none is wanted
	old     *baseline.File
	exists  bool
	changed *changes.Lines // nil: all lines count
	news    []string       // what the user should know of the baseline
}

// openAdoption reads the baseline, or sees whether one can be written.
func openAdoption(opts *options, env Env) (*adoption, error) {
	a := &adoption{opts: opts, dir: env.Dir}
	if err := a.openBaseline(); err != nil {
		return nil, fmt.Errorf("-baseline: %w", err)
	}
	return a, nil
}

// ask asks git what has changed, if that matters.
func (a *adoption) ask(ctx context.Context) (err error) {
	opts := a.opts
	switch {
	case opts.newFromRev != "":
		if a.changed, err = changes.SinceRevision(ctx, a.dir, opts.newFromRev); err != nil {
			return fmt.Errorf("-new-from-rev: %w", err)
		}
	case opts.newFromBase != "":
		if a.changed, err = changes.SinceMergeBase(ctx, a.dir, opts.newFromBase); err != nil {
			return fmt.Errorf("-new-from-merge-base: %w", err)
		}
	}
	return nil
}

// openBaseline reads the baseline, or sees whether one can be written.
func (a *adoption) openBaseline() error {
	if a.opts.baseline == "" {
		return nil
	}
	a.file = a.opts.baseline
	if !filepath.IsAbs(a.file) {
		a.file = filepath.Join(a.dir, a.file)
	}
	old, err := baseline.Read(a.file)
	if errors.Is(err, fs.ErrNotExist) {
		a.old = new(baseline.File)
		_, err = os.Stat(filepath.Dir(a.file))
		return err
	}
	a.exists, a.old = true, old
	return err
}

// hide returns the findings of an outcome that are to be shown. It writes the
// baseline if that is wanted; then there are none.
func (a *adoption) hide(out *outcome) ([]finding, error) {
	findings := out.shown.sorted()
	if a.file == "" {
		return a.onChangedLines(findings), nil
	}
	if !a.exists || a.opts.baselineUpdate {
		if len(out.errors)+len(out.shown.failures) > 0 {
			return a.onChangedLines(findings), fmt.Errorf("%s is not written, since not everything was analysed", a.name())
		}
		if err := a.write(findings, out); err != nil {
			return findings, err
		}
		return nil, nil
	}
	return a.onChangedLines(a.compare(findings, out)), nil
}

// onChangedLines returns the findings on lines that have changed.
func (a *adoption) onChangedLines(findings []finding) []finding {
	if a.changed == nil {
		return findings
	}
	return slices.DeleteFunc(findings, func(f finding) bool {
		return !a.changed.Has(f.File, f.Line) && !slices.ContainsFunc(f.Related, func(r wire.Related) bool {
			pos := wire.PositionOf(r.Posn)
			return r.Also && a.changed.Has(pos.File, pos.Line)
		})
	})
}

// compare returns the findings that are not in the baseline.
func (a *adoption) compare(findings []finding, out *outcome) []finding {
	found, known := make(map[string]bool), make(map[string]bool)
	for _, f := range findings {
		found[f.Fingerprint] = true
	}
	var stale []string
	for _, e := range a.old.Entries {
		known[e.Fingerprint] = true
		if !found[e.Fingerprint] && len(out.errors)+len(out.shown.failures) == 0 && a.lookedAt(e, out) {
			stale = append(stale, fmt.Sprintf("%s in %s", e.Check, e.File))
		}
	}
	all := len(findings)
	rest := slices.DeleteFunc(findings, func(f finding) bool { return known[f.Fingerprint] })
	if n := all - len(rest); n > 0 {
		a.news = append(a.news, fmt.Sprintf("%s in %s not shown", plural(n, "finding"), a.name()))
	}
	if n := len(stale); n > 0 {
		a.news = append(a.news, fmt.Sprintf("%s: nothing is found any more for %s; -baseline-update removes what is stale", a.name(), abbreviate(stale)))
	}
	return rest
}

// lookedAt reports whether a run would find what an entry stands for. A package
// whose file has gone will never be asked for again.
func (a *adoption) lookedAt(e baseline.Entry, out *outcome) bool {
	if on, known := a.opts.checks[e.Check]; known && !on {
		return false
	}
	file := filepath.Join(filepath.Dir(a.file), filepath.FromSlash(e.File))
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if !a.opts.tests && strings.HasSuffix(e.File, "_test.go") {
		return false
	}
	if strings.HasSuffix(e.File, "_test.go") && out.untested[strings.TrimSuffix(e.Package, "_test")] != nil {
		return false
	}
	_, isRoot := out.roots[e.Package]
	_, isTest := out.roots[strings.TrimSuffix(e.Package, "_test")]
	return isRoot || isTest
}

// write writes the findings to the baseline, and keeps the entries of what was not
// looked at.
func (a *adoption) write(findings []finding, out *outcome) error {
	entries := slices.DeleteFunc(slices.Clone(a.old.Entries), func(e baseline.Entry) bool { return a.lookedAt(e, out) })
	for _, f := range findings {
		entries = append(entries, baseline.Entry{
			Check:       f.check,
			Category:    f.Category,
			Package:     pathOf(f.pkg),
			File:        a.relative(f.File),
			Function:    f.Function,
			Message:     f.Message,
			Fingerprint: f.Fingerprint,
		})
	}
	folder := filepath.Dir(a.file)
	if told, err := disk.Clean(folder); err == nil {
		a.news = append(a.news, told...)
	}
	if err := a.old.Write(a.file, sourceRoot(folder), entries); err != nil {
		return fmt.Errorf("-baseline: %w", err)
	}
	a.news = append(a.news, fmt.Sprintf("%s written to %s", plural(len(entries), "finding"), a.name()))
	return nil
}

// relative returns the name of a file as entries have it.
func (a *adoption) relative(file string) string {
	if rel, err := filepath.Rel(filepath.Dir(a.file), file); err == nil {
		file = rel
	}
	return filepath.ToSlash(file)
}

// name is the name of the baseline for messages.
func (a *adoption) name() string { return source.Shorten(a.dir, a.file) }

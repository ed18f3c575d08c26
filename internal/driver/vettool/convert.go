package vettool

import (
	"cmp"
	"fmt"
	"go/token"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	honnef "honnef.co/go/tools/analysis/report"

	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// A converter turns what analyzers said of a unit into what is printed.
type converter struct {
	unit  *unit
	logf  func(format string, args ...any)
	files map[*token.File]*fixFile
}

func newConverter(u *unit, logf func(string, ...any)) *converter {
	return &converter{unit: u, logf: logf}
}

// result returns an analyzer's error or its findings.
func (c *converter) result(act *action) wire.Result {
	if act.err != nil {
		return wire.Result{Err: act.err.Error()}
	}
	found := c.findings(act)
	prints := c.fingerprints(act.analyzer, found)
	var r wire.Result
	for i, f := range found {
		w := c.diagnostic(act.analyzer, f.Diagnostic)
		for i := range f.also {
			w.Related[i].Also = true
		}
		w.Dir = c.unit.Dir
		w.Function, _ = c.context(f.Pos)
		w.Fingerprint = prints[i]
		for _, s := range f.trace {
			w.Trace = append(w.Trace, c.step(s))
		}
		r.Diagnostics = append(r.Diagnostics, w)
	}
	return r
}

func (c *converter) step(s report.Step) wire.Step {
	step := wire.Step{Goroutine: s.Goroutine, Posn: c.posn(s.Pos), Message: show.Text(s.Message), Kind: s.Kind, To: s.To}
	if s.ToPos.IsValid() {
		step.ToPosn = c.posn(s.ToPos)
	}
	return step
}

// A finding is a diagnostic, where it is shown, and its counter-example, if it has one.
type finding struct {
	analysis.Diagnostic

	check    string
	position token.Position
	trace    []report.Step
	also     int // of its Related, the first ones are other places of the same defect
}

// compare orders findings by their positions, and those at one by what they say: an
// analyzer may find them in any order.
func (f finding) compare(g finding) int {
	return cmp.Or(
		strings.Compare(f.position.Filename, g.position.Filename),
		cmp.Compare(f.position.Line, g.position.Line),
		cmp.Compare(f.position.Column, g.position.Column),
		strings.Compare(f.Message, g.Message),
	)
}

// findings returns the findings of an analyzer in order.
func (c *converter) findings(act *action) []finding {
	r, _ := act.result.(*report.Result)
	var found []finding
	for _, d := range act.diagnostics {
		f := finding{Diagnostic: d, check: act.analyzer.Name, position: c.position(d.Pos)}
		if r != nil {
			f.trace = r.Trace(d)
			f.also = r.Also(d)
		}
		found = append(found, f)
	}
	slices.SortStableFunc(found, finding.compare)
	return found
}

func (c *converter) diagnostic(a *analysis.Analyzer, d analysis.Diagnostic) wire.Diagnostic {
	w := wire.Diagnostic{
		Category: d.Category,
		Posn:     c.posn(d.Pos),
		End:      c.posn(end(d.Pos, d.End)),
		Message:  show.Text(d.Message), // "go vet" prints it as it is
	}
	for _, r := range d.Related {
		w.Related = append(w.Related, wire.Related{Posn: c.posn(r.Pos), End: c.posn(end(r.Pos, r.End)), Message: show.Text(r.Message)})
	}
	w.SuggestedFixes, w.FileHashes = c.fixes(a, d)
	if d.Category != report.Failed { // which says it itself
		w.Message = wire.Named(w.Message, a.Name)
	}
	url, err := findingURL(a, d)
	if err != nil {
		c.logf("analyzer %s: %v", a.Name, err)
	}
	w.URL = url
	return w
}

func (c *converter) posn(pos token.Pos) string { return c.position(pos).String() }

// position returns the position that a user should look at: in the user's own file
// for what cmd/cgo rewrote, in the Go file for what goyacc wrote. What cmd/cgo
// writes is cached with the folder in it, which, if paths are trimmed, may be the
// one of another working copy; so the folder is ours, and only the name is cgo's.
func (c *converter) position(pos token.Pos) token.Position {
	p := honnef.DisplayPosition(c.unit.fset, pos)
	if file := c.unit.fset.File(pos); file != nil && c.unit.Dir != "" {
		stem, ok := strings.CutSuffix(filepath.Base(file.Name()), ".cgo1.go")
		if name := stem + ".go"; ok && filepath.Base(p.Filename) == name {
			p.Filename = filepath.Join(c.unit.Dir, name)
		}
	}
	return p
}

// end returns the end of a range of which only the start need be valid.
func end(pos, end token.Pos) token.Pos {
	if end.IsValid() {
		return end
	}
	return pos
}

// findingURL returns the address of the text that explains a finding: its own
// URL, or else the anchor named like its category, on the analyzer's page. It
// fails if either is not a URL.
func findingURL(a *analysis.Analyzer, d analysis.Diagnostic) (string, error) {
	ref := d.URL
	if ref == "" && d.Category != "" {
		ref = "#" + d.Category
	}
	base, err := url.Parse(a.URL)
	if err != nil {
		return "", fmt.Errorf("bad URL of the analyzer: %w", err)
	}
	u, err := base.Parse(ref)
	if err != nil {
		return "", fmt.Errorf("bad URL of a finding: %w", err)
	}
	return u.String(), nil
}

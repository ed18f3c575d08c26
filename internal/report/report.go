// Package report turns evidence into diagnostics. It is the only package that
// calls pass.Report, so what holds for every finding of every check is decided
// here, whichever driver runs the checks: ignore directives, also those of other
// tools, generated files, one diagnostic a defect, Related in the same file only, the
// counter-example that travels beside it, and what becomes of a check that panics.
package report

import (
	"fmt"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/generated"
	honnef "honnef.co/go/tools/analysis/report"

	"github.com/gopitfalls/gopitfalls/internal/guard"
)

// Requires lists what every check that reports through a [Reporter] must have
// in its Requires.
var Requires = []*analysis.Analyzer{generated.Analyzer, directives}

// ResultType is the result type of every check: *[Result].
var ResultType = reflect.TypeFor[*Result]()

// MaxMessage is the longest message, in bytes, that fits a terminal's line behind
// a position.
const MaxMessage = 140

// maxRelated bounds Related: only the decisive steps are worth a line.
const maxRelated = 3

// Explanation is the category of what is no finding, but tells why there is none.
const Explanation = "explain"

// A Finding is the evidence for one defect.
type Finding struct {
	Range    analysis.Range // what is wrong
	Category string         // constant per kind of message; anchor of the check's page
	Message  string         // subject, consequence, evidence; remedy
	Also     []Also         // other places at which the same defect shows
	Related  []Note         // decisive steps, most decisive first
	Fixes    []analysis.SuggestedFix
	Trace    []Step // the whole counter-example, in the order of execution
}

// A Note says something about a second place.
type Note struct {
	Pos     token.Pos
	Message string
}

// An Also is another place at which a defect shows: it is told with the first one, and in
// whatever file it stands.
type Also struct {
	Note
	Check string // whose directive is for it
}

// A Step is one step of a counter-example.
type Step struct {
	Goroutine string // who takes it; empty where there is only one
	Pos       token.Pos
	Message   string

	Kind  string    // "branch", "start", "message", "end" or "stuck", which are drawn as such; "" for any other
	To    string    // the goroutine that it starts, or that receives what it sends
	ToPos token.Pos // where that one receives
}

// A Result is what a check's Run returns beside its diagnostics.
type Result struct {
	// Used holds the directives that suppressed a finding.
	Used []*Directive

	// GaveUp says that the check did not look at all of the package, so a
	// directive that suppressed nothing may still be needed.
	GaveUp bool

	// traces holds the counter-examples of the diagnostics that have one, also how many
	// of their Related are other places of the same defect: the first ones.
	traces map[key][]Step
	also   map[key]int
}

// Also returns how many of the Related of a diagnostic that the check has reported are
// other places at which the same defect shows. They are the first ones.
func (r *Result) Also(d analysis.Diagnostic) int { return r.also[key{d.Pos, d.Category}] }

// Trace returns the counter-example of a diagnostic that the check has reported, nil if
// it has none. A driver that knows this type may print it.
func (r *Result) Trace(d analysis.Diagnostic) []Step {
	return r.traces[key{d.Pos, d.Category}]
}

// A Reporter reports the findings of one check on one package.
type Reporter struct {
	pass       *analysis.Pass
	directives *Directives
	generated  map[string]generated.Generator
	excluded   []string // categories
	seen       map[key]bool
	result     Result
}

// key identifies a defect, and its diagnostic: the instances of a generic function
// share the positions of its body.
type key struct {
	pos      token.Pos
	category string
}

// New returns a Reporter for the pass, whose analyzer must have [Requires].
func New(pass *analysis.Pass) *Reporter {
	r := &Reporter{
		pass:       pass,
		directives: guard.Of[*Directives](pass, directives),
		excluded:   excluded(pass.Analyzer),
		seen:       make(map[key]bool),
		result:     Result{traces: make(map[key][]Step), also: make(map[key]int)},
	}
	if f := pass.Analyzer.Flags.Lookup(generatedFlag); f == nil || f.Value.String() != "true" {
		r.generated = pass.ResultOf[generated.Analyzer].(map[string]generated.Generator)
	}
	return r
}

// Report reports a finding unless it is reported already, stands in a
// generated file, is suppressed by a directive, of ours or of another tool, or of a
// category that is not wanted.
func (r *Reporter) Report(f Finding) {
	k := key{f.Range.Pos(), f.Category}
	if r.seen[k] || r.Skips(k.pos) {
		return
	}
	r.seen[k] = true
	also := r.also(f.Also)
	if r.Suppresses(k.pos) {
		return
	}
	if slices.Contains(r.excluded, f.Category) {
		return // behind the directives: none is useless because of a flag
	}
	r.result.traces[k] = f.Trace
	r.result.also[k] = len(also)
	d := analysis.Diagnostic{
		Pos:            k.pos,
		End:            f.Range.End(),
		Category:       f.Category,
		Message:        f.Message,
		Related:        append(also, r.related(k.pos, f.Related)...),
		SuggestedFixes: f.Fixes,
	}
	if inGolangciLint.Load() {
		d.Message += r.alsoAt(honnef.DisplayPosition(r.pass.Fset, k.pos).Filename, also)
		d.Related = nil
	}
	r.pass.Report(d)
}

// alsoAt returns the lines at which a defect in a file shows as well, for the end of a message.
func (r *Reporter) alsoAt(file string, also []analysis.RelatedInformation) string {
	if len(also) == 0 {
		return ""
	}
	var places []string
	for _, a := range also {
		at := honnef.DisplayPosition(r.pass.Fset, a.Pos)
		place := fmt.Sprintf("line %d", at.Line)
		if at.Filename != file {
			place = fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)
		}
		places = append(places, place)
	}
	return "; also at " + strings.Join(places, ", ")
}

// Suppresses reports whether a directive, of ours or of another tool, suppresses what the
// check finds at a position, and records that ours does.
func (r *Reporter) Suppresses(pos token.Pos) bool {
	d, suppressed := r.suppressed(r.pass.Analyzer.Name, pos)
	if d != nil && !slices.Contains(r.result.Used, d) {
		r.result.Used = append(r.result.Used, d)
	}
	return suppressed
}

// suppressed reports whether a directive suppresses what a check finds at a position, and
// which if it is ours.
func (r *Reporter) suppressed(check string, pos token.Pos) (*Directive, bool) {
	posn := honnef.DisplayPosition(r.pass.Fset, pos)
	if d := r.directives.covering(check, posn); d != nil {
		return d, true
	}
	return nil, r.directives.foreign().Suppresses(check, posn)
}

// also returns the other places of a defect, but those that directives suppress.
func (r *Reporter) also(list []Also) []analysis.RelatedInformation {
	var also []analysis.RelatedInformation
	for _, a := range list {
		_, suppressed := r.suppressed(a.Check, a.Pos)
		if a.Check == r.pass.Analyzer.Name {
			suppressed = r.Suppresses(a.Pos)
		}
		if suppressed {
			continue
		}
		also = append(also, analysis.RelatedInformation{Pos: a.Pos, Message: a.Message})
	}
	return also
}

// GiveUp records that the check did not look at all of the package.
func (r *Reporter) GiveUp() { r.result.GaveUp = true }

// Result returns what the check's Run must return.
func (r *Reporter) Result() *Result { return &r.result }

// related keeps the notes that stand in the file of the finding: golangci-lint
// moves those of other files to the finding's own line.
func (r *Reporter) related(pos token.Pos, notes []Note) []analysis.RelatedInformation {
	file := honnef.DisplayPosition(r.pass.Fset, pos).Filename
	var related []analysis.RelatedInformation
	for _, n := range notes {
		if len(related) == maxRelated {
			break
		}
		if n.Pos.IsValid() && honnef.DisplayPosition(r.pass.Fset, n.Pos).Filename == file {
			related = append(related, analysis.RelatedInformation{Pos: n.Pos, Message: n.Message})
		}
	}
	return related
}

// Skips reports whether pos lies in a file that a program wrote. What
// cmd/cgo writes is the user's own file with the calls to C rewritten.
func (r *Reporter) Skips(pos token.Pos) bool {
	g, ok := r.generated[r.pass.Fset.PositionFor(pos, false).Filename]
	return ok && g != generated.Cgo
}

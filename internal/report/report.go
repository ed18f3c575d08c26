// Package report turns evidence into diagnostics. It is the only package that
// calls pass.Report, so what holds for every finding of every check is decided
// here: ignore directives, generated files, one diagnostic a defect, Related in
// the same file only, and the counter-example that travels beside it.
package report

import (
	"go/token"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/generated"
	honnef "honnef.co/go/tools/analysis/report"
)

// Requires lists what every check that reports through a [Reporter] must have
// in its Requires.
var Requires = []*analysis.Analyzer{generated.Analyzer, directives}

// ResultType is the result type of every check: *[Result].
var ResultType = reflect.TypeFor[*Result]()

// MaxMessage is the longest message, in bytes, that fits a terminal's line behind
// a position.
const MaxMessage = 140

// maxRelated bounds Related: golangci-lint prints each one as an issue of its
// own, so only the decisive steps are worth a line.
const maxRelated = 3

// Explanation is the category of what is no finding, but tells why there is none.
const Explanation = "explain"

// A Finding is the evidence for one defect.
type Finding struct {
	Range    analysis.Range // what is wrong
	Category string         // constant per kind of message; anchor of the check's page
	Message  string         // subject, consequence, evidence; remedy
	Related  []Note         // decisive steps, most decisive first
	Fixes    []analysis.SuggestedFix
	Trace    []Step // the whole counter-example, in the order of execution
}

// A Note says something about a second place.
type Note struct {
	Pos     token.Pos
	Message string
}

// A Step is one step of a counter-example.
type Step struct {
	Goroutine string // who takes it; empty where there is only one
	Pos       token.Pos
	Message   string
}

// A Result is what a check's Run returns beside its diagnostics.
type Result struct {
	// Used holds the directives that suppressed a finding.
	Used []*Directive

	// GaveUp says that the check did not look at all of the package, so a
	// directive that suppressed nothing may still be needed.
	GaveUp bool

	// traces holds the counter-examples of the diagnostics that have one.
	traces map[key][]Step
}

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
		directives: pass.ResultOf[directives].(*Directives),
		excluded:   excluded(pass.Analyzer),
		seen:       make(map[key]bool),
		result:     Result{traces: make(map[key][]Step)},
	}
	if f := pass.Analyzer.Flags.Lookup(generatedFlag); f == nil || f.Value.String() != "true" {
		r.generated = pass.ResultOf[generated.Analyzer].(map[string]generated.Generator)
	}
	return r
}

// Report reports a finding unless it is reported already, stands in a
// generated file, is suppressed by a directive or of a category that is not wanted.
func (r *Reporter) Report(f Finding) {
	k := key{f.Range.Pos(), f.Category}
	if r.seen[k] || r.isGenerated(k.pos) {
		return
	}
	r.seen[k] = true

	if d := r.directives.covering(r.pass.Analyzer.Name, honnef.DisplayPosition(r.pass.Fset, k.pos)); d != nil {
		if !slices.Contains(r.result.Used, d) {
			r.result.Used = append(r.result.Used, d)
		}
		return
	}
	if slices.Contains(r.excluded, f.Category) {
		return // behind the directives: none is useless because of a flag
	}
	r.result.traces[k] = f.Trace
	r.pass.Report(analysis.Diagnostic{
		Pos:            k.pos,
		End:            f.Range.End(),
		Category:       f.Category,
		Message:        f.Message,
		Related:        r.related(k.pos, f.Related),
		SuggestedFixes: f.Fixes,
	})
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

// isGenerated reports whether pos lies in a file that a program wrote. What
// cmd/cgo writes is the user's own file with the calls to C rewritten.
func (r *Reporter) isGenerated(pos token.Pos) bool {
	g, ok := r.generated[r.pass.Fset.PositionFor(pos, false).Filename]
	return ok && g != generated.Cgo
}

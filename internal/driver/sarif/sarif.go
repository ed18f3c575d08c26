// Package sarif writes findings in the Static Analysis Results Interchange Format,
// version 2.1.0, for code scanning services and viewers.
//
// A check is a rule, and the category of a finding one of its properties. The
// counter-example is a code flow with a thread for each goroutine. The log is the
// same wherever it is written: it has no absolute file names of what lies under the
// root, and no times.
package sarif

import (
	"encoding/json"
	"io"
	"path/filepath"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// fingerprint is the name of the vettool's fingerprint, and its version. Those that
// services compute themselves, such as GitHub's primaryLocationLineHash, are left
// to them.
const fingerprint = "gopitfalls/v1"

// A Run is what there is to write.
type Run struct {
	Version  string // of the command
	Root     string // the folder that names of files are relative to
	Dir      string // the one that names of files in errors are relative to
	Checks   []*analysis.Analyzer
	Info     func(check string) checkdoc.Info
	Findings []Finding
	Errors   []string // what went wrong; then the findings may not be all
	Notes    []string // what was left out
}

// A Finding is a diagnostic of a check.
type Finding struct {
	Check string
	wire.Diagnostic
}

// Write writes a log.
func Write(w io.Writer, r Run) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	return e.Encode(log{Schema: schema, Version: version, Runs: []run{newRun(r)}})
}

func newRun(r Run) run {
	rules := []reportingDescriptor{}
	index := make(map[string]int)
	for i, a := range r.Checks {
		rules = append(rules, rule(a, r.Info(a.Name)))
		index[a.Name] = i
	}
	p := &placer{root: r.Root, files: make(map[string][]byte)}
	results := []result{}
	for _, f := range r.Findings {
		results = append(results, p.result(f, index[f.Check]))
	}
	return run{
		Tool: tool{toolComponent{
			Name:           "gopitfalls",
			Version:        r.Version,
			InformationURI: "https://github.com/gopitfalls/gopitfalls",
			Rules:          rules,
		}},
		Invocations:        []invocation{p.invocation(r)},
		OriginalURIBaseIDs: map[string]artifactLocation{srcRoot: {Description: &message{Text: "The root of the repository."}}},
		ColumnKind:         "utf16CodeUnits",
		Results:            results,
	}
}

// placed is an error that begins with its place, perhaps behind the name of a package.
var placed = regexp.MustCompile(`^(?:[^\s:]+: )?([^\s:]+\.go:\d+(?::\d+)?): `)

// notification returns an error or a note, with its place if it names one.
func (p *placer) notification(level, text, dir string) notification {
	n := notification{Level: level, Message: message{Text: text}}
	if m := placed.FindStringSubmatch(text); m != nil {
		posn := m[1]
		if !filepath.IsAbs(posn) {
			posn = filepath.Join(dir, posn)
		}
		if at := p.place(posn, posn); at != nil {
			n.Locations = []location{{PhysicalLocation: at}}
		}
	}
	return n
}

func (p *placer) invocation(r Run) invocation {
	inv := invocation{ExecutionSuccessful: len(r.Errors) == 0}
	for _, text := range r.Notes {
		inv.ToolExecutionNotifications = append(inv.ToolExecutionNotifications, p.notification(checkdoc.Note, text, r.Dir))
	}
	for _, text := range r.Errors {
		inv.ToolExecutionNotifications = append(inv.ToolExecutionNotifications, p.notification(checkdoc.Error, text, r.Dir))
	}
	return inv
}

func (p *placer) result(f Finding, rule int) result {
	r := result{
		RuleID:    f.Check,
		RuleIndex: rule,
		Level:     f.Level,
		Message:   message{Text: f.Message},
		CodeFlows: p.codeFlows(f.Trace),
		Fixes:     p.fixes(f.Diagnostic),
	}
	if at := p.place(f.Posn, f.End); at != nil {
		r.Locations = []location{{PhysicalLocation: at}}
	}
	for i, rel := range f.Related {
		l := p.location(rel.Posn, rel.End, rel.Message)
		l.ID = i + 1
		r.RelatedLocations = append(r.RelatedLocations, l)
	}
	if f.Fingerprint != "" {
		r.PartialFingerprints = map[string]string{fingerprint: f.Fingerprint}
	}
	if f.Category != "" {
		r.Properties = &properties{f.Category, f.URL, f.Evidence}
	}
	if f.Evidence != nil {
		r.OccurrenceCount = max(f.Evidence.Goroutines, f.Evidence.Threads)
	}
	return r
}

// codeFlows returns a counter-example: the steps of each goroutine, in the order in
// which the goroutines first take one. Step numbers tell how they interleave.
func (p *placer) codeFlows(trace []wire.Step) []codeFlow {
	if len(trace) == 0 {
		return nil
	}
	var threads []threadFlow
	for i, step := range trace {
		t := slices.IndexFunc(threads, func(t threadFlow) bool { return t.ID == step.Goroutine })
		if t < 0 {
			t = len(threads)
			threads = append(threads, threadFlow{ID: step.Goroutine})
		}
		at := p.location(step.Posn, step.Posn, step.Message)
		threads[t].Locations = append(threads[t].Locations, threadFlowLocation{at, i + 1})
	}
	return []codeFlow{{threads}}
}

// fixes returns the fixes of a finding whose files are as they were when it was
// found.
func (p *placer) fixes(d wire.Diagnostic) []fix {
	var fixes []fix
	for _, f := range d.SuggestedFixes {
		if changes := p.changes(f.Edits, d.FileHashes); len(changes) > 0 {
			fixes = append(fixes, fix{message{Text: f.Message}, changes})
		}
	}
	return fixes
}

// changes returns edits by file, or nothing if not all of them can be made.
func (p *placer) changes(edits []wire.TextEdit, hashes map[string]string) []artifactChange {
	var changes []artifactChange
	index := make(map[string]int)
	for _, e := range edits {
		if !p.hasHash(e.Filename, hashes[e.Filename]) || e.Start < 0 || e.End < e.Start || e.End > len(p.source(e.Filename)) {
			return nil
		}
		i, ok := index[e.Filename]
		if !ok {
			i = len(changes)
			index[e.Filename] = i
			changes = append(changes, artifactChange{ArtifactLocation: p.artifact(e.Filename)})
		}
		changes[i].Replacements = append(changes[i].Replacements, replacement{p.span(e.Filename, e.Start, e.End), content{e.New}})
	}
	return changes
}

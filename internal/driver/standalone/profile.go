package standalone

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/evidence"
	"github.com/gopitfalls/gopitfalls/internal/driver/prove"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/text"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
	"github.com/gopitfalls/gopitfalls/internal/profile"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// readProfiles reads what -profile and -profile-base name, nil if they name nothing. What
// is to be compared with comes first.
func readProfiles(ctx context.Context, opts *options, env Env) (*profile.Set, error) {
	if len(opts.profiles) == 0 {
		return nil, nil //nolint:nilnil // there is nothing
	}
	set := profile.NewSet()
	for _, name := range slices.Concat(opts.profileBase, opts.profiles) {
		if err := evidence.Read(ctx, set, name, env.stdin(), opts.profileTimeout); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func (env Env) stdin() io.Reader {
	if env.Stdin != nil {
		return env.Stdin
	}
	return os.Stdin
}

// witness joins findings with what running programs tell. It returns the findings, those
// first at which most goroutines hang.
func witness(ctx context.Context, set *profile.Set, findings []finding, out *outcome, opts *options, env Env) []finding {
	base := make(map[string]bool)
	for _, name := range opts.profileBase {
		base[evidence.Redacted(name)] = true
	}
	join := evidence.Options{Base: base}
	if opts.prove != nil {
		join = evidence.Options{Sum: true, Test: prove.Label}
	}
	out.witness = evidence.Join(set, plainFindings(findings), out.packages(), join)
	out.notes = append(out.notes, out.witness.Notes...)
	explainSilence(ctx, out, opts, env)
	return ranked(findings, out.witness)
}

func plainFindings(findings []finding) []evidence.Finding {
	plain := make([]evidence.Finding, len(findings))
	for i, f := range findings {
		plain[i] = evidence.Finding{Check: f.check, Package: pathOf(f.pkg), Diagnostic: f.Diagnostic}
	}
	return plain
}

// packages returns the packages that were asked for.
func (out *outcome) packages() (pkgs []evidence.Package) {
	for _, path := range slices.Sorted(maps.Keys(out.roots)) {
		p := out.roots[path]
		pkgs = append(pkgs, evidence.Package{
			Path: path, Dir: p.Dir, Command: p.Name == "main",
			Files: slices.Concat(p.GoFiles, p.CgoFiles, p.TestGoFiles, p.XTestGoFiles),
		})
	}
	return pkgs
}

// ranked returns the findings with what hangs there, the most first. Those at which
// nobody hangs come last, in their order.
func ranked(findings []finding, r *evidence.Result) []finding {
	order := make([]int, len(findings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		px, py := r.Joined[x], r.Joined[y]
		switch {
		case px == nil && py == nil:
			return 0
		case px == nil:
			return 1
		case py == nil:
			return -1
		}
		return evidence.Compare(px, py)
	})
	list := make([]finding, len(findings))
	for i, old := range order {
		list[i] = findings[old]
		if place := r.Joined[old]; place != nil {
			list[i].place, list[i].Evidence = place, &place.Evidence
		}
	}
	return list
}

// mostExplained is for how many places without a finding the engine is asked why.
const mostExplained = 20

// explainSilence asks the checks why they find nothing at the places where most goroutines
// hang.
func explainSilence(ctx context.Context, out *outcome, opts *options, env Env) {
	var places, packages []string
	for _, p := range out.witness.Blocked {
		if !p.Local || p.Moved || p.Pitfall != "" || strings.Contains(p.Posn, ",") || len(places) == mostExplained {
			continue
		}
		for _, root := range out.roots {
			if root.Dir != "" && strings.HasPrefix(p.Posn, root.Dir) && !strings.ContainsAny(p.Posn[len(root.Dir)+1:], `/\`) {
				packages = append(packages, root.pattern(env.Dir))
			}
		}
		places = append(places, p.Posn)
	}
	if len(places) == 0 || len(packages) == 0 || opts.files {
		return
	}
	slices.Sort(packages)
	asked := *opts
	asked.settings = slices.Clone(opts.settings)
	for _, a := range opts.analyzers {
		if a.Flags.Lookup("blocked") != nil {
			asked.settings = append(asked.settings, "-"+a.Name+".blocked="+strings.Join(places, ","))
		}
	}
	slices.Sort(asked.settings)
	why := make(map[string]string)
	cmd := &goRunner{dir: env.Dir, stderr: show.To(io.Discard)}
	err := cmd.vet(ctx, &asked, env.Self, slices.Compact(packages), func(t wire.Tree) {
		for _, results := range t {
			for _, r := range results {
				for _, d := range r.Diagnostics {
					if d.Category == report.Explanation {
						pos := wire.PositionOf(d.Posn)
						why[fmt.Sprintf("%s:%d", pos.File, pos.Line)] = d.Message
					}
				}
			}
		}
	})
	if err != nil && ctx.Err() == nil {
		out.notes = append(out.notes, fmt.Sprintf("why nothing is found where goroutines hang cannot be told: %v", err))
	}
	for _, p := range out.witness.Blocked {
		p.Why = cmp.Or(why[p.Posn], p.Why)
	}
}

// hangs returns what is known of the goroutines at a place, in words.
func hangs(e wire.Evidence) string {
	var parts []string
	what := plural(int(e.Goroutines), "goroutine")
	if e.Threads > 0 && e.Goroutines == 0 {
		what = plural(int(e.Threads), "thread")
	}
	if len(e.States) > 0 {
		what += " (" + strings.Join(e.States[:min(len(e.States), 3)], ", ") + ")"
	}
	parts = append(parts, what)
	if e.Threads > 0 && e.Goroutines > 0 {
		parts = append(parts, plural(int(e.Threads), "thread"))
	}
	if e.Leaked > 0 {
		parts = append(parts, fmt.Sprintf("%d of them leaked for certain", e.Leaked))
	}
	if e.Minutes > 0 {
		parts = append(parts, fmt.Sprintf("for up to %d minutes", e.Minutes))
	}
	if e.Before != nil {
		parts = append(parts, fmt.Sprintf("%+d since before", max(e.Goroutines, e.Threads)-*e.Before))
	}
	if len(e.Counts) > 2 || len(e.Counts) == 2 && e.Before == nil {
		parts = append(parts, "in time: "+strings.Trim(fmt.Sprint(shortSeries(e.Counts)), "[]"))
	}
	if e.PerMinute != 0 {
		parts = append(parts, fmt.Sprintf("%+.3g a minute", e.PerMinute))
	}
	return strings.Join(parts, "; ")
}

// shortSeries returns the last of many numbers.
func shortSeries(counts []int64) []int64 { return counts[max(0, len(counts)-10):] }

// place prints what hangs at a finding.
func (p *printer) place(w *show.Printer, f finding) {
	if p.opts.prove != nil {
		p.verdict(w, f)
	}
	if f.place == nil {
		return
	}
	w.Printf("\thangs here: %s\n", hangs(f.place.Evidence))
	if f.place.Why != "" {
		w.Printf("\t%s\n", f.place.Why)
	}
	for _, line := range f.place.Lookups {
		w.Printf("\tnames are looked up at %s\n", p.Posn(line))
	}
	if f.place.Moved {
		w.Printf("\tthe source has changed since the program was built: this is the only such operation in the function\n")
	}
	p.origin(w, f.place.Evidence)
}

// origin prints where goroutines come from.
func (p *printer) origin(w *show.Printer, e wire.Evidence) {
	for _, creator := range e.CreatedBy[:min(len(e.CreatedBy), 3)] {
		w.Printf("\tcreated by %s\n", creator)
	}
	if len(e.Labels) > 0 {
		w.Printf("\tlabels: %s\n", strings.Join(e.Labels, "; "))
	}
}

// mostPlaces is how many places without a finding are printed.
const mostPlaces = 50

// witness prints what running programs tell beside findings.
func (p *printer) witness(w *show.Printer, r *evidence.Result) {
	for _, e := range r.Events {
		w.Printf("%s: %s\n", e.Source, e.Text)
	}
	rest, left := int64(0), 0
	for i, place := range r.Blocked {
		if i >= mostPlaces {
			rest, left = rest+place.Goroutines, left+1
			continue
		}
		w.Printf("%s %s: %s\n", p.Paint(text.Bold, p.Posn(place.Posn)+":"), p.unexplained(place), hangs(place.Evidence))
		if place.Why != "" {
			w.Printf("\t%s\n", place.Why)
		}
		if place.Moved {
			w.Printf("\tthe source has changed since the program was built: nothing at this line waits so\n")
		}
		p.origin(w, place.Evidence)
	}
	if left > 0 {
		w.Printf("%s more, with %s; -json has them all\n", plural(left, "place"), plural(int(rest), "goroutine"))
	}
	if len(r.Idle) > 0 {
		var kinds []string
		n := int64(0)
		for _, idle := range r.Idle {
			kinds = append(kinds, fmt.Sprintf("%s %d", idle.What, idle.Goroutines))
			n += idle.Goroutines
		}
		w.Printf("as expected: %s (%s)\n", plural(int(n), "goroutine"), strings.Join(kinds, ", "))
	}
}

// unexplained says that there is no finding at a place.
func (p *printer) unexplained(place *evidence.Place) string {
	if p.opts.prove != nil && place.Leaked > 0 {
		return "leaked, not found" + after(place.Tests)
	}
	if place.Pitfall != "" {
		return "held as " + place.Pitfall + " says"
	}
	return "no finding where goroutines hang"
}

// witnessTree adds the places without a finding to what is printed as JSON, as diagnostics
// of "profile".
func (p *printer) witnessTree(t wire.Tree, r *evidence.Result) {
	byPackage := make(map[string][]wire.Diagnostic)
	for _, place := range r.Blocked {
		msg := p.unexplained(place)
		if place.Why != "" {
			msg += ": " + place.Why
		}
		e := place.Evidence
		byPackage[place.Package] = append(byPackage[place.Package], wire.Diagnostic{
			Category: cmp.Or(place.Pitfall, "blocked"), Posn: place.Posn, End: place.Posn, Message: msg,
			Function: place.Function, Level: checkdoc.Note, Evidence: &e,
		})
	}
	for pkg, ds := range byPackage {
		t.Add(pkg, "profile", wire.Result{Diagnostics: ds})
	}
}

// witnessNotes returns the places without a finding in words, for SARIF.
func (p *printer) witnessNotes(r *evidence.Result) (notes []string) {
	if r == nil {
		return nil
	}
	for _, e := range r.Events {
		notes = append(notes, e.Source+": "+e.Text)
	}
	for _, place := range r.Blocked[:min(len(r.Blocked), mostPlaces)] {
		note := fmt.Sprintf("%s: %s: %s", p.Posn(place.Posn), p.unexplained(place), hangs(place.Evidence))
		if place.Why != "" {
			note += "; " + place.Why
		}
		notes = append(notes, note)
	}
	return notes
}

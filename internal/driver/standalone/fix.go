package standalone

import (
	"context"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/driver/fixes"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// applyFixes applies the fixes of findings, or prints them as a diff. It returns
// the findings that remain and the number of those that do not.
func applyFixes(ctx context.Context, findings []finding, out *outcome, p *printer) (rest []finding, fixed int, err error) {
	diagnostics := make([]wire.Diagnostic, len(findings))
	for i, f := range findings {
		diagnostics[i] = f.Diagnostic
	}
	plan := fixes.New(diagnostics)
	defer p.skippedFixes(plan)
	if p.opts.diff {
		p.diff(plan)
		return findings, 0, nil
	}
	p.told(plan.Clean(out.folders))
	err = plan.Write(ctx, diagnostics)
	rest, fixed = remaining(plan, findings)
	return rest, fixed, err
}

// remaining returns the findings that the plan does not fix, and how many it does
// fix. They, and the skipped fixes, come to stand where they are after it.
func remaining(plan *fixes.Plan, findings []finding) (rest []finding, fixed int) {
	for i, s := range plan.Skipped {
		plan.Skipped[i].Posn = plan.Move(s.Posn)
	}
	for i, f := range findings {
		if plan.Fixed[i] {
			fixed++
			continue
		}
		rest = append(rest, moved(plan, f))
	}
	return rest, fixed
}

// moved returns a finding with its positions as they are after the fixes.
func moved(plan *fixes.Plan, f finding) finding {
	f.Posn, f.End = plan.Move(f.Posn), plan.Move(f.End)
	f.position = parsePosition(f.Posn)
	f.Related = slices.Clone(f.Related)
	for i, r := range f.Related {
		f.Related[i].Posn, f.Related[i].End = plan.Move(r.Posn), plan.Move(r.End)
	}
	f.Trace = slices.Clone(f.Trace)
	for i, s := range f.Trace {
		f.Trace[i].Posn = plan.Move(s.Posn)
		f.Trace[i].ToPosn = plan.Move(s.ToPosn)
	}
	return f
}

package standalone

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
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
		if !p.opts.fix.wants(f.check, p.info(f.check)) {
			diagnostics[i].SuggestedFixes = nil
		}
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

// place is how messages name lines: of their file, or of another in the same folder.
var place = regexp.MustCompile(`\bline (\d+)\b|([\w.-]+\.go):(\d+)\b`)

// movedText returns a message about a file with the lines that it names as they are after
// the fixes.
func movedText(plan *fixes.Plan, file, message string) string {
	return place.ReplaceAllStringFunc(message, func(found string) string {
		m := place.FindStringSubmatch(found)
		if m[1] != "" {
			_, line, _ := wire.ParsePosn(plan.Move(file + ":" + m[1]))
			return fmt.Sprintf("line %d", line)
		}
		_, line, _ := wire.ParsePosn(plan.Move(filepath.Join(filepath.Dir(file), m[2]) + ":" + m[3]))
		return fmt.Sprintf("%s:%d", m[2], line)
	})
}

// moved returns a finding with its positions as they are after the fixes.
func moved(plan *fixes.Plan, f finding) finding {
	f.Message = movedText(plan, f.File, f.Message)
	f.Posn, f.End = plan.Move(f.Posn), plan.Move(f.End)
	f.Position = wire.PositionOf(f.Posn)
	f.Related = slices.Clone(f.Related)
	for i, r := range f.Related {
		f.Related[i].Message = movedText(plan, f.File, r.Message)
		f.Related[i].Posn, f.Related[i].End = plan.Move(r.Posn), plan.Move(r.End)
	}
	f.Trace = slices.Clone(f.Trace)
	for i, s := range f.Trace {
		f.Trace[i].Message = movedText(plan, wire.PositionOf(s.Posn).File, s.Message)
		f.Trace[i].Posn = plan.Move(s.Posn)
		f.Trace[i].ToPosn = plan.Move(s.ToPosn)
	}
	return f
}

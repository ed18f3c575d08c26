package standalone

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/driver/disk"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A fixPlan is what the fixes of some findings come to. Nothing is written
// before all of it is known.
type fixPlan struct {
	files   map[string]*sourceFile // those that fixes would edit, by name
	fixed   []bool                 // for each finding: its fix is part of the plan
	skipped []skippedFix
}

// A skippedFix is a fix that is not part of the plan.
type skippedFix struct {
	posn string // of the finding
	why  string
}

// planFixes plans the first fix of each finding. If two of them are in each
// other's way, the first one wins.
func planFixes(findings []finding) *fixPlan {
	files := make(map[string]*sourceFile)
	for {
		p := &fixPlan{files: files, fixed: make([]bool, len(findings))}
		for _, file := range files {
			file.edits = nil
		}
		for i, f := range findings {
			if len(f.SuggestedFixes) > 0 && len(f.SuggestedFixes[0].Edits) > 0 {
				p.take(i, f)
			}
		}
		// A file that the edits ruin takes all its fixes out of the plan, with
		// what these edit in other files. So the others must be thought over.
		ruined := false
		for _, file := range files {
			ruined = !file.format() || ruined
		}
		if !ruined {
			return p
		}
	}
}

// take makes the fix of the i-th finding part of the plan, or says why not.
func (p *fixPlan) take(i int, f finding) {
	edits := f.SuggestedFixes[0].Edits
	for n, e := range edits {
		if why := p.refuse(e, f.FileHashes[e.Filename], edits[:n]); why != "" {
			if e.Filename != f.file {
				why = filepath.Base(e.Filename) + ": " + why
			}
			p.skipped = append(p.skipped, skippedFix{f.Posn, why})
			return
		}
	}
	for _, e := range edits {
		p.files[e.Filename].add(e)
	}
	p.fixed[i] = true
}

// refuse returns why an edit cannot be made, or an empty string. The edit is one
// of a fix that consists of others before it, and for files with this hash.
func (p *fixPlan) refuse(e wire.TextEdit, hash string, before []wire.TextEdit) string {
	file := p.files[e.Filename]
	if file == nil {
		file = readSource(e.Filename)
		p.files[e.Filename] = file
	}
	switch {
	case file.unusable != "":
		return file.unusable
	case hash == "":
		return "it is not known whether the file has changed since it was analysed"
	case hash != file.hash:
		return "the file has changed since it was analysed; run again"
	case e.Start < 0 || e.End < e.Start || e.End > len(file.old):
		return "it edits what is not in the file"
	}
	for _, o := range before {
		if o.Filename == e.Filename && o.Start < e.End && e.Start < o.End {
			return "it overlaps itself"
		}
	}
	for _, o := range file.edits {
		if o != e && collide(o, e) {
			return "it overlaps another; run again"
		}
	}
	return ""
}

// collide reports whether the result of two edits of a file by different fixes
// is not clear: they touch the same bytes or insert at the same place.
func collide(x, y wire.TextEdit) bool {
	return x.Start < y.End && y.Start < x.End || x.Start == y.Start && (x.Start == x.End && y.Start == y.End)
}

// changed returns the files that the plan changes, sorted by name.
func (p *fixPlan) changed() []*sourceFile {
	var files []*sourceFile
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if p.files[name].changes() {
			files = append(files, p.files[name])
		}
	}
	return files
}

// write makes the changes. Files that a fix edits together change together or not at
// all; those that somebody else has changed meanwhile take their fixes out of the plan.
// An error, or an interruption, ends it; the fixes that were not made until then leave
// the plan, too.
func (p *fixPlan) write(ctx context.Context, findings []finding) error {
	var failed error
	for _, group := range p.groups(findings) {
		if failed == nil {
			failed = ctx.Err()
		}
		if failed != nil {
			p.drop(group, findings, "")
			continue
		}
		var changes []disk.Change
		for _, file := range group {
			changes = append(changes, file.change())
		}
		err := disk.Replace(changes...)
		if refusal, ok := errors.AsType[*disk.Refusal](err); ok {
			why := refusal.Why
			if len(group) > 1 {
				why = filepath.Base(refusal.Name) + ": " + why
			}
			p.drop(group, findings, why)
		} else if err != nil {
			failed = err
			p.drop(group, findings, "")
		}
	}
	switch {
	case failed == nil:
		return nil
	case errors.Is(failed, ctx.Err()):
		return errInterrupted
	case slices.Contains(p.fixed, true):
		return fmt.Errorf("not all was fixed: %w", failed)
	}
	return fmt.Errorf("nothing was fixed: %w", failed)
}

// errInterrupted says that a plan was not carried out to its end.
var errInterrupted = errors.New("interrupted: not all was fixed; run again")

// groups returns the files that the plan changes, those together that some fix of it
// edits together, in the order of their names.
func (p *fixPlan) groups(findings []finding) [][]*sourceFile {
	first := make(map[string]string) // the name that stands for a group, by the names in it
	find := func(name string) string {
		for first[name] != "" {
			name = first[name]
		}
		return name
	}
	for i, f := range findings {
		if !p.fixed[i] {
			continue
		}
		edits := f.SuggestedFixes[0].Edits
		for _, e := range edits[1:] {
			x, y := find(edits[0].Filename), find(e.Filename)
			if x != y {
				first[max(x, y)] = min(x, y)
			}
		}
	}
	var groups [][]*sourceFile
	index := make(map[string]int)
	for _, file := range p.changed() {
		name := find(file.name)
		i, ok := index[name]
		if !ok {
			i = len(groups)
			index[name] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], file)
	}
	return groups
}

// drop takes the fixes that edit some files, and no others, out of the plan.
func (p *fixPlan) drop(group []*sourceFile, findings []finding, why string) {
	for i, f := range findings {
		if p.fixed[i] && slices.Contains(group, p.files[f.SuggestedFixes[0].Edits[0].Filename]) {
			p.fixed[i] = false
			if why != "" {
				p.skipped = append(p.skipped, skippedFix{f.Posn, why})
			}
		}
	}
	for _, file := range group {
		file.edits, file.fixed = nil, file.old
	}
}

// clean removes what runs that were killed have left beside files: in these folders and
// where the plan changes something.
func (p *fixPlan) clean(folders []string) (told []string) {
	folders = slices.Clone(folders)
	for name := range p.files {
		if target, err := filepath.EvalSymlinks(name); err == nil {
			folders = append(folders, filepath.Dir(target))
		}
	}
	slices.Sort(folders)
	for _, folder := range slices.Compact(folders) {
		lines, _ := disk.Clean(folder) // those that cannot be read have nothing to fix
		told = append(told, lines...)
	}
	return told
}

// remaining returns the findings that the plan does not fix, and how many it does
// fix. They, and the skipped fixes, come to stand where they are after it.
func (p *fixPlan) remaining(findings []finding) (rest []finding, fixed int) {
	for i, s := range p.skipped {
		p.skipped[i].posn = p.movePosn(s.posn)
	}
	for i, f := range findings {
		if p.fixed[i] {
			fixed++
			continue
		}
		rest = append(rest, p.move(f))
	}
	return rest, fixed
}

// move returns a finding with its positions as they are after the fixes.
func (p *fixPlan) move(f finding) finding {
	f.Posn, f.End = p.movePosn(f.Posn), p.movePosn(f.End)
	f.position = parsePosition(f.Posn)
	f.Related = slices.Clone(f.Related)
	for i, r := range f.Related {
		f.Related[i].Posn, f.Related[i].End = p.movePosn(r.Posn), p.movePosn(r.End)
	}
	f.Trace = slices.Clone(f.Trace)
	for i, s := range f.Trace {
		f.Trace[i].Posn = p.movePosn(s.Posn)
	}
	return f
}

func (p *fixPlan) movePosn(s string) string {
	pos := parsePosition(s)
	file := p.files[pos.file]
	if file == nil || pos.line == 0 {
		return s
	}
	moved := fmt.Sprintf("%s:%d", pos.file, pos.line+file.shift(pos))
	if pos.col == 0 {
		return moved
	}
	return fmt.Sprintf("%s:%d", moved, pos.col)
}

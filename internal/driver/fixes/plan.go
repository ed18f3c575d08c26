// Package fixes makes the changes that findings suggest, in files that others may be
// editing: each fix whole or not at all, none in the way of another, and what comes out
// is Go as gofmt has it.
package fixes

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

// A Plan is what the fixes of some findings come to. Nothing is written
// before all of it is known.
type Plan struct {
	Fixed   []bool // for each finding: its fix is part of the plan
	Skipped []Skipped

	files map[string]*File // those that fixes would edit, by name
}

// A Skipped fix is one that is not part of the plan.
type Skipped struct {
	Posn string // of the finding
	Why  string
}

// New plans the first fix of each finding. If two of them are in each
// other's way, the first one wins.
func New(findings []wire.Diagnostic) *Plan {
	files := make(map[string]*File)
	for {
		p := &Plan{files: files, Fixed: make([]bool, len(findings))}
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
func (p *Plan) take(i int, f wire.Diagnostic) {
	edits := f.SuggestedFixes[0].Edits
	for n, e := range edits {
		if why := p.refuse(e, f.FileHashes[e.Filename], edits[:n]); why != "" {
			if name, _, _ := wire.ParsePosn(f.Posn); e.Filename != name {
				why = filepath.Base(e.Filename) + ": " + why
			}
			p.Skipped = append(p.Skipped, Skipped{f.Posn, why})
			return
		}
	}
	for _, e := range edits {
		p.files[e.Filename].add(e)
	}
	p.Fixed[i] = true
}

// refuse returns why an edit cannot be made, or an empty string. The edit is one
// of a fix that consists of others before it, and for files with this hash.
func (p *Plan) refuse(e wire.TextEdit, hash string, before []wire.TextEdit) string {
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

// Changed returns the files that the plan changes, sorted by name.
func (p *Plan) Changed() []*File {
	var files []*File
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if p.files[name].changes() {
			files = append(files, p.files[name])
		}
	}
	return files
}

// Write makes the changes. Files that a fix edits together change together or not at
// all; those that somebody else has changed meanwhile take their fixes out of the plan.
// An error, or an interruption, ends it; the fixes that were not made until then leave
// the plan, too.
func (p *Plan) Write(ctx context.Context, findings []wire.Diagnostic) error {
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
		return ErrInterrupted
	case slices.Contains(p.Fixed, true):
		return fmt.Errorf("not all was fixed: %w", failed)
	}
	return fmt.Errorf("nothing was fixed: %w", failed)
}

// ErrInterrupted says that a plan was not carried out to its end.
var ErrInterrupted = errors.New("interrupted: not all was fixed; run again")

// groups returns the files that the plan changes, those together that some fix of it
// edits together, in the order of their names.
func (p *Plan) groups(findings []wire.Diagnostic) [][]*File {
	first := make(map[string]string) // the name that stands for a group, by the names in it
	find := func(name string) string {
		for first[name] != "" {
			name = first[name]
		}
		return name
	}
	for i, f := range findings {
		if !p.Fixed[i] {
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
	var groups [][]*File
	index := make(map[string]int)
	for _, file := range p.Changed() {
		name := find(file.Name)
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
func (p *Plan) drop(group []*File, findings []wire.Diagnostic, why string) {
	for i, f := range findings {
		if p.Fixed[i] && slices.Contains(group, p.files[f.SuggestedFixes[0].Edits[0].Filename]) {
			p.Fixed[i] = false
			if why != "" {
				p.Skipped = append(p.Skipped, Skipped{f.Posn, why})
			}
		}
	}
	for _, file := range group {
		file.edits, file.Fixed = nil, file.old
	}
}

// Clean removes what runs that were killed have left beside files: in these folders and
// where the plan changes something.
func (p *Plan) Clean(folders []string) (told []string) {
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

// Move returns where a position comes to be by the plan.
func (p *Plan) Move(posn string) string {
	name, line, col := wire.ParsePosn(posn)
	file := p.files[name]
	if file == nil || line == 0 {
		return posn
	}
	moved := fmt.Sprintf("%s:%d", name, line+file.shift(line, col))
	if col == 0 {
		return moved
	}
	return fmt.Sprintf("%s:%d", moved, col)
}

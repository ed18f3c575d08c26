package vettool

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/token"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A fixFile is a file of the package that a fix edits.
type fixFile struct {
	hash     string // SHA-256 of what was parsed, in hex
	remapped bool   // by line directives: offsets in it mean nothing in the user's file
}

// fixes returns the fixes of a diagnostic that can be applied, and the hashes of
// the files that they edit. A fix that no tool could apply is a bug in the
// analyzer, which is logged; one in what cmd/cgo wrote is no use to anybody.
func (c *converter) fixes(a *analysis.Analyzer, d analysis.Diagnostic) ([]wire.SuggestedFix, map[string]string) {
	var fixes []wire.SuggestedFix
	var hashes map[string]string
	for _, fix := range d.SuggestedFixes {
		edits, edited, err := c.edits(fix.TextEdits)
		if err == nil && slices.ContainsFunc(fixes, func(f wire.SuggestedFix) bool { return f.Message == fix.Message }) {
			err = errors.New("another fix of the finding has the same message")
		}
		if err != nil {
			c.logf("analyzer %s: %s: dropping invalid fix %q: %v", a.Name, c.posn(d.Pos), fix.Message, err)
			continue
		}
		if edited == nil {
			continue
		}
		fixes = append(fixes, wire.SuggestedFix{Message: fix.Message, Edits: edits})
		if hashes == nil {
			hashes = make(map[string]string)
		}
		maps.Copy(hashes, edited)
	}
	return fixes, hashes
}

// edits returns the edits in the order in which they stand in their files, and
// the hashes of these; no hashes if there is nothing to edit or a file is
// remapped. It fails if an edit lies outside the package's files or overlaps
// another.
func (c *converter) edits(edits []analysis.TextEdit) ([]wire.TextEdit, map[string]string, error) {
	edits = slices.Clone(edits)
	for i := range edits {
		edits[i].End = end(edits[i].Pos, edits[i].End)
	}
	// Stable: insertions at one point keep their order, and stand before a
	// deletion that begins there.
	slices.SortStableFunc(edits, func(x, y analysis.TextEdit) int {
		return cmp.Or(cmp.Compare(x.Pos, y.Pos), cmp.Compare(x.End, y.End))
	})
	var list []wire.TextEdit
	var hashes map[string]string
	var last token.Pos // end of the edit before
	for _, e := range edits {
		file := c.unit.fset.File(e.Pos)
		info := c.file(file)
		switch {
		case info == nil:
			return nil, nil, fmt.Errorf("%s lies in no file of the package", c.posn(e.Pos))
		case e.End < e.Pos || int(e.End) > file.Base()+file.Size():
			return nil, nil, fmt.Errorf("the edit at %s has no end in its file", c.posn(e.Pos))
		case e.Pos < last:
			return nil, nil, fmt.Errorf("the edit at %s overlaps another", c.posn(e.Pos))
		case info.remapped:
			return nil, nil, nil
		}
		last = e.End
		if hashes == nil {
			hashes = make(map[string]string)
		}
		hashes[file.Name()] = info.hash
		list = append(list, wire.TextEdit{
			Filename: file.Name(),
			Start:    file.Offset(e.Pos),
			End:      file.Offset(e.End),
			New:      string(e.NewText),
		})
	}
	return list, hashes, nil
}

// file returns what there is to know of a file before it is edited, or nil if it
// is none of the package's.
func (c *converter) file(file *token.File) *fixFile {
	if c.files == nil {
		c.files = make(map[*token.File]*fixFile)
		for _, f := range c.unit.files {
			c.files[c.unit.fset.File(f.FileStart)] = new(fixFile)
		}
	}
	info := c.files[file]
	if info != nil && info.hash == "" {
		info.hash = fmt.Sprintf("%x", sha256.Sum256(c.unit.sources[file.Name()]))
		info.remapped = remapped(file)
	}
	return info
}

// remapped reports whether a line directive makes some line of a file appear in
// another place.
func remapped(file *token.File) bool {
	for line := range file.LineCount() {
		pos := file.LineStart(line + 1)
		if file.PositionFor(pos, true) != file.PositionFor(pos, false) {
			return true
		}
	}
	return false
}

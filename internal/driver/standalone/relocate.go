package standalone

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A finding out of the build cache may have been made in another working copy: if
// paths are trimmed (-trimpath), or GOROOT is another, the go command's key is that
// of the content and does not tell the folder. So the vettool says in which folder
// the package was, and we, who know where it is, put the names of files right. A fix
// would edit the other copy's files otherwise.

// A relocation is a folder and where it is now.
type relocation struct{ from, to string }

// relocated returns a finding with the names that files have if dir is the folder
// of its package.
func (f finding) relocated(dir string) finding {
	from := f.Dir
	f.Dir = ""
	if from == "" || dir == "" || from == dir {
		return f
	}
	r := relocationOf(from, dir)
	f.Posn, f.End = r.name(f.Posn), r.name(f.End)
	f.Position = wire.PositionOf(f.Posn)
	f.Related = slices.Clone(f.Related)
	for i, rel := range f.Related {
		f.Related[i].Posn, f.Related[i].End = r.name(rel.Posn), r.name(rel.End)
	}
	f.Trace = slices.Clone(f.Trace)
	for i, s := range f.Trace {
		f.Trace[i].Posn = r.name(s.Posn)
		f.Trace[i].ToPosn = r.name(s.ToPosn)
	}
	f.SuggestedFixes = slices.Clone(f.SuggestedFixes)
	for i, fix := range f.SuggestedFixes {
		edits := slices.Clone(fix.Edits)
		for n, e := range edits {
			edits[n].Filename = r.name(e.Filename)
		}
		f.SuggestedFixes[i].Edits = edits
	}
	hashes := maps.Clone(f.FileHashes)
	for file, hash := range f.FileHashes {
		delete(hashes, file)
		hashes[r.name(file)] = hash
	}
	f.FileHashes = hashes
	return f
}

// relocationOf returns the relocation of all that moved with a package: line
// directives name files in other folders. Of the two folders it cuts what they end
// in alike, but never all.
func relocationOf(from, to string) relocation {
	for filepath.Base(from) == filepath.Base(to) {
		up, upTo := filepath.Dir(from), filepath.Dir(to)
		if up == filepath.Dir(up) || upTo == filepath.Dir(upTo) {
			break
		}
		from, to = up, upTo
	}
	return relocation{from, to}
}

// name returns the name of a file, or a position in it, as it is now.
func (r relocation) name(file string) string {
	if rest, ok := strings.CutPrefix(file, r.from); ok && rest != "" && rest[0] == filepath.Separator {
		return r.to + rest
	}
	return file
}

package leakproof

import (
	"bytes"
	"cmp"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// ProveFixed runs the functions of folders of the corpus again, with the first fixes of all
// findings applied, and fails the test for each finding with a fix at whose operation a
// goroutine is still seen to be stuck, or one panics. Exceptions are like those of [Prove].
func ProveFixed(t *testing.T, results []*analysistest.Result, exceptions map[string]string, folders ...string) {
	t.Helper()
	checktest.Slow(t, "builds and runs the corpus")
	folders = slices.DeleteFunc(slices.Clone(folders), func(folder string) bool { return exceptions[folder] != "" })
	files := make(map[string]*fixedFile)
	var fixed []operation
	for _, result := range results {
		pkg := result.Action.Package
		if !slices.Contains(folders, pkg.PkgPath) {
			continue
		}
		for _, d := range result.Action.Diagnostics {
			if len(d.SuggestedFixes) == 0 {
				continue
			}
			for _, e := range d.SuggestedFixes[0].TextEdits {
				from, to := pkg.Fset.Position(e.Pos), pkg.Fset.Position(e.End)
				fileOf(t, files, from.Filename).add(edit{from.Offset, to.Offset, e.NewText})
			}
			p := pkg.Fset.Position(d.Pos)
			fixed = append(fixed, operation{p, d.Message})
		}
	}
	if len(fixed) == 0 {
		t.Fatal("nothing has a fix")
	}
	texts := make(map[string][]byte)
	for name, f := range files {
		texts[name] = f.text()
	}
	seen := run(t, compile(t, folders, texts), patience<<2)
	for _, op := range fixed {
		f := fileOf(t, files, op.posn.Filename)
		from, to := f.lines(op.posn.Offset)
		for line := from; line <= to; line++ {
			if at, ok := placeAt(op.posn.Filename, line); ok && seen[at] {
				t.Errorf("%v: a goroutine is stuck, or panics, at what is line %d with its fix: %s", op.posn, line, op.message)
			}
		}
	}
	t.Logf("%d fixes", len(fixed))
}

// An operation is one at which somebody was found to be stuck.
type operation struct {
	posn    token.Position
	message string
}

// A fixedFile is a file with edits.
type fixedFile struct {
	src   []byte
	edits []edit // in order, none overlaps another
}

type edit struct {
	from, to int
	text     []byte
}

func fileOf(t *testing.T, files map[string]*fixedFile, name string) *fixedFile {
	t.Helper()
	if files[name] == nil {
		src, err := os.ReadFile(filepath.Clean(name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fixedFile{src: src}
	}
	return files[name]
}

// add adds an edit, once, if none is in its way.
func (f *fixedFile) add(e edit) {
	for _, other := range f.edits {
		if e.from == other.from && e.to == other.to && bytes.Equal(e.text, other.text) || e.from < other.to && other.from < e.to {
			return
		}
	}
	f.edits = append(f.edits, e)
	slices.SortStableFunc(f.edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
}

func (f *fixedFile) text() []byte {
	var out []byte
	done := 0
	for _, e := range f.edits {
		out = append(append(out, f.src[done:e.from]...), e.text...)
		done = e.to
	}
	return append(out, f.src[done:]...)
}

// lines returns the lines on which an operation stands once the file is fixed: it may have
// become a case of a select, above it.
func (f *fixedFile) lines(offset int) (from, to int) {
	to = 1 + bytes.Count(f.src[:offset], []byte("\n"))
	from = to
	for _, e := range f.edits {
		if e.from > offset {
			break
		}
		added := bytes.Count(e.text, []byte("\n")) - bytes.Count(f.src[e.from:e.to], []byte("\n"))
		from += added
		to += added
		if start := 1 + bytes.Count(f.src[:e.from], []byte("\n")); start == 1+bytes.Count(f.src[:offset], []byte("\n")) && bytes.HasPrefix(e.text, []byte("select {")) {
			from -= added
		}
	}
	return from, to
}

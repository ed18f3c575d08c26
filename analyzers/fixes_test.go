package analyzers_test

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"go/token"
	"maps"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// TestFixes applies the first fix of each finding in the corpus that has one, at most one
// in a declaration at a time, and runs all checks again: the package has types, the finding
// is gone, and there is none that was not there before. Files are formatted afterwards, as
// by whoever applies fixes; those about goroutines need not be.
func TestFixes(t *testing.T) {
	checktest.Slow(t, "runs all checks over the corpus several times")
	tried := make(map[string]int)
	for _, pkg := range checktest.ReadCorpus(t, corpus()...).Load(t, nil) {
		c := &fixing{Corpus: checktest.ReadCorpus(t, pkg.PkgPath+"/"), path: pkg.PkgPath}
		before := c.findings(t)
		rest := slices.DeleteFunc(slices.Clone(before), func(f fixable) bool { return len(f.edits) == 0 })
		for len(rest) > 0 {
			batch := oneEach(rest)
			rest = slices.DeleteFunc(rest, func(f fixable) bool {
				return slices.ContainsFunc(batch, func(b fixable) bool { return b.key == f.key })
			})
			for _, f := range batch {
				tried[f.check]++
			}
			c.try(t, before, batch)
		}
	}
	for _, check := range analyzers.All() {
		if needsStd[check.Name] == "" && analyzers.Info(check.Name).Fixes != (tried[check.Name] > 0) {
			t.Errorf("%d fixes of %s", tried[check.Name], check.Name)
		}
	}
	t.Logf("fixes tried: %v", tried)
}

// needsStd are checks that find nothing to fix without facts about the standard library, or
// about golang.org/x/sys, with the test of their fixes.
var needsStd = map[string]string{
	"cgoresolver": "TestFixesHold of integration",
	"connfile":    "TestFixesHold of integration",
	"fddeadline":  "TestFixesHold of integration",
}

// A fixing is a package of the corpus whose findings are fixed.
type fixing struct {
	*checktest.Corpus
	path string
}

// A fixable is a finding, with the edits of its first fix.
type fixable struct {
	key
	message string
	edits   []textEdit
	decl    string // in which the first edit is
}

// A key identifies a finding, whatever its message is.
type key struct {
	check, file string
	offset      int
}

type textEdit struct {
	file     string
	from, to int // offsets
	text     []byte
}

// findings returns what all checks find in the package.
func (c *fixing) findings(t *testing.T) []fixable {
	t.Helper()
	list := c.Load(t, nil)
	i := slices.IndexFunc(list, func(pkg *packages.Package) bool { return pkg.PkgPath == c.path })
	pkg := list[i]
	graph, err := checker.Analyze(analyzers.All(), []*packages.Package{pkg}, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := func(pos token.Pos) (file string, offset int) {
		p := pkg.Fset.Position(pos)
		return p.Filename, c.offset(p)
	}
	var found []fixable
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Error(act.Err)
			continue
		}
		for _, d := range act.Diagnostics {
			f := fixable{message: d.Message}
			f.check = act.Analyzer.Name
			f.file, f.offset = at(d.Pos)
			if len(d.SuggestedFixes) > 0 {
				for _, e := range d.SuggestedFixes[0].TextEdits {
					edit := textEdit{text: e.NewText}
					edit.file, edit.from = at(e.Pos)
					edit.to = edit.from
					if e.End.IsValid() {
						_, edit.to = at(e.End)
					}
					f.edits = append(f.edits, edit)
				}
				f.decl = declAt(pkg, d.SuggestedFixes[0].TextEdits[0].Pos)
			}
			found = append(found, f)
		}
	}
	return found
}

// declAt names the declaration at pos.
func declAt(pkg *packages.Package, pos token.Pos) string {
	for i, file := range pkg.Syntax {
		if file.FileStart > pos || pos > file.FileEnd {
			continue
		}
		for j, decl := range file.Decls {
			if decl.Pos() <= pos && pos <= decl.End() {
				return fmt.Sprintf("%d.%d", i, j)
			}
		}
		return fmt.Sprint(i)
	}
	return ""
}

// oneEach returns of each declaration the first finding.
func oneEach(list []fixable) []fixable {
	seen := make(map[string]bool)
	var batch []fixable
	for _, f := range list {
		if !seen[f.decl] {
			seen[f.decl] = true
			batch = append(batch, f)
		}
	}
	return batch
}

// try applies the fixes of some findings and looks what is found then.
func (c *fixing) try(t *testing.T, before, batch []fixable) {
	t.Helper()
	edits := make(map[string][]textEdit)
	for _, f := range batch {
		for _, e := range f.edits {
			edits[e.file] = append(edits[e.file], e)
		}
	}
	with := &fixing{Corpus: c.Corpus, path: c.path}
	for _, file := range slices.Sorted(maps.Keys(edits)) {
		src := applied(c.Source(file), edits[file])
		formatted, err := format.Source(src)
		if err != nil {
			t.Errorf("%s: not Go with the fixes of %q: %v\n%s", file, messages(batch), err, src)
			return
		}
		ours := !slices.ContainsFunc(batch, func(f fixable) bool { return f.check != "abandonedsend" && f.check != "orphanrecv" })
		if ours && !bytes.Equal(formatted, src) {
			t.Errorf("%s: not formatted with the fixes of %q:\n%s", file, messages(batch), src)
		}
		with.Corpus = with.With(t, file, src) // as it is, so that offsets are known
	}
	after := with.findings(t)
	for i := range after {
		after[i].offset = original(after[i].offset, edits[after[i].file])
	}
	for _, f := range batch {
		if slices.ContainsFunc(after, func(a fixable) bool { return a.key == f.key }) {
			t.Errorf("%s: not gone with its fix: %s: %s", c.posn(f.file, f.offset), f.check, f.message)
		}
	}
	for _, a := range after {
		if !slices.ContainsFunc(before, func(b fixable) bool { return b.key == a.key }) {
			t.Errorf("%s: new with the fixes of %q: %s: %s", c.posn(a.file, a.offset), messages(batch), a.check, a.message)
		}
	}
}

func messages(list []fixable) []string {
	var texts []string
	for _, f := range list {
		texts = append(texts, f.message)
	}
	return texts
}

// applied returns a text with edits.
func applied(src []byte, edits []textEdit) []byte {
	slices.SortStableFunc(edits, func(a, b textEdit) int { return cmp.Compare(a.from, b.from) })
	var out []byte
	done := 0
	for _, e := range edits {
		out = append(append(out, src[done:e.from]...), e.text...)
		done = e.to
	}
	return append(out, src[done:]...)
}

// original returns where something stood before the edits, which are in order.
func original(offset int, edits []textEdit) int {
	shift := 0
	for _, e := range edits {
		if offset < e.from+shift+len(e.text) && offset >= e.from+shift {
			return e.from // in what was inserted
		}
		if e.from+shift > offset {
			break
		}
		shift += len(e.text) - (e.to - e.from)
	}
	return offset - shift
}

// offset returns the offset of a position, which is where a line directive says: a file
// of the corpus is loaded in parts.
func (c *fixing) offset(p token.Position) int {
	src, offset := c.Source(p.Filename), 0
	for range p.Line - 1 {
		offset += bytes.IndexByte(src[offset:], '\n') + 1
	}
	return offset + p.Column - 1
}

// posn makes an offset readable.
func (c *fixing) posn(file string, offset int) string {
	return fmt.Sprintf("%s:%d", file, 1+bytes.Count(c.Source(file)[:offset], []byte("\n")))
}

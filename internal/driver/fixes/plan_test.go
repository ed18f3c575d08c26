package fixes

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// fixFindings returns findings of which each has a fix that edits the files of a list,
// after these have been made.
func fixFindings(t *testing.T, dir string, lists ...string) (findings []wire.Diagnostic) {
	t.Helper()
	const src = "package x\n\nfunc bad() {}\n"
	for i, list := range lists {
		var f wire.Diagnostic
		f.FileHashes = make(map[string]string)
		var edits []wire.TextEdit
		for name := range strings.FieldsSeq(list) {
			name = filepath.Join(dir, name)
			if err := os.WriteFile(name, []byte(src), 0o666); err != nil {
				t.Fatal(err)
			}
			f.Posn = fmt.Sprintf("%s:3:%d", name, i+1)
			f.FileHashes[name] = readSource(name).hash
			edits = append(edits, wire.TextEdit{Filename: name, Start: 16, End: 19, New: "good"})
		}
		f.SuggestedFixes = []wire.SuggestedFix{{Edits: edits}}
		findings = append(findings, f)
	}
	return findings
}

// fixedIn tells of files whether they are fixed.
func fixedIn(t *testing.T, dir, list string) (fixed string) {
	t.Helper()
	for name := range strings.FieldsSeq(list) {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "good") {
			fixed += name
		}
	}
	return fixed
}

// TestWriteChanged checks that a file that has changed meanwhile keeps only those from
// being fixed that a fix edits together with it.
func TestWriteChanged(t *testing.T) {
	dir := t.TempDir()
	findings := fixFindings(t, dir, "a b", "c", "d e", "e b")
	plan := New(findings)
	if err := os.WriteFile(filepath.Join(dir, "d"), []byte("package edited\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := plan.Write(t.Context(), findings); err != nil {
		t.Fatal(err)
	}
	if got := fixedIn(t, dir, "a b c d e"); got != "c" {
		t.Errorf("fixed: %s", got)
	}
	if got := fmt.Sprint(plan.Fixed); got != "[false true false false]" {
		t.Errorf("told as fixed: %s", got)
	}
	if len(plan.Skipped) != 3 || plan.Skipped[0].Why != "d: the file has changed meanwhile; run again" {
		t.Errorf("skipped: %q", plan.Skipped)
	}
}

// TestWriteInterrupted checks that what was fixed is told, and how many are.
func TestWriteInterrupted(t *testing.T) {
	dir := t.TempDir()
	findings := fixFindings(t, dir, "a b", "c", "d")
	plan := New(findings)
	ctx := &expiring{t.Context(), 1}
	if err := plan.Write(ctx, findings); err != ErrInterrupted {
		t.Fatal(err)
	}
	if got := fixedIn(t, dir, "a b c d"); got != "ab" {
		t.Errorf("fixed: %s", got)
	}
	if got := fmt.Sprint(plan.Fixed); got != "[true false false]" {
		t.Errorf("told as fixed: %s", got)
	}
}

// An expiring context ends after it was asked a number of times.
type expiring struct {
	context.Context
	left int
}

func (c *expiring) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestWriteFails checks that an error of the system ends it and is told.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	findings := fixFindings(t, dir, "a", "b")
	plan := New(findings)
	if err := os.Remove(filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	err := plan.Write(t.Context(), findings)
	if err == nil || !errors.Is(err, os.ErrNotExist) || !strings.HasPrefix(err.Error(), "not all was fixed: ") || fixedIn(t, dir, "a") != "a" {
		t.Errorf("%v; fixed: %s", err, fixedIn(t, dir, "a"))
	}
}

func TestCollide(t *testing.T) {
	edit := func(start, end int) wire.TextEdit { return wire.TextEdit{Start: start, End: end, New: "x"} }
	for _, test := range []struct {
		x, y wire.TextEdit
		want bool
	}{
		{edit(1, 3), edit(3, 5), false},
		{edit(1, 4), edit(3, 5), true},
		{edit(1, 9), edit(3, 5), true},
		{edit(1, 9), edit(3, 3), true},
		{edit(1, 3), edit(1, 1), false}, // inserted before
		{edit(1, 3), edit(3, 3), false}, // inserted after
		{edit(3, 3), edit(3, 3), true},  // which of them comes first?
		{edit(3, 3), edit(4, 4), false},
	} {
		if got := collide(test.x, test.y); got != test.want {
			t.Errorf("collide(%v, %v) = %t", test.x, test.y, got)
		}
		if got := collide(test.y, test.x); got != test.want {
			t.Errorf("collide(%v, %v) = %t", test.y, test.x, got)
		}
	}
}

func TestShift(t *testing.T) {
	f := &File{old: []byte("one\ntwo\nthree\nfour\n")}
	f.add(wire.TextEdit{Start: 8, End: 14, New: ""})    // line 3 goes
	f.add(wire.TextEdit{Start: 0, End: 0, New: "\n\n"}) // two lines come before line 1
	f.add(wire.TextEdit{Start: 4, End: 7, New: "2"})    // nothing changes
	for _, test := range []struct{ line, col, want int }{{1, 1, 2}, {1, 4, 2}, {2, 2, 2}, {4, 1, 1}, {4, 5, 1}} {
		if got := f.shift(test.line, test.col); got != test.want {
			t.Errorf("shift of %d:%d is %d, want %d", test.line, test.col, got, test.want)
		}
	}
}

package standalone

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
func fixFindings(t *testing.T, dir string, lists ...string) (findings []finding) {
	t.Helper()
	const src = "package x\n\nfunc bad() {}\n"
	for i, list := range lists {
		f := finding{check: "c"}
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
	plan := planFixes(findings)
	if err := os.WriteFile(filepath.Join(dir, "d"), []byte("package edited\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := plan.write(t.Context(), findings); err != nil {
		t.Fatal(err)
	}
	if got := fixedIn(t, dir, "a b c d e"); got != "c" {
		t.Errorf("fixed: %s", got)
	}
	if got := fmt.Sprint(plan.fixed); got != "[false true false false]" {
		t.Errorf("told as fixed: %s", got)
	}
	if len(plan.skipped) != 3 || plan.skipped[0].why != "d: the file has changed meanwhile; run again" {
		t.Errorf("skipped: %q", plan.skipped)
	}
}

// TestWriteInterrupted checks that what was fixed is told, and how many are.
func TestWriteInterrupted(t *testing.T) {
	dir := t.TempDir()
	findings := fixFindings(t, dir, "a b", "c", "d")
	plan := planFixes(findings)
	ctx := &expiring{t.Context(), 1}
	if err := plan.write(ctx, findings); err != errInterrupted {
		t.Fatal(err)
	}
	if got := fixedIn(t, dir, "a b c d"); got != "ab" {
		t.Errorf("fixed: %s", got)
	}
	if rest, fixed := plan.remaining(findings); fixed != 1 || len(rest) != 2 {
		t.Errorf("told as fixed: %d, rest %v", fixed, rest)
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
	plan := planFixes(findings)
	if err := os.Remove(filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	err := plan.write(t.Context(), findings)
	if err == nil || !errors.Is(err, os.ErrNotExist) || !strings.HasPrefix(err.Error(), "not all was fixed: ") || fixedIn(t, dir, "a") != "a" {
		t.Errorf("%v; fixed: %s", err, fixedIn(t, dir, "a"))
	}
}

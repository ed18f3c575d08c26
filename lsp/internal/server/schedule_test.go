package server

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestSchedule saves and opens files while analyses run.
func TestSchedule(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	a, b, c := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "c")
	var q schedule
	var ended []string
	start := func(want ...string) {
		t.Helper()
		root, folders := q.next()
		if !slices.Equal(folders, want) || len(want) > 0 && root != dir {
			t.Fatalf("next is %q of %q, want %q", folders, root, want)
		}
		if len(folders) > 0 {
			q.running, q.cancel = folders, func() { ended = append(ended, folders...) }
		}
	}
	finish := func() { q.running, q.cancel = nil, nil }

	q.want(a)
	start(a)
	q.later([]string{a, b, c}) // what is open; a runs already
	start()                    // one at a time
	finish()
	start(b, c)

	q.want(a) // saved again: ends what runs, which is left for later
	if !slices.Equal(ended, []string{b, c}) {
		t.Errorf("ended %q", ended)
	}
	start(a)
	q.want(b) // in the meantime
	start(b)
	finish()
	start(c, a)

	q.forget(c)
	start(a)
	finish()
	start()
	q.want(a)
	q.halt()
	start()
}

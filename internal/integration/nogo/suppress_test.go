package nogo

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestSuppressed checks that all suppressions have their effect in nogo.
func TestSuppressed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "internal/integration/testdata/suppressed.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var want []string
	for _, f := range txtar.Parse(text).Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(f.Data), "\n") {
			if strings.Contains(line, "// FOUND") {
				want = append(want, fmt.Sprintf("%s:%d connfile", f.Name, i+1))
			}
		}
	}
	got := load(t, dir, nil, everything, "./...").analyze(t, nogo)
	for i := range got {
		got[i] = strings.TrimPrefix(got[i], dir+string(filepath.Separator))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

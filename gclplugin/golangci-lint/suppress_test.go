package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const suppressConfig = `version: "2"
linters:
  default: none
  enable: [gopitfalls, nolintlint]
  settings:
    custom:
      gopitfalls:
        type: module
    nolintlint:
      allow-unused: false
`

// TestSuppressed checks that all suppressions have their effect in golangci-lint, and that
// its nolintlint does not call those useless that are its own: the checks leave them to it.
func TestSuppressed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "internal/integration/testdata/suppressed.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, ".golangci.yml", suppressConfig)
	var want []string
	for _, f := range txtar.Parse(text).Files {
		write(t, dir, f.Name, string(f.Data))
		for i, line := range strings.Split(string(f.Data), "\n") {
			for mark, check := range map[string]string{"// FOUND": "connfile", "// UNUSED": "ignoredirective"} {
				if strings.Contains(line, mark) {
					want = append(want, fmt.Sprintf("%s:%d %s", filepath.Join(dir, f.Name), i+1, check))
				}
			}
		}
	}
	slices.Sort(want)
	if got := lint(t, dir, nil, "./..."); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	out, _ := run(t, dir, nil, []int{0, 1}, golangciLint, "run", "--allow-parallel-runners", "--enable-only=nolintlint,gopitfalls")
	if strings.Contains(out, "is unused for linter \"gopitfalls\"") || strings.Contains(out, "is unused\n") {
		t.Errorf("nolintlint complains:\n%s", out)
	}
}

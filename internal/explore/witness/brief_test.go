package witness

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// TestBrief has paths as words: a letter is a step, a capital one a decision.
func TestBrief(t *testing.T) {
	far, here := new(ssa.Function), new(ssa.Function)
	path := func(word string) (path []told) {
		for _, r := range word {
			one := told{Step: Step{Message: string(r)}, fn: here}
			if r >= 'A' && r <= 'Z' {
				one.Kind = StepBranch
			}
			if r >= 'A' && r <= 'C' {
				one.fn = far
			}
			path = append(path, one)
		}
		return path
	}
	for _, test := range []struct {
		name, path string
		want       []string
	}{
		{"short", "aDb", []string{"a", "D", "b"}},
		{"twice", "xaDaDb", []string{"x", "a", "D", "a", "D", "b"}},
		{"one", "aaab", []string{"a", "and so on, 2 times more", "b"}},
		{"two", "xaDaDaDaDb", []string{"x", "a", "D", "and so on, 3 times more", "b"}},
		{"end", "xabcabcabc", []string{"x", "a", "b", "c", "and so on, 2 times more"}},
		{"far decisions of a short path", "aABb", []string{"a", "A", "B", "b"}},
		{"far decisions", "abcdefghijklmnopqrstuvwxyzABCDEF0123", func() (want []string) {
			for _, r := range "abcdefghijklmnopqrstuvwxyzDEF0123" {
				want = append(want, string(r))
			}
			return want
		}()},
	} {
		var got []string
		for _, step := range brief(path(test.path)) {
			got = append(got, step.Message)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

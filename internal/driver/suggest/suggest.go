// Package suggest finds what somebody meant who has misspelt a name.
package suggest

import "fmt"

// Similar returns `; did you mean "NAME"?` for the name that is the most like another, and
// nothing if none is much like it.
func Similar(name string, names []string) string {
	best, least := "", len(name)/3+1
	for _, n := range names {
		if d := distance(name, n); d < least {
			best, least = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance is the Damerau-Levenshtein distance, of optimal string alignment: how many bytes
// are to be inserted, deleted, replaced or swapped with the next.
func distance(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range len(b) {
		d[0][j+1] = j + 1
	}
	for i := range len(a) {
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			n := min(d[i][j+1]+1, d[i+1][j]+1, d[i][j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				n = min(n, d[i-1][j-1]+1)
			}
			d[i+1][j+1] = n
		}
	}
	return d[len(a)][len(b)]
}

//go:build unix

package main

import (
	"bufio"
	"cmp"
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"strings"
)

// number tells apart the mutants of a package that are described alike.
func number(mutants []*mutant) {
	type same struct{ pkg, key string }
	n := make(map[same]int)
	for _, m := range mutants {
		k := same{m.Package, m.key()}
		m.Nth = n[k]
		n[k]++
	}
}

// rank puts mutants in an order that looks random and depends on nothing but a
// seed and what they are: the first n of it are a sample. A mutant keeps its rank
// when its function moves.
func rank(mutants []*mutant, seed string) {
	ranks := make(map[*mutant]uint64, len(mutants))
	for _, m := range mutants {
		h := fnv.New64a()
		fmt.Fprintf(h, "%s\x00%s", seed, m.key())
		ranks[m] = mix(h.Sum64())
	}
	slices.SortStableFunc(mutants, func(a, b *mutant) int {
		return cmp.Or(cmp.Compare(ranks[a], ranks[b]), cmp.Compare(a.Package, b.Package))
	})
}

// mix spreads the bits of a hash: those of alike texts differ in few (the finalizer
// of MurmurHash3).
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// readEquivalents reads the list of mutants that behave as the original does: of
// lines of a key, with the reason in comments above. Lines without a comment
// above them are an error.
func readEquivalents(name string) (map[string]bool, error) {
	list := make(map[string]bool)
	if name == "" {
		return list, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reason := false
	scanner := bufio.NewScanner(file)
	for n := 1; scanner.Scan(); n++ {
		line := strings.TrimSpace(scanner.Text())
		switch {
		case line == "":
			reason = false
		case strings.HasPrefix(line, "#"):
			reason = true
		case !reason:
			return nil, fmt.Errorf("%s:%d: no reason above it", name, n)
		default:
			list[line] = true
		}
	}
	return list, scanner.Err()
}

package config

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// A pattern names files and folders: its elements are those of [path.Match], and **
// stands for any number of them. A folder stands for all that is in it.
type pattern []string

func parsePattern(text string) (pattern, error) {
	if text == "" || strings.HasPrefix(text, "/") || path.Clean(text) != strings.TrimSuffix(text, "/") || strings.HasPrefix(text, "..") {
		return nil, fmt.Errorf("%q is not a path below the folder of this file, with slashes", text)
	}
	p := pattern(strings.Split(strings.TrimSuffix(text, "/"), "/"))
	for _, elem := range p {
		if _, err := path.Match(elem, ""); err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
	}
	return p, nil
}

// matches reports whether the pattern matches the elements of a path, or the first
// few of them.
func (p pattern) matches(elems []string) bool {
	if len(p) == 0 {
		return true
	}
	if p[0] == "**" {
		return p[1:].matches(elems) || len(elems) > 0 && p.matches(elems[1:])
	}
	if len(elems) == 0 {
		return false
	}
	ok, _ := path.Match(p[0], elems[0]) // parsePattern has seen the error
	return ok && p[1:].matches(elems[1:])
}

// list lists the keys of a map, as in "a, b".
func list[V any](m map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}

package report

import (
	"slices"
	"strings"
	"testing"
)

func TestParseDirective(t *testing.T) {
	for _, test := range []struct {
		text   string
		ok     bool
		verb   string
		names  string
		reason string
	}{
		{"//gopitfalls:ignore connfile because", true, "ignore", "connfile", "because"},
		{"//gopitfalls:ignore\tconnfile,nilchan\ttwo  words ", true, "ignore", "connfile nilchan", "two  words"},
		{"//gopitfalls:ignore connfile", true, "ignore", "connfile", ""},
		{"//gopitfalls:ignore ,connfile,, x", true, "ignore", "connfile", "x"},
		{"//gopitfalls:ignore", true, "ignore", "", ""},
		{"//gopitfalls:", true, "", "", ""},
		{"//gopitfalls:disable all", true, "disable", "all", ""},
		{"// gopitfalls:ignore connfile x", false, "", "", ""},
		{"/*gopitfalls:ignore connfile x*/", false, "", "", ""},
		{"//nolint:connfile", false, "", "", ""},
	} {
		d, ok := ParseDirective(test.text)
		if ok != test.ok || d.Verb != test.verb || strings.Join(d.Names, " ") != test.names || d.Reason != test.reason {
			t.Errorf("ParseDirective(%q) = %+v, %t", test.text, d, ok)
		}
	}
}

// FuzzParseDirective checks that what is parsed is in the text, and that the
// canonical form of a directive parses to the same.
func FuzzParseDirective(f *testing.F) {
	for _, seed := range []string{
		"//gopitfalls:ignore connfile because", "//gopitfalls:ignore a,b", "//gopitfalls:ignore\t,\t,", "//gopitfalls:", "//go:build x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := ParseDirective(text)
		if ok != strings.HasPrefix(text, directivePrefix) {
			t.Fatalf("ok = %t", ok)
		}
		if !ok {
			return
		}
		for _, s := range append([]string{d.Verb, d.Reason}, d.Names...) {
			if !strings.Contains(text, s) {
				t.Errorf("%q is not in %q", s, text)
			}
		}
		if d.Verb == "" || len(d.Names) == 0 {
			return
		}
		again, _ := ParseDirective(directivePrefix + d.Verb + " " + strings.Join(d.Names, ",") + " " + d.Reason)
		if again.Verb != d.Verb || !slices.Equal(again.Names, d.Names) || again.Reason != strings.TrimSpace(d.Reason) {
			t.Errorf("%+v parsed again is %+v", d, again)
		}
	})
}

func TestParseNolint(t *testing.T) {
	for _, test := range []struct {
		text  string
		ok    bool
		names string
	}{
		{"//nolint", true, ""},
		{"// nolint", true, ""},
		{"//nolint // why", true, ""},
		{"//nolint:connfile", true, "connfile"},
		{"//nolint:Errcheck, gopitfalls // why", true, "errcheck gopitfalls"},
		{"//nolint:all", true, "all"},
		{"//nolintlint is a linter", false, ""},
		{"//nolint why", false, ""},
		{"//nolint:", false, ""},
		{"/*nolint*/", false, ""},
	} {
		names, ok := parseNolint(test.text)
		if ok != test.ok || strings.Join(names, " ") != test.names {
			t.Errorf("parseNolint(%q) = %q, %t", test.text, names, ok)
		}
	}
}

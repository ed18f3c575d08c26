package baseline

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const fingerprint = "0123456789abcdef0123456789abcdef"

func TestRoundTrip(t *testing.T) {
	name := filepath.Join(t.TempDir(), "b.json")
	if _, err := Read(name); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	b := Entry{Check: "b", Package: "m", File: "m.go", Message: "<x>", Fingerprint: fingerprint}
	a := Entry{Check: "a", Category: "c", Package: "m", File: "m.go", Function: "(*T).F", Message: "y", Fingerprint: fingerprint}
	file := new(File)
	for _, entries := range [][]Entry{nil, {b, a}} {
		old := file
		if err := old.Write(name, "", entries); err != nil {
			t.Fatal(err)
		}
		var err error
		if file, err = Read(name); err != nil {
			t.Fatal(err)
		}
		if err := old.Write(name, "", nil); err == nil || !strings.Contains(err.Error(), "the file has changed meanwhile") {
			t.Errorf("written over what somebody else has written: %v", err)
		}
		got := file.Entries
		if len(entries) > 0 {
			entries = []Entry{a, b} // sorted
		}
		if !slices.Equal(got, entries) {
			t.Errorf("%+v, want %+v", got, entries)
		}
	}
}

func TestMalformed(t *testing.T) {
	name := filepath.Join(t.TempDir(), "b.json")
	for text, want := range map[string]string{
		"":                       ":1:1: not a baseline: the file ends too early",
		"{\n":                    ":2:1: not a baseline: the file ends too early",
		"{\n<<<<<<< HEAD\n":      ":2:1: not a baseline: invalid character '<' looking for beginning of object key string",
		"[]":                     ":1:1: not a baseline: the whole cannot be a array",
		`{"version": "1"}`:       ": not a baseline: version cannot be a string",
		`{"version": 1, "x": 1}`: `: not a baseline: unknown field "x"`,
		`{"version": 1} {}`:      ":1:14: not a baseline: more than one value",
		`{"version": 2}`:         ": not a baseline of version 1, but of version 2",
		`{"findings": []}`:       ": not a baseline of version 1, but of version 0",
		`{"version":1,"findings":[{"check":"a","fingerprint":"` + fingerprint + `"},{"check":"a","fingerprint":"x"}]}`: ": finding 2 of 2 has no check or no fingerprint of 32 hex digits",
		`{"version":1,"findings":[{"fingerprint":"` + fingerprint + `"}]}`:                                             ": finding 1 of 1 has no check or no fingerprint of 32 hex digits",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(name); err == nil || !strings.HasPrefix(err.Error(), name) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

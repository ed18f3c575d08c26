package main

import (
	"io"
	"strings"
	"testing"
)

const recorded = `toolchain: go1.26.8
BenchmarkSuite/a 	 1	 90000 ns/op	 100 states/op	 1000 B/op	 20 allocs/op
BenchmarkSuite/b-2 	 1	 90000 ns/op	 7 states/op
`

func TestCompare(t *testing.T) {
	for _, test := range []struct {
		name, now string
		err       string // part of it
	}{
		{"the same", recorded, ""},
		{"slower", strings.ReplaceAll(recorded, "90000", "990000"), ""},
		{"other processors", strings.Replace(recorded, "b-2", "b-64", 1), ""},
		{"a little more", strings.Replace(recorded, " 100 states", " 105 states", 1), ""},
		{"less", strings.Replace(recorded, " 100 states", " 50 states", 1), ""},
		{"more states", strings.Replace(recorded, " 100 states", " 106 states", 1), "Suite/a: 106 states/op, recorded are 100"},
		{"more bytes", strings.Replace(recorded, " 1000 B", " 1051 B", 1), "B/op"},
		{"one is gone", strings.Replace(recorded, "	 20 allocs/op", "", 1), "Suite/a: allocs/op is not counted any more"},
		{"another release", strings.Replace(strings.Replace(recorded, "26.8", "27.0", 1), " 100 states", " 200 states", 1), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := compare(io.Discard, parsed(t, recorded), parsed(t, test.now), 0.05)
			switch {
			case test.err == "" && err != nil:
				t.Error(err)
			case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
				t.Errorf("got error %v, want %s", err, test.err)
			}
		})
	}
}

func TestParseNothing(t *testing.T) {
	if _, err := parse(strings.NewReader("PASS\n"), "now"); err == nil {
		t.Error("a file without results is no error")
	}
}

func parsed(t *testing.T, text string) counts {
	t.Helper()
	c, err := parse(strings.NewReader(text), "test")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

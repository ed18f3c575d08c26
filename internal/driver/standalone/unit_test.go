package standalone

import (
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

func TestParsePosition(t *testing.T) {
	for posn, want := range map[string]position{
		"/a/b.go:3:14":  {"/a/b.go", 3, 14},
		`C:\a\b.go:3:1`: {`C:\a\b.go`, 3, 1},
		"/a:1/b.go:3:1": {"/a:1/b.go", 3, 1},
		"/a/b.go":       {"/a/b.go", 0, 0},
		"/a/b.go:3":     {"/a/b.go", 3, 0},
		"/a:1/b.go:3":   {"/a:1/b.go", 3, 0},
		"-":             {"-", 0, 0},
		"":              {},
	} {
		if got := parsePosition(posn); got != want {
			t.Errorf("parsePosition(%q) = %+v, want %+v", posn, got, want)
		}
	}
}

func TestBatches(t *testing.T) {
	if got := batches(nil); len(got) != 0 {
		t.Errorf("batches of nothing: %q", got)
	}
	long := strings.Repeat("x", 30_000)
	packages := []string{"a", long, "b", long, long, long, "c"}
	got := batches(packages)
	if len(got) != 2 || !slices.Equal(slices.Concat(got...), packages) {
		t.Errorf("%d batches: %d packages", len(got), len(slices.Concat(got...)))
	}
	huge := strings.Repeat("x", 200_000)
	if got := batches([]string{huge, huge}); len(got) != 2 {
		t.Errorf("%d batches of two huge names", len(got))
	}
}

func TestCollide(t *testing.T) {
	edit := func(start, end int) wire.TextEdit { return wire.TextEdit{Start: start, End: end, New: "x"} }
	for _, test := range []struct {
		x, y wire.TextEdit
		want bool
	}{
		{edit(1, 3), edit(3, 5), false},
		{edit(1, 4), edit(3, 5), true},
		{edit(1, 9), edit(3, 5), true},
		{edit(1, 9), edit(3, 3), true},
		{edit(1, 3), edit(1, 1), false}, // inserted before
		{edit(1, 3), edit(3, 3), false}, // inserted after
		{edit(3, 3), edit(3, 3), true},  // which of them comes first?
		{edit(3, 3), edit(4, 4), false},
	} {
		if got := collide(test.x, test.y); got != test.want {
			t.Errorf("collide(%v, %v) = %t", test.x, test.y, got)
		}
		if got := collide(test.y, test.x); got != test.want {
			t.Errorf("collide(%v, %v) = %t", test.y, test.x, got)
		}
	}
}

func TestShift(t *testing.T) {
	f := &sourceFile{old: []byte("one\ntwo\nthree\nfour\n")}
	f.add(wire.TextEdit{Start: 8, End: 14, New: ""})    // line 3 goes
	f.add(wire.TextEdit{Start: 0, End: 0, New: "\n\n"}) // two lines come before line 1
	f.add(wire.TextEdit{Start: 4, End: 7, New: "2"})    // nothing changes
	for _, test := range []struct{ line, col, want int }{{1, 1, 2}, {1, 4, 2}, {2, 2, 2}, {4, 1, 1}, {4, 5, 1}} {
		if got := f.shift(position{"", test.line, test.col}); got != test.want {
			t.Errorf("shift of %d:%d is %d, want %d", test.line, test.col, got, test.want)
		}
	}
}

func TestVetErrors(t *testing.T) {
	g := &graph{byID: make(map[string]*listed)}
	for _, id := range []string{"m/a", "m/b", "m/b [m/b.test]", "m/b.test", "m/c", "m/c_test [m/c.test]", "m/d"} {
		p := &listed{ImportPath: id}
		g.pkgs = append(g.pkgs, p)
		g.byID[id] = p
	}
	found, rest := g.vetErrors(strings.Split(`loose
# m/a [m/b.test]
a.go:1:1: first
a.go:2:1: second
# m/b
# [m/b]
b_test.go:1:1: wrong
m/d: /bin/tool: signal: killed
# m/c_test
# [m/c_test]
gopitfalls: oh
# m/a
a.go:1:1: first again
note: about a`, "\n"))
	want := []culprit{
		{name: "m/a", text: "m/a: a.go:1:1: first", ids: []string{"m/a [m/b.test]", "m/a"}},
		{name: "m/b", text: "m/b: b_test.go:1:1: wrong", ids: []string{"m/b [m/b.test]"}},
		{name: "m/c_test", text: "m/c_test: oh", ids: []string{"m/c_test [m/c.test]"}, leaf: true},
		{name: "m/d", text: "m/d: /bin/tool: signal: killed", ids: []string{"m/d"}, leaf: true},
	}
	equal := slices.EqualFunc(found, want, func(x *culprit, y culprit) bool {
		return x.name == y.name && x.text == y.text && slices.Equal(x.ids, y.ids) && x.leaf == y.leaf
	})
	if !equal {
		for _, c := range found {
			t.Errorf("%+v", *c)
		}
	}
	if !slices.Equal(rest, []string{"loose"}) {
		t.Errorf("rest: %q", rest)
	}
}

func TestGist(t *testing.T) {
	for stderr, want := range map[string]string{
		"go: one\ngo: warning: two":                              "one|two",
		"go: errors parsing go.mod:\ngo.mod:1: what":             "errors parsing go.mod: go.mod:1: what",
		"one:\n\ttwo\n\tthree\nfour":                             "one: two three|four",
		"go: warning: x matched no packages\nno packages to vet": "x matched no packages",
		"1\n2\n3\n4\n5\n6":                                       "1|2|3|4|5",
		"x\npanic: oh\n\ngoroutine 1":                            "the go command crashed: panic: oh",
	} {
		if got := strings.Join(gist(strings.Split(stderr, "\n")), "|"); got != want {
			t.Errorf("gist(%q) = %q, want %q", stderr, got, want)
		}
	}
}

func TestKeep(t *testing.T) {
	roots := make(map[string]*listed)
	for path, godebug := range map[string]string{"m": "netdns=go", "m/a": "netdns=1,panicnil=1", "m/b": "panicnil=1,netdns=cgo+2", "m/lib": ""} {
		roots[path] = &listed{DefaultGODEBUG: godebug}
	}
	c := &collector{excluded: func(string) bool { return false }}
	for _, pkg := range []string{"m", "m/a", "m/a [m/a.test]", "m/b", "m/lib", "m/lib_test [m/lib.test]", "other"} {
		for _, check := range []string{"badcall", "cgoresolver"} {
			c.found = append(c.found, finding{pkg: pkg, check: check})
		}
	}
	c.keep(roots)
	var got []string
	for _, f := range c.found {
		got = append(got, f.pkg+": "+f.check)
	}
	want := []string{
		"m: badcall",
		"m/a: badcall", "m/a: cgoresolver",
		"m/a [m/a.test]: badcall", "m/a [m/a.test]: cgoresolver",
		"m/b: badcall",
		"m/lib: badcall", "m/lib: cgoresolver",
		"m/lib_test [m/lib.test]: badcall", "m/lib_test [m/lib.test]: cgoresolver",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

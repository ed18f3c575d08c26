package standalone

import (
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
)

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

func TestFixing(t *testing.T) {
	note := checkdoc.Info{Note: true}
	for _, test := range []struct {
		values                []string
		on, finding, resolver bool
	}{
		{[]string{"true"}, true, true, false},
		{[]string{"false"}, false, true, false},
		{[]string{"cgoresolver"}, true, false, true},
		{[]string{"connfile", "cgoresolver"}, true, true, true},
		{[]string{"connfile,cgoresolver"}, true, true, true},
		{[]string{"connfile", "true"}, true, true, false},
	} {
		var f fixing
		for _, v := range test.values {
			if err := f.Set(v); err != nil {
				t.Fatal(err)
			}
		}
		if f.on != test.on || f.wants("connfile", checkdoc.Info{}) != test.finding || f.wants("cgoresolver", note) != test.resolver {
			t.Errorf("%q: %v", test.values, f)
		}
	}
}

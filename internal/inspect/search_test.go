package inspect

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRoot inspects a program in the tree of a container image, where links and
// the loader's configuration are those of the tree.
func TestRoot(t *testing.T) {
	root := t.TempDir()
	at := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	write(t, at("usr/sbin/host"), read(t, "norpath"))
	write(t, at("opt/go/lib/libgo.so"), read(t, "libgo.so"))
	write(t, at("etc/ld.so.conf"), []byte("# nothing but\ninclude ld.so.conf.d/*.conf\n"))
	write(t, at("etc/ld.so.conf.d/go.conf"), []byte("/opt/current # a link\n"))
	write(t, at("etc/ld.so.conf.d/off.txt"), []byte("/opt/go/lib\n"))
	link(t, "/opt/go/lib", at("opt/current")) // absolute: in the tree
	link(t, "usr/sbin", at("sbin"))

	for _, file := range []string{"usr/sbin/host", "sbin/host"} {
		r, err := File(at(file), Options{Root: root})
		if err != nil {
			t.Fatal(err)
		}
		if r.Fork.Verdict != ForkHigh || r.Fork.Go[0].File != at("opt/current/libgo.so") {
			t.Errorf("%s: %+v", file, r.Fork)
		}
		want := Missing{"libc.so.6", at(file), "not found"}
		if !slices.Contains(r.Fork.Missing, want) {
			t.Errorf("%s: missing %+v", file, r.Fork.Missing)
		}
	}

	// A program outside of the tree, with a path that is meant for the tree.
	r := inspect(t, "norpath", Options{Root: root, LibraryPath: "relative:/opt/go/lib"})
	if r.Fork.Verdict != ForkHigh || r.Fork.Go[0].File != at("opt/go/lib/libgo.so") {
		t.Errorf("%+v", r.Fork)
	}
}

// TestMissing tells what was not found, or not understood, and goes on.
func TestMissing(t *testing.T) {
	dir := t.TempDir()
	host := filepath.Join(dir, "host")
	write(t, host, read(t, "fork"))
	missing := func() string {
		t.Helper()
		r, err := File(host, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Fork.Verdict != ForkNone || len(r.Fork.Missing) != 1 {
			t.Fatalf("%+v", r.Fork)
		}
		return r.Fork.Missing[0].Reason
	}
	if why := missing(); why != "not found" {
		t.Error(why)
	}
	lib := filepath.Join(dir, "libgo.so")
	write(t, lib, read(t, "arm64")) // of another architecture
	if why := missing(); why != "not found" {
		t.Error(why)
	}
	write(t, lib, []byte("INPUT(libgo.so.1)"))
	if why := missing(); why != lib+": "+errFormat.Error() {
		t.Error(why)
	}
	write(t, lib, read(t, "libgo.so")[:4000])
	if why := missing(); why != lib+": "+errTruncated.Error() {
		t.Error(why)
	}
}

// TestCandidates checks the order of ld.so(8).
func TestCandidates(t *testing.T) {
	s := &search{libraryPath: []place{{"", "/env"}}, system: []place{{"", "/sys"}}}
	program := &object{place: place{"", "/prog/bin/x"}, dynamic: dynamic{rpath: []string{"/r1", "$ORIGIN/../lib"}}}
	library := &object{place: place{"", "/lib1/liby.so"}, loader: program}
	for _, test := range []struct {
		what    string
		dynamic dynamic
		name    string
		want    string
	}{
		{"rpaths of all loaders", dynamic{rpath: []string{"${ORIGIN}/own"}}, "z", "/lib1/own/z /r1/z /prog/lib/z /env/z /sys/z"},
		{"a runpath is alone, and later", dynamic{runpath: []string{"/r2"}}, "z", "/env/z /r2/z /sys/z"},
		{"unknown variables", dynamic{runpath: []string{"/$LIB", "$ORIGIN/$PLATFORM"}}, "z", "/env/z /sys/z"},
		{"a path", dynamic{}, "/a/z", "/a/z"},
		{"a path from where it is started", dynamic{}, "./a/z", "a/z /prog/bin/a/z"},
	} {
		library.dynamic = test.dynamic
		var got []string
		for _, p := range s.candidates(library, test.name) {
			got = append(got, filepath.ToSlash(p.String()))
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %s, want %s", test.what, got, test.want)
		}
	}
	library.runpath = slices.Repeat([]string{"/many"}, 10_000)
	if n := len(s.candidates(library, "z")); n != maxDirs {
		t.Errorf("%d candidates", n)
	}
}

// TestResolve follows links in a tree, which nothing leads out of.
func TestResolve(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "a", "b", "file"), nil)
	link(t, "/a/b", filepath.Join(root, "absolute"))
	link(t, "../../../../a", filepath.Join(root, "a", "up"))
	link(t, "loop", filepath.Join(root, "loop"))
	for path, want := range map[string]string{
		"/a/b/file":            "/a/b/file",
		"/absolute/file":       "/a/b/file",
		"/a/up/b/file":         "/a/b/file",
		"/absolute/../b/file":  "/a/b/file",
		"/../../a/./b//file":   "/a/b/file",
		"/missing/../a/b/file": "/a/b/file",
		"/loop/file":           "",
	} {
		got, err := place{root, path}.resolve()
		if want == "" && err == errLinks {
			continue
		}
		if err != nil || got != (place{root, want}) {
			t.Errorf("%s: %v, %v; want %s", path, got, err, want)
		}
	}
}

// TestConfig checks that a configuration which includes itself comes to an end.
func TestConfig(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "etc/ld.so.conf"), []byte("hwcap 0 x\ninclude ld.so.conf\ninclude /etc/*.conf\n/one\nrelative\n"))
	dirs := (&search{root: root}).systemDirs()
	if dirs[0] != (place{root, "/one"}) || len(dirs) > 2*maxConfigs {
		t.Errorf("%d folders, first %v", len(dirs), dirs[0])
	}
	var names strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&names, "/dir%d\n", i)
	}
	write(t, filepath.Join(root, "etc/ld.so.conf"), []byte(names.String()))
	s := newSearch(Options{Root: root})
	if n := len(s.candidates(&object{place: place{root, "/x"}}, "z")); n != maxDirs {
		t.Errorf("%d candidates", n)
	}
}

func link(tb testing.TB, target, name string) {
	tb.Helper()
	if err := os.Symlink(target, name); err != nil {
		tb.Skip(err) // Windows wants a privilege
	}
}

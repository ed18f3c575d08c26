package profile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// dump writes what is read of a set, for comparison.
func dump(set *profile.Set) string {
	var b strings.Builder
	for _, e := range set.Events {
		fmt.Fprintf(&b, "event: %s\n", e.Text)
	}
	for _, snap := range set.Snapshots {
		fmt.Fprintf(&b, "%s: %d\n", snap.Format, snap.Count())
		for _, st := range snap.Stacks() {
			tally := snap.Tallies[st]
			fmt.Fprintf(&b, "\t%d %q leaked %d minutes %d locked %v labels %v\n", tally.Count, st.State, tally.Leaked, tally.Minutes, st.Locked, tally.Labels)
			for _, f := range st.Frames {
				fmt.Fprintf(&b, "\t\t%s %s:%d\n", f.Func, f.File, f.Line)
			}
			if st.Creator != nil {
				fmt.Fprintf(&b, "\t\tby %s %s:%d\n", st.Creator.Func, st.Creator.File, st.Creator.Line)
			}
		}
	}
	return b.String()
}

// TestTexts compares what is read of the files in testdata/texts, each with what
// stands after a line of "----" in it.
func TestTexts(t *testing.T) {
	files, err := filepath.Glob("testdata/texts/*")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			text, want, _ := strings.Cut(string(data), "----\n")
			set := profile.NewSet()
			if err := set.Read(strings.NewReader(text), "test"); err != nil {
				t.Fatal(err)
			}
			if got := dump(set); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestErrors reads what is none of ours.
func TestErrors(t *testing.T) {
	heap := tell(t, blocked(t), "heap")
	leaks := tell(t, blocked(t), "proto")
	for name, test := range map[string]struct{ data, want string }{
		"empty":     {"", "no goroutine profile, dump or leak report in it: it is empty"},
		"prose":     {"The goroutine 5 [running] was seen.\n", "no goroutine profile, dump or leak report in it"},
		"page":      {"<!DOCTYPE html>\n<p>404</p>\n", "no goroutine profile, dump or leak report in it: it is a page of HTML"},
		"heap":      {string(heap), "it is a profile of alloc_objects, alloc_space, inuse_objects, inuse_space, not of goroutines"},
		"heap text": {"heap profile: 3: 96 [5: 1000] @ heap/1048576\n", "it is a profile of memory, not of goroutines"},
		"gzip":      {"\x1f\x8b\x08", "it begins as gzip: unexpected EOF"},
		"cut":       {string(leaks[:len(leaks)/2]), "the compressed data ends too early"},
		"garbage":   {"\x00\x01\x02\x03garbage", "it is no profile: "},
	} {
		err := profile.NewSet().Read(strings.NewReader(test.data), "test")
		if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
		if nothing := slices.Contains([]string{"empty", "prose", "page"}, name); nothing != errors.Is(err, profile.ErrNothing) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNames takes names of functions apart.
func TestNames(t *testing.T) {
	for name, want := range map[string][2]string{
		"main.f":                              {"main", "f"},
		"main.(*T).M":                         {"main", "(*T).M"},
		"main.T.M":                            {"main", "T.M"},
		"main.f.func1.2":                      {"main", "f"},
		"main.(*Box[...]).Wait.func1":         {"main", "(*Box).Wait"},
		"main.(*P).Conv[...].func1":           {"main", "(*P).Conv"},
		"main.Gen[go.shape.int].func1":        {"main", "Gen"},
		"main.F[go.shape.[]example.com/x.T]":  {"main", "F"},
		"main.(*T).M-range1":                  {"main", "(*T).M"},
		"main.(*T).M2-range1-range1.1":        {"main", "(*T).M2"},
		"main.init.0.func1":                   {"main", "init"},
		"main.init.func2.1":                   {"main", "init"},
		"gopkg.in/yaml%2ev3.Block":            {"gopkg.in/yaml.v3", "Block"},
		"example%2ecom.F":                     {"example.com", "F"},
		"example%2ecom_test.TestX":            {"example.com_test", "TestX"},
		"dep.example/x/v2.Block":              {"dep.example/x/v2", "Block"},
		"example.com/app/sub%2epkg.(*T).M":    {"example.com/app/sub.pkg", "(*T).M"},
		"main._Cfunc_nap":                     {"main", "_Cfunc_nap"},
		"_cgoexp_f647ec693cf8_goCallback":     {"", "_cgoexp_f647ec693cf8_goCallback"},
		"main.(*T).M2.(*T).M2.(*T).All.func2": {"main", "(*T).M2"},
	} {
		text := fmt.Sprintf("goroutine 5 [chan send]:\n%s(...)\n\t/a.go:1\n", name)
		set := profile.NewSet()
		if err := set.Read(strings.NewReader(text), "test"); err != nil {
			t.Fatal(err)
		}
		for st := range set.Snapshots[0].Tallies {
			if f := st.Frames[0]; f.Package != want[0] || f.Declaration() != want[1] {
				t.Errorf("%s: %q, %q, want %q", name, f.Package, f.Declaration(), want)
			}
		}
	}
}

package inspect

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFork inspects hosts of Go code that gcc and strip wrote.
func TestFork(t *testing.T) {
	const (
		library = "loads Go (libgo.so) at start and "
		dlopen  = "; dlopen libgo.so in the child, or exec after fork"
	)
	for _, test := range []struct {
		name, verdict, finding string
	}{
		{"fork", ForkHigh, library + "forks without exec: Go code hangs in the child" + dlopen},
		{"bare", ForkHigh, library + "forks without exec: Go code hangs in the child" + dlopen},
		{"path", ForkHigh, library + "forks without exec: Go code hangs in the child" + dlopen},
		{"indirect", ForkHigh, library + "forks without exec: Go code hangs in the child" + dlopen},
		{"daemon", ForkHigh, library + "calls daemon: Go code hangs in the daemon" + dlopen},
		{"exec", ForkLow, library + "forks and execs: Go code hangs in a child without exec" + dlopen},
		{"archive", ForkHigh, "has Go linked in and forks without exec: Go code hangs in the child; " +
			"build it as c-shared and dlopen it in the child, or exec after fork"},
		{"forks", ForkHigh, "is itself Go and forks without exec: Go code hangs in the child; start processes with os/exec"},
		{"static", ForkUnknown, ""},
		{"fixed", ForkNone, ""},
		{"nofork", ForkNone, ""},
		{"libgo.so", ForkNone, ""},
		{"cgo", ForkNone, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := inspect(t, test.name, Options{})
			if r.Fork.Verdict != test.verdict {
				t.Errorf("%+v, want %s", r.Fork, test.verdict)
			}
			got := ""
			for _, f := range r.Findings {
				if f.Category != CategoryFork {
					continue
				}
				if got = f.Message + "; " + f.Remedy; f.Severity != test.verdict {
					t.Errorf("severity %s", f.Severity)
				}
			}
			if got != test.finding {
				t.Errorf("%s\nwant:\n%s", got, test.finding)
			}
			if len(got) > maxMessage {
				t.Errorf("%d bytes, at most %d", len(got), maxMessage)
			}
		})
	}
}

// maxMessage is what CONTRIBUTING.md allows.
const maxMessage = 140

// TestForkFacts looks at the facts behind a finding.
func TestForkFacts(t *testing.T) {
	f := inspect(t, "indirect", Options{}).Fork
	host, between, lib := filepath.Join(built, "indirect"), filepath.Join(built, "libadd.so"), filepath.Join(built, "libgo.so")
	if len(f.Go) != 1 || f.Go[0].File != lib || f.Go[0].Mode != "c-shared" || !slices.Equal(f.Go[0].NeededBy, []string{between, host}) {
		t.Errorf("%+v", f.Go)
	}
	if len(f.Forks) != 1 || f.Forks[0].File != host || !slices.Equal(f.Forks[0].Names, []string{"fork"}) {
		t.Errorf("%+v", f.Forks)
	}
	if len(f.Execs)+len(f.Missing) != 0 {
		t.Errorf("%+v, %+v", f.Execs, f.Missing)
	}
	f = inspect(t, "exec", Options{}).Fork
	if len(f.Execs) != 1 || !slices.Equal(f.Execs[0].Names, []string{"execlp"}) {
		t.Errorf("%+v", f.Execs)
	}
}

// TestForkInLibrary names the library that forks.
func TestForkInLibrary(t *testing.T) {
	f := &Fork{
		Verdict: ForkHigh, program: "/bin/host",
		Go:    []GoCode{{File: "/lib/libgo.so", NeededBy: []string{"/bin/host"}}},
		Forks: []Imports{{"/bin/host", []string{"fork"}}, {"/lib/libd.so", []string{"daemon", "fork"}}},
	}
	if got, _ := f.finding(); !strings.Contains(got.Message, " and libd.so calls daemon: ") {
		t.Error(got.Message)
	}
}

// TestForkOpenBSD knows package syscall's own imports.
func TestForkOpenBSD(t *testing.T) {
	program := func(os string, forks ...string) *closure {
		d := dynamic{forks: forks, execs: []string{"execve"}}
		return &closure{objects: []*object{{dynamic: d, build: &Build{OS: os}}}}
	}
	for _, test := range []struct {
		of   *closure
		want string
	}{
		{program("openbsd", "fork"), ForkNone},
		{program("linux", "fork"), ForkLow},
		{program("openbsd", "daemon", "fork"), ForkHigh},
	} {
		if f := forkOf(test.of); f.Verdict != test.want {
			t.Errorf("%+v, want %s", f, test.want)
		}
	}
}

// TestNoSections removes what strip leaves, the section headers: the dynamic
// loader does not read them.
func TestNoSections(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"fork", "libgo.so", "cgo", "archive"} {
		data := read(t, name)
		clear(data[0x28:0x30]) // e_shoff
		clear(data[0x3c:0x40]) // e_shnum, e_shstrndx
		write(t, filepath.Join(dir, name), data)
	}
	for name, verdict := range map[string]string{"fork": ForkHigh, "archive": ForkHigh, "cgo": ForkNone} {
		r, err := File(filepath.Join(dir, name), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r.Fork.Verdict != verdict || len(r.Findings) != 1 {
			t.Errorf("%s: %+v", name, r)
		}
		if name == "fork" && r.Fork.Go[0].File != filepath.Join(dir, "libgo.so") {
			t.Errorf("loads %s", r.Fork.Go[0].File)
		}
	}
}

func read(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(artefact(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func write(tb testing.TB, name string, data []byte) {
	tb.Helper()
	err := os.MkdirAll(filepath.Dir(name), 0o777)
	if err == nil {
		err = os.WriteFile(name, data, 0o777)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

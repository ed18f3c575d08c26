package nogo

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const sample = `package sample

import (
	"net"
	"os"
	"syscall"
)

func found(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer f.Close()
	return syscall.SetsockoptInt(int(f.Fd()), 0, 0, 0)
}

func ignored(conn *net.TCPConn) (fd uintptr) {
	f, _ := conn.File()
	defer f.Close()
	use(f.Fd()) //gopitfalls:ignore connfile the caller is blocking anyway
	use(f.Fd()) //nolint:connfile // nogo's own
	return 0
}

func handedOff(conn *net.TCPConn) error {
	f, err := conn.File()
	if err != nil {
		return err
	}
	defer conn.Close()
	defer f.Close()
	_, err = os.StartProcess("server", nil, &os.ProcAttr{Files: []*os.File{f}})
	return err
}

func use(fd uintptr) { println(fd) }
`

const stuck = `package sample

func stuck() {
	var c chan int
	<-c
}
`

// sampleWorkspace returns a module of its own.
func sampleWorkspace(t *testing.T) *workspace {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":    "module example.com/sample\n\ngo 1.26\n",
		"sample.go": sample,
		"stuck.go":  stuck,
		"later.go":  strings.ReplaceAll(stuck, "stuck", "later"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return load(t, dir, nil, everything, "./...")
}

// TestConfiguration checks what reaches the checks: flags, the files for which they are
// configured, directives. There is a configuration for all and for one of them.
func TestConfiguration(t *testing.T) {
	w := sampleWorkspace(t)
	for _, test := range []struct {
		name, config string
		want         []string
	}{
		{"nothing", "", []string{"later.go:5 nilchan", "sample.go:15 connfile", "stuck.go:5 nilchan"}},
		{"flags", `{"connfile": {"analyzer_flags": {"handoff": "true"}}}`,
			[]string{"later.go:5 nilchan", "sample.go:15 connfile", "sample.go:27 connfile", "stuck.go:5 nilchan"}},
		{"only", `{"nilchan": {"only_files": {"^stuck\\.go$": "why"}}}`,
			[]string{"sample.go:15 connfile", "stuck.go:5 nilchan"}},
		{"exclude", `{"_base": {"exclude_files": {"^(sample|stuck)\\.go$": "why"}}}`,
			[]string{"later.go:5 nilchan"}},
	} {
		exe, err := rules.nogo("configured"+test.name, test.config)
		if err != nil {
			t.Fatal(err)
		}
		got := w.analyze(t, exe)
		for i := range got {
			got[i] = strings.TrimPrefix(got[i], w.dir+string(filepath.Separator))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestUnknownFlag checks that a flag that we do not have is an error.
func TestUnknownFlag(t *testing.T) {
	exe, err := rules.nogo("unknownflag", `{"connfile": {"analyzer_flags": {"handof": "true"}}}`)
	if err != nil {
		t.Fatal(err)
	}
	tg := sampleWorkspace(t).targets[0]
	if err := tg.run(exe); err == nil || !strings.Contains(err.Error(), "connfile: unrecognized flag: handof") {
		t.Errorf("%v, want an unrecognized flag", err)
	}
}

// TestPatch checks that what nogo offers as a patch has our suggested fixes.
func TestPatch(t *testing.T) {
	w := sampleWorkspace(t)
	before := w.analyze(t, nogo)
	if _, err := command(w.dir, nil, "git", "apply", filepath.Join(w.targets[0].nogoDir(), "nogo.patch")); err != nil {
		t.Fatal(err)
	}
	after := load(t, w.dir, w.env, everything, "./...").analyze(t, nogo)
	if len(before) != 3 || len(after) != 2 || slices.ContainsFunc(after, func(line string) bool { return strings.HasSuffix(line, " connfile") }) {
		t.Errorf("%q before the patch and %q behind it; want one of connfile less", before, after)
	}
}

package profile_test

import (
	"bytes"
	"fmt"
	"go/build"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// goroutines is how many hang at a line, and in which state.
type goroutines struct {
	n     int64
	state string
}

var mark = regexp.MustCompile(`// hangs: (\d+) ([^;]+)(; maybe leaked)?$`)

// marks returns what the comments in the source of the program say, by line.
func marks(t *testing.T) (want, leaked map[int]goroutines) {
	t.Helper()
	src, err := os.ReadFile("testdata/blocked/main.go")
	if err != nil {
		t.Fatal(err)
	}
	want, leaked = make(map[int]goroutines), make(map[int]goroutines)
	for i, line := range strings.Split(string(src), "\n") {
		if m := mark.FindStringSubmatch(line); m != nil {
			n, _ := strconv.ParseInt(m[1], 10, 64)
			want[i+1] = goroutines{n, m[2]}
			if m[3] == "" {
				leaked[i+1] = want[i+1]
			}
		}
	}
	return want, leaked
}

// blocked builds the program.
func blocked(t *testing.T, flags ...string) (program string) {
	t.Helper()
	checktest.Slow(t, "builds and runs a program")
	settings := []string{"CGO_ENABLED=0"} // the runtime looks for deadlocks
	if !slices.Contains(build.Default.ReleaseTags, "go1.27") {
		settings = append(settings, "GOEXPERIMENT=goroutineleakprofile")
	}
	program = filepath.Join(t.TempDir(), "blocked")
	dir, err := filepath.Abs("testdata/blocked")
	if err != nil {
		t.Fatal(err)
	}
	args := append(append([]string{"build"}, flags...), "-o", program, "main.go")
	checktest.Output(t, checktest.Command(dir, checktest.ModuleEnv(settings...), "go", args...))
	return program
}

// tell returns what the program tells in a form.
func tell(t *testing.T, program, form string) []byte {
	t.Helper()
	out, err := exec.Command(program, form).CombinedOutput()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, data []byte) *profile.Set {
	t.Helper()
	set := profile.NewSet()
	if err := set.Read(bytes.NewReader(data), "test"); err != nil {
		t.Fatalf("%v in\n%.300q", err, data)
	}
	return set
}

// first returns the innermost frame in the program's source.
func first(st *profile.Stack) *profile.Frame {
	for _, f := range st.Frames {
		if strings.HasSuffix(f.File, "main.go") {
			return f
		}
	}
	return nil
}

// count returns how many goroutines hang at which lines. Where a source does not tell the
// state it is "".
func count(snap *profile.Snapshot) (all, leaked map[int]goroutines) {
	all, leaked = make(map[int]goroutines), make(map[int]goroutines)
	for st, tally := range snap.Tallies {
		if f := first(st); f != nil {
			state := strings.TrimSuffix(st.State, " (nil chan)") // not all sources tell that
			all[f.Line] = goroutines{all[f.Line].n + tally.Count, state}
			if tally.Leaked > 0 {
				leaked[f.Line] = goroutines{leaked[f.Line].n + tally.Leaked, state}
			}
		}
	}
	return all, leaked
}

// same reports whether goroutines hang where they should. Lines without a mark do not
// matter.
func same(t *testing.T, got, want map[int]goroutines) {
	t.Helper()
	for _, line := range slices.Sorted(maps.Keys(want)) {
		g := got[line]
		if g.state == "" { // debug=1 does not tell
			g.state = want[line].state
		}
		if g != want[line] {
			t.Errorf("line %d: %v, want %v", line, g, want[line])
		}
	}
}

func TestForms(t *testing.T) {
	want, surely := marks(t)
	for name, flags := range map[string][]string{"plain": nil, "trimpath": {"-trimpath"}, "not inlined": {"-gcflags=-l"}} {
		program := blocked(t, flags...)
		for _, form := range []string{"proto", "debug1", "debug2", "leakproto", "leak1", "leak2", "panic", "nil", "deadlock", "threads", "quit"} {
			t.Run(name+"/"+form, func(t *testing.T) {
				set := read(t, tell(t, program, form))
				if len(set.Snapshots) != 1 {
					t.Fatalf("%d snapshots, want 1", len(set.Snapshots))
				}
				all, leaked := count(set.Snapshots[0])
				switch form {
				case "leakproto", "leak1": // what is no leak is not in it
					same(t, all, surely)
				default:
					same(t, all, want)
				}
				if strings.HasPrefix(form, "leak") {
					same(t, leaked, surely)
				} else if len(leaked) > 0 {
					t.Errorf("leaked: %v", leaked)
				}
				crash := !strings.Contains(form, "debug") && !strings.Contains(form, "proto") && !strings.HasPrefix(form, "leak")
				if crash != (len(set.Events) > 0) {
					t.Errorf("events: %v", set.Events)
				}
			})
		}
	}
}

// TestDetails looks at what is known of single goroutines.
func TestDetails(t *testing.T) {
	program := blocked(t)
	byFunc := func(form string) map[string]*profile.Stack {
		snap := read(t, tell(t, program, form)).Snapshots[0]
		m := make(map[string]*profile.Stack)
		for st := range snap.Tallies {
			if f := first(st); f != nil {
				m[fmt.Sprint(f.Declaration(), " ", st.State, " ", f.Line)] = st
			}
		}
		return m
	}
	for _, form := range []string{"debug2", "quit"} {
		m := byFunc(form)
		if st := m["(*pool).work chan receive 39"]; st == nil || st.Creator == nil || st.Creator.Func != "main.leak" {
			t.Errorf("%s: work: %+v", form, st)
		}
		if !slices.ContainsFunc(slices.Collect(maps.Values(m)), func(st *profile.Stack) bool { return st.Locked }) {
			t.Errorf("%s: nobody is locked to a thread", form)
		}
	}
	for _, name := range []string{"(*box).wait", "generic", "pool.value", "(*pool).work"} {
		m := byFunc("proto")
		if !slices.ContainsFunc(slices.Collect(maps.Keys(m)), func(s string) bool { return strings.HasPrefix(s, name+" ") }) {
			t.Errorf("no %s in %v", name, slices.Sorted(maps.Keys(m)))
		}
	}
	labels := ""
	for _, form := range []string{"proto", "debug1"} {
		snap := read(t, tell(t, program, form)).Snapshots[0]
		for _, tally := range snap.Tallies {
			for l := range tally.Labels {
				labels += l + "\n"
			}
		}
	}
	if !strings.Contains(labels, "worker: a1") {
		t.Errorf("labels: %s", labels)
	}
}

// TestWrapped reads dumps that went through what logs do to them.
func TestWrapped(t *testing.T) {
	want, _ := marks(t)
	dump := string(tell(t, blocked(t), "debug2"))
	lines := strings.SplitAfter(dump, "\n")
	each := func(f func(i int, line string) string) string {
		var b strings.Builder
		for i, line := range lines {
			b.WriteString(f(i, line))
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"CRLF":   strings.ReplaceAll(dump, "\n", "\r\n"),
		"indent": each(func(_ int, l string) string { return "        " + l }),
		"kubernetes": each(func(i int, l string) string {
			return fmt.Sprintf("2026-01-02T03:04:%02d.%dZ stderr F %s", i%60, i*i, l)
		}),
		"compose": "app-1  | starting\n" + each(func(_ int, l string) string {
			if l == "\n" {
				return "app-1  |\n"
			}
			return "app-1  | " + l
		}) + "app-1  | done\n",
		"colours": each(func(_ int, l string) string { return "\x1b[33mapp\x1b[0m | " + l }),
		"others between": each(func(i int, l string) string {
			if i%3 == 0 {
				return "app-1 | " + l + "db-1 | checkpoint (5)\n"
			}
			return "app-1 | " + l
		}),
		"go test -json": each(func(_ int, l string) string {
			return fmt.Sprintf(`{"Time":"2026-01-02T03:04:05Z","Action":"output","Package":"p","Output":%q}`+"\n", l) +
				`{"Action":"output","Package":"q","Output":"=== RUN TestX\n"}` + "\n"
		}),
		"docker":          each(func(_ int, l string) string { return fmt.Sprintf(`{"log":%q,"stream":"stderr"}`+"\n", l) }),
		"logger":          "2026/01/02 03:04:05 goroutines: " + dump,
		"JSON at once":    fmt.Sprintf(`{"level":"error","n":3,"msg":"stacks","stack":%s}`+"\n", quoteJSON(dump)),
		"curl":            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + dump,
		"without the end": dump[:len(dump)-1],
	} {
		t.Run(name, func(t *testing.T) {
			set := read(t, []byte(text))
			if len(set.Snapshots) != 1 {
				t.Errorf("%d snapshots", len(set.Snapshots))
			}
			all, _ := count(set.Snapshots[0])
			same(t, all, want)
		})
	}
	// Two dumps of one process, one after the other.
	set := read(t, []byte("first\n"+dump+"\nsecond\n"+dump))
	if len(set.Snapshots) != 2 {
		t.Fatalf("%d snapshots of two", len(set.Snapshots))
	}
	for _, snap := range set.Snapshots {
		all, _ := count(snap)
		same(t, all, want)
	}
}

func quoteJSON(s string) string {
	s = strconv.Quote(s)
	return strings.ReplaceAll(s, `\x`, `\u00`)
}

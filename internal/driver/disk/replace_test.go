package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// leftovers returns what lies in a folder beside these files.
func leftovers(t *testing.T, dir string, files ...string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(files, e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names
}

func change(name, before, after string) Change {
	return Change{Name: name, Old: []byte(before), New: []byte(after)}
}

// at has f called between two steps.
func at(t *testing.T, step string, f func(file string)) {
	t.Helper()
	between = func(s, file string) {
		if s == step {
			f(file)
		}
	}
	t.Cleanup(func() { between = func(string, string) {} })
}

// refused returns why a file was not changed.
func refused(err error) string {
	r, ok := errors.AsType[*Refusal](err)
	if !ok {
		return ""
	}
	return r.Why
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	write(t, a, "a")
	write(t, b, "b")
	if err := Replace(change(a, "a", "A"), change(b, "b", "B"), Change{Name: filepath.Join(dir, "c"), New: []byte("C")}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, a) + read(t, b) + read(t, filepath.Join(dir, "c")); got != "ABC" {
		t.Errorf("%s, want ABC", got)
	}
	info, err := os.Stat(a)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left := leftovers(t, dir, "a", "b", "c"); left != nil {
		t.Errorf("left over: %s", left)
	}
}

// TestReplaceNone checks that one file that cannot be changed keeps all from it.
func TestReplaceNone(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	for what, test := range map[string]struct {
		changes []Change
		step    string
		then    func(string)
		want    string
	}{
		"changed before": {changes: []Change{change(a, "a", "A"), change(b, "x", "B")}, want: hasChanged},
		"exists":         {changes: []Change{change(a, "a", "A"), {Name: b, New: []byte("B")}}, want: hasChanged},
		"renamed over": {
			changes: []Change{change(a, "a", "A"), change(b, "b", "B")},
			step:    "swap",
			then: func(file string) {
				if filepath.Base(file) == "b" {
					write(t, b+".new", "b")
					if err := os.Rename(b+".new", b); err != nil {
						t.Error(err)
					}
				}
			},
			want: hasChanged,
		},
	} {
		write(t, a, "a")
		write(t, b, "b")
		if test.then != nil {
			at(t, test.step, test.then)
		}
		err := Replace(test.changes...)
		if refused(err) != test.want {
			t.Errorf("%s: %v, want %s", what, err, test.want)
		}
		if got := read(t, a) + read(t, b); got != "ab" {
			t.Errorf("%s: %s, want ab", what, got)
		}
		if left := leftovers(t, dir, "a", "b"); left != nil {
			t.Errorf("%s: left over: %s", what, left)
		}
	}
}

// editors are the ways in which programs save a file.
var editors = map[string]func(t *testing.T, name, text string){
	"in place": write,
	"by renaming": func(t *testing.T, name, text string) {
		write(t, name+"~", text)
		if err := os.Rename(name+"~", name); err != nil {
			t.Error(err)
		}
	},
	"behind its end": func(t *testing.T, name, text string) {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		if _, err := f.WriteString(text); err != nil {
			t.Error(err)
		}
	},
}

// TestEdits saves a file in each way at each moment: what was saved stays.
func TestEdits(t *testing.T) {
	for how, save := range editors {
		for _, step := range []string{"swap", "check"} {
			t.Run(how+" before "+step, func(t *testing.T) {
				dir := t.TempDir()
				name := filepath.Join(dir, "a")
				write(t, name, "old")
				var saving sync.WaitGroup
				at(t, step, func(string) {
					started := make(chan bool)
					saving.Go(func() { // who opens a file with a lease has to wait
						close(started)
						save(t, name, "edited")
					})
					<-started
					if runtime.GOOS != "linux" || how == "by renaming" {
						saving.Wait()
					}
				})
				err := Replace(change(name, "old", "new"))
				saving.Wait()
				if got := read(t, name); !strings.Contains(got, "edited") {
					t.Errorf("%q, %v", got, err)
				}
				if left := leftovers(t, dir, "a"); left != nil {
					t.Errorf("left over: %s", left)
				}
			})
		}
	}
}

// TestLinks follows a symbolic link, but not out of the folder that is given, and does
// not tear hard links apart.
func TestLinks(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	file, link, far := filepath.Join(dir, "a"), filepath.Join(dir, "link"), filepath.Join(out, "far")
	write(t, file, "a")
	write(t, far, "a")
	if err := os.Symlink("a", link); err != nil {
		t.Skip(err)
	}
	c := change(link, "a", "A")
	c.Within = dir
	if err := Replace(c); err != nil || read(t, file) != "A" {
		t.Errorf("%v, %q", err, read(t, file))
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}

	for _, to := range []string{far, filepath.Join(out, "none")} {
		os.Remove(link)
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
		c.Old = []byte("a")
		if to != far {
			c.Old = nil
		}
		if err := Replace(c); refused(err) == "" || read(t, far) != "a" {
			t.Errorf("%v, %q", err, read(t, far))
		}
	}
	if left := leftovers(t, out, "far"); left != nil {
		t.Errorf("made: %s", left)
	}

	hard := filepath.Join(dir, "hard")
	if err := os.Link(file, hard); err != nil {
		t.Skip(err)
	}
	if err := Replace(change(file, "A", "b")); runtime.GOOS != "windows" && refused(err) != isLinked {
		t.Errorf("%v, want %s", err, isLinked)
	}
}

// TestClean removes what killed runs leave, and nothing else.
func TestClean(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	temp := filepath.Join(dir, tempName("a", []byte("old"), []byte("new")))
	stays := []string{".gopitfalls-baseline.json", ".gopitfalls-1x", ".gopitfalls-"}
	for _, test := range []struct{ file, temp, want string }{
		{"old", "new", "old"},   // killed before the swap
		{"new", "old", "new"},   // after it
		{"new", "edit", "edit"}, // before it was looked whether somebody had saved something
	} {
		write(t, name, test.file)
		write(t, temp, test.temp)
		write(t, filepath.Join(dir, ".gopitfalls-12345"), "half")
		for _, name := range stays {
			write(t, filepath.Join(dir, name), "x")
		}
		told, err := Clean(dir)
		if err != nil || (len(told) > 0) != (test.temp == "edit") {
			t.Errorf("%v: %q, %v", test, told, err)
		}
		if got := read(t, name); got != test.want {
			t.Errorf("%v: %q", test, got)
		}
		if left := leftovers(t, dir, append(stays, "a")...); left != nil {
			t.Errorf("%v: left over: %s", test, left)
		}
	}

	// Two versions that somebody may want: both stay.
	write(t, name, "edited again")
	write(t, temp, "edit")
	if told, err := Clean(dir); err != nil || len(told) != 1 || read(t, temp) != "edit" || read(t, name) != "edited again" {
		t.Errorf("%q, %v", told, err)
	}
}

// TestLiving checks that Clean leaves what a run is about to use, and that two runs do
// not make the same change at a time.
func TestLiving(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there files are not locked")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	write(t, name, "old")
	for _, step := range []string{"swap", "check"} {
		at(t, step, func(string) {
			if _, err := Clean(dir); err != nil {
				t.Error(err)
			}
			between = func(string, string) {}
			if err := Replace(change(name, "old", "new")); refused(err) == "" {
				t.Errorf("%v", err)
			}
		})
		if err := Replace(change(name, "old", "new")); err != nil || read(t, name) != "new" {
			t.Errorf("%v, %q", err, read(t, name))
		}
		write(t, name, "old")
	}
}

// TestConcurrent has many change a file at a time: one of them does.
func TestConcurrent(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	write(t, name, "old")
	var done sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		done.Go(func() { errs[i] = Replace(change(name, "old", fmt.Sprint(i))) })
	}
	done.Wait()
	got := read(t, name)
	for i, err := range errs {
		if (err == nil) != (got == fmt.Sprint(i)) || err != nil && refused(err) == "" {
			t.Errorf("%d: %v; the file has %s", i, err, got)
		}
	}
	if left := leftovers(t, dir, "a"); left != nil {
		t.Errorf("left over: %s", left)
	}
}

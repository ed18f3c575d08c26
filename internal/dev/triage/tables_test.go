package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

const (
	oneRepository = "# head\ntuned\ta\thttps://example.com/a\tc0ffee\t100\t-cgoresolver=false ./...\n"
	oneLabel      = "a\tp/f.go:3\t(*T).M\torphanrecv/unsent\twarning\tf1\n"
)

func tablesOf(t *testing.T, repositories, labels string) (*tables, error) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, repositoriesFile), repositories)
	write(t, filepath.Join(dir, labelsFile), labels)
	return readTables(dir)
}

// What is read is what is written, in order.
func TestRoundTrip(t *testing.T) {
	const first = "# of a\n# and more\n" +
		oneLabel + "\ttrue: because | so\n\tconfirmed: seen\n" +
		"a\tp/f.go:20\t-\torphanrecv/unsent\tnote\tf2\n\tharmless exit: it ends\n"
	const second = "a\tp/g.go:1\tF\tnilchan/path\twarning\tf3\n\tfalse nil-test: it is tested\n" +
		"a\tp/g.go:2\tF\tnilchan/path\twarning\tf4\n\t?:\n"
	tables, err := tablesOf(t, oneRepository, first+second)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(tables.labels)
	dir := t.TempDir()
	if err := tables.write(dir); err != nil {
		t.Fatal(err)
	}
	if got := read(t, filepath.Join(dir, labelsFile)); got != first+second {
		t.Errorf("labels are\n%s", got)
	}
	if got := read(t, filepath.Join(dir, repositoriesFile)); got != oneRepository {
		t.Errorf("repositories are\n%s", got)
	}
}

func TestWrongTables(t *testing.T) {
	for _, test := range []struct{ repositories, labels, want string }{
		{"a b", "", "repositories.txt:1: 1 fields"},
		{"#\ntuned\ta\tu\tc\tmany\t./...\n", "", "repositories.txt:2: "},
		{"old\ta\tu\tc\t1\t./...\n", "", "unknown group"},
		{oneRepository, "a b\n", "labels.txt:1: 1 fields"},
		{oneRepository, "\ttrue: x\n", "of nothing"},
		{oneRepository, oneLabel + "\tmaybe: x\n", "labels.txt:2: neither"},
		{oneRepository, oneLabel + "\ttrue:\n", "has a reason"},
		{oneRepository, oneLabel + "\tfalse: x\n", "has a kind"},
		{oneRepository, oneLabel + "\ttrue exit: x\n", "has a kind"},
		{oneRepository, oneLabel + "\t?: x\n", "has a reason"},
		{oneRepository, strings.Replace(oneLabel, ":3", "", 1), "labels.txt:1: "},
		{oneRepository, strings.Replace(oneLabel, "/unsent", "", 1), "CHECK/CATEGORY"},
		{oneRepository, strings.Replace(oneLabel, "a", "b", 1), "no repository b"},
	} {
		if _, err := tablesOf(t, test.repositories, test.labels); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q, %q: %v, want %q", test.repositories, test.labels, err, test.want)
		}
	}
}

// Each label is paired with one finding at most, the one it is most like.
func TestMatch(t *testing.T) {
	one := func(line int, function, check, fingerprint string) finding {
		return finding{"a", "f.go", line, function, check, "c", "warning", fingerprint, ""}
	}
	for _, test := range []struct {
		name        string
		was, is     []finding
		new, gone   []string // fingerprints
		changed     []string // before and after
		differences bool
	}{
		{name: "same", was: []finding{one(1, "F", "x", "1")}, is: []finding{one(1, "F", "x", "1")}},
		{name: "moved", was: []finding{one(1, "F", "x", "1")}, is: []finding{one(2, "F", "x", "1")}, changed: []string{"1 1"}},
		{name: "reworded", was: []finding{one(1, "F", "x", "1")}, is: []finding{one(1, "F", "x", "2")}, changed: []string{"1 2"}},
		{name: "moved and reworded", was: []finding{one(1, "F", "x", "1")}, is: []finding{one(2, "F", "x", "2")}, changed: []string{"1 2"}},
		{name: "another function", was: []finding{one(1, "F", "x", "1")}, is: []finding{one(1, "G", "x", "2")}, new: []string{"2"}, gone: []string{"1"}},
		{name: "another check", was: []finding{one(1, "F", "x", "1")}, is: []finding{one(1, "F", "y", "1")}, new: []string{"1"}, gone: []string{"1"}},
		{
			name: "fingerprints first", was: []finding{one(1, "F", "x", "1"), one(2, "F", "x", "2")}, is: []finding{one(1, "F", "x", "2"), one(3, "F", "x", "3")},
			changed: []string{"1 3", "2 2"},
		},
		{
			name: "one of two", was: []finding{one(1, "F", "x", "1")}, is: []finding{one(2, "F", "x", "2"), one(1, "F", "x", "3")},
			changed: []string{"1 3"}, new: []string{"2"},
		},
	} {
		var labels []label
		for _, f := range test.was {
			labels = append(labels, label{finding: f, Verdict: "?"})
		}
		d := match(labels, test.is)
		var fresh, gone, changed []string
		for _, f := range d.fresh {
			fresh = append(fresh, f.Fingerprint)
		}
		for _, l := range d.gone {
			gone = append(gone, l.Fingerprint)
		}
		for _, c := range d.changed {
			changed = append(changed, c.was.Fingerprint+" "+c.now.Fingerprint)
		}
		slices.Sort(changed)
		if !slices.Equal(fresh, test.new) || !slices.Equal(gone, test.gone) || !slices.Equal(changed, test.changed) {
			t.Errorf("%s: new %v, gone %v, changed %v", test.name, fresh, gone, changed)
		}
	}
}

// The tables of this folder can be read, are as they would be written, have a judgement
// of everything, and are what docs/accuracy.md says.
func TestFresh(t *testing.T) {
	tables, err := readTables(".")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := tables.write(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{repositoriesFile, labelsFile} {
		if read(t, name) != read(t, filepath.Join(dir, name)) {
			t.Errorf("%s is not in order: run 'go run ./internal/dev/triage -update ...'", name)
		}
	}
	for _, l := range tables.labels {
		if l.Verdict == "?" {
			t.Errorf("nobody has read %s", l.header())
		}
	}
	for _, l := range tables.sample("1", 20) {
		if l.Run == "" {
			t.Errorf("of the sample, and not run: %s", l.header())
		}
	}
	page := read(t, filepath.Join(checktest.Root(), docsPath))
	want, err := tables.generate([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	if page != string(want) {
		t.Errorf("%s is stale: run 'go generate ./internal/dev/triage'", docsPath)
	}
	files, err := os.ReadDir("confirm")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		fingerprint, _, _ := strings.Cut(file.Name(), ".")
		if !slices.ContainsFunc(tables.labels, func(l label) bool { return l.Fingerprint == fingerprint }) {
			t.Errorf("confirm/%s is of no finding", file.Name())
		}
	}
}

// The generated parts of the page count each finding once, by its level.
func TestDocs(t *testing.T) {
	tables, err := tablesOf(t, oneRepository+"new\tb\tu\tc\t100000\t./...\n", oneLabel+"\ttrue: x|y\n"+
		"a\tq.go:1\t-\tnilchan/path\tnote\tf2\n\tharmless exit: ends\n"+
		"b\tq.go:1\t-\tnilchan/path\twarning\tf3\n\tfalse loops: no\n\tnot confirmed: why\n"+
		"b\tq.go:2\t-\tnilchan/path\tnote\tf4\n\tfalse loops: no\n")
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	for _, name := range []string{"figures", "false", "harmless", "true", "runs"} {
		fmt.Fprintf(&page, "%s\n<!-- triage-%s:begin -->old<!-- triage-%s:end -->\n", name, name, name)
	}
	out, err := tables.generate([]byte(page.String()))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		"| a | c0ffee | 100 | 1 | 1 | 0 | 0 | 0.00 | 1 | 0 |",
		"| b | c | 100000 | 1 | 0 | 0 | 1 | 2.00 | 1 | 1 |",
		"| **all** |  | 100100 | 2 | 1 | 0 | 1 | 2.00 | 2 | 1 |",
		"| a `p/f.go:3` | orphanrecv |  | x\\|y |",
		"| a `q.go:1` | nilchan | exit (note) | ends |",
		"| b `q.go:1` | nilchan | loops | no |",
		"| b `q.go:1` | nilchan | not confirmed: why |",
	} {
		if !strings.Contains(string(out), row+"\n") {
			t.Errorf("no %q in\n%s", row, out)
		}
	}
	if strings.Contains(string(out), "old") {
		t.Errorf("something is left:\n%s", out)
	}
	if _, err := tables.generate([]byte("nothing")); err == nil {
		t.Error("a page without markers")
	}
}

// The sample depends on the seed and hardly on how many findings there are.
func TestSample(t *testing.T) {
	all := new(tables)
	for i := range 100 {
		all.labels = append(all.labels, label{finding: finding{
			Repository: "a", File: "f.go", Line: i, Check: "orphanrecv", Level: "warning", Fingerprint: fmt.Sprint(i),
		}, Verdict: "true"})
	}
	one := all.sample("1", 20)
	if len(one) != 20 || !slices.Equal(one, all.sample("1", 20)) || slices.Equal(one, all.sample("2", 20)) {
		t.Errorf("sampled %d", len(one))
	}
	for i, change := range []func(l *label){
		func(l *label) { l.Verdict = "false" },
		func(l *label) { l.Check = "connfile" },
	} {
		fewer := &tables{labels: slices.Clone(all.labels)}
		change(&fewer.labels[one[i].Line])
		left := 0
		for _, l := range fewer.sample("1", 20) {
			if slices.Contains(one, l) {
				left++
			}
		}
		if left != 19 {
			t.Errorf("%d of 19 are left", left)
		}
	}
}

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	repositoriesFile = "repositories.txt"
	labelsFile       = "labels.txt"
)

// Tables are what people wrote: which repositories, and what is to be thought of what is
// found in them.
type tables struct {
	repositories []repository
	labels       []label
	head         map[string]string // the comment at the start of each file
}

// A repository is code at one commit.
type repository struct {
	Group  string   // tuned: read when checks were written; new: not before they had been
	Name   string   // its folder
	URL    string   // from which it is cloned, or "go": the Go release itself
	Commit string   // or the release of Go
	Lines  int      // in files of the packages that are not generated
	Args   []string // flags of the tool, and packages
}

// packages returns the patterns of packages among the arguments.
func (r repository) packages() []string {
	return slices.DeleteFunc(slices.Clone(r.Args), func(arg string) bool { return strings.HasPrefix(arg, "-") })
}

// isGo says whether the code is that of the Go release.
func (r repository) isGo() bool { return r.URL == "go" }

func (r repository) String() string {
	return strings.Join([]string{r.Group, r.Name, r.URL, r.Commit, strconv.Itoa(r.Lines), strings.Join(r.Args, " ")}, "\t")
}

// A label is a finding and what is to be thought of it.
type label struct {
	finding
	Verdict string // true, harmless, false, or ?
	Kind    string // of what is harmless, or the class of what is false
	Reason  string
	Run     string // what came of running it: "confirmed: ..." or "not confirmed: ..."
}

// A finding is what the tool says of one place.
type finding struct {
	Repository  string
	File        string // from the root of the repository, with slashes
	Line        int
	Function    string
	Check       string
	Category    string
	Level       string
	Fingerprint string
	Message     string // not in the table
}

// header is the line of the table that has all but the judgement.
func (f finding) header() string {
	return strings.Join([]string{f.Repository, f.File + ":" + strconv.Itoa(f.Line), cmp.Or(f.Function, "-"), f.Check + "/" + f.Category, f.Level, f.Fingerprint}, "\t")
}

// String is what the table has of a label.
func (l label) String() string {
	verdict := l.Verdict
	if l.Kind != "" {
		verdict += " " + l.Kind
	}
	text := l.header() + "\n\t" + strings.TrimSpace(verdict+": "+l.Reason) + "\n"
	if l.Run != "" {
		text += "\t" + l.Run + "\n"
	}
	return text
}

// compareFindings is the order of the table.
func compareFindings(a, b finding) int {
	return cmp.Or(
		cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Check, b.Check), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Fingerprint, b.Fingerprint))
}

func readTables(dir string) (*tables, error) {
	t := &tables{head: make(map[string]string)}
	err := t.each(dir, repositoriesFile, func(line string) error {
		f := strings.Split(line, "\t")
		if len(f) != 6 {
			return fmt.Errorf("%d fields, not 6", len(f))
		}
		lines, err := strconv.Atoi(f[4])
		if err != nil {
			return err
		}
		if f[0] != "tuned" && f[0] != "new" {
			return fmt.Errorf("unknown group %q", f[0])
		}
		t.repositories = append(t.repositories, repository{f[0], f[1], f[2], f[3], lines, strings.Fields(f[5])})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := t.each(dir, labelsFile, t.labelLine); err != nil {
		return nil, err
	}
	for _, l := range t.labels {
		if !slices.ContainsFunc(t.repositories, func(r repository) bool { return r.Name == l.Repository }) {
			return nil, fmt.Errorf("%s: no repository %s", labelsFile, l.Repository)
		}
	}
	return t, nil
}

// each calls f for each line of a file that is not empty, nor a comment.
func (t *tables) each(dir, name string, f func(line string) error) error {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	n, began := 0, false
	for line := range strings.Lines(string(data)) {
		n++
		began = began || !strings.HasPrefix(line, "#")
		if !began {
			t.head[name] += line
		}
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := f(line); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return nil
}

var verdictLine = regexp.MustCompile(`^(true|harmless|false|\?)(?: ([a-z-]+))?: ?(.*)$`)

// labelLine reads a line of labels.txt: those that are indented belong to the one above.
func (t *tables) labelLine(line string) error {
	text, indented := strings.CutPrefix(line, "\t")
	if !indented {
		f, err := parseHeader(line)
		if err != nil {
			return err
		}
		t.labels = append(t.labels, label{finding: f, Verdict: "?"})
		return nil
	}
	if len(t.labels) == 0 {
		return fmt.Errorf("a judgement of nothing")
	}
	l := &t.labels[len(t.labels)-1]
	if m := verdictLine.FindStringSubmatch(text); m != nil {
		l.Verdict, l.Kind, l.Reason = m[1], m[2], m[3]
		if (l.Kind != "") != (l.Verdict == "harmless" || l.Verdict == "false") {
			return fmt.Errorf("what is harmless or false, and nothing else, has a kind")
		}
		if (l.Reason == "") != (l.Verdict == "?") {
			return fmt.Errorf("a judgement has a reason")
		}
		return nil
	}
	if !strings.HasPrefix(text, "confirmed: ") && !strings.HasPrefix(text, "not confirmed: ") {
		return fmt.Errorf("neither a label nor what a run has shown: %q", text)
	}
	l.Run = text
	return nil
}

func parseHeader(line string) (finding, error) {
	f := strings.Split(line, "\t")
	if len(f) != 6 {
		return finding{}, fmt.Errorf("%d fields, not 6", len(f))
	}
	file, number, _ := strings.Cut(f[1], ":")
	n, err := strconv.Atoi(number)
	if err != nil {
		return finding{}, err
	}
	check, category, ok := strings.Cut(f[3], "/")
	if !ok {
		return finding{}, fmt.Errorf("%q is not CHECK/CATEGORY", f[3])
	}
	function := f[2]
	if function == "-" {
		function = ""
	}
	return finding{
		Repository: f[0], File: file, Line: n, Function: function,
		Check: check, Category: category, Level: f[4], Fingerprint: f[5],
	}, nil
}

// write writes both files.
func (t *tables) write(dir string) error {
	slices.SortStableFunc(t.repositories, func(a, b repository) int {
		return cmp.Or(-cmp.Compare(a.Group, b.Group), cmp.Compare(a.Name, b.Name)) // those tuned to first
	})
	slices.SortStableFunc(t.labels, func(a, b label) int { return compareFindings(a.finding, b.finding) })
	var repositories, labels strings.Builder
	repositories.WriteString(t.head[repositoriesFile])
	for _, r := range t.repositories {
		fmt.Fprintln(&repositories, r)
	}
	labels.WriteString(t.head[labelsFile])
	for _, l := range t.labels {
		labels.WriteString(l.String())
	}
	if err := os.WriteFile(filepath.Join(dir, repositoriesFile), []byte(repositories.String()), 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, labelsFile), []byte(labels.String()), 0o666)
}

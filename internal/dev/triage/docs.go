package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
)

const docsPath = "docs/accuracy.md"

// docs writes the generated parts of docs/accuracy.md anew.
func (o options) docs(t *tables) error {
	path := filepath.Join(o.root, docsPath)
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if text, err = t.generate(text); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o666)
}

// generate returns the page with what is generated between its markers.
func (t *tables) generate(text []byte) ([]byte, error) {
	for name, with := range map[string]string{
		"figures":  t.figures(),
		"false":    t.list("false"),
		"harmless": t.list("harmless"),
		"true":     t.list("true"),
		"runs":     t.runs(),
	} {
		var err error
		if text, err = replace(text, "triage-"+name, "\n"+with); err != nil {
			return nil, err
		}
	}
	return text, nil
}

// replace replaces what stands between the markers of a name.
func replace(text []byte, name, with string) ([]byte, error) {
	begin, end := []byte("<!-- "+name+":begin -->"), []byte("<!-- "+name+":end -->")
	before, rest, ok := bytes.Cut(text, begin)
	_, after, ended := bytes.Cut(rest, end)
	if !ok || !ended {
		return nil, fmt.Errorf("%s has no part %s", docsPath, name)
	}
	return slices.Concat(before, begin, []byte(with), end, after), nil
}

// Figures of code: how many lines it has, and how many findings of each kind.
type figures struct {
	lines    int
	warnings map[string]int // by verdict
	notes    map[string]int
}

func (t *tables) count(in func(repository) bool) figures {
	sum := figures{warnings: make(map[string]int), notes: make(map[string]int)}
	for _, r := range t.repositories {
		if !in(r) {
			continue
		}
		sum.lines += r.Lines
		for _, l := range t.of(r.Name) {
			if l.Level == checkdoc.Note {
				sum.notes[l.Verdict]++
			} else {
				sum.warnings[l.Verdict]++
			}
		}
	}
	return sum
}

func total(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// row is a row of the table of figures.
func (f figures) row(name, commit string) string {
	rate := "-"
	if f.lines > 0 {
		rate = fmt.Sprintf("%.2f", 200_000*float64(f.warnings["false"])/float64(f.lines))
	}
	return fmt.Sprintf("| %s | %s | %d | %d | %d | %d | %d | %s | %d | %d |\n", name, commit, f.lines,
		total(f.warnings), f.warnings["true"], f.warnings["harmless"], f.warnings["false"], rate,
		total(f.notes), f.notes["false"])
}

// figures is the table of repositories, with a sum for each group and for all.
func (t *tables) figures() string {
	var out strings.Builder
	out.WriteString("| code | commit | lines | warnings | true | harmless | false | false in 200,000 lines | notes | of these false |\n")
	out.WriteString("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, group := range []string{"tuned", "new"} {
		for _, r := range t.repositories {
			if r.Group == group {
				f := t.count(func(other repository) bool { return other.Name == r.Name })
				out.WriteString(f.row(r.Name, r.Commit[:min(len(r.Commit), 8)]))
			}
		}
		f := t.count(func(r repository) bool { return r.Group == group })
		out.WriteString(f.row("**"+group+"**", ""))
	}
	out.WriteString(t.count(func(repository) bool { return true }).row("**all**", ""))
	return out.String()
}

// list is the table of the findings of one verdict that are warnings, or, of what is harmless,
// of any level.
func (t *tables) list(verdict string) string {
	var out strings.Builder
	out.WriteString("| where | check | | what |\n|---|---|---|---|\n")
	for _, l := range t.labels {
		if l.Verdict != verdict || verdict == "true" && l.Level == checkdoc.Note {
			continue
		}
		what := l.Kind
		if l.Level == checkdoc.Note {
			what = strings.TrimSpace(what + " (note)")
		}
		fmt.Fprintf(&out, "| %s `%s:%d` | %s | %s | %s |\n", l.Repository, l.File, l.Line, l.Check, what, escape(l.Reason))
	}
	return out.String()
}

// escape keeps text within its cell.
func escape(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// runs is the table of the findings that were run.
func (t *tables) runs() string {
	var out strings.Builder
	out.WriteString("| where | check | |\n|---|---|---|\n")
	for _, l := range t.labels {
		if l.Run != "" {
			fmt.Fprintf(&out, "| %s `%s:%d` | %s | %s |\n", l.Repository, l.File, l.Line, l.Check, escape(l.Run))
		}
	}
	return out.String()
}

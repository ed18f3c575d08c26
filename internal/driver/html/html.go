// Package html writes findings as one page that needs no network: an overview, a list that is
// filtered and searched, and for each finding its source, its explanation, its remedy and its
// counter-example as a sequence diagram. All that comes from code that is not ours is text: the
// template escapes it, and the script of the page makes nodes of text only. A policy in the
// page forbids everything else.
package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"go/doc/comment"
	"html/template"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/fixes"
	"github.com/gopitfalls/gopitfalls/internal/driver/lanes"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/source"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

var (
	//go:embed assets/page.html
	pageText string
	//go:embed assets/style.css
	style string
	//go:embed assets/script.js
	script string

	page = template.Must(template.New("page").Parse(pageText))
)

// A Report is what there is to write.
type Report struct {
	Version  string
	Root     string // that names of files are relative to
	Checks   []*analysis.Analyzer
	Info     func(check string) checkdoc.Info
	Findings []Finding
	Errors   []string // what went wrong; then the findings may not be all
}

// A Finding is a diagnostic of a check in a package.
type Finding struct {
	Check   string
	Package string
	wire.Diagnostic
}

// Write writes the page.
func Write(w io.Writer, r Report) error {
	b := &builder{Report: r, files: source.New(), explained: make(map[string]bool)}
	d := data{
		Version: r.Version,
		Policy: fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'",
			hash(style), hash(script)),
		Style:  template.CSS(style),
		Script: template.JS(script),
	}
	for _, text := range r.Errors {
		d.Errors = append(d.Errors, show.Text(text))
	}
	for i, f := range r.Findings {
		d.Findings = append(d.Findings, b.finding(i+1, f))
	}
	d.Topics = b.topics()
	d.Tables = overview(d.Findings)
	return page.Execute(w, d)
}

// hash is how a policy names a script or style that is in the page.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// data is what the template has.
type data struct {
	Version  string
	Policy   string
	Style    template.CSS
	Script   template.JS
	Errors   []string
	Findings []finding
	Topics   []topic
	Tables   []table
}

// A finding is what the page knows of one. The script has it as JSON.
type finding struct {
	ID       int       `json:"id"`
	Check    string    `json:"check"`
	Category string    `json:"category"`
	Level    string    `json:"level"`
	Package  string    `json:"package"`
	Folder   string    `json:"folder"`
	Place    string    `json:"place"` // file:line:column
	File     string    `json:"file"`
	Line     int       `json:"line"`
	Function string    `json:"function"`
	What     string    `json:"what"`
	Remedy   string    `json:"remedy"`
	URL      string    `json:"url"`
	Related  []place   `json:"related"`
	Source   []excerpt `json:"source"`
	Diff     []string  `json:"diff"`
	Lanes    []lane    `json:"lanes"`
	Steps    []step    `json:"steps"`
}

// A place is another one that a finding names.
type place struct {
	Place string `json:"place"`
	Text  string `json:"text"`
}

// An excerpt is lines of a file. Between those that do not follow each other others are left
// out.
type excerpt struct {
	File  string `json:"file"`
	Lines []line `json:"lines"`
}

type line struct {
	N    int    `json:"n"`
	Text string `json:"text"`
	Mark bool   `json:"mark,omitempty"` // the finding is here
}

type lane struct {
	Label   string `json:"label"`
	Name    string `json:"name"`
	Started bool   `json:"started,omitempty"`
}

type step struct {
	Lane int    `json:"lane"`
	To   int    `json:"to"` // -1: none
	File string `json:"file"`
	Line int    `json:"line"`
	Code string `json:"code"`
	Text string `json:"text"`
	Kind string `json:"kind"`
}

// A topic is the explanation of a category of findings.
type topic struct {
	ID   string
	Body template.HTML // of our own documentation
}

// A table counts findings by what they have in common.
type table struct {
	Title string
	Key   string // of the JSON
	Rows  []row
}

type row struct {
	Name  string
	Count int
}

type builder struct {
	Report

	files     *source.Files
	explained map[string]bool // categories, as check#category
}

// around is how many lines stand around one that a finding speaks of.
const around = 3

func (b *builder) finding(id int, f Finding) finding {
	file, n, col := wire.ParsePosn(f.Posn)
	what, remedy := f.Parts()
	name := b.name(file)
	out := finding{
		ID: id, Check: f.Check, Category: f.Category, Level: f.Level,
		Package: show.Text(f.Package), Folder: folder(name), Place: fmt.Sprintf("%s:%d:%d", name, n, col), File: name, Line: n, Function: show.Text(f.Function),
		What: show.Text(what), Remedy: show.Text(remedy), URL: f.URL,
	}
	b.explained[f.Check+"#"+f.Category] = true
	marked := map[string][]int{file: {n}}
	order := []string{file}
	note := func(posn string) {
		file, n, _ := wire.ParsePosn(posn)
		if n > 0 && marked[file] == nil {
			order = append(order, file)
		}
		marked[file] = append(marked[file], n)
	}
	for _, r := range f.Related {
		out.Related = append(out.Related, place{b.posn(r.Posn), show.Text(r.Message)})
		note(r.Posn)
	}
	d := lanes.Of(f.Trace)
	for _, l := range d.Lanes {
		out.Lanes = append(out.Lanes, lane(l))
	}
	for _, s := range d.Steps {
		note(fmt.Sprintf("%s:%d", s.File, s.Line))
		out.Steps = append(out.Steps, step{s.Lane, s.To, b.name(s.File), s.Line, show.Source(b.files.Code(s.File, s.Line)), show.Text(s.Text), s.Kind})
	}
	if k := len(out.Steps); k > 0 {
		out.Steps[k-1].Kind = wire.StepStuck
	}
	for _, name := range order {
		if e := b.excerpt(name, marked[name]); len(e.Lines) > 0 {
			out.Source = append(out.Source, e)
		}
	}
	for i := range out.Source {
		for j := range out.Source[i].Lines {
			l := &out.Source[i].Lines[j]
			l.Mark = out.Source[i].File == name && l.N == n
		}
	}
	out.Diff = b.diff(f)
	return out
}

// folder returns the top folder of a file, which has an owner, as a rule.
func folder(name string) string {
	top, _, ok := strings.Cut(name, "/")
	if !ok {
		return "."
	}
	return top
}

// excerpt returns the lines of a file with those around them.
func (b *builder) excerpt(file string, marked []int) excerpt {
	lines := b.files.Lines(file)
	wanted := make(map[int]bool)
	for _, n := range marked {
		for i := max(1, n-around); i <= min(len(lines), n+around) && n > 0; i++ {
			wanted[i] = true
		}
	}
	e := excerpt{File: b.name(file)}
	for n := range len(lines) {
		if wanted[n+1] {
			e.Lines = append(e.Lines, line{N: n + 1, Text: strings.ReplaceAll(show.Source(lines[n]), "\t", "    ")})
		}
	}
	return e
}

// diff returns the lines of the change that the first fix of a finding makes, if it can.
func (b *builder) diff(f Finding) (lines []string) {
	if len(f.SuggestedFixes) == 0 {
		return nil
	}
	for _, file := range fixes.New([]wire.Diagnostic{f.Diagnostic}).Changed() {
		for l := range strings.Lines(string(file.Diff(b.name(file.Name)))) {
			lines = append(lines, strings.ReplaceAll(show.Source(strings.TrimSuffix(l, "\n")), "\t", "    "))
		}
	}
	return lines
}

// name returns the name of a file relative to the root, with slashes.
func (b *builder) name(file string) string {
	return show.Text(filepath.ToSlash(source.Shorten(b.Root, file)))
}

func (b *builder) posn(s string) string {
	file, n, col := wire.ParsePosn(s)
	return fmt.Sprintf("%s:%d:%d", b.name(file), n, col)
}

// topics returns the explanations of the categories that there are findings of.
func (b *builder) topics() (list []topic) {
	for _, a := range b.Checks {
		for _, c := range append([]string{""}, checkdoc.Categories(a.Doc)...) {
			if id := a.Name + "#" + c; b.explained[id] {
				list = append(list, topic{id, render(checkdoc.Section(a.Doc, c))})
			}
		}
	}
	return list
}

func render(text string) template.HTML {
	var p comment.Printer
	return template.HTML(p.HTML(new(comment.Parser).Parse(text))) //nolint:gosec // of our own documentation, which it escapes
}

// overview counts findings by check, package and folder, the most frequent first.
func overview(findings []finding) []table {
	tables := []table{{Title: "Checks", Key: "check"}, {Title: "Folders", Key: "folder"}, {Title: "Packages", Key: "package"}}
	for i := range tables {
		t := &tables[i]
		for _, f := range findings {
			name := map[string]string{"check": f.Check, "folder": f.Folder, "package": f.Package}[t.Key]
			at := slices.IndexFunc(t.Rows, func(r row) bool { return r.Name == name })
			if at < 0 {
				at = len(t.Rows)
				t.Rows = append(t.Rows, row{Name: name})
			}
			t.Rows[at].Count++
		}
		slices.SortStableFunc(t.Rows, func(x, y row) int { return y.Count - x.Count })
	}
	return tables
}

// Package text prints findings for people: on terminals with the source that they are about,
// in pipes and logs as compilers do.
package text

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/lanes"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/source"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A Printer prints findings.
type Printer struct {
	Dir      string // that names of files are relative to, below it
	Color    bool
	Terminal bool // a person looks: findings come with their source
	Unicode  bool // lanes may have box-drawing characters
	Width    int  // columns
	Context  int  // lines of source around a finding; negative: as it suits the medium
	Oneline  bool // nothing but one line a finding
	Trace    bool // with the steps that lead to each finding
	Files    *source.Files
}

// A Finding is a finding of a check.
type Finding struct {
	Check string
	wire.Diagnostic
}

// The sequences of ECMA-48 that we use.
const (
	Bold   = "\x1b[1m"
	Faint  = "\x1b[2m"
	Red    = "\x1b[31m"
	Yellow = "\x1b[33m"
	Plain  = "\x1b[0m"
)

// Paint returns a text in a style, if there are colours.
func (p *Printer) Paint(style, s string) show.Trusted {
	return show.Trusted(p.painted(style, show.Text(s)))
}

// painted is for text that is escaped already.
func (p *Printer) painted(style, s string) string {
	if !p.Color {
		return s
	}
	return style + s + Plain
}

// Head prints a finding in three lines at most: what, where and why. On a terminal these are
// the message, the source and, below it, the remedy; else the message and two related places
// that decide.
func (p *Printer) Head(w *show.Printer, f Finding) {
	source := p.Terminal && p.Context < 0 && !p.Oneline
	message, remedy := f.Message, ""
	code, has := "", false
	if source {
		pos := wire.PositionOf(f.Posn)
		if code, has = p.Files.Line(pos.File, pos.Line); has {
			message, remedy = f.Parts()
		}
	}
	also := ""
	if source || p.Oneline {
		also = p.also(f)
	}
	w.Printf("%s %s%s%s %s\n", p.Paint(Bold, p.Posn(f.Posn)+":"), p.level(f.Level), message, also, p.Paint(Yellow, "("+f.Check+")"))
	if has {
		p.underlined(w, f, code, remedy)
	}
	if source || p.Oneline {
		return
	}
	p.Excerpt(w, f.Posn, f.End)
	for _, r := range p.decisive(f) {
		w.Printf("\t%s: %s\n", p.Posn(r.Posn), r.Message)
		p.Excerpt(w, r.Posn, r.End)
	}
}

// level returns what stands before a message that is no warning.
func (p *Printer) level(level string) show.Trusted {
	switch level {
	case "", checkdoc.Warning:
		return ""
	case checkdoc.Error:
		return p.Paint(Red, level+":") + " "
	}
	return p.Paint(Faint, level+":") + " "
}

// underlined prints a line of source with a caret at the column of the finding, and the remedy
// beside it, or else the place that decides.
func (p *Printer) underlined(w *show.Printer, f Finding, code, remedy string) {
	pos, end := wire.PositionOf(f.Posn), wire.PositionOf(f.End)
	at := max(0, min(pos.Col-1, len(code)))
	length := source.Token(code, at)
	if end.File == pos.File && end.Line == pos.Line && end.Col > pos.Col {
		length = min(end.Col-pos.Col, len(code)-at)
	}
	number := fmt.Sprintf("%5d | ", pos.Line)
	w.Printf("%s%s\n", show.Trusted(p.painted(Faint, number)), show.Trusted(show.Source(code)))
	if remedy == "" {
		if list := p.decisive(f); len(list) > 0 && !list[0].Also {
			remedy = fmt.Sprintf("line %d: %s", wire.PositionOf(list[0].Posn).Line, list[0].Message)
		}
	}
	caret := "^" + strings.Repeat("~", max(0, show.Width(show.Source(code[at:at+max(0, min(length, len(code)-at))]))-1))
	under := strings.Repeat(" ", len(number)-2) + "| " + blank(code[:at])
	if remedy != "" {
		remedy = " " + remedy
	}
	w.Printf("%s%s%s\n", show.Trusted(under), show.Trusted(p.painted(Yellow, caret)), remedy)
}

// blank returns what is as wide as a text, with its tabs.
func blank(s string) string {
	var b strings.Builder
	for part := range strings.SplitAfterSeq(s, "\t") {
		text, tab := strings.CutSuffix(part, "\t")
		b.WriteString(strings.Repeat(" ", show.Width(show.Text(text))))
		if tab {
			b.WriteByte('\t')
		}
	}
	return b.String()
}

// mostDecisive is how many lines of related places a finding has.
const mostDecisive = 2

// decisive returns the related places that tell what the message does not: other places of
// the defect, and else the most decisive one, if it is on no line that is told already.
func (p *Printer) decisive(f Finding) (list []wire.Related) {
	others := 0
	for _, r := range f.Related {
		if r.Also {
			if len(list) < mostDecisive {
				list = append(list, r)
			}
			others++
		}
	}
	if others > mostDecisive {
		n := len(list) - 1
		list[n].Message += fmt.Sprintf("; and at %d more places", others-mostDecisive)
		if others == mostDecisive+1 {
			list[n].Message = strings.TrimSuffix(list[n].Message, "s")
		}
	}
	if others > 0 {
		return list
	}
	if len(f.Related) == 0 {
		return nil
	}
	at, pos := wire.PositionOf(f.Posn), wire.PositionOf(f.Related[0].Posn)
	if pos.File == at.File && (pos.Line == at.Line || names(f.Message, pos.Line)) {
		return nil // the others are less decisive
	}
	return f.Related[:1]
}

// names reports whether a message names a line.
func names(message string, line int) bool {
	_, rest, found := strings.Cut(message, "line "+strconv.Itoa(line))
	return found && (rest == "" || rest[0] < '0' || rest[0] > '9')
}

// also returns the lines at which the defect shows as well, for the end of a message.
func (p *Printer) also(f Finding) string {
	const most = 5
	var places []string
	at := wire.PositionOf(f.Posn)
	for _, r := range f.Related {
		if !r.Also {
			continue
		}
		pos := wire.PositionOf(r.Posn)
		place := fmt.Sprintf("line %d", pos.Line)
		if pos.File != at.File {
			place = fmt.Sprintf("%s:%d", filepath.Base(pos.File), pos.Line)
		}
		places = append(places, place)
	}
	switch n := len(places); {
	case n == 0:
		return ""
	case n > most:
		places = append(places[:most], fmt.Sprintf("%d more", n-most))
	}
	return "; also at " + strings.Join(places, ", ")
}

// Steps draws the counter-example of a finding.
func (p *Printer) Steps(w *show.Printer, f Finding) {
	if len(f.Trace) == 0 {
		return
	}
	style := lanes.Style{
		Width: p.Width, Unicode: p.Unicode,
		Paint: func(s string) string { return p.painted(Red, s) },
		Faint: func(s string) string { return p.painted(Faint, s) },
		File:  wire.PositionOf(f.Posn).File,
		Name:  p.name,
	}
	for _, line := range lanes.Text(lanes.Of(f.Trace), p.Files, style) {
		w.Printf("%s\n", show.Trusted(line))
	}
}

// Excerpt prints the source from start to end with so many lines around it as are wanted, as
// go vet does.
func (p *Printer) Excerpt(w *show.Printer, start, end string) {
	if p.Context < 0 {
		return
	}
	from := wire.PositionOf(start)
	to := from
	if e := wire.PositionOf(end); e.File == from.File && e.Line > from.Line {
		to = e
	}
	lines := p.Files.Lines(from.File)
	first := max(from.Line-p.Context, 1)
	last := min(to.Line+p.Context, len(lines))
	for n := first; n <= last; n++ {
		w.Printf("%d\t%s\n", n, show.Trusted(show.Source(lines[n-1])))
	}
}

// Posn shortens the name of the file in a "file:line:column".
func (p *Printer) Posn(s string) string {
	file := wire.PositionOf(s).File
	return p.name(file) + s[len(file):]
}

func (p *Printer) name(file string) string {
	name := source.Shorten(p.Dir, file)
	if strings.HasPrefix(name, "::") { // which means something to GitHub's runner
		name = "." + string(filepath.Separator) + name
	}
	return name
}

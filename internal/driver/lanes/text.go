package lanes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/source"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A Style is how a diagram is drawn as text.
type Style struct {
	Width   int                              // columns of the terminal
	Unicode bool                             // box-drawing characters; else ASCII
	Paint   func(text string) string         // the stuck end; nil: as it is
	Faint   func(text string) string         // what happens, beside the source; nil: as it is
	File    string                           // that steps are in if nothing is said
	Name    func(file string) (short string) // how others are called
}

// glyphs draw lanes.
type glyphs struct {
	lane, step, start, end, stuck, line, cross, right, left rune
}

var (
	box   = glyphs{'│', '●', '○', '┴', '✗', '─', '┼', '▶', '◀'}
	ascii = glyphs{'|', '*', 'o', '-', 'X', '-', '+', '>', '<'}
)

const (
	indent    = 2
	minText   = 36 // columns of text that no lane takes
	laneWidth = 4
	maxWrap   = 4 // lines of what one step says
)

// Text draws a diagram as lines of text.
func Text(d *Diagram, files *source.Files, style Style) []string {
	style.Paint, style.Faint = orPlain(style.Paint), orPlain(style.Faint)
	room := max(style.Width, minText+16) - minText - indent - 8
	d = d.thinned(room / laneWidth)
	t := &drawing{Diagram: d, files: files, style: style, glyphs: ascii, file: style.File, alive: make([]bool, len(d.Lanes)), width: laneWidth}
	if style.Unicode {
		t.glyphs = box
	}
	for t.width > 2 && len(d.Lanes)*t.width > room {
		t.width--
	}
	if len(d.Lanes)*t.width > room {
		t.flat = true
	}
	for i, l := range d.Lanes {
		t.alive[i] = !l.Started
	}
	t.legend()
	for i, s := range d.Steps {
		t.step(s, i == len(d.Steps)-1)
	}
	return t.lines
}

func orPlain(f func(string) string) func(string) string {
	if f == nil {
		return func(s string) string { return s }
	}
	return f
}

type drawing struct {
	*Diagram
	glyphs

	files *source.Files
	style Style
	width int  // columns of a lane
	flat  bool // there are too many lanes to draw: steps say whose they are
	alive []bool
	file  string // that the last step is in
	line  int
	lines []string
}

// legend draws the labels above the lanes, and what is known of them.
func (t *drawing) legend() {
	if len(t.Lanes) == 1 && t.Lanes[0].Label == "" {
		return
	}
	for _, line := range show.Wrap(show.Text(strings.Join(t.Legend(), "; ")), t.style.Width-indent) {
		t.add("", line)
	}
	if t.flat || len(t.Lanes) == 1 {
		return
	}
	var b strings.Builder
	for _, l := range t.Lanes {
		fmt.Fprintf(&b, "%-*s", t.width, l.Label)
	}
	t.add("", strings.TrimRight(b.String(), " "))
}

func (t *drawing) add(cells, text string) {
	t.lines = append(t.lines, strings.TrimRight(strings.Repeat(" ", indent)+cells+text, " "))
}

// step draws a step: the lanes, the line of the source, and what happens.
func (t *drawing) step(s Step, last bool) {
	if s.File != t.file {
		t.add(t.cells(), "      in "+show.Cut(show.Text(t.style.Name(s.File)), t.style.Width-indent-show.Width(t.cells())-9)+":")
		t.file, t.line = s.File, 0
	}
	code := show.Source(t.files.Code(s.File, s.Line))
	code = strings.ReplaceAll(code, "\t", " ")
	if s.Line == t.line && s.Line > 0 {
		code = "" // it stands above
	}
	t.line = s.Line

	text := show.Text(said(s, code))
	if t.flat {
		text = t.Lanes[s.Lane].Label + ": " + text
	}
	stuck := s.Kind == wire.StepStuck || last
	first, rest := t.advance(s, stuck)
	number := fmt.Sprintf("%4d  ", s.Line)
	room := t.style.Width - indent - show.Width(first) - len(number)
	paint := t.style.Faint
	if stuck {
		paint = t.style.Paint
		first = strings.Replace(first, string(t.stuck), paint(string(t.stuck)), 1)
	}
	if both := strings.TrimPrefix(code+"  // "+text, "  "); show.Width(both) <= room {
		t.add(first, number+strings.TrimSuffix(both, "// "+text)+paint("// "+text))
		return
	}
	lines := show.Wrap(text, room-3)
	if code == "" {
		t.add(first, number+paint("// "+show.Cut(lines[0], room-3)))
		lines = lines[1:]
	} else {
		t.add(first, number+show.Cut(code, room))
	}
	for _, line := range lines[:min(len(lines), maxWrap)] {
		t.add(rest, strings.Repeat(" ", len(number))+paint("// "+show.Cut(line, room-3)))
	}
}

// said returns what a step says: of a condition that stands beside it, only how it turned out.
func said(s Step, code string) string {
	if i := strings.LastIndex(s.Text, " is "); s.Kind == wire.StepBranch && i > 0 && strings.Contains(code, s.Text[:i]) {
		return s.Text[i+len(" is "):]
	}
	return s.Text
}

// advance draws the lanes at a step, and below it.
func (t *drawing) advance(s Step, stuck bool) (at, below string) {
	if t.flat {
		return "", ""
	}
	row := t.row()
	from := s.Lane * t.width
	row[from] = t.glyphs.step
	t.alive[s.Lane] = true
	switch {
	case stuck:
		row[from], t.alive[s.Lane] = t.stuck, false
	case s.Kind == wire.StepEnd:
		row[from], t.alive[s.Lane] = t.end, false
	case s.To >= 0:
		t.arrow(row, from, s.To*t.width)
		if s.Kind == wire.StepStart {
			row[s.To*t.width] = t.start
			t.alive[s.To] = true
		}
	}
	return string(row), t.cells()
}

// arrow draws from one lane to another, over those between.
func (t *drawing) arrow(row []rune, from, to int) {
	step, head := 1, t.right
	if to < from {
		step, head = -1, t.left
	}
	for i := from + step; i != to; i += step {
		if row[i] == t.lane {
			row[i] = t.cross
		} else {
			row[i] = t.glyphs.line
		}
	}
	row[to-step] = head
}

// row returns the lanes that are there, between two steps.
func (t *drawing) row() []rune {
	row := slices.Repeat([]rune{' '}, len(t.Lanes)*t.width)
	for i, alive := range t.alive {
		if alive {
			row[i*t.width] = t.lane
		}
	}
	return row
}

func (t *drawing) cells() string {
	if t.flat {
		return ""
	}
	return string(t.row())
}

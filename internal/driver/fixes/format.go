package fixes

import (
	"bytes"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"unicode"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// formatEdits makes edits, in the order in which they stand, in a file of Go. Where the
// file was formatted, so is the result. Where it was not, only the lines that an edit
// touches are; all others stay as they are, byte for byte. Lines end as they do in the
// file.
func formatEdits(old []byte, edits []wire.TextEdit) ([]byte, error) {
	edited, touched := editedLines(old, edits)
	plain, err := format.Source([]byte(edited.join()))
	if err != nil {
		return nil, err
	}
	formatted := strings.Split(string(plain), "\n")
	before := splitLines(string(old))
	was := []byte(before.join())
	if clean, err := format.Source(was); err == nil && bytes.Equal(clean, was) && before.uniform() {
		return []byte(strings.Join(formatted, edited.ending)), nil
	}
	mixed := edited.formatted(formatted, touched)
	if !parses(mixed) {
		mixed = edited.whole() // it is Go, if not as it should look
	}
	return []byte(mixed), nil
}

func parses(src string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	return err == nil
}

// sourceLines are the lines of a text. The last one has no end and may be empty.
type sourceLines struct {
	text   []string // without ends
	cr     []bool   // whether a carriage return belongs to the end
	ending string   // of lines that are added
}

func splitLines(text string) sourceLines {
	s := sourceLines{ending: "\n"}
	for line := range strings.SplitSeq(text, "\n") {
		bare, cr := strings.CutSuffix(line, "\r")
		s.text, s.cr = append(s.text, bare), append(s.cr, cr)
	}
	if s.cr[0] {
		s.ending = "\r\n"
	}
	return s
}

// uniform reports whether all lines end alike.
func (s sourceLines) uniform() bool {
	last := len(s.cr) - 1
	return !s.cr[last] && !slices.Contains(s.cr[:last], s.ending == "\n")
}

// join returns the text with all lines ending alike.
func (s sourceLines) join() string { return strings.Join(s.text, "\n") }

// whole returns the text.
func (s sourceLines) whole() string {
	var b strings.Builder
	for i, line := range s.text {
		s.write(&b, i, line)
	}
	return b.String()
}

// write writes a line as the i-th, with its end.
func (s sourceLines) write(b *strings.Builder, i int, line string) {
	b.WriteString(line)
	if s.cr[i] {
		b.WriteByte('\r')
	}
	if i < len(s.text)-1 {
		b.WriteByte('\n')
	}
}

// editedLines makes the edits and tells which lines they touch.
func editedLines(old []byte, edits []wire.TextEdit) (s sourceLines, touched []bool) {
	ending := splitLines(string(old)).ending
	var b strings.Builder
	at := 0
	var spans [][2]int // of the text that is new
	for _, e := range edits {
		b.Write(old[at:e.Start])
		start := b.Len()
		b.WriteString(strings.ReplaceAll(e.New, "\n", ending))
		spans = append(spans, [2]int{start, b.Len()})
		at = e.End
	}
	b.Write(old[at:])
	text := b.String()
	s = splitLines(text)
	s.ending = ending
	touched = make([]bool, len(s.text))
	line, offset := 0, 0 // of the line's start
	for _, span := range spans {
		for line < len(s.text)-1 {
			next := offset + strings.IndexByte(text[offset:], '\n') + 1
			if next > span[0] {
				break
			}
			line, offset = line+1, next
		}
		last := line + strings.Count(text[span[0]:span[1]], "\n")
		whole := span[0] == offset && (span[1] == span[0] || text[span[1]-1] == '\n') // lines that came or went
		for i := line; i < last || i == last && !whole; i++ {
			touched[i] = true
		}
	}
	return s, touched
}

// formatted returns the text with those lines formatted that are touched.
func (s sourceLines) formatted(formatted []string, touched []bool) string {
	var b strings.Builder
	i, j := 0, 0 // lines here, and formatted
	for _, h := range align(s.text, formatted) {
		for ; i < h.from; i, j = i+1, j+1 {
			if touched[i] {
				s.write(&b, i, formatted[j])
			} else {
				s.write(&b, i, s.text[i])
			}
		}
		all := h.removed > 0
		for _, t := range touched[i : i+h.removed] {
			all = all && t
		}
		if all {
			for _, line := range formatted[j : j+h.added] {
				b.WriteString(line)
				b.WriteString(s.ending)
			}
		} else {
			for n := range h.removed {
				s.write(&b, i+n, s.text[i+n])
			}
		}
		i, j = i+h.removed, j+h.added
	}
	return b.String()
}

// A hunk is a difference between two lists of lines.
type hunk struct{ from, removed, added int }

// align compares lines by what is in them beside space, which is about all that the
// formatter changes. Between the hunks lines correspond one to one; the last hunk may be
// empty, at the end.
func align(x, y []string) (hunks []hunk) {
	text := diff.Diff("x", []byte(keys(x)), "y", []byte(keys(y)))
	_, body, _ := strings.Cut(string(text), "\n+++ y\n")
	at := 0
	for line := range strings.Lines(body) {
		switch line[0] {
		case '@':
			at = firstLine(line)
		case ' ':
			at++
		case '-', '+':
			n := len(hunks) - 1
			if n < 0 || hunks[n].from+hunks[n].removed != at {
				hunks = append(hunks, hunk{from: at})
				n++
			}
			if line[0] == '-' {
				hunks[n].removed++
				at++
			} else {
				hunks[n].added++
			}
		}
	}
	return append(hunks, hunk{from: len(x)})
}

// keys returns the lines without space, each with an end.
func keys(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		for _, r := range line {
			if !unicode.IsSpace(r) {
				b.WriteRune(r)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// firstLine returns the index of the line that a header such as "@@ -3,7 +3,6 @@" names.
func firstLine(header string) int {
	n, count := 0, 0
	digits := strings.TrimPrefix(header, "@@ -")
	rest := strings.TrimLeft(digits, "0123456789")
	for _, d := range digits[:len(digits)-len(rest)] {
		n = 10*n + int(d-'0')
	}
	if strings.HasPrefix(rest, ",0 ") {
		count = 1 // then it names the line before
	}
	return n - 1 + count
}

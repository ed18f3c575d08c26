package server

import (
	"go/format"
	"net/url"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"github.com/gopitfalls/gopitfalls/lsp/internal/command"
)

// filename returns the path of a URI, if it is one of a file.
func filename(uri protocol.DocumentURI) (string, bool) {
	u, err := url.Parse(string(uri))
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return "", false
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		if u.Host != "" {
			path = "//" + u.Host + path
		} else {
			path = strings.TrimPrefix(path, "/")
		}
	}
	return filepath.Clean(filepath.FromSlash(path)), true
}

// fileURI returns the URI of a file.
func fileURI(name string) protocol.DocumentURI {
	path := filepath.ToSlash(name)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return protocol.DocumentURI((&url.URL{Scheme: "file", Path: path}).String())
}

// A text is the lines of a file, without their ends.
type text []string

func linesOf(s string) text { return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") }

// position returns the position of a place. What the file does not have is cut off.
func (t text) position(p command.Place) protocol.Position {
	line := max(p.Line, 1) - 1
	if line >= len(t) {
		return protocol.Position{Line: uint32(max(len(t)-1, 0))}
	}
	code := t[line]
	return protocol.Position{Line: uint32(line), Character: uint32(units(code[:min(max(p.Col, 1)-1, len(code))]))}
}

// units counts the UTF-16 code units of a text, as columns of the protocol are counted.
func units(s string) (n int) {
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1) // invalid bytes are one
	}
	return n
}

// extent returns the range of a place. Without an end it is the token that starts there; a
// place without a column is its line.
func (t text) extent(start, end command.Place) protocol.Range {
	from := t.position(start)
	if end.File == start.File && (end.Line > start.Line || end.Line == start.Line && end.Col > start.Col) {
		return protocol.Range{Start: from, End: t.position(end)}
	}
	if int(from.Line) >= len(t) {
		return protocol.Range{Start: from, End: from}
	}
	code := t[from.Line]
	at := min(max(start.Col, 1)-1, len(code))
	length := token(code[at:])
	if start.Col == 0 {
		at = len(code) - len(strings.TrimLeft(code, " \t"))
		length = len(strings.TrimRight(code[at:], " \t"))
		from.Character = uint32(units(code[:at]))
	}
	to := from
	to.Character += uint32(units(code[at : at+length]))
	return protocol.Range{Start: from, End: to}
}

// token returns the length in bytes of the token with which s starts.
func token(s string) int {
	isWord := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	if n := strings.IndexFunc(s, func(r rune) bool { return !isWord(r) }); n != 0 {
		if n < 0 {
			n = len(s)
		}
		return n
	}
	_, size := utf8.DecodeRuneInString(s)
	return size
}

// A shift says where the lines of one text stand in another, which differs from it in one
// stretch of lines.
type shift struct {
	prefix, suffix int // lines that both begin and end with
	before, after  int // lines of the texts
}

func shiftOf(before, after text) shift {
	s := shift{before: len(before), after: len(after)}
	least := min(len(before), len(after))
	for s.prefix < least && before[s.prefix] == after[s.prefix] {
		s.prefix++
	}
	for s.suffix < least-s.prefix && before[len(before)-1-s.suffix] == after[len(after)-1-s.suffix] {
		s.suffix++
	}
	return s
}

// line returns where a line is now. Of those that have changed nothing is known: they are
// taken to be as far from where the change begins as they were.
func (s shift) line(n uint32) uint32 {
	switch line := int(n); {
	case line < s.prefix:
		return n
	case line >= s.before-s.suffix:
		return uint32(line + s.after - s.before)
	default:
		return uint32(min(line, max(s.after-s.suffix-1, 0)))
	}
}

func (s shift) moved(r protocol.Range) protocol.Range {
	r.Start.Line, r.End.Line = s.line(r.Start.Line), s.line(r.End.Line)
	return r
}

// edited makes edits in a text and returns what to replace in it, lines as a whole. Where the
// text was formatted, so is the result. It reports false if that is no Go.
func edited(source string, edits []command.Edit) (protocol.TextEdit, bool) {
	sorted := append([]command.Edit(nil), edits...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Start < sorted[j].Start })
	ending := "\n"
	if strings.Contains(source, "\r\n") {
		ending = "\r\n"
	}
	var b strings.Builder
	at := 0
	for _, e := range sorted {
		if e.Start < at || e.End < e.Start || e.End > len(source) {
			return protocol.TextEdit{}, false
		}
		b.WriteString(source[at:e.Start])
		b.WriteString(strings.ReplaceAll(e.New, "\n", ending))
		at = e.End
	}
	b.WriteString(source[at:])
	result := b.String()
	formatted, err := format.Source([]byte(result))
	if err != nil {
		return protocol.TextEdit{}, false
	}
	if was, err := format.Source([]byte(source)); err == nil && string(was) == source {
		result = string(formatted)
	}
	before, after := strings.SplitAfter(source, "\n"), strings.SplitAfter(result, "\n")
	s := shiftOf(before, after)
	from, to := uint32(s.prefix), uint32(s.before-s.suffix)
	edit := protocol.TextEdit{
		Range:   protocol.Range{Start: protocol.Position{Line: from}, End: protocol.Position{Line: to}},
		NewText: strings.Join(after[s.prefix:s.after-s.suffix], ""),
	}
	if s.suffix == 0 { // the last line has no end
		last := before[len(before)-1]
		edit.Range.End = protocol.Position{Line: to - 1, Character: uint32(units(last))}
	}
	return edit, true
}

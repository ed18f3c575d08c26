package sarif

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// srcRoot is the base of URIs. The name is what others use for it, and GitHub
// knows.
const srcRoot = "%SRCROOT%"

// A placer turns positions into places.
type placer struct {
	root  string
	files map[string][]byte
}

// artifact returns the location of a file.
func (p *placer) artifact(file string) artifactLocation {
	if rel, err := filepath.Rel(p.root, file); err == nil && filepath.IsLocal(rel) {
		u := url.URL{Path: filepath.ToSlash(rel)}
		return artifactLocation{URI: strings.TrimPrefix(u.String(), "./"), URIBaseID: srcRoot}
	}
	path := filepath.ToSlash(file)
	if filepath.VolumeName(file) != "" {
		path = "/" + path
	}
	u := url.URL{Scheme: "file", Path: path}
	return artifactLocation{URI: u.String()}
}

// place returns where "file:line:column" is, up to another such position in the
// same file; nil if it is nowhere.
func (p *placer) place(start, end string) *physicalLocation {
	file, line, col := parse(start)
	if file == "" || line == 0 {
		return nil
	}
	r := &region{StartLine: line, StartColumn: p.column(file, line, col)}
	if f, endLine, endCol := parse(end); f == file && (endLine > line || endLine == line && endCol > col) {
		r.EndLine, r.EndColumn = endLine, p.column(file, endLine, endCol)
	}
	return &physicalLocation{p.artifact(file), r}
}

// location returns a position with what is to be said of it.
func (p *placer) location(start, end, text string) location {
	return location{PhysicalLocation: p.place(start, end), Message: &message{Text: text}}
}

// parse parses a "file:line:column".
func parse(posn string) (file string, line, col int) {
	rest, colText, _ := cutLast(posn)
	file, lineText, ok := cutLast(rest)
	line, err1 := strconv.Atoi(lineText)
	col, err2 := strconv.Atoi(colText)
	if !ok || err1 != nil || err2 != nil {
		return "", 0, 0
	}
	return file, line, col
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// column converts a column in bytes. If the file is not at hand it stays.
func (p *placer) column(file string, line, col int) int {
	src := p.source(file)
	for range line - 1 {
		_, src, _ = bytes.Cut(src, []byte("\n"))
	}
	if col < 1 || col-1 > len(src) {
		return max(col, 1)
	}
	return 1 + codeUnits(src[:col-1])
}

// codeUnits returns the length of text in UTF-16.
func codeUnits(text []byte) int {
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		n += utf16.RuneLen(r)
		text = text[size:]
	}
	return n
}

// source returns what is in a file, nothing if it cannot be read.
func (p *placer) source(file string) []byte {
	src, ok := p.files[file]
	if !ok {
		src, _ = os.ReadFile(file) // without it only columns and fixes are missed
		p.files[file] = src
	}
	return src
}

// hasHash reports whether a file is still the one that was analysed.
func (p *placer) hasHash(file, hash string) bool {
	sum := sha256.Sum256(p.source(file))
	return hex.EncodeToString(sum[:]) == hash
}

// span returns the region of the bytes [start, end) of a file.
func (p *placer) span(file string, start, end int) region {
	src := p.source(file)
	line, col := lineAndColumn(src[:start])
	endLine, endCol := lineAndColumn(src[:end])
	return region{line, col, endLine, endCol}
}

// lineAndColumn returns the position behind a text.
func lineAndColumn(text []byte) (line, col int) {
	last := bytes.LastIndexByte(text, '\n') + 1
	return 1 + bytes.Count(text, []byte("\n")), 1 + codeUnits(text[last:])
}

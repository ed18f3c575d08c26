package sarif

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gopitfalls/gopitfalls/internal/driver/disk"
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
	if col == 0 { // nobody knows; the whole line
		return &physicalLocation{p.artifact(file), &region{StartLine: line}}
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

// parse parses a "file:line:column" or, where a line directive has not told the column,
// a "file:line".
func parse(posn string) (file string, line, col int) {
	rest, last := cutNumber(posn)
	if last == 0 {
		return "", 0, 0
	}
	if file, line = cutNumber(rest); line > 0 {
		return file, line, last
	}
	return rest, last, 0
}

// cutNumber cuts ":N" off the end of s. Otherwise n is 0.
func cutNumber(s string) (before string, n int) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0
	}
	n, err := strconv.Atoi(s[i+1:])
	if err != nil || n < 0 {
		return s, 0
	}
	return s[:i], n
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
		src, _ = disk.Read(file, disk.MaxSource) // without it only columns and fixes are missed
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

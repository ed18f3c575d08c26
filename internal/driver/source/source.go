// Package source names source files and reads lines of them for what is shown of findings.
package source

import (
	"go/scanner"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/disk"
)

// Files holds the lines of the files that were asked for. It is made by [New].
type Files struct{ lines map[string][]string }

// New returns files of which none is read yet.
func New() *Files { return &Files{make(map[string][]string)} }

// Lines returns the lines of a file, none if it cannot be read.
func (f *Files) Lines(file string) []string {
	lines, ok := f.lines[file]
	if !ok {
		if data, err := disk.Read(file, disk.MaxSource); err == nil {
			lines = strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
		}
		f.lines[file] = lines
	}
	return lines
}

// Line returns line n of a file, counted from 1, without its end, and whether there is one.
func (f *Files) Line(file string, n int) (string, bool) {
	lines := f.Lines(file)
	if n < 1 || n > len(lines) {
		return "", false
	}
	return strings.TrimSuffix(lines[n-1], "\r"), true
}

// Code returns line n of a file without indentation and without a comment at its end; ""
// if there is no such line.
func (f *Files) Code(file string, n int) string {
	line, _ := f.Line(file, n)
	return strings.TrimSpace(line[:commentStart(line)])
}

// commentStart returns where the comment at the end of a line begins, or the length of the
// line. What stands before the comment may be a part of something longer.
func commentStart(line string) int {
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", fset.Base(), len(line)), []byte(line), nil, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			return len(line)
		case token.COMMENT:
			if at := fset.Position(pos).Offset; at+len(lit) >= len(strings.TrimRight(line, " \t")) {
				return at
			}
		}
	}
}

// Token returns the length in bytes of the token that begins at a byte of a line, at least 1.
func Token(line string, at int) int {
	if at < 0 || at >= len(line) {
		return 1
	}
	rest := line[at:]
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", fset.Base(), len(rest)), []byte(rest), nil, 0)
	_, tok, lit := s.Scan()
	if lit == "" || lit == "\n" {
		lit = tok.String()
	}
	return max(1, min(len(lit), len(rest)))
}

// Shorten returns the name of a file relative to dir if it lies under it.
func Shorten(dir, file string) string {
	if rel, err := filepath.Rel(dir, file); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return file
}

package report

import (
	"go/ast"
	"go/token"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/analysis"
	honnef "honnef.co/go/tools/analysis/report"

	"github.com/gopitfalls/gopitfalls/internal/guard"
)

// directivePrefix starts every directive of ours. Like all directives of Go it
// has no space after the slashes.
const directivePrefix = "//gopitfalls:"

// A Directive is a comment of the form
//
//	//gopitfalls:ignore NAME[,NAME...] reason
//	//gopitfalls:file-ignore NAME[,NAME...] reason
//
// It suppresses the findings of the named checks. Behind code it covers its own
// line; on a line of its own it covers the statement or declaration that
// follows, up to the first block that this opens. A file-ignore covers its file, wherever
// it stands.
type Directive struct {
	Pos, End token.Pos
	Verb     string   // [Ignore] or [FileIgnore], if it is known
	Names    []string // checks, as written
	Reason   string   // why; required

	file        string
	first, last int // lines covered, inclusive
}

// The verbs of directives.
const (
	Ignore     = "ignore"
	FileIgnore = "file-ignore"
)

// Known reports whether the directive's verb is known.
func (d *Directive) Known() bool { return d.Verb == Ignore || d.Verb == FileIgnore }

// nearMiss is what somebody writes who means a directive.
var nearMiss = regexp.MustCompile(`(?i)^/[/*]\s*gopitfalls\s*:\s*(file-)?ignore\b`)

// ParseDirective parses the text of one comment, slashes included. It reports
// false if the comment is not a directive of ours at all; whether its verb and
// names are known and its reason is there is left to the caller.
func ParseDirective(text string) (d Directive, ok bool) {
	rest, ok := strings.CutPrefix(text, directivePrefix)
	if !ok {
		return Directive{}, false
	}
	verb, rest := cutSpace(rest)
	names, reason := cutSpace(rest)
	d = Directive{Verb: verb, Reason: reason}
	for name := range strings.SplitSeq(names, ",") {
		if name != "" {
			d.Names = append(d.Names, name)
		}
	}
	return d, true
}

// cutSpace splits s around its first run of white space.
func cutSpace(s string) (word, rest string) {
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

// Directives are the directives of one package, in source order, and those of other
// tools.
type Directives struct {
	All  []*Directive
	Near []*ast.Comment // that are none, but are meant to be

	foreign func() *Foreign // once, and only if there is a finding
}

// directives parses the directives of a package once for all checks.
var directives = &analysis.Analyzer{
	Name:             "gopitfallsdirectives",
	Doc:              "parse the //gopitfalls: directives of a package",
	Run:              guard.Engine(func(pass *analysis.Pass) (*Directives, error) { return parseDirectives(pass.Fset, pass.Files), nil }),
	RunDespiteErrors: true,
	ResultType:       guard.ResultType[*Directives](),
}

// DirectivesOf returns the directives of the pass's package. The pass's
// analyzer must have [Requires].
func DirectivesOf(pass *analysis.Pass) *Directives {
	return guard.Of[*Directives](pass, directives)
}

func parseDirectives(fset *token.FileSet, files []*ast.File) *Directives {
	ds := &Directives{foreign: guard.OnceValue(func() *Foreign { return ParseForeign(fset, files) })}
	for _, file := range files {
		var lines *lineIndex // built for the first directive of a file only
		for _, group := range file.Comments {
			for _, c := range group.List {
				d, ok := ParseDirective(c.Text)
				if !ok {
					if nearMiss.MatchString(c.Text) {
						ds.Near = append(ds.Near, c)
					}
					continue
				}
				if lines == nil {
					lines = newLineIndex(fset, file)
				}
				d.Pos, d.End = c.Pos(), c.End()
				d.file = honnef.DisplayPosition(fset, c.Pos()).Filename
				d.first, d.last = lines.covered(c.Pos())
				if d.Verb == FileIgnore {
					d.first, d.last = 0, math.MaxInt
				}
				ds.All = append(ds.All, &d)
			}
		}
	}
	return ds
}

// covering returns a well-formed directive that names the check and covers
// posn, or nil.
func (ds *Directives) covering(check string, posn token.Position) *Directive {
	for _, d := range ds.All {
		if d.Known() && d.Reason != "" && d.file == posn.Filename &&
			d.first <= posn.Line && posn.Line <= d.last && slices.Contains(d.Names, check) {
			return d
		}
	}
	return nil
}

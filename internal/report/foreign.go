package report

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"honnef.co/go/tools/analysis/lint"
	honnef "honnef.co/go/tools/analysis/report"
)

// suite is the name by which golangci-lint knows all our checks together.
const suite = "gopitfalls"

// inGolangciLint says that golangci-lint runs the checks: see [InGolangciLint].
var inGolangciLint atomic.Bool

// InGolangciLint says that golangci-lint runs the checks. What is related to a finding it makes
// an issue of its own, which hides findings of the same line, so findings come without. It
// leaves the comments //nolint that golangci-lint understands to it, since
// it complains of those that have no effect: those that name no linter, all of them, or
// the suite. It does not know the names of the checks, and of staticcheck's directives
// nothing, so these have their effect here.
func InGolangciLint() { inGolangciLint.Store(true) }

// Foreign holds the suppressions of a package that belong to other tools:
// staticcheck's //lint:ignore and //lint:file-ignore, and golangci-lint's
// //nolint.
type Foreign struct {
	fset  *token.FileSet
	rules []foreignRule
}

type foreignRule struct {
	file        string
	first, last int // lines covered; last is 0 for the whole file
	matches     func(check string) bool
}

// ParseForeign collects the suppressions in the files of a package.
func ParseForeign(fset *token.FileSet, files []*ast.File) *Foreign {
	f := &Foreign{fset: fset}
	f.addLint(files)
	for _, file := range files {
		f.addNolint(file)
	}
	return f
}

// Suppresses reports whether a finding of the check that is shown at posn is suppressed.
func (f *Foreign) Suppresses(check string, posn token.Position) bool {
	return slices.ContainsFunc(f.rules, func(r foreignRule) bool {
		return r.file == posn.Filename && r.matches(check) &&
			(r.last == 0 || r.first <= posn.Line && posn.Line <= r.last)
	})
}

// addLint adds the directives of staticcheck, which name checks by glob and
// need a reason (https://staticcheck.dev/docs/configuration/#ignoring-problems).
func (f *Foreign) addLint(files []*ast.File) {
	for _, d := range lint.ParseDirectives(files, f.fset) {
		if len(d.Arguments) < 2 {
			continue
		}
		posn := honnef.DisplayPosition(f.fset, d.Node.Pos())
		r := foreignRule{file: posn.Filename, first: posn.Line, last: posn.Line, matches: globs(d.Arguments[0])}
		switch d.Command {
		case "ignore":
		case "file-ignore":
			r.last = 0
		default:
			continue
		}
		f.rules = append(f.rules, r)
	}
}

func globs(patterns string) func(string) bool {
	list := strings.Split(patterns, ",")
	return func(check string) bool {
		return slices.ContainsFunc(list, func(p string) bool {
			ok, err := path.Match(p, check)
			return err == nil && ok
		})
	}
}

// addNolint adds the comments //nolint and //nolint:NAME,... // why.
func (f *Foreign) addNolint(file *ast.File) {
	var lines *lineIndex // built for the first comment only
	for _, group := range file.Comments {
		for _, c := range group.List {
			names, ok := parseNolint(c.Text)
			if !ok {
				continue
			}
			if lines == nil {
				lines = newLineIndex(f.fset, file)
			}
			r := foreignRule{file: honnef.DisplayPosition(f.fset, c.Pos()).Filename}
			r.first, r.last = lines.extent(c.Pos())
			if c.Pos() < file.Package {
				r.last = 0 // above the package clause: the whole file
			}
			all := len(names) == 0 || slices.Contains(names, suite) || slices.Contains(names, "all")
			r.matches = func(check string) bool {
				return all && !inGolangciLint.Load() || slices.Contains(names, check)
			}
			f.rules = append(f.rules, r)
		}
	}
}

// parseNolint returns the linters that a comment names; none means all.
func parseNolint(text string) (names []string, ok bool) {
	text, ok = strings.CutPrefix(text, "//")
	if !ok {
		return nil, false
	}
	rest, ok := strings.CutPrefix(strings.TrimLeft(text, " "), "nolint")
	if !ok {
		return nil, false
	}
	rest, _, _ = strings.Cut(rest, "//") // an explanation may follow
	if rest = strings.TrimSpace(rest); rest == "" {
		return nil, true
	}
	list, ok := strings.CutPrefix(rest, ":")
	if !ok {
		return nil, false // some other word that begins with nolint
	}
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, strings.ToLower(name))
		}
	}
	return names, len(names) > 0
}

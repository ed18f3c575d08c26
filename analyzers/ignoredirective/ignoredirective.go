package ignoredirective

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/analyzers/abandonedsend"
	"github.com/gopitfalls/gopitfalls/analyzers/cgoresolver"
	"github.com/gopitfalls/gopitfalls/analyzers/connfile"
	"github.com/gopitfalls/gopitfalls/analyzers/endlessloop"
	"github.com/gopitfalls/gopitfalls/analyzers/fddeadline"
	"github.com/gopitfalls/gopitfalls/analyzers/fdoutlive"
	"github.com/gopitfalls/gopitfalls/analyzers/gofork"
	"github.com/gopitfalls/gopitfalls/analyzers/iotimeout"
	"github.com/gopitfalls/gopitfalls/analyzers/maxthreads"
	"github.com/gopitfalls/gopitfalls/analyzers/nilchan"
	"github.com/gopitfalls/gopitfalls/analyzers/orphanrecv"
	"github.com/gopitfalls/gopitfalls/analyzers/resolverdial"
	"github.com/gopitfalls/gopitfalls/analyzers/stucklock"
	"github.com/gopitfalls/gopitfalls/analyzers/stuckpipe"
	"github.com/gopitfalls/gopitfalls/analyzers/stuckwait"
	"github.com/gopitfalls/gopitfalls/analyzers/undrained"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// checks are the checks whose findings a directive can suppress.
var checks = []*analysis.Analyzer{
	abandonedsend.Analyzer,
	cgoresolver.Analyzer,
	connfile.Analyzer,
	endlessloop.Analyzer,
	fddeadline.Analyzer,
	fdoutlive.Analyzer,
	gofork.Analyzer,
	iotimeout.Analyzer,
	maxthreads.Analyzer,
	nilchan.Analyzer,
	orphanrecv.Analyzer,
	resolverdial.Analyzer,
	stucklock.Analyzer,
	stuckpipe.Analyzer,
	stuckwait.Analyzer,
	undrained.Analyzer,
}

// Analyzer reports ignore directives that are malformed or suppress nothing.
// It requires every other check of the suite, to see which directives they
// used.
var Analyzer = &analysis.Analyzer{
	Name:       self,
	Doc:        checkdoc.Must(self, doc),
	URL:        checkdoc.URL(self),
	Requires:   append(slices.Clone(checks), report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

const self = "ignoredirective"

const (
	unknown = "unknown"
	reason  = "reason"
	unused  = "unused"
)

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	directives := report.DirectivesOf(pass)
	for _, c := range directives.Near {
		if !namesCheck(c.Text) {
			continue // prose
		}
		r.Report(report.Finding{
			Range:    c,
			Category: unknown,
			Message:  "this is no directive, and suppresses nothing; write //gopitfalls:ignore CHECK reason, in lower case and without space",
		})
	}
	for _, d := range directives.All {
		category, message := judge(pass, d)
		if category == "" {
			continue
		}
		r.Report(report.Finding{
			Range:    directiveRange{d},
			Category: category,
			Message:  message,
		})
	}
	return r.Result(), nil
}

// namesCheck reports whether a check is named behind the verb of what is nearly a directive.
func namesCheck(text string) bool {
	_, rest, _ := strings.Cut(strings.ToLower(text), report.Ignore)
	names, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	first, _, _ := strings.Cut(names, ",")
	return find(strings.TrimSuffix(first, "*/")) != nil
}

type directiveRange struct{ *report.Directive }

func (r directiveRange) Pos() token.Pos { return r.Directive.Pos }
func (r directiveRange) End() token.Pos { return r.Directive.End }

// judge returns what is wrong with a directive, or "".
func judge(pass *analysis.Pass, d *report.Directive) (category, message string) {
	if !d.Known() {
		return unknown, fmt.Sprintf("unknown directive %q; write //gopitfalls:ignore CHECK reason, or file-ignore for the whole file", d.Verb)
	}
	if len(d.Names) == 0 {
		return unknown, "the directive names no check; write //gopitfalls:ignore CHECK reason"
	}
	for _, name := range d.Names {
		if find(name) == nil && name != self {
			return unknown, fmt.Sprintf("there is no check %q; run 'gopitfalls help' for their names", name)
		}
	}
	if d.Reason == "" {
		return reason, "the directive suppresses nothing because it gives no reason; add one behind the check's name"
	}
	if !configured(pass, d.Pos) {
		return "", "" // another configuration may need it
	}
	for _, name := range d.Names {
		if idle(pass, d, name) {
			return unused, fmt.Sprintf("%s finds nothing here, so the directive suppresses nothing; delete it, or put it right above the finding", name)
		}
	}
	return "", ""
}

func find(name string) *analysis.Analyzer {
	i := slices.IndexFunc(checks, func(a *analysis.Analyzer) bool { return a.Name == name })
	if i < 0 {
		return nil
	}
	return checks[i]
}

// idle reports whether a check surely has no finding for the directive.
func idle(pass *analysis.Pass, d *report.Directive, check string) bool {
	a := find(check)
	if a == nil {
		return false // the check itself
	}
	result, ok := pass.ResultOf[a].(*report.Result)
	return ok && !result.GaveUp && !slices.Contains(result.Used, d)
}

// configured reports whether the package looks the same in every configuration,
// so that what is not found here is not found anywhere.
func configured(pass *analysis.Pass, pos token.Pos) bool {
	if pass.ReadFile == nil {
		return false // drivers that give no files, such as Bazel's nogo, give no IgnoredFiles either
	}
	for _, file := range pass.Files {
		if file.FileStart <= pos && pos <= file.FileEnd &&
			constrained(pass.Fset.PositionFor(pos, false).Filename, file) {
			return false
		}
	}
	for _, name := range pass.IgnoredFiles {
		if strings.HasSuffix(name, ".go") && compiledElsewhere(pass, name) {
			return false
		}
	}
	return true
}

// constrained reports whether a file is left out in some configurations.
func constrained(name string, file *ast.File) bool {
	return len(constraints(file)) > 0 || namesSystem(filepath.Base(name))
}

// compiledElsewhere reports whether a file that is left out here is part of the
// package in another configuration: not a program run by hand, which by custom
// has the constraint "ignore".
func compiledElsewhere(pass *analysis.Pass, name string) bool {
	src, err := pass.ReadFile(name)
	if err != nil {
		return true
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		return true
	}
	return !slices.Contains(constraints(file), "ignore")
}

// constraints returns the build constraints of a file.
func constraints(file *ast.File) []string {
	var list []string
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		for _, c := range group.List {
			if expr, err := constraint.Parse(c.Text); err == nil {
				list = append(list, expr.String())
			}
		}
	}
	return list
}

// namesSystem reports whether a file's name holds the name of an operating
// system or architecture, which is a build constraint.
func namesSystem(name string) bool {
	nowhere := build.Context{
		GOOS: "none", GOARCH: "none", Compiler: "none",
		OpenFile: func(string) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("package p\n")), nil
		},
	}
	match, err := nowhere.MatchFile("", name)
	return err == nil && !match && !strings.HasPrefix(name, "_") && !strings.HasPrefix(name, ".")
}

package cgoresolver

import (
	_ "embed"
	"go/ast"
	"go/build"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/buildenv"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports programs whose name lookups may hold threads.
var Analyzer = &analysis.Analyzer{
	Name:       "cgoresolver",
	Doc:        checkdoc.Must("cgoresolver", doc),
	URL:        checkdoc.URL("cgoresolver"),
	Requires:   append([]*analysis.Analyzer{buildenv.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

// The categories of findings.
const (
	unpinned = "unpinned"
	late     = "late"
	misspelt = "misspelt"
)

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	program := buildenv.Of(pass)
	switch {
	case program == nil || isTest(pass):
		// no program
	case systemChooses() || !program.Build.Cgo || program.Build.NetGo || program.Build.NetCgo:
		r.GiveUp() // a directive may be needed for another build
	case program.Build.Pinned || len(program.Path) == 0:
		// as it should be, or of no use
	default:
		r.Report(finding(pass, program))
	}
	return r.Result(), nil
}

// isTest reports whether a main package is one that go test writes.
func isTest(pass *analysis.Pass) bool { return strings.HasSuffix(pass.Pkg.Path(), ".test") }

// systemChooses reports whether programs for the target prefer what the system
// offers (net/conf.go, goosPrefersCgo), or have no cgo. Which files are compiled
// depends on GOOS, so it is part of every driver's cache key.
func systemChooses() bool {
	switch build.Default.GOOS {
	case "android", "darwin", "ios", "js", "plan9", "wasip1", "windows":
		return true
	}
	return false
}

// finding returns the one finding about a program: at its package clause, or at
// what was meant to pin the resolver and does not.
func finding(pass *analysis.Pass, program *buildenv.Program) report.Finding {
	f := report.Finding{
		Range:    clause{program.File},
		Category: unpinned,
		Message:  unpinnedMessage,
		Fixes:    addDirective(pass, program.File),
	}
	for _, pin := range program.Pins {
		switch pin.Fault {
		case buildenv.Late:
			f.Range, f.Category, f.Message = pin.Range, late, lateMessage
		case buildenv.Misspelt:
			f.Range, f.Category, f.Message = pin.Range, misspelt, misspeltMessage(pin)
			f.Fixes = respell(pin, f.Fixes)
		}
	}
	for _, step := range program.Path {
		f.Trace = append(f.Trace, report.Step{Pos: step.Pos, Message: step.From + " uses " + step.To})
	}
	last := len(f.Trace) - 1
	f.Trace[last].Message += ", which looks up names"
	f.Related = []report.Note{{Pos: f.Trace[last].Pos, Message: f.Trace[last].Message}}
	return f
}

// A clause is the extent of a file's package clause.
type clause struct{ *ast.File }

func (c clause) Pos() token.Pos { return c.Package }
func (c clause) End() token.Pos { return c.Name.End() }

package standalone

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"os"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// testAnalyzers are the checks of the command that the scripts run. What they
// report is decided by names in the source.
var testAnalyzers = []*analysis.Analyzer{badcall, fragile, longname, noted}

func testInfo(check string) checkdoc.Info {
	return map[string]checkdoc.Info{
		"badcall": {Since: "v0.1.0", Fixes: true},
		"noted":   {Since: "v0.2.0", Note: true},
	}[check]
}

// badcall reports calls of some functions. How it fixes them depends on the
// function.
var badcall = &analysis.Analyzer{
	Name: "badcall",
	Doc: `report calls of functions
that are bad

A bad function does no good. The rest of the documentation
is here.`,
	URL:        "https://example.com/badcall",
	Requires:   report.Requires,
	ResultType: report.ResultType,
	Run: func(pass *analysis.Pass) (any, error) {
		r := report.New(pass)
		forCalls(pass, func(call *ast.CallExpr, id *ast.Ident) {
			edits, ok := map[string][]analysis.TextEdit{
				"bad":   {replace(id, "good")},
				"worse": nil,
				"ruin":  {replace(id, "(")},
				"outer": {replace(call, "good()")},
				"pad":   {replace(id, "good()\n\tgood")},
				"both":  {replace(id, "good"), renamed(pass, id.Name, "unused")},
				"call":  {replace(id, "good"), renamed(pass, id.Name, "unused")},
				"mark":  {replace(id, "good"), insertBefore(fileOf(pass, call), "// marked\n")},
			}[id.Name]
			if !ok {
				return
			}
			f := report.Finding{Range: id, Category: "call", Message: "call of " + id.Name}
			if edits != nil {
				f.Fixes = []analysis.SuggestedFix{{Message: "call good", TextEdits: edits}}
			}
			r.Report(f)
		})
		return r.Result(), nil
	},
}

func replace(n ast.Node, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)}
}

func insertBefore(f *ast.File, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: f.FileStart, End: f.FileStart, NewText: []byte(text)}
}

// renamed changes the name in the declaration of a function, wherever it is.
func renamed(pass *analysis.Pass, from, to string) analysis.TextEdit {
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Name.Name == from {
				return replace(d.Name, to)
			}
		}
	}
	return insertBefore(pass.Files[0], "")
}

func fileOf(pass *analysis.Pass, n ast.Node) *ast.File {
	for _, f := range pass.Files {
		if f.FileStart <= n.Pos() && n.Pos() < f.FileEnd {
			return f
		}
	}
	panic("no file")
}

// noted reports calls of noted, with the declaration and two steps.
var noted = &analysis.Analyzer{
	Name:       "noted",
	Doc:        "report calls of noted\n\n# Call\n\nAny.",
	Requires:   report.Requires,
	ResultType: report.ResultType,
	Run: func(pass *analysis.Pass) (any, error) {
		r := report.New(pass)
		forCalls(pass, func(call *ast.CallExpr, id *ast.Ident) {
			if id.Name != "noted" {
				return
			}
			decl := pass.TypesInfo.Uses[id].Pos()
			message := "call of noted"
			for _, arg := range call.Args {
				message += " with " + constant.StringVal(pass.TypesInfo.Types[arg].Value)
			}
			r.Report(report.Finding{
				Range:    call,
				Category: "call",
				Message:  message,
				Related:  []report.Note{{Pos: decl, Message: "declared here"}},
				Trace: []report.Step{
					{Goroutine: "main", Pos: id.Pos(), Message: "calls noted"},
					{Pos: decl, Message: "is stuck"},
				},
			})
		})
		return r.Result(), nil
	},
}

// longname reports names of functions, with a setting, also in generated files
// if it is told to.
var longname = &analysis.Analyzer{
	Name:       "longname",
	Doc:        "report long names of functions\n\n# Name\n\nThose of more letters than the flag allows.",
	Requires:   report.Requires,
	ResultType: report.ResultType,
	Run: func(pass *analysis.Pass) (any, error) {
		r := report.New(pass)
		for _, f := range pass.Files {
			for _, d := range f.Decls {
				if d, ok := d.(*ast.FuncDecl); ok && len(d.Name.Name) > maxName {
					r.Report(report.Finding{Range: d.Name, Category: "name", Message: d.Name.Name + " is long"})
				}
			}
		}
		return r.Result(), nil
	},
}

var maxName int

func init() {
	longname.Flags.IntVar(&maxName, "max", 20, "the longest `length` that is not reported")
	report.Flags(longname)
}

// fragile does not report, but fails.
var fragile = &analysis.Analyzer{
	Name:       "fragile",
	Doc:        "fail",
	ResultType: report.ResultType,
	Run: report.Run(func(pass *analysis.Pass) (any, error) {
		for _, f := range pass.Files {
			for _, d := range f.Decls {
				d, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				switch d.Name.Name {
				case "failing":
					return nil, errors.New("cannot cope\nwith failing")
				case "panicking":
					panic("cannot cope")
				case "sleeping":
					if err := os.WriteFile(os.Getenv("SLEEPING"), nil, 0o666); err != nil {
						return nil, err
					}
					time.Sleep(time.Minute) // the test interrupts it
				case "dying":
					fmt.Fprintln(os.Stderr, "fatal error: dying")
					os.Exit(2)
				case "silent":
					os.Exit(3)
				}
			}
		}
		return new(report.Result), nil
	}),
}

// forCalls calls f for each call of a function by its bare name.
func forCalls(pass *analysis.Pass, f func(*ast.CallExpr, *ast.Ident)) {
	for _, file := range pass.Files {
		for n := range ast.Preorder(file) {
			if call, ok := n.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok {
					f(call, id)
				}
			}
		}
	}
}

package endlessloop

import (
	_ "embed"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/endless"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

//go:embed doc.go
var doc string

// Analyzer reports loops that never end.
var Analyzer = &analysis.Analyzer{
	Name:       "endlessloop",
	Doc:        checkdoc.Must("endlessloop", doc),
	URL:        checkdoc.URL("endlessloop"),
	Requires:   append([]*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer, endless.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

const backgroundFlag = "background"

func init() {
	Analyzer.Flags.Bool(backgroundFlag, false, "report goroutines too that nobody is seen to want to end")
	report.Flags(Analyzer)
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if !mayBeEndless(pass) {
		return r.Result(), nil
	}
	s := ssabuild.Of(pass).SSA()
	world := s.Worlds()[0] // tests end with the process
	background := pass.Analyzer.Flags.Lookup(backgroundFlag).Value.String() == "true"
	w := endless.New(world, flow.Of(pass, world), endless.Of(pass))
	for _, fn := range world.Funcs {
		for _, l := range w.Loops(fn) {
			if l.Kind == endless.Background && !background {
				continue // most of them are meant to
			}
			if l.Kind == endless.Busy && emptyDefault(s, l.At.Pos()) {
				continue // staticcheck tells, and deletes it
			}
			if world.Owns(l.At.Pos()) {
				f := finding(s, l)
				f.Fixes = fixes(pass, s, l, f.Range.Pos())
				r.Report(f)
			}
		}
	}
	return r.Result(), nil
}

// emptyDefault reports whether the select at pos is all that a loop without a condition
// does, and its default is empty.
func emptyDefault(s *ssabuild.SSA, pos token.Pos) bool {
	path := s.PathTo(pos)
	i := slices.IndexFunc(path, func(n ast.Node) bool { _, ok := n.(*ast.SelectStmt); return ok })
	if i < 0 || i+2 >= len(path) {
		return false
	}
	loop, ok := path[i+2].(*ast.ForStmt)
	if !ok || loop.Init != nil || loop.Cond != nil || loop.Post != nil || len(loop.Body.List) != 1 {
		return false
	}
	return slices.ContainsFunc(path[i].(*ast.SelectStmt).Body.List, func(clause ast.Stmt) bool {
		c := clause.(*ast.CommClause)
		return c.Comm == nil && len(c.Body) == 0
	})
}

// mayBeEndless reports whether a package has a loop that does not count: one that may have no
// condition, or asks a flag, one over a channel, as that of a ticker, or a goto.
func mayBeEndless(pass *analysis.Pass) bool {
	found := false
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ForStmt:
				found = found || n.Cond == nil || n.Post == nil
			case *ast.BranchStmt:
				found = found || n.Tok == token.GOTO
			case *ast.RangeStmt:
				if t := pass.TypesInfo.TypeOf(n.X); t != nil {
					_, isChan := t.Underlying().(*types.Chan)
					found = found || isChan
				}
			}
			return !found
		})
	}
	return found
}

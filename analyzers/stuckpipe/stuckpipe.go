package stuckpipe

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/pipes"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

//go:embed doc.go
var doc string

// Analyzer reports goroutines that block forever at an end of a pipe.
var Analyzer = &analysis.Analyzer{
	Name:       "stuckpipe",
	Doc:        checkdoc.Must("stuckpipe", doc),
	URL:        checkdoc.URL("stuckpipe"),
	Requires:   append([]*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if !makesPipes(pass) {
		return r.Result(), nil
	}
	s := ssabuild.Of(pass).SSA()
	for _, world := range s.Worlds() {
		w := pipes.New(world, flow.Of(pass, world))
		for _, fn := range world.Funcs {
			for _, wait := range w.Waits(fn) {
				if world.Owns(wait.At.Pos()) {
					r.Report(finding(s, wait, !s.Worlds()[0].Owns(wait.At.Pos())))
				}
			}
		}
	}
	return r.Result(), nil
}

// makesPipes reports whether the package names a function that makes pipes.
func makesPipes(pass *analysis.Pass) bool {
	found := false
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && model.Names(id.Name, model.Pipe) {
				fn, _ := pass.TypesInfo.Uses[id].(*types.Func)
				found = found || model.Has(fn, model.Pipe)
			}
			return !found
		})
	}
	return found
}

// finding tells of a wait. One in a test is a note: what a test leaves goes with it.
func finding(s *ssabuild.SSA, w pipes.Wait, inTest bool) report.Finding {
	line := func(instr ssa.Instruction) int { return s.Position(instr.Pos()).Line }
	who := "the caller"
	if w.Go != nil {
		who = "goroutine"
	}
	f := report.Finding{
		Range:   s.OperationRange(w.At.Pos()),
		Related: []report.Note{{Pos: w.Pipe.Pos(), Message: "the pipe is made here"}},
	}
	suffix := ""
	if inTest {
		suffix = ", in a test"
	}
	if w.Go != nil {
		f.Related = append(f.Related, report.Note{Pos: w.Go.Pos(), Message: "the goroutine starts here"})
	}
	switch w.Kind {
	case pipes.Unclosed:
		f.Category = "unclosed"
		f.Message = fmt.Sprintf("%s blocks forever reading, since nobody closes the writer of the pipe of line %d%s; close it when all is written", who, line(w.Pipe), suffix)
	case pipes.Unread:
		f.Category = "unread"
		why := "nobody reads from it" + suffix + "; read it to its end, or close it"
		if w.Early != nil {
			why = fmt.Sprintf("what reads may stop early at line %d%s; close the reader then", line(w.Early), suffix)
			f.Related = append(f.Related, report.Note{Pos: w.Early.Pos(), Message: "this may stop before the end"})
		}
		f.Message = fmt.Sprintf("%s blocks forever writing to the pipe of line %d, since %s", who, line(w.Pipe), why)
		f.Fixes = deferClose(s, w)
	}
	if inTest {
		f.Category = "test"
	}
	return f
}

func isLoop(n ast.Node) bool {
	switch n.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}

// deferClose returns the fix that closes the reader when its function returns.
func deferClose(s *ssabuild.SSA, w pipes.Wait) []analysis.SuggestedFix {
	if !w.Here {
		return nil
	}
	path := s.PathTo(w.Pipe.Pos())
	if slices.ContainsFunc(path, isLoop) {
		return nil // each round would add one
	}
	for i, n := range path {
		assign, ok := n.(*ast.AssignStmt)
		if !ok {
			continue
		}
		id, isName := assign.Lhs[0].(*ast.Ident)
		_, inBlock := path[i+1].(*ast.BlockStmt)
		if !isName || id.Name == "_" || !inBlock {
			return nil
		}
		return []analysis.SuggestedFix{{
			Message:   fmt.Sprintf("Close %s when the function returns", id.Name),
			TextEdits: []analysis.TextEdit{{Pos: assign.End(), End: assign.End(), NewText: fmt.Appendf(nil, "\ndefer %s.Close()", id.Name)}},
		}}
	}
	return nil
}

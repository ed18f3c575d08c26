package iotimeout

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/unbounded"
)

// withContext makes a request with the context of the function that does so, if it has one
// by name: a parameter of that type, or the request that a handler answers.
//
//	req, err := http.NewRequest(method, url, nil)
func withContext(pass *analysis.Pass, s *ssabuild.SSA, op unbounded.Op) []analysis.SuggestedFix {
	if op.Request == nil {
		return nil
	}
	call := s.CallExpr(op.Request)
	if call == nil {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	ctx := contextAt(pass, s, op.Request)
	if ctx == "" {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message: "Give the request the context " + ctx,
		TextEdits: []analysis.TextEdit{
			{Pos: sel.Sel.Pos(), End: sel.Sel.End(), NewText: []byte("NewRequestWithContext")},
			{Pos: call.Lparen + 1, End: call.Lparen + 1, NewText: []byte(ctx + ", ")},
		},
	}}
}

// contextAt returns the text of a context that can be named where a call is made, "" if
// there is none.
func contextAt(pass *analysis.Pass, s *ssabuild.SSA, at ssa.CallInstruction) string {
	scope := innermost(pass, s, at)
	if scope == nil {
		return ""
	}
	for fn := at.Parent(); fn != nil; fn = fn.Parent() {
		for _, p := range fn.Params {
			obj := p.Object()
			if p.Name() == "_" {
				continue
			}
			if _, found := scope.LookupParent(p.Name(), at.Pos()); found != obj {
				continue // hidden by another one
			}
			switch p.Type().String() {
			case "context.Context":
				return p.Name()
			case "*net/http.Request":
				return p.Name() + ".Context()"
			}
		}
		if fn.Syntax() == nil || isStarted(fn) {
			return "" // it may outlive the function around it
		}
	}
	return ""
}

// innermost returns the innermost scope around a call.
func innermost(pass *analysis.Pass, s *ssabuild.SSA, at ssa.CallInstruction) *types.Scope {
	for _, n := range s.PathTo(at.Pos()) {
		switch fn := n.(type) {
		case *ast.FuncDecl:
			n = fn.Type
		case *ast.FuncLit:
			n = fn.Type
		}
		if scope := pass.TypesInfo.Scopes[n]; scope != nil {
			return scope.Innermost(at.Pos())
		}
	}
	return nil
}

// isStarted reports whether a literal is run as a goroutine.
func isStarted(fn *ssa.Function) bool {
	parent := fn.Parent()
	if parent == nil {
		return false
	}
	for _, b := range parent.Blocks {
		for _, instr := range b.Instrs {
			if start, ok := instr.(*ssa.Go); ok && start.Call.StaticCallee() == fn {
				return true
			}
		}
	}
	return false
}

// waitDelay sets the WaitDelay of a command that has a name, before it is run.
//
//	out, err := cmd.Output()
func waitDelay(pass *analysis.Pass, s *ssabuild.SSA, op unbounded.Op) []analysis.SuggestedFix {
	call := s.CallExpr(op.At)
	if call == nil {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	cmd, ok := sel.X.(*ast.Ident)
	if !ok {
		return nil
	}
	path := s.PathTo(op.At.Pos())
	for i, n := range path {
		stmt, ok := n.(ast.Stmt)
		if !ok || i+1 >= len(path) {
			continue
		}
		if _, inBlock := path[i+1].(*ast.BlockStmt); !inBlock {
			continue
		}
		for _, file := range pass.Files {
			if file.FileStart > stmt.Pos() || stmt.Pos() >= file.FileEnd {
				continue
			}
			name, edits, ok := report.AddImport(file, "time")
			if !ok {
				return nil
			}
			text := cmd.Name + ".WaitDelay = " + name + ".Second\n"
			return []analysis.SuggestedFix{{
				Message:   "Set WaitDelay",
				TextEdits: append(edits, analysis.TextEdit{Pos: stmt.Pos(), End: stmt.Pos(), NewText: []byte(text)}),
			}}
		}
		return nil
	}
	return nil
}

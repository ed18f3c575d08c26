package orphanrecv

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A field that holds a ticker belongs to an object that others are given, so no root
// sees what becomes of it. But Stop closes no channel, whoever calls it when: a
// goroutine that ranges over the channel, or receives from it in an endless loop, and does not
// leave the loop, never ends.
// (hashicorp/nomad 6aa8913392, grpc/grpc-go 91e0aeb192)

// A tickerField is what a package does with an unexported field that holds a ticker.
type tickerField struct {
	stops  []token.Pos
	resets bool
}

// A tickerLoop is an endless loop that waits for a ticker in each round.
type tickerLoop struct {
	at    token.Pos // of the range statement, or of the receive
	x     ast.Expr  // the channel
	doing string
	field *tickerField
	fn    ast.Node // the function around it
}

// tickers reports the goroutines that range over the channel of a ticker in a field
// which the package stops, but not the loops that were found to be stuck already.
func tickers(pass *analysis.Pass, r *report.Reporter, found map[token.Pos]bool) {
	t := &tickerPass{info: pass.TypesInfo, fields: make(map[*types.Var]*tickerField), started: make(map[any]token.Pos)}
	for _, file := range pass.Files {
		ast.PreorderStack(file, nil, t.visit)
	}
	for _, l := range t.loops {
		start, ok := t.started[t.function(l.fn)]
		stop := l.field.stoppedOutside(l.fn)
		if !ok || !stop.IsValid() || l.field.resets || found[l.at] {
			continue
		}
		message := "goroutine blocks forever " + l.doing + " once the ticker is stopped, which closes nothing; select on a done channel too"
		if name := types.ExprString(l.x) + ": "; len(name)+len(message) <= report.MaxMessage {
			message = name + message
		}
		r.Report(report.Finding{
			Range:    ssabuild.Point(l.at),
			Category: "timer",
			Message:  message,
			Related:  []report.Note{{Pos: stop, Message: "the ticker is stopped here"}, {Pos: start, Message: "the goroutine starts here"}},
		})
	}
}

type tickerPass struct {
	info    *types.Info
	loops   []tickerLoop
	fields  map[*types.Var]*tickerField
	started map[any]token.Pos // functions and literals that go statements call
}

func (t *tickerPass) visit(n ast.Node, stack []ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		if lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit); ok {
			t.started[lit] = n.Pos()
		} else if fn := callee.In(t.info, n.Call); fn != nil {
			t.started[fn] = n.Pos()
		}
	case *ast.CallExpr:
		sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
		fn := callee.In(t.info, n)
		if !ok || fn == nil {
			break
		}
		if f := t.field(sel.X); f == nil {
			break
		} else if model.Has(fn, model.TickerStop) {
			f.stops = append(f.stops, n.Pos())
		} else if model.Has(fn, model.TickerReset) {
			f.resets = true
		}
	case *ast.RangeStmt:
		if f := t.ticks(n.X); f != nil && !t.leaves(n.Body) {
			t.loops = append(t.loops, tickerLoop{n.For, n.X, "ranging", f, enclosing(stack)})
		}
	case *ast.ForStmt:
		recv := received(n)
		if recv == nil {
			break
		}
		if f := t.ticks(recv.X); f != nil && !t.leaves(n.Body) {
			t.loops = append(t.loops, tickerLoop{recv.OpPos, recv.X, "receiving", f, enclosing(stack)})
		}
	}
	return true
}

// ticks returns what is known of a field if an expression is the channel of the ticker in it.
func (t *tickerPass) ticks(x ast.Expr) *tickerField {
	sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "C" {
		return nil
	}
	return t.field(sel.X)
}

// received returns the receive for which each round of an endless loop waits first, or nil:
//
//	for { <-t.C; ... }        for { select { case <-t.C: ... }; ... }
func received(loop *ast.ForStmt) *ast.UnaryExpr {
	if loop.Cond != nil || len(loop.Body.List) == 0 {
		return nil
	}
	stmt := loop.Body.List[0]
	if sel, ok := stmt.(*ast.SelectStmt); ok {
		if len(sel.Body.List) != 1 {
			return nil
		}
		stmt = sel.Body.List[0].(*ast.CommClause).Comm // nil: the default
	}
	var x ast.Expr
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		x = stmt.X
	case *ast.AssignStmt:
		x = stmt.Rhs[0]
	}
	recv, ok := x.(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW {
		return nil
	}
	return recv
}

// field returns what is known of the field that an expression selects, if it is an
// unexported one that holds a ticker; else nil.
func (t *tickerPass) field(x ast.Expr) *tickerField {
	sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	v, ok := t.info.Uses[sel.Sel].(*types.Var)
	if !ok || !v.IsField() || v.Exported() || !isTicker(v.Type()) {
		return nil
	}
	v = v.Origin()
	if t.fields[v] == nil {
		t.fields[v] = new(tickerField)
	}
	return t.fields[v]
}

func isTicker(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := t.(*types.Named)
	return ok && named.Obj().Name() == "Ticker" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time"
}

// function returns the key of a function in started.
func (t *tickerPass) function(n ast.Node) any {
	if decl, ok := n.(*ast.FuncDecl); ok {
		return t.info.Defs[decl.Name]
	}
	return n
}

// stoppedOutside returns where the ticker is stopped outside of a function: the one
// that ranges over it for ever does not come to that.
func (f *tickerField) stoppedOutside(fn ast.Node) token.Pos {
	for _, stop := range f.stops {
		if fn == nil || stop < fn.Pos() || fn.End() <= stop {
			return stop
		}
	}
	return token.NoPos
}

// enclosing returns the innermost function around a node with these parents.
func enclosing(stack []ast.Node) ast.Node {
	for _, n := range slices.Backward(stack) {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return n
		}
	}
	return nil
}

// leaves reports whether there may be a way out of a loop.
func (t *tickerPass) leaves(body *ast.BlockStmt) bool {
	found := false
	ast.PreorderStack(body, nil, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Tok == token.GOTO || n.Label != nil || n.Tok == token.BREAK && !breaksInside(stack)
		case *ast.CallExpr:
			found = found || t.ends(n)
		}
		return !found
	})
	return found
}

// breaksInside reports whether a break without a label, below these parents, leaves
// none of the statements around them.
func breaksInside(stack []ast.Node) bool {
	for _, n := range stack {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return true
		}
	}
	return false
}

// ends reports whether a call does not return.
func (t *tickerPass) ends(call *ast.CallExpr) bool {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := t.info.Uses[id].(*types.Builtin); ok {
			return b.Name() == "panic"
		}
	}
	fn := callee.In(t.info, call)
	if fn == nil {
		return false
	}
	for _, effect := range []model.Effect{model.NoReturn, model.Exits, model.Goexits, model.Panics} {
		if model.Has(fn, effect) {
			return true
		}
	}
	return false
}

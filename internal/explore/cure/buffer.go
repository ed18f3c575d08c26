package cure

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// buffers returns capacities with which a send may not wait: one, as many as there are
// go statements behind the make, or as many as a loop around one goes round.
//
//	results := make(chan int)      make(chan int, len(urls)) is tried
//	for _, u := range urls {
//		go func() { results <- get(u) }()
//	}
func (o *operation) buffers() []*candidate {
	mk := o.made()
	if o.Op != witness.Send || mk == nil || !o.Go.IsValid() {
		return nil
	}
	size, ok := mk.Size.(*ssa.Const)
	if !ok || size.Int64() > domain.LoopBound {
		return nil
	}
	call, ok := o.p.SSA.NodeAt(mk.Pos()).(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	var list []*candidate
	add := func(count ast.Expr, counts token.Pos) {
		text := types.ExprString(count)
		with := *call
		with.Args = []ast.Expr{call.Args[0], count}
		edit := analysis.TextEdit{Pos: call.Args[0].End(), End: call.Args[0].End(), NewText: []byte(", " + text)}
		if len(call.Args) > 1 {
			edit = analysis.TextEdit{Pos: call.Args[1].Pos(), End: call.Args[1].End(), NewText: []byte(text)}
		}
		list = append(list, &candidate{
			kind:     witness.Buffer,
			remedies: []string{"make " + o.name() + " with a buffer of " + text, "make the channel with a buffer for all that is sent"},
			change:   ssabuild.Change{call: &with},
			rooms:    []*room{o.roomFor(mk, counts)},
			fix:      &analysis.SuggestedFix{Message: "Make the channel with a buffer of " + text, TextEdits: []analysis.TextEdit{edit}},
		})
	}
	constant := func(n int64) ast.Expr {
		return &ast.BasicLit{ValuePos: call.Rparen, Kind: token.INT, Value: strconv.FormatInt(n, 10)}
	}
	if size.Int64() == 0 {
		add(constant(1), token.NoPos)
	}
	starts := int64(0)
	f := o.p.Function(mk.Parent())
	for _, b := range mk.Parent().Blocks {
		for _, instr := range b.Instrs {
			goes, ok := instr.(*ssa.Go)
			if !ok {
				continue
			}
			if l := f.Loops.At(b); l == nil || l.Has(mk.Block()) {
				starts++
			} else if count := countAt(o.p, goes.Pos(), call.Rparen); count != nil {
				add(count, goes.Pos())
			}
		}
	}
	if starts > max(size.Int64(), 1) && starts <= maxStarts {
		add(constant(starts), token.NoPos)
	}
	return list
}

// maxStarts is the largest number of go statements that are counted.
const maxStarts = 8

// countAt returns how often the loop around a go statement goes round, as an expression
// that means the same where the channel is made, or nil.
func countAt(p *code.Program, at, made token.Pos) ast.Expr {
	for _, n := range p.SSA.PathTo(at) {
		var count ast.Expr
		switch n := n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return nil
		case *ast.RangeStmt:
			count = n.X
			if t := p.SSA.TypeOf(n.X); t != nil && !code.IsInteger(t) {
				if _, isFunc := t.Underlying().(*types.Signature); isFunc {
					return nil
				}
				count = &ast.CallExpr{Fun: ast.NewIdent("len"), Args: []ast.Expr{n.X}}
			}
		case *ast.ForStmt:
			cond, ok := n.Cond.(*ast.BinaryExpr)
			if !ok || cond.Op != token.LSS && cond.Op != token.NEQ || !startsAtZero(n) {
				return nil
			}
			count = cond.Y
		default:
			continue
		}
		return copied(p, count, made)
	}
	return nil
}

// startsAtZero reports whether a loop counts from zero.
func startsAtZero(loop *ast.ForStmt) bool {
	init, ok := loop.Init.(*ast.AssignStmt)
	if !ok || len(init.Rhs) != 1 {
		return false
	}
	lit, ok := init.Rhs[0].(*ast.BasicLit)
	return ok && lit.Value == "0"
}

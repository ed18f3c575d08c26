package evidence

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/driver/disk"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// An operation is what a goroutine can hang at, as the source has it.
type operation struct {
	node     ast.Node
	from, to token.Pos // the extent by which a finding names it
	ops      []profile.Op
	call     bool   // of a function that does it
	first    int    // the lines that the runtime may tell:
	last     int    //   from the start of the statement to the operation's end,
	exits    []int  //   and where the function ends, for what is deferred
	decl     string // the function around it: F, (*T).M or T.M
}

// at reports whether the runtime tells the line for the operation.
func (o *operation) at(line int) bool {
	return o.first <= line && line <= o.last || slices.Contains(o.exits, line)
}

// does reports whether a goroutine that is in the operation itself can wait so.
func (o *operation) does(op profile.Op) bool {
	if o.call {
		return false
	}
	return op == profile.Unknown || slices.Contains(o.ops, op)
}

// A source is a file of the packages that were analysed.
type source struct {
	name string
	file *token.File
	ops  []*operation // in the order in which they begin; nil if the file cannot be read
}

// sources reads files, each once.
type sources map[string]*source

func (s sources) get(name string) *source {
	src := s[name]
	if src == nil {
		src = readSource(name)
		s[name] = src
	}
	return src
}

func readSource(name string) *source {
	src := &source{name: name}
	data, err := disk.Read(name, disk.MaxSource)
	if err != nil {
		return src
	}
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, name, data, parser.SkipObjectResolution) // with errors there is a part of it
	if file == nil || fset.File(file.FileStart) == nil {
		return src
	}
	src.file = fset.File(file.FileStart)
	src.collect(file)
	return src
}

// collect finds the operations.
func (s *source) collect(file *ast.File) {
	ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			if clause := inComm(n, stack); clause != nil {
				s.addCase(n, stack)
			} else {
				s.add(n, stack, n.Pos(), n.End(), profile.Send)
			}
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				if clause := inComm(n, stack); clause != nil {
					s.addCase(n, stack)
				} else {
					s.add(n, stack, n.Pos(), n.End(), profile.Receive)
				}
			}
		case *ast.RangeStmt:
			o := s.add(n, append(stack, n), n.For, n.X.End(), profile.Receive)
			o.first, o.last = s.line(n.For), s.line(n.X.End())
		case *ast.SelectStmt:
			s.addSelect(n, stack)
		case *ast.CallExpr:
			s.addCall(n, stack)
		}
		return true
	})
}

func (s *source) line(pos token.Pos) int { return s.file.PositionFor(pos, false).Line }

// add adds an operation, whose lines begin with its statement's.
func (s *source) add(n ast.Node, stack []ast.Node, from, to token.Pos, ops ...profile.Op) *operation {
	o := &operation{node: n, from: from, to: to, ops: ops, first: s.line(from), last: s.line(to - 1), decl: declOf(stack)}
	for _, outer := range slices.Backward(stack) {
		if stmt, ok := outer.(ast.Stmt); ok {
			if _, block := stmt.(*ast.BlockStmt); !block {
				o.first = min(o.first, s.line(stmt.Pos()))
			}
			break
		}
	}
	s.ops = append(s.ops, o)
	return o
}

// addSelect adds a select. One with a single case is compiled as what its case does.
func (s *source) addSelect(n *ast.SelectStmt, stack []ast.Node) {
	ops := []profile.Op{profile.Select}
	last := n.Select
	switch len(n.Body.List) {
	case 0:
		ops = []profile.Op{profile.Forever, profile.Select}
	case 1:
		if clause, ok := n.Body.List[0].(*ast.CommClause); ok && clause.Comm != nil {
			ops = append(ops, profile.Send, profile.Receive)
			last = clause.Comm.End() - 1
		}
	}
	o := s.add(n, stack, n.Select, n.Select+token.Pos(len("select")), ops...)
	o.first, o.last = s.line(n.Select), s.line(last)
}

// addCase adds the operation of a case. The runtime tells the line of the select.
func (s *source) addCase(n ast.Node, stack []ast.Node) {
	for _, outer := range slices.Backward(stack) {
		if sel, ok := outer.(*ast.SelectStmt); ok {
			o := s.add(n, stack, n.Pos(), n.End(), profile.Select)
			o.first, o.last = s.line(sel.Select), s.line(sel.Select)
			if len(sel.Body.List) == 1 {
				o.ops = append(o.ops, profile.Send, profile.Receive)
				o.last = s.line(n.End() - 1)
			}
			return
		}
	}
}

// addCall adds a call, unless it runs in another goroutine. One that is deferred runs at
// the end of the function, or at a return.
func (s *source) addCall(n *ast.CallExpr, stack []ast.Node) {
	var parent ast.Node
	if len(stack) > 0 {
		parent = stack[len(stack)-1]
	}
	if _, ok := parent.(*ast.GoStmt); ok {
		return
	}
	o := s.add(n, stack, n.Pos(), n.End())
	o.call = true
	if _, ok := parent.(*ast.DeferStmt); ok {
		o.exits = s.exits(stack)
	}
}

// exits returns the lines at which the innermost function may end.
func (s *source) exits(stack []ast.Node) (lines []int) {
	var body *ast.BlockStmt
	for i := len(stack) - 1; i >= 0 && body == nil; i-- {
		switch fn := stack[i].(type) {
		case *ast.FuncLit:
			body = fn.Body
		case *ast.FuncDecl:
			body = fn.Body
		}
	}
	if body == nil {
		return nil
	}
	lines = append(lines, s.line(body.Rbrace))
	ast.Inspect(body, func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			lines = append(lines, s.line(ret.Pos()))
		}
		_, lit := n.(*ast.FuncLit)
		return !lit
	})
	return lines
}

// inComm returns the clause of a select whose operation n is, nil if it is none's.
func inComm(n ast.Node, stack []ast.Node) *ast.CommClause {
	for _, outer := range slices.Backward(stack) {
		switch parent := outer.(type) {
		case *ast.ParenExpr, *ast.ExprStmt:
		case *ast.AssignStmt:
			if len(parent.Rhs) != 1 || ast.Unparen(parent.Rhs[0]) != n {
				return nil
			}
		case *ast.CommClause:
			comm := parent.Comm
			if comm != nil && comm.Pos() <= n.Pos() && n.End() <= comm.End() {
				return parent
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

// declOf returns the name of the declared function around a node.
func declOf(stack []ast.Node) string {
	for _, n := range stack {
		fn, ok := n.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if fn.Recv == nil || len(fn.Recv.List) == 0 {
			return fn.Name.Name
		}
		typ := ast.Unparen(fn.Recv.List[0].Type)
		star, pointer := typ.(*ast.StarExpr)
		if pointer {
			typ = ast.Unparen(star.X)
		}
		switch generic := typ.(type) {
		case *ast.IndexExpr:
			typ = generic.X
		case *ast.IndexListExpr:
			typ = generic.X
		}
		name := "?"
		if id, ok := typ.(*ast.Ident); ok {
			name = id.Name
		}
		if pointer {
			name = "(*" + name + ")"
		}
		return name + "." + fn.Name.Name
	}
	return ""
}

// operation returns what stands at a position that a finding tells, the innermost.
func (s *source) operation(line, col int) *operation {
	if s.file == nil || line < 1 || line > s.file.LineCount() || col < 1 {
		return nil
	}
	pos := s.file.LineStart(line) + token.Pos(col-1)
	var best *operation
	for _, o := range s.ops {
		if o.from <= pos && pos < o.to && (best == nil || o.to-o.from <= best.to-best.from) {
			best = o
		}
	}
	return best
}

// has reports whether a goroutine can wait so at a line: for the operation itself, or, if
// it is in a function that is called there, for a call.
func (s *source) has(line int, op profile.Op, direct bool) bool {
	if s.file == nil {
		return true // who knows
	}
	for _, o := range s.ops {
		if o.at(line) && (direct && o.does(op) || !direct && (o.call || isRange(o.node))) {
			return true
		}
	}
	return false
}

// isRange reports whether a node is a range, which may call an iterator.
func isRange(n ast.Node) bool {
	_, ok := n.(*ast.RangeStmt)
	return ok
}

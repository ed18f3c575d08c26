package ssabuild

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"
)

// A World is the part of a package that exists for a set of roots.
//
// Drivers analyse different variants of a package: alone, with its in-package
// tests, or both. Findings must be equal in all, so for a root or a field
// declared in a non-test file, the functions, stores and literals of _test.go
// files do not exist. Roots in test files see everything.
type World struct {
	// Funcs are the functions that exist: declared ones by their names, each with its
	// literals and instances behind it.
	Funcs []*ssa.Function

	Pkg   *types.Package
	fset  *token.FileSet
	tests bool // the world of roots in test files
	ends  map[*types.Var]bool
}

// Worlds returns the world of the roots in non-test files and, if the package
// has test files, that of the roots in those. All checks share them; they do not
// change.
func (s *SSA) Worlds() []*World { return s.worlds() }

func (s *SSA) makeWorlds() []*World {
	production := slices.DeleteFunc(slices.Clone(s.files), s.isTest)
	worlds := []*World{{Pkg: s.Pkg.Pkg, Funcs: s.functions(production), fset: s.Fset, ends: s.ends}}
	if len(production) < len(s.files) {
		worlds = append(worlds, &World{Pkg: s.Pkg.Pkg, Funcs: s.functions(s.files), fset: s.Fset, ends: s.ends, tests: true})
	}
	return worlds
}

// IsError reports whether a type is the interface error.
func IsError(t types.Type) bool { return types.Identical(t, errorType) }

var errorType = types.Universe.Lookup("error").Type()

// IsContext reports whether a type is that of contexts.
func IsContext(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == "Context" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context"
}

// IsCancel reports whether a type is that of functions that cancel contexts.
func IsCancel(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context" && (named.Obj().Name() == "CancelFunc" || named.Obj().Name() == "CancelCauseFunc")
}

// IsDuration reports whether a type is that of a time.Duration.
func IsDuration(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == "Duration" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time"
}

// IsLock reports whether values of a type are locks of package sync.
func IsLock(t types.Type) bool { return isSync(t, "Mutex") || isSync(t, "RWMutex") }

// IsWaitGroup reports whether a type is sync.WaitGroup.
func IsWaitGroup(t types.Type) bool { return isSync(t, "WaitGroup") }

// IsCond reports whether a type is sync.Cond.
func IsCond(t types.Type) bool { return isSync(t, "Cond") }

// IsOnce reports whether a type is sync.Once.
func IsOnce(t types.Type) bool { return isSync(t, "Once") }

func isSync(t types.Type, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync"
}

// IsNil reports whether a value is the constant nil.
func IsNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// IsInt reports whether a value is a constant integer.
func IsInt(v ssa.Value, n int64) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Int && constant.Compare(c.Value, token.EQL, constant.MakeInt64(n))
}

// Deref returns the type that t points to, or t.
func Deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// HasMethod reports whether a type, or a pointer to it, has an exported method of a name.
func HasMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := obj.(*types.Func)
	return ok
}

// Exported returns the functions and methods that other packages can name, with their
// objects: those about which facts are exported. Instances of generic ones, and what the
// compiler makes, are none.
func (w *World) Exported() iter.Seq2[*types.Func, *ssa.Function] {
	return func(yield func(*types.Func, *ssa.Function) bool) {
		for _, fn := range w.Funcs {
			obj, ok := fn.Object().(*types.Func)
			if ok && obj.Exported() && fn.Origin() == nil && fn.Synthetic == "" && !yield(obj, fn) {
				return
			}
		}
	}
}

// Exists reports whether an instruction of fn exists in this world. The
// initialisers of all files are in one function.
func (w *World) Exists(fn *ssa.Function, instr ssa.Instruction) bool {
	return w.tests || fn.Synthetic == "" || !inTestFile(w.fset, instr.Pos())
}

// Owns reports whether a finding at pos is this world's to report: each
// position belongs to one world.
func (w *World) Owns(pos token.Pos) bool { return inTestFile(w.fset, pos) == w.tests }

// Sees reports whether what is declared at pos exists in this world.
func (w *World) Sees(pos token.Pos) bool { return w.tests || !inTestFile(w.fset, pos) }

// Field returns the origin of the field that addr is the address of, or nil if
// the struct is a type parameter.
func Field(addr *ssa.FieldAddr) *types.Var { return field(addr.X.Type(), addr.Field) }

// FieldOf returns the origin of the field that v selects, or nil if the struct
// is a type parameter.
func FieldOf(v *ssa.Field) *types.Var { return field(v.X.Type(), v.Field) }

func field(t types.Type, index int) *types.Var {
	s, ok := Deref(t).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return s.Field(index).Origin()
}

// Range returns the extent of a call in the source.
func (s *SSA) Range(call ssa.CallInstruction) analysis.Range {
	if expr := s.CallExpr(call); expr != nil {
		return expr
	}
	return Point(call.Pos())
}

// A Point is a range without extent.
type Point token.Pos

func (p Point) Pos() token.Pos { return token.Pos(p) }
func (p Point) End() token.Pos { return token.Pos(p) }

// EndRange returns where a function ends by the return at pos: the statement, or the closing
// brace if there is none.
func (s *SSA) EndRange(fn *ssa.Function, pos token.Pos) analysis.Range {
	for _, n := range s.PathTo(pos) {
		if ret, ok := n.(*ast.ReturnStmt); ok && ret.Pos() == pos {
			return ret
		}
	}
	switch syntax := fn.Syntax().(type) {
	case *ast.FuncDecl:
		return Point(syntax.Body.Rbrace)
	case *ast.FuncLit:
		return Point(syntax.Body.Rbrace)
	}
	return Point(token.NoPos)
}

// CallExpr returns the syntax of a call, or nil if it has none.
func (s *SSA) CallExpr(call ssa.CallInstruction) *ast.CallExpr {
	switch n := s.NodeAt(call.Pos()).(type) {
	case *ast.CallExpr:
		return n
	case *ast.DeferStmt:
		return n.Call
	case *ast.GoStmt:
		return n.Call
	}
	return nil
}

// NodeAt returns the node of which go/ssa gives pos as the position of its
// instruction: a call's left parenthesis, an arrow, a keyword. It returns nil if
// there is none.
func (s *SSA) NodeAt(pos token.Pos) ast.Node {
	return s.find(pos, func(n ast.Node) bool { return instructionPos(n) == pos })
}

// find returns the outermost node around pos that matches, or nil.
func (s *SSA) find(pos token.Pos, matches func(ast.Node) bool) ast.Node {
	var found ast.Node
	for _, file := range s.files {
		if file.FileStart > pos || pos > file.FileEnd {
			continue
		}
		// Declarations are in order and do not overlap.
		i, _ := slices.BinarySearchFunc(file.Decls, pos, func(d ast.Decl, pos token.Pos) int { return cmp.Compare(d.End(), pos+1) })
		if i == len(file.Decls) {
			break
		}
		ast.Inspect(file.Decls[i], func(n ast.Node) bool {
			if n == nil || found != nil || pos < n.Pos() || n.End() <= pos {
				return false
			}
			if matches(n) {
				found = n
			}
			return true
		})
	}
	return found
}

func instructionPos(n ast.Node) token.Pos {
	switch n := n.(type) {
	case *ast.CallExpr:
		return n.Lparen
	case *ast.SendStmt:
		return n.Arrow
	case *ast.UnaryExpr:
		return n.OpPos
	case *ast.RangeStmt:
		return n.For
	case *ast.SelectStmt:
		return n.Select
	case *ast.DeferStmt:
		return n.Defer
	case *ast.GoStmt:
		return n.Go
	}
	return token.NoPos
}

// CondAt returns the syntax of the condition of a branch, or nil: not every
// branch is one of the source.
func (s *SSA) CondAt(branch *ssa.If) ast.Expr {
	pos := branch.Cond.Pos()
	if !pos.IsValid() {
		return nil
	}
	cond, _ := s.find(pos, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			return n.OpPos == pos
		case *ast.CallExpr:
			return n.Lparen == pos
		case *ast.UnaryExpr:
			return n.OpPos == pos
		case *ast.SelectorExpr:
			return n.Sel.Pos() == pos
		case *ast.Ident:
			return n.Pos() == pos
		}
		return false
	}).(ast.Expr)
	return cond
}

// PathTo returns the nodes around a position, the innermost first.
func (s *SSA) PathTo(pos token.Pos) []ast.Node {
	for _, file := range s.files {
		if file.FileStart <= pos && pos < file.FileEnd {
			path, _ := astutil.PathEnclosingInterval(file, pos, pos)
			return path
		}
	}
	return nil
}

// TypeOf returns the type of an expression of the package, or nil.
func (s *SSA) TypeOf(x ast.Expr) types.Type { return s.info.TypeOf(x) }

// ObjectOf returns what a name of the package stands for, or nil.
func (s *SSA) ObjectOf(id *ast.Ident) types.Object { return s.info.ObjectOf(id) }

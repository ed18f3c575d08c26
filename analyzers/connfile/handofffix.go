package connfile

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// handoffFix puts, in place of a call of File whose result goes to a child,
//
//	func() (f *os.File, err error) {
//		raw, err := l.SyscallConn()
//		if err != nil {
//			return nil, err
//		}
//		if cerr := raw.Control(func(fd uintptr) {
//			var n int
//			if n, err = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0); err == nil {
//				f = os.NewFile(uintptr(n), "listener")
//			}
//		}); cerr != nil {
//			return nil, cerr
//		}
//		return f, err
//	}()
//
// The file of os.NewFile was nonblocking before, and Fd leaves it so. Only a file that
// has the call in package unix, or is for Linux alone, can be fixed.
func (c *checker) handoffFix(d *sharing.Dup) []analysis.SuggestedFix {
	call := c.SSA.CallExpr(d.Call)
	if call == nil || !d.Direct {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	path := c.SSA.PathTo(call.Pos())
	if !ok || len(path) == 0 || !isNetPointer(c.SSA.TypeOf(sel.X)) || mentionsAny(sel.X, "f", "err") {
		return nil
	}
	file := path[len(path)-1].(*ast.File)
	dup := c.duplicates(file)
	if dup == "" || c.asksName(file) || !c.isPredeclared(call, "error", "nil", "uintptr", "int") || !c.areImported(call, "unix", "syscall") {
		return nil
	}
	pkg, edits, ok := report.AddImport(file, "os")
	if !ok || !c.isPackage(call, pkg, "os") {
		return nil
	}
	name := "connection"
	if d.Listener {
		name = "listener"
	}
	text := fmt.Sprintf(`func() (f *%[1]s.File, err error) {
raw, err := %[2]s.SyscallConn()
if err != nil {
return nil, err
}
if cerr := raw.Control(func(fd uintptr) {
%[3]s
f = %[1]s.NewFile(uintptr(n), %[4]q)
}
}); cerr != nil {
return nil, cerr
}
return f, err
}()`, pkg, types.ExprString(sel.X), dup, name)
	return []analysis.SuggestedFix{{
		Message:   "Give the child a duplicate that Fd leaves nonblocking",
		TextEdits: append(edits, analysis.TextEdit{Pos: call.Pos(), End: call.End(), NewText: []byte(text)}),
	}}
}

// duplicates returns the statement, up to what is done if it succeeds, that duplicates
// descriptor fd to n; "" if the file has no function for that.
func (c *checker) duplicates(file *ast.File) string {
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil || spec.Name != nil {
			continue
		}
		switch {
		case path == "golang.org/x/sys/unix":
			return "var n int\nif n, err = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0); err == nil {"
		case path == "syscall" && c.isForLinux(file):
			return "n, _, e := syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_DUPFD_CLOEXEC, 0)\nif e != 0 {\nerr = e\n} else {"
		}
	}
	return ""
}

// isForLinux reports whether a file is built for Linux only.
func (c *checker) isForLinux(file *ast.File) bool {
	name := strings.TrimSuffix(filepath.Base(c.pass.Fset.File(file.Pos()).Name()), ".go")
	if slices.Contains(strings.Split(name, "_")[1:], "linux") {
		return true
	}
	for _, group := range file.Comments {
		for _, line := range group.List {
			if expr, err := constraint.Parse(line.Text); err == nil && line.Pos() < file.Package && needsLinux(expr) {
				return true
			}
		}
	}
	return false
}

func needsLinux(expr constraint.Expr) bool {
	switch expr := expr.(type) {
	case *constraint.TagExpr:
		return expr.Tag == "linux"
	case *constraint.AndExpr:
		return needsLinux(expr.X) || needsLinux(expr.Y)
	}
	return false
}

// mentionsAny reports whether an expression has one of some names in it.
func mentionsAny(x ast.Expr, names ...string) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && slices.Contains(names, id.Name)
		return !found
	})
	return found
}

// asksName reports whether the name of some file is asked for, which would be another one.
func (c *checker) asksName(file *ast.File) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		found = found || ok && sel.Sel.Name == "Name" && owners.IsFile(c.SSA.TypeOf(sel.X))
		return !found
	})
	return found
}

// isPredeclared reports whether names mean, at a node, what they mean in all of Go.
func (c *checker) isPredeclared(at ast.Node, names ...string) bool {
	scope := c.pass.Pkg.Scope().Innermost(at.Pos())
	return scope != nil && !slices.ContainsFunc(names, func(name string) bool {
		_, obj := scope.LookupParent(name, at.Pos())
		return obj == nil || obj.Parent() != types.Universe
	})
}

// areImported reports whether names mean packages at a node, if anything.
func (c *checker) areImported(at ast.Node, names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		_, obj := c.pass.Pkg.Scope().Innermost(at.Pos()).LookupParent(name, at.Pos())
		_, ok := obj.(*types.PkgName)
		return obj != nil && !ok
	})
}

// isPackage reports whether a name means a package at a node, or nothing yet.
func (c *checker) isPackage(at ast.Node, name, path string) bool {
	_, obj := c.pass.Pkg.Scope().Innermost(at.Pos()).LookupParent(name, at.Pos())
	pkg, ok := obj.(*types.PkgName)
	return obj == nil || ok && pkg.Imported().Path() == path
}

package lifetime

import (
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// effects are those that make a package interesting.
var effects = []model.Effect{
	model.DupFile, model.SetBlocking, model.SetNonblock, model.Fcntl, model.DupFd, model.Adopt, model.AdoptFd, model.Register, model.RawCall,
}

// system are effects of functions of packages of system calls that make a package
// interesting, too. Their names alone say little.
var system = []model.Effect{model.CloseFd, model.Syscall, model.RawSyscall}

// mentions reports whether a package has to do with descriptors: it uses a
// function that has, or hands owners of some across its border.
func mentions(pass *analysis.Pass, imported func(*types.Func) *summary.Files) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && (interesting(fn) || imported(fn) != nil) {
			return true
		}
	}
	return !model.IsStd(pass.Pkg.Path()) && slices.ContainsFunc(pass.Files, handsOver)
}

func interesting(fn *types.Func) bool {
	return owners.IsFileMethod(fn) ||
		slices.ContainsFunc(model.EffectsOf(fn), func(e model.Entry) bool {
			return slices.Contains(effects, e.Effect) || slices.Contains(system, e.Effect)
		})
}

// MayExportFacts reports whether, from syntax alone, a package may hold a
// function about which a fact is exported. imported tells whether a package that it
// imports has such a fact about a function of that name: what it cannot name, it
// cannot use.
func MayExportFacts(files []*ast.File, imported func(name string) bool) bool {
	direct := slices.ContainsFunc(files, importsOwner)
	return slices.ContainsFunc(files, func(file *ast.File) bool { return handsOver(file) || names(file, direct, imported) })
}

// importsOwner reports whether a file imports a package some function of which is
// interesting. Without one, a package would have to reach into the fields of what others
// hand it, and generated code is full of methods called File.
func importsOwner(file *ast.File) bool {
	return slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool {
		path, err := strconv.Unquote(spec.Path.Value)
		return err == nil && slices.ContainsFunc(slices.Concat(effects, system), func(e model.Effect) bool { return len(model.NamesIn(path, e)) > 0 })
	})
}

// names reports whether a file selects something that has the name of an
// interesting function, if it may have one, or mentions that of one about which there is
// a fact.
func names(file *ast.File, direct bool, imported func(name string) bool) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			found = found || direct && (slices.ContainsFunc(effects, func(e model.Effect) bool { return model.Names(n.Sel.Name, e) }) || isSystem(n))
		case *ast.Ident:
			found = found || imported(n.Name)
		}
		return !found
	})
	return found
}

// isSystem reports whether a selector is that of a function with one of the system
// effects, judged by the names of it and of its package.
func isSystem(sel *ast.SelectorExpr) bool {
	pkg, ok := sel.X.(*ast.Ident)
	return ok && (pkg.Name == "syscall" || pkg.Name == "unix") &&
		slices.ContainsFunc(system, func(e model.Effect) bool { return model.Names(sel.Sel.Name, e) })
}

// handsOver reports whether a file declares an exported function that takes files
// or returns files, connections or listeners, judged by the names of their types; or, if
// it makes system calls, one that takes the number of a descriptor, judged by its name.
// Of a function that uses other names, or takes connections, no fact is exported
// unless the package has to do with descriptors: who calls it is taken to see it
// keep what it is given. So many functions take connections that looking at all
// would cost a tenth of the time.
func handsOver(file *ast.File) bool {
	system := slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool {
		path, err := strconv.Unquote(spec.Path.Value)
		return err == nil && model.IsSystem(path)
	})
	return slices.ContainsFunc(file.Decls, func(decl ast.Decl) bool {
		fn, ok := decl.(*ast.FuncDecl)
		return ok && fn.Name.IsExported() &&
			(anyOf(fn.Type.Params, fileTypes) || anyOf(fn.Type.Results, ownerTypes) || system && slices.ContainsFunc(fn.Type.Params.List, isNumber))
	})
}

// isNumber reports whether parameters are called as descriptors are: fd, sockfd.
func isNumber(params *ast.Field) bool {
	typ, ok := params.Type.(*ast.Ident)
	return ok && (typ.Name == "int" || typ.Name == "uintptr") && slices.ContainsFunc(params.Names, func(name *ast.Ident) bool {
		return strings.HasSuffix(strings.ToLower(name.Name), "fd")
	})
}

// fileTypes and ownerTypes are types that own a descriptor, by the usual name of their
// package.
var (
	fileTypes  = map[string][]string{"os": {"File"}}
	ownerTypes = map[string][]string{
		"os":  {"File"},
		"net": {"Conn", "PacketConn", "Listener", "TCPConn", "UDPConn", "UnixConn", "IPConn", "TCPListener", "UnixListener"},
	}
)

// anyOf reports whether a parameter or result has one of some types, or points
// to one.
func anyOf(list *ast.FieldList, types map[string][]string) bool {
	return list != nil && slices.ContainsFunc(list.List, func(f *ast.Field) bool {
		t := f.Type
		if p, ok := t.(*ast.StarExpr); ok {
			t = p.X
		}
		sel, ok := t.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		pkg, ok := sel.X.(*ast.Ident)
		return ok && slices.Contains(types[pkg.Name], sel.Sel.Name)
	})
}

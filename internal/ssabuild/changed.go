package ssabuild

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// A Change replaces nodes of a package's syntax by others. What stands for a node may
// hold the node's own children; those that are new have positions of their neighbours.
type Change map[ast.Node]ast.Node

// Changed returns the SSA form that the package would have with a change. All that is not
// replaced keeps its position. The package itself stays what it is. It returns an error if
// the result has no types.
func (s *SSA) Changed(c Change) (*SSA, error) {
	pass := *s.pass
	pass.ExportObjectFact = func(types.Object, analysis.Fact) {}
	pass.Files = make([]*ast.File, len(s.files))
	for i, file := range s.files {
		pass.Files[i] = rewrite(reflect.ValueOf(file), c).Interface().(*ast.File)
	}
	pass.TypesInfo = &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
	config := types.Config{
		Importer:  s.imported(),
		Sizes:     pass.TypesSizes,
		GoVersion: pass.Pkg.GoVersion(),
	}
	var err error
	pass.Pkg, err = config.Check(pass.Pkg.Path(), pass.Fset, pass.Files, pass.TypesInfo)
	if err != nil {
		return nil, err
	}
	nr, err := runNoReturn(&pass)
	if err != nil {
		return nil, err
	}
	return build(&pass, nr), nil
}

// An importMap is an importer of what a package has imported already, by the paths that
// its files name, which a vendor folder may make others.
type importMap map[string]*types.Package

func (m importMap) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := m[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("%s is not imported", path)
}

func (s *SSA) imported() importMap {
	m := make(importMap)
	for _, file := range s.files {
		for _, spec := range file.Imports {
			name := s.info.PkgNameOf(spec)
			if name != nil && len(spec.Path.Value) > 2 {
				m[spec.Path.Value[1:len(spec.Path.Value)-1]] = name.Imported()
			}
		}
	}
	return m
}

// rewrite returns a node, or a list of nodes, with what the change says of it and of the
// nodes below: copies of those that are not what they were, the others themselves.
func rewrite(v reflect.Value, c Change) reflect.Value {
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		if elem := rewrite(v.Elem(), c); elem.Interface() != v.Elem().Interface() {
			return elem
		}
		return v
	case reflect.Slice:
		var list reflect.Value
		for i := range v.Len() {
			elem := rewrite(v.Index(i), c)
			if elem.Interface() == v.Index(i).Interface() {
				continue
			}
			if !list.IsValid() {
				list = reflect.MakeSlice(v.Type(), v.Len(), v.Len())
				reflect.Copy(list, v)
			}
			list.Index(i).Set(elem)
		}
		if list.IsValid() {
			return list
		}
		return v
	}
	node, ok := reflect.TypeAssert[ast.Node](v)
	if !ok || v.Kind() != reflect.Pointer || v.IsNil() {
		return v
	}
	if with, ok := c[node]; ok {
		v = reflect.ValueOf(with)
	} else if !c.within(node) {
		return v
	}
	from := v.Elem()
	var to reflect.Value
	for i := range from.NumField() {
		field := from.Field(i)
		if !holdsNodes(field.Type()) {
			continue
		}
		child := rewrite(field, c)
		if field.Kind() == reflect.Slice {
			if child.Pointer() == field.Pointer() {
				continue
			}
		} else if child.Interface() == field.Interface() {
			continue
		}
		if !to.IsValid() {
			to = reflect.New(from.Type())
			to.Elem().Set(from)
		}
		to.Elem().Field(i).Set(child)
	}
	if to.IsValid() {
		return to
	}
	return v
}

// within reports whether something that is replaced lies in a node.
func (c Change) within(n ast.Node) bool {
	if file, ok := n.(*ast.File); ok {
		for old := range c {
			if file.FileStart <= old.Pos() && old.Pos() < file.FileEnd {
				return true
			}
		}
		return false
	}
	from, to := n.Pos(), n.End()
	for old := range c {
		if at := old.Pos(); from <= at && at <= to || at == token.NoPos {
			return true
		}
	}
	return false
}

var nodeType = reflect.TypeFor[ast.Node]()

// holdsNodes reports whether a field of a node holds nodes that are part of it: an
// ast.Object, a scope and comments are not.
func holdsNodes(t reflect.Type) bool {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[*ast.CommentGroup](), reflect.TypeFor[*ast.Comment](), reflect.TypeFor[*ast.ImportSpec](), reflect.TypeFor[*ast.Ident]():
		return false
	}
	return t.Implements(nodeType)
}

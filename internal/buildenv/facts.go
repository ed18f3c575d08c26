package buildenv

import (
	"fmt"
	"go/constant"
	"go/types"
	"maps"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// A Build fact is about a package and all that it imports. It comes from package
// net, and every package that imports one having it has it too: so it gets to
// main packages in every driver that gives facts about the standard library. The
// environment, which would be easier to ask, is in no driver's cache key.
type Build struct {
	Cgo    bool // the cgo resolver is there
	NetGo  bool // built with the tag netgo
	NetCgo bool // built with the tag netcgo
	Pinned bool // a package chooses the resolver for the whole program, or may do so
	SQL    bool // a package registers a database driver that looks up names
}

func (*Build) AFact() {}

func (b *Build) String() string {
	return fmt.Sprintf("build(cgo:%t netgo:%t netcgo:%t pinned:%t sql:%t)", b.Cgo, b.NetGo, b.NetCgo, b.Pinned, b.SQL)
}

// Join adds what is known of an import. Drivers call it for packages that they
// need not analyze.
func (b *Build) Join(imported analysis.Fact) {
	i := imported.(*Build)
	b.Cgo = b.Cgo || i.Cgo
	b.NetGo = b.NetGo || i.NetGo
	b.NetCgo = b.NetCgo || i.NetCgo
	b.Pinned = b.Pinned || i.Pinned
	b.SQL = b.SQL || i.SQL
}

// IsNet reports whether the fact comes from the package of that path.
func IsNet(path string) bool { return path == "net" }

// ofNet returns what the build made of package net: the constants that it has for
// that since Go 1.21, or else which of its files are compiled.
func ofNet(pass *analysis.Pass) *Build {
	is := func(name string) bool {
		c, ok := pass.Pkg.Scope().Lookup(name).(*types.Const)
		return ok && c.Val().Kind() == constant.Bool && constant.BoolVal(c.Val())
	}
	b := &Build{Cgo: is("cgoAvailable"), NetGo: is("netGoBuildTag"), NetCgo: is("netCgoBuildTag")}
	if pass.Pkg.Scope().Lookup("cgoAvailable") == nil {
		for _, file := range pass.Files {
			name := filepath.Base(pass.Fset.PositionFor(file.Package, false).Filename)
			b.Cgo = b.Cgo || name == "cgo_unix.go" // instead of cgo_stub.go
		}
	}
	return b
}

// A kind is what becomes of who uses something.
type kind uint8

const (
	looks  kind = 1 << iota // names are looked up
	opens                   // a database is opened, by a driver that somebody has registered
	drives                  // such a driver is registered
)

// A Lookups fact names what of a package looks up names if it is used: functions
// F, variables V, and methods T.M. It is about the package, and not about its
// objects, so that the source of an importer tells whether that is concerned, and
// because facts about methods would be handed on by every package above. Only
// direct imports are asked.
type Lookups struct {
	Package string // its name

	Names []string // sorted
	Opens []string // the same for those that open databases
	Makes []string // functions, variables and types that lead to a value with such methods
}

func (*Lookups) AFact() {}

func (l *Lookups) String() string {
	return fmt.Sprintf("lookups(%v opens:%v makes:%v)", l.Names, l.Opens, l.Makes)
}

// of returns what a function or variable does.
func (l *Lookups) of(name string) kind {
	var k kind
	if l != nil {
		if _, ok := slices.BinarySearch(l.Names, name); ok {
			k |= looks
		}
		if _, ok := slices.BinarySearch(l.Opens, name); ok {
			k |= opens
		}
	}
	return k
}

// lookups returns the fact about the package.
func (g *graph) lookups() *Lookups {
	fact := &Lookups{Package: g.pass.Pkg.Name()}
	leading := make(map[*types.Named]bool)
	for _, n := range g.order {
		if !n.obj.Exported() || n.kinds&(looks|opens) == 0 {
			continue
		}
		name := nameIn(n.obj)
		if n.kinds&looks != 0 {
			fact.Names = append(fact.Names, name)
		}
		if n.kinds&opens != 0 {
			fact.Opens = append(fact.Opens, name)
		}
		if recv := receiver(n.obj); recv != nil {
			leading[recv.Origin()] = true
		}
	}
	slices.Sort(fact.Names)
	slices.Sort(fact.Opens)
	if len(leading) > 0 {
		fact.Makes = makers(g.pass.Pkg.Scope(), leading)
	}
	return fact
}

// makers returns the names of functions, variables and types by which an importer
// comes to values of the leading types, step by step.
func makers(scope *types.Scope, leading map[*types.Named]bool) []string {
	names := make(map[string]bool)
	for changed := true; changed; {
		changed = false
		for _, name := range scope.Names() {
			obj := scope.Lookup(name)
			if _, isConst := obj.(*types.Const); isConst || names[name] || !yields(obj.Type(), leading) {
				continue
			}
			names[name], changed = true, true
			if _, isType := obj.(*types.TypeName); isType && namedType(obj.Type()) != nil {
				leading[namedType(obj.Type()).Origin()] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// yields reports whether t is a leading type, or one gets one from a function's
// results or from the methods and fields of a type.
func yields(t types.Type, leading map[*types.Named]bool) bool {
	leads := func(t types.Type) bool {
		named := namedType(t)
		return named != nil && leading[named.Origin()]
	}
	if leads(t) {
		return true
	}
	switch t := types.Unalias(t).(type) {
	case *types.Signature:
		for v := range t.Results().Variables() {
			if leads(v.Type()) {
				return true
			}
		}
	case *types.Pointer:
		return yields(t.Elem(), leading)
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() && leads(f.Type()) {
				return true
			}
		}
	case *types.Named:
		for m := range t.Methods() {
			if m.Exported() && yields(m.Signature(), leading) {
				return true
			}
		}
		return yields(t.Underlying(), leading)
	}
	return false
}

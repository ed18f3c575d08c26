package buildenv

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/model"
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

// makes reports whether a type leads to a lookup.
func (l *Lookups) makes(name string) bool {
	if l == nil {
		return false
	}
	_, ok := slices.BinarySearch(l.Makes, name)
	return ok
}

// lookups returns the fact about the package, or nil.
func (g *graph) lookups() *Lookups {
	fact := &Lookups{Package: g.pass.Pkg.Name()}
	leading := make(map[*types.TypeName]bool)
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
			leading[recv.Obj()] = true
		}
	}
	slices.Sort(fact.Names)
	slices.Sort(fact.Opens)
	fact.Makes = g.makers(leading)
	if len(fact.Names)+len(fact.Opens)+len(fact.Makes) == 0 {
		return nil
	}
	return fact
}

// makers returns the names of exported functions, variables and types by which an
// importer comes to values of the leading types, or of such types of other
// packages, step by step.
func (g *graph) makers(leading map[*types.TypeName]bool) []string {
	leads := func(t types.Type) bool {
		named := namedType(t)
		if named == nil || named.Obj().Pkg() == nil {
			return false
		}
		tn := named.Obj()
		return leading[tn] || g.facts[tn.Pkg()].makes(tn.Name()) || model.MethodsHave(tn, interesting...)
	}
	scope := g.pass.Pkg.Scope()
	names := make(map[string]bool)
	for changed := true; changed; {
		changed = false
		for _, name := range scope.Names() {
			obj := scope.Lookup(name)
			if _, isConst := obj.(*types.Const); isConst || names[name] || !leads(obj.Type()) && !yields(obj.Type(), leads) {
				continue
			}
			names[name], changed = true, true
			if tn, ok := obj.(*types.TypeName); ok {
				leading[tn] = true
			}
		}
	}
	maps.DeleteFunc(names, func(name string, _ bool) bool { return !token.IsExported(name) })
	return slices.Sorted(maps.Keys(names))
}

// yields reports whether one gets a leading type from a function's results, or from
// the methods and fields of a type.
func yields(t types.Type, leads func(types.Type) bool) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Signature:
		for v := range t.Results().Variables() {
			if leads(v.Type()) {
				return true
			}
		}
	case *types.Pointer:
		return yields(t.Elem(), leads)
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() && leads(f.Type()) {
				return true
			}
		}
	case *types.Named:
		for m := range t.Methods() {
			if m.Exported() && yields(m.Signature(), leads) {
				return true
			}
		}
		return yields(t.Underlying(), leads)
	}
	return false
}

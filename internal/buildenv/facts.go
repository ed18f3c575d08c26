package buildenv

import (
	"cmp"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"iter"
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
	Gives  bool // an init function gives names that others may look up
}

func (*Build) AFact() {}

func (b *Build) String() string {
	return fmt.Sprintf("build(cgo:%t netgo:%t netcgo:%t pinned:%t sql:%t gives:%t)", b.Cgo, b.NetGo, b.NetCgo, b.Pinned, b.SQL, b.Gives)
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
	b.Gives = b.Gives || i.Gives
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
	asks                    // names are looked up that somebody has given before
	gives                   // such names are given
)

// looksUp reports whether names are looked up.
func (k kind) looksUp() bool { return k&looks != 0 || k&asks != 0 && k&gives != 0 }

// A Lookups fact names what of a package looks up names if it is used: functions
// F, variables V, and methods T.M. It is about the package, and not about its
// objects, so that the source of an importer tells whether that is concerned, and
// because facts about methods would be handed on by every package above. Only
// direct imports are asked. All lists are sorted.
type Lookups struct {
	Package string // its name

	Names  []string // look up names whatever they are given
	Opens  []string // open databases
	Asks   []string // look up what somebody has given
	Gives  []string // give what is not known to need no lookup
	Givens []Given  // the same, depending on what they are given
	Makes  []string // functions, variables and types that lead to a value with such methods
}

func (*Lookups) AFact() {}

func (l *Lookups) String() string {
	return fmt.Sprintf("lookups(%v opens:%v asks:%v gives:%v givens:%v makes:%v)", l.Names, l.Opens, l.Asks, l.Gives, l.Givens, l.Makes)
}

// lists returns the names of each kind.
func (l *Lookups) lists() map[kind]*[]string {
	return map[kind]*[]string{looks: &l.Names, opens: &l.Opens, asks: &l.Asks, gives: &l.Gives}
}

// of returns what a function or variable does, and what depends on what it is given.
func (l *Lookups) of(name string) (kind, []Given) {
	var k kind
	for of, names := range l.lists() {
		if _, ok := slices.BinarySearch(*names, name); ok {
			k |= of
		}
	}
	i, _ := slices.BinarySearchFunc(l.Givens, name, func(g Given, name string) int { return cmp.Compare(g.Name, name) })
	end := i
	for end < len(l.Givens) && l.Givens[end].Name == name {
		end++
	}
	return k, l.Givens[i:end]
}

// all returns the names of what somebody can use.
func (l *Lookups) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, names := range [][]string{l.Names, l.Opens, l.Asks, l.Gives, l.Makes} {
			for _, name := range names {
				if !yield(name) {
					return
				}
			}
		}
		for _, g := range l.Givens {
			if !yield(g.Name) {
				return
			}
		}
	}
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
		kinds := n.kinds &^ drives
		if kinds&looks != 0 {
			kinds = looks // the rest does not matter
		}
		if !n.obj.Exported() || kinds == 0 && n.givens == nil {
			continue
		}
		if recv := receiverOf(n.obj); recv != nil {
			leading[recv.Obj()] = true
		}
		name := nameIn(n.obj)
		for of, names := range fact.lists() {
			if kinds&of != 0 {
				*names = append(*names, name)
			}
		}
		for _, given := range n.givens {
			if kinds&(given.Kind|looks) == 0 {
				given.Name = name
				fact.Givens = append(fact.Givens, given)
			}
		}
	}
	for _, names := range fact.lists() {
		slices.Sort(*names)
	}
	slices.SortFunc(fact.Givens, Given.compare)
	fact.Makes = g.makers(leading)
	for range fact.all() {
		return fact
	}
	return nil
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
		return leading[tn] || g.facts[tn.Pkg()].makes(tn.Name()) || model.MembersHave(tn, interesting...)
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

package vettool

import (
	"fmt"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A factSet holds the facts that the analyzers of a unit see. Its methods
// implement those of [analysis.Pass] of the same names, and like them panic
// when an analyzer uses them wrongly. They may be called concurrently.
type factSet struct {
	pkg *types.Package
	mu  sync.Mutex
	m   map[factKey]analysis.Fact
}

type factKey struct {
	pkg *types.Package
	obj types.Object // nil for a fact about the package itself
	typ reflect.Type
}

// newFactSet returns the facts that pkg inherits from its direct imports.
// lookup returns a package that pkg's imports mention, or nil. What concerns a
// package or an object that their export data does not mention is dropped:
// nothing in pkg can name it.
func newFactSet(pkg *types.Package, imported map[string][]record, lookup func(path string) *types.Package) *factSet {
	s := &factSet{pkg: pkg, m: make(map[factKey]analysis.Fact)}
	for _, imp := range pkg.Imports() {
		for _, r := range imported[imp.Path()] {
			key := factKey{pkg: lookup(r.PkgPath), typ: reflect.TypeOf(r.Fact)}
			if key.pkg == nil {
				continue
			}
			if r.Object != "" {
				obj, err := objectpath.Object(key.pkg, r.Object)
				if err != nil {
					continue
				}
				key.obj = obj
			}
			s.m[key] = r.Fact
		}
	}
	return s
}

func (s *factSet) ImportObjectFact(obj types.Object, ptr analysis.Fact) bool {
	if obj == nil {
		panic("ImportObjectFact of a nil object")
	}
	return s.get(factKey{obj.Pkg(), obj, reflect.TypeOf(ptr)}, ptr)
}

func (s *factSet) ImportPackageFact(pkg *types.Package, ptr analysis.Fact) bool {
	if pkg == nil {
		panic("ImportPackageFact of a nil package")
	}
	return s.get(factKey{pkg, nil, reflect.TypeOf(ptr)}, ptr)
}

func (s *factSet) get(key factKey, ptr analysis.Fact) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	fact, ok := s.m[key]
	if ok {
		reflect.ValueOf(ptr).Elem().Set(reflect.ValueOf(fact).Elem())
	}
	return ok
}

func (s *factSet) ExportObjectFact(obj types.Object, fact analysis.Fact) {
	if obj.Pkg() != s.pkg {
		panic(fmt.Sprintf("ExportObjectFact(%s, %T) in package %s: the object is another package's", obj, fact, s.pkg.Path()))
	}
	s.put(factKey{s.pkg, obj, reflect.TypeOf(fact)}, fact)
}

func (s *factSet) ExportPackageFact(fact analysis.Fact) {
	s.put(factKey{s.pkg, nil, reflect.TypeOf(fact)}, fact)
}

func (s *factSet) put(key factKey, fact analysis.Fact) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[key] = fact
}

// objectFacts returns what AllObjectFacts of an analyzer with these fact types
// returns, in no particular order.
func (s *factSet) objectFacts(of map[reflect.Type]bool) []analysis.ObjectFact {
	s.mu.Lock()
	defer s.mu.Unlock()
	var facts []analysis.ObjectFact
	for key, fact := range s.m {
		if key.obj != nil && of[key.typ] {
			facts = append(facts, analysis.ObjectFact{Object: key.obj, Fact: fact})
		}
	}
	return facts
}

// packageFacts is the same for AllPackageFacts.
func (s *factSet) packageFacts(of map[reflect.Type]bool) []analysis.PackageFact {
	s.mu.Lock()
	defer s.mu.Unlock()
	var facts []analysis.PackageFact
	for key, fact := range s.m {
		if key.obj == nil && of[key.typ] {
			facts = append(facts, analysis.PackageFact{Package: key.pkg, Fact: fact})
		}
	}
	return facts
}

// records returns what the package's importers are to know, unsorted: facts
// about its own objects, as far as the importers can name them, and those
// inherited facts that concern neither a package nor a package-level function,
// variable or constant, for of these importers see only their direct imports'.
func (s *factSet) records() []record {
	paths := new(objectpath.Encoder)
	s.mu.Lock()
	defer s.mu.Unlock()
	var records []record
	for key, fact := range s.m {
		r := record{PkgPath: key.pkg.Path(), Fact: fact}
		if key.obj != nil {
			path, err := paths.For(key.obj)
			if err != nil {
				continue // importers cannot name it
			}
			r.Object, r.Name = path, key.obj.Name()
			_, isType := key.obj.(*types.TypeName)
			r.Global = !isType && key.obj.Parent() == key.pkg.Scope()
		}
		if key.pkg == s.pkg || r.inherited() {
			records = append(records, r)
		}
	}
	return records
}

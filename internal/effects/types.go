package effects

import (
	"go/types"
	"math"
	"slices"
	"sync"
)

// A reach tells what a value of a type can lead to.
type reach uint8

const (
	// leadsToSync: to something by which goroutines wait for each other or run
	// code: a channel, a function, an interface, a lock, a context.
	leadsToSync reach = 1 << iota
	// holdsChan: to a channel, or a function that may close one, without a look
	// behind interfaces.
	holdsChan
	// holdsWaited: to a lock, a wait group or the like that code of the package can
	// name, without a look behind interfaces.
	holdsWaited
	// holdsSync: to the same, or a context.
	holdsSync

	everything = leadsToSync | holdsChan | holdsWaited | holdsSync
)

// Types answers, for types, what their values can lead to. The answer for a type
// is the union over the types that it is made of, and types are made of each
// other in circles, so named ones are solved component by component, as functions
// are; what lies between names is looked at each time.
type Types struct {
	pkg   *types.Package         // that uses them
	named map[*types.Named]reach // does not change once all types of a package were added
	asked sync.Map               // from types.Type to reach: all others that were asked for
}

func newTypes(pkg *types.Package) *Types {
	return &Types{pkg: pkg, named: map[*types.Named]reach{errorType: 0}} // an error leads to nothing
}

// add makes the named types in t known.
func (ts *Types) add(t types.Type) {
	switch t := t.(type) {
	case *types.Basic:
		return
	case *types.Named:
		if _, ok := ts.named[t]; ok {
			return
		}
	}
	v := typeVisitor{ts: ts, found: ts.named}
	v.structure(t)
}

// Reaches reports whether a value of type t can lead to something by which
// goroutines wait for each other or run code. What cannot need not be followed.
func (ts *Types) Reaches(t types.Type) bool { return ts.of(t)&leadsToSync != 0 }

// Holds reports whether memory of type t has room for a channel, or a function
// that may close one, for a lock or a wait group, without a look behind interfaces.
func (ts *Types) Holds(t types.Type) bool { return ts.of(t)&(holdsChan|holdsWaited) != 0 }

// HoldsSync reports whether memory of type t has room for any of these, or for a
// context.
func (ts *Types) HoldsSync(t types.Type) bool { return ts.of(t)&holdsSync != 0 }

func (ts *Types) of(t types.Type) reach {
	if n, ok := t.(*types.Named); ok {
		if r, ok := ts.named[n]; ok {
			return r
		}
	}
	if r, ok := ts.asked.Load(t); ok {
		return r.(reach)
	}
	v := typeVisitor{ts: ts}
	r := v.structure(t)
	ts.asked.Store(t, r)
	return r
}

// A typeVisitor looks at the parts of types. It finds the strongly connected
// components of the named ones that are not known yet (Tarjan: Depth-First Search
// and Linear Graph Algorithms, 1972). All types of one component lead to the same.
type typeVisitor struct {
	ts    *Types
	found map[*types.Named]reach // the answers for components that are complete
	order map[*types.Named]int   // in which a type was visited; from 1
	stack []*types.Named         // visited, but their component is not complete
	reach []reach                // of those on the stack, so far
	low   int                    // the least order on the stack that what was looked at reaches
}

// name returns what a named type leads to. One that is on the stack adds nothing
// yet: it is in the same component.
func (v *typeVisitor) name(n *types.Named) reach {
	if r, ok := v.ts.named[n]; ok {
		return r
	}
	if r, ok := v.found[n]; ok {
		return r
	}
	if order, ok := v.order[n]; ok {
		v.low = min(v.low, order)
		return 0
	}
	return v.visit(n)
}

func (v *typeVisitor) visit(n *types.Named) reach {
	if v.order == nil {
		v.order = make(map[*types.Named]int)
		v.low = math.MaxInt
		if v.found == nil {
			v.found = make(map[*types.Named]reach)
		}
	}
	order := len(v.order) + 1
	v.order[n] = order
	at := len(v.stack)
	v.stack = append(v.stack, n)
	v.reach = append(v.reach, 0)

	outer := v.low
	v.low = order
	r := byName(n) | v.structure(n.Underlying())
	low := v.low
	v.low = min(outer, low)
	v.reach[at] = r
	if low < order {
		return r
	}
	for _, part := range v.reach[at:] {
		r |= part
	}
	for _, m := range v.stack[at:] {
		v.found[m] = r
	}
	v.stack, v.reach = v.stack[:at], v.reach[:at]
	return r
}

// byName returns what a type of the standard library leads to because of what it is,
// whatever it is made of.
func byName(n *types.Named) reach {
	if n.Obj().Pkg() == nil {
		return 0
	}
	switch n.Obj().Pkg().Path() {
	case "sync":
		if slices.Contains(waitedTypes, n.Obj().Name()) {
			return leadsToSync | holdsWaited | holdsSync
		}
		return leadsToSync | holdsSync
	case "context":
		return leadsToSync | holdsSync
	}
	return 0
}

// waitedTypes are the types of package sync for whose values goroutines wait.
var waitedTypes = []string{"Mutex", "RWMutex", "WaitGroup", "Cond", "Once"}

var errorType = types.Universe.Lookup("error").Type().(*types.Named)

// structure returns what a type leads to, from its parts.
func (v *typeVisitor) structure(t types.Type) (r reach) {
	switch u := types.Unalias(t).(type) {
	case *types.Named:
		return v.name(u)
	case *types.Chan, *types.TypeParam:
		return everything
	case *types.Signature:
		if u.Params().Len() == 0 && u.Results().Len() == 0 {
			return everything
		}
		return leadsToSync
	case *types.Interface:
		return leadsToSync
	case *types.Pointer:
		return v.structure(u.Elem())
	case *types.Slice:
		return v.structure(u.Elem())
	case *types.Array:
		return v.structure(u.Elem())
	case *types.Map:
		return v.structure(u.Elem()) | v.structure(u.Key())
	case *types.Struct:
		for f := range u.Fields() {
			of := v.structure(f.Type())
			if !f.Exported() && f.Pkg() != v.ts.pkg {
				of &^= holdsWaited
			}
			if r |= of; r == everything {
				break
			}
		}
	case *types.Tuple:
		for p := range u.Variables() {
			// A tuple is no memory.
			r |= v.structure(p.Type()) & leadsToSync
		}
	}
	return r
}

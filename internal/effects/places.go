package effects

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// What is decided about a value matters only as long as some branch ahead may read it
// again. The places that branches depend on are the predicates' variables in the
// sense of predicate abstraction; what is stored elsewhere needs no attention.

// A Place is a variable or field whose value decides something somewhere in the
// package, or that is stored to, by number.
type Place int

const (
	// Nowhere is the place of memory that has no name.
	Nowhere Place = -1
	// Unread is the place of what has a name, decides nothing and is not stored to.
	Unread Place = -2
)

func (p *Package) placeOf(name any) Place {
	if n, ok := p.places[name]; ok {
		return n
	}
	return Unread
}

// PlaceOfAlloc returns the place of a variable.
func (p *Package) PlaceOfAlloc(a *ssa.Alloc) Place { return p.placeOf(a) }

// FieldPlaces returns the places of the fields of a struct.
func (p *Package) FieldPlaces(t *types.Struct) []Place {
	list := make([]Place, t.NumFields())
	for i := range list {
		list[i] = p.placeOf(t.Field(i).Origin())
	}
	return list
}

// name names a variable or field that an address leads to: a *types.Var, an
// *ssa.Alloc, an *ssa.Global, or nil for what has no name, such as an element. A
// field is one place in all instances of its struct. A captured variable is followed
// to where its closure is made:
//
//	t0 = new bool (done)
//	t1 = make closure f$1 [t0]
//
//	func f$1():        [free variable done]
//	    *done = true
func (p *Package) name(addr ssa.Value) any {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			if v := ssabuild.Field(a); v != nil {
				return v
			}
			return nil
		case *ssa.Alloc, *ssa.Global:
			return a
		case *ssa.FreeVar:
			b := p.bound[a]
			if b == nil {
				return nil
			}
			addr = b
			continue
		}
		return nil
	}
}

// findPlaces numbers, in the order of the source, what is read to decide something
// or stored to: what one function stores to is the same whether or not another reads
// it.
func (p *Package) findPlaces() map[any]Place {
	places := make(map[any]Place)
	add := func(name any) {
		if _, ok := places[name]; !ok {
			places[name] = Place(len(places))
		}
	}
	for _, n := range p.Graph.Nodes() {
		for _, b := range n.Func.Blocks {
			for _, instr := range b.Instrs {
				if st, ok := instr.(*ssa.Store); ok {
					if name, _ := p.storeName(n.Func, st); name != nil {
						add(name)
					}
				} else if name := p.readName(instr); name != nil {
					if _, ok := places[name]; !ok && decidesBy(instr.(ssa.Value), 0) {
						add(name)
					}
				}
			}
		}
	}
	return places
}

// readName names what an instruction reads, or returns nil.
func (p *Package) readName(instr ssa.Instruction) any {
	switch load := instr.(type) {
	case *ssa.UnOp:
		return p.name(load.X)
	case *ssa.Field:
		if v := ssabuild.FieldOf(load); v != nil {
			return v
		}
	}
	return nil
}

// decidingRead returns the place that an instruction reads to decide something.
func (p *Package) decidingRead(instr ssa.Instruction) (Place, bool) {
	k := p.readName(instr)
	if k == nil {
		return Nowhere, false
	}
	n, ok := p.places[k]
	return n, ok && decidesBy(instr.(ssa.Value), 0)
}

// storeName names where a store of fn goes that others may see and whose value may
// decide something, or returns nil; elsewhere says that it has no name.
func (p *Package) storeName(fn *ssa.Function, st *ssa.Store) (name any, elsewhere bool) {
	if !Decisive(st.Val.Type()) {
		return nil, false
	}
	switch k := p.name(st.Addr).(type) {
	case nil:
		return nil, true
	case *types.Var:
		if _, local := Base(st.Addr).(*ssa.Alloc); !local {
			return k, false
		}
	case *ssa.Alloc:
		if k.Parent() != fn {
			return k, false
		}
	}
	return nil, false
}

// Base returns the pointer from which the address of a part was computed.
func Base(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		default:
			return v
		}
	}
}

// Decisive reports whether a path may later depend on a value of a type. On text,
// floats and lists of plain values paths are taken not to depend: data, not control.
func Decisive(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsString|types.IsFloat|types.IsComplex) == 0
	case *types.Slice:
		_, basic := u.Elem().Underlying().(*types.Basic)
		return !basic
	case *types.Struct:
		for f := range u.Fields() {
			if Decisive(f.Type()) {
				return true
			}
		}
		return false
	}
	return true
}

// decidesBy reports whether a value may decide something: a branch, a size, what a
// function returns or is given. Behind four computations it is taken to: a chain
// that long costs more to follow than a state too many.
func decidesBy(v ssa.Value, depth int) bool {
	if _, isStruct := v.Type().Underlying().(*types.Struct); isStruct || depth > 4 || v.Referrers() == nil {
		return true
	}
	for _, r := range *v.Referrers() {
		if DecidesAt(r, v, depth) {
			return true
		}
	}
	return false
}

// DecidesAt reports whether an instruction that uses a value lets it decide
// something. The depth is how many computations lie between the value that was
// asked for and this one.
func DecidesAt(r ssa.Instruction, v ssa.Value, depth int) bool {
	switch r := r.(type) {
	case *ssa.DebugRef:
		return false
	case *ssa.BinOp, *ssa.UnOp, *ssa.Convert, *ssa.ChangeType, *ssa.MakeInterface, *ssa.ChangeInterface:
		return decidesBy(r.(ssa.Value), depth+1)
	case *ssa.Store:
		return r.Addr != v && !sameCell(r.Addr, v)
	case ssa.CallInstruction:
		callee := r.Common().StaticCallee()
		return callee == nil || len(callee.Blocks) > 0 || r.Value() == nil
	}
	return true
}

// sameCell reports whether v was read from the place that addr stands for, as in
// x.n++:
//
//	t0 = &x.n
//	t1 = *t0
//	t2 = t1 + 1
//	*t0 = t2
func sameCell(addr, v ssa.Value) bool {
	for {
		switch x := v.(type) {
		case *ssa.BinOp:
			v = x.X
			continue
		case *ssa.UnOp:
			a, ok := addr.(*ssa.FieldAddr)
			b, ok2 := x.X.(*ssa.FieldAddr)
			return addr == x.X || ok && ok2 && a.Field == b.Field && types.Identical(a.X.Type(), b.X.Type())
		}
		return false
	}
}

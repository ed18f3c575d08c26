package effects

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// What unexported fields and package variables can hold: only the package stores there,
// so it is the join of all that it ever stores, with zero, unless whatever makes the
// struct sets the field. That holds at any time, for all instances of the struct. The
// clients of an exported struct are taken to use its constructors, if it has some. Of what
// is never set nothing is said: files of another system may.

// A holder finds out what fields and variables hold.
type holder struct {
	p       *Package
	stores  map[any][]*ssa.Store // by *types.Var or *ssa.Global
	spoiled map[any]bool         // their address goes elsewhere
	zero    map[*types.Var]bool  // fields of structs that are made without setting them
	set     map[*types.Var]bool  // fields that are set where their struct is made
	made    map[types.Type]bool  // of which a zero value is made, as far as noted
}

// ValueAt returns what is known of the value that lies at an address: of a field, or of
// a package variable.
func (p *Package) ValueAt(addr ssa.Value) (Arg, bool) {
	k := heldName(addr)
	if k == nil {
		return Anything, false
	}
	a, ok := p.held[k]
	return a, ok
}

// heldName names what an address leads to, if only the package can store there.
func heldName(addr ssa.Value) any {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		if f := ssabuild.Field(addr); f != nil && !f.Exported() && isScalar(f.Type()) {
			return f
		}
	case *ssa.Global:
		if !token.IsExported(addr.Name()) && isScalar(ssabuild.Deref(addr.Type())) {
			return addr
		}
	}
	return nil
}

// isScalar reports whether something can be known of values of a type: numbers, truth
// values, text, what may be nil.
func isScalar(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsInteger|types.IsBoolean|types.IsString) != 0 || canBeNil(t)
}

// findHeld computes what fields and variables hold.
func (p *Package) findHeld(calls func() map[*ssa.Function][]ssa.CallInstruction) map[any]Arg {
	held := make(map[any]Arg)
	if p.ssa.HasForeignCode() {
		return held // it may store anywhere
	}
	h := &holder{
		p: p, stores: make(map[any][]*ssa.Store), spoiled: make(map[any]bool), zero: make(map[*types.Var]bool),
		set: make(map[*types.Var]bool), made: make(map[types.Type]bool),
	}
	var buf [8]*ssa.Value
	for _, n := range p.Graph.Nodes() {
		for _, b := range n.Func.Blocks {
			for i, instr := range b.Instrs {
				if !p.World.Exists(n.Func, instr) {
					continue
				}
				for _, op := range instr.Operands(buf[:0]) {
					h.operand(instr, *op)
				}
				h.instruction(b, i)
			}
		}
	}
	args := &passer{p: p, calls: calls, ways: make(map[*ssa.Function][]Passed)}
	for k, stores := range h.stores {
		if !h.spoiled[k] {
			if a := h.join(args, k, stores); a != Anything {
				held[k] = a
			}
		}
	}
	return held
}

// operand notes how an address is used, and zero values.
func (h *holder) operand(instr ssa.Instruction, v ssa.Value) {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil {
			h.makesZero(v.Type())
		}
		return
	case *ssa.FieldAddr, *ssa.Global:
	default:
		return
	}
	k := heldName(v)
	if k == nil {
		return
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		if instr.Addr == v && instr.Val != v {
			h.stores[k] = append(h.stores[k], instr)
			return
		}
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			return
		}
	case *ssa.DebugRef:
		return
	}
	h.spoiled[k] = true
}

// instruction notes where structs are made without setting a field.
func (h *holder) instruction(b *ssa.BasicBlock, i int) {
	switch instr := b.Instrs[i].(type) {
	case *ssa.Alloc:
		t := ssabuild.Deref(instr.Type())
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			h.makesZero(t)
			return
		}
		sets, copied := setAt(b, i)
		if copied {
			break
		}
		for f := range st.Fields() {
			if sets[f.Origin()] {
				h.set[f.Origin()] = true
			} else {
				h.zero[f.Origin()] = true
				h.makesZero(f.Type())
			}
		}
	case *ssa.MakeSlice, *ssa.MakeMap, *ssa.MakeChan, *ssa.Lookup, *ssa.TypeAssert:
		h.makesZero(instr.(ssa.Value).Type())
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			h.makesZero(instr.Type())
		}
	case *ssa.ChangeType:
		h.converts(instr.Type())
		h.converts(instr.X.Type())
	}
}

// setAt returns the fields that are set right where a struct is made, as a composite
// literal does:
//
//	t0 = new T (complit)
//	t1 = &t0.n
//	*t1 = 1
//
// Nobody sees the struct before. It reports whether the struct is copied from another one
// instead.
func setAt(b *ssa.BasicBlock, i int) (sets map[*types.Var]bool, copied bool) {
	alloc := b.Instrs[i].(*ssa.Alloc)
	sets = make(map[*types.Var]bool)
	var buf [8]*ssa.Value
	for _, instr := range b.Instrs[i+1:] {
		if st, ok := instr.(*ssa.Store); ok {
			if fa, ok := st.Addr.(*ssa.FieldAddr); ok && fa.X == alloc && st.Val != alloc {
				if f := ssabuild.Field(fa); f != nil {
					sets[f] = true
				}
				continue
			}
			if st.Addr == alloc {
				return nil, true
			}
		}
		if _, ok := instr.(*ssa.FieldAddr); ok {
			continue
		}
		for _, op := range instr.Operands(buf[:0]) {
			if *op == alloc {
				return sets, false
			}
		}
	}
	return sets, false
}

// makesZero notes that a zero value of a type is made, be it as an element.
func (h *holder) makesZero(t types.Type) {
	if !h.made[t] {
		h.made[t] = true
		h.zeroIn(t, 0)
	}
}

const maxParts = 4 // types within each other that are looked at

func (h *holder) zeroIn(t types.Type, depth int) {
	if depth > maxParts {
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			h.zero[f.Origin()] = true
			h.zeroIn(f.Type(), depth+1)
		}
	case *types.Array:
		h.zeroIn(u.Elem(), depth+1)
	case *types.Slice:
		if depth == 0 {
			h.zeroIn(u.Elem(), depth+1)
		}
	case *types.Map:
		if depth == 0 {
			h.zeroIn(u.Elem(), depth+1)
		}
	case *types.Chan:
		if depth == 0 {
			h.zeroIn(u.Elem(), depth+1)
		}
	case *types.Tuple:
		for v := range u.Variables() {
			h.zeroIn(v.Type(), depth+1)
		}
	}
}

// converts notes that a struct is converted from one of another type, whose fields hold
// other things.
func (h *holder) converts(t types.Type) {
	if st, ok := ssabuild.Deref(t).Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			h.spoiled[f.Origin()] = true
		}
	}
}

// join returns what a field or variable holds at any time. If that is always zero,
// nothing is said either.
func (h *holder) join(args *passer, k any, stores []*ssa.Store) Arg {
	var list []Arg
	var t types.Type
	switch k := k.(type) {
	case *types.Var:
		t = k.Type()
		if h.zero[k] || !h.set[k] {
			list = append(list, zeroOf(t))
		}
	case *ssa.Global:
		if h.p.ssa.Linked(k.Name()) {
			return Anything
		}
		t = ssabuild.Deref(k.Type())
		if !slices.ContainsFunc(stores, func(st *ssa.Store) bool { _, ok := initialises(st, k); return ok }) {
			list = append(list, zeroOf(t))
		}
	}
	for _, st := range stores {
		ways := []Passed{nil}
		if known := args.of(st.Parent()); known != nil {
			ways = known
		}
		for _, params := range ways {
			v := valuer{p: h.p, params: params}
			a := v.at(st.Val, st.Block()).coarse()
			a.Func = nil
			list = append(list, a)
		}
	}
	all := hull(oneByOne(list))[0]
	isFlag := all.Lo == 0 && all.Hi == 1 && types.Identical(t.Underlying(), types.Typ[types.Bool])
	if isFlag || all == zeroOf(t) {
		return Anything
	}
	return all
}

func oneByOne(list []Arg) (ways []Passed) {
	for _, a := range list {
		ways = append(ways, Passed{a})
	}
	return ways
}

// zeroOf returns what is known of the zero value of a type.
func zeroOf(t types.Type) Arg {
	a := Anything
	b, isBasic := t.Underlying().(*types.Basic)
	switch {
	case canBeNil(t):
		a.Nil = IsNil
	case isBasic && b.Info()&types.IsString != 0:
		a.IsText = true
	case isBasic:
		a.Lo, a.Hi = 0, 0
	}
	return a
}

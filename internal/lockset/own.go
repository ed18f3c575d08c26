package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An owner says of the locks that the package declares whether others may give them back:
// other packages, who has the address of one, or a function that has not taken it.
type owner struct {
	pkg   *types.Package
	given map[types.Object]bool // by a function for who holds it
	leaks map[types.Object]bool // its address is kept, or handed to who may keep it
	local map[types.Object]bool // embedded in a type that other packages cannot name
}

// owners collects what becomes of the locks of a package.
func (w *World) owners() *owner {
	o := &owner{pkg: w.Pkg, given: make(map[types.Object]bool), leaks: make(map[types.Object]bool), local: embedded(w.Pkg)}
	for _, n := range w.graph.Nodes() {
		if ev := w.events[n.Func]; ev != nil {
			for _, f := range ev.gives {
				o.given[f] = true
			}
		}
		if s := w.summaries[n.Func]; s != nil {
			for _, out := range s.outcomes {
				for _, e := range out.effects {
					if f := e.place.field(); e.n < 0 && f != nil {
						o.given[f] = true
					}
				}
			}
		}
		for _, b := range n.Func.Blocks {
			for _, instr := range b.Instrs {
				o.see(instr)
			}
		}
	}
	return o
}

// see notes whose address an instruction hands on:
//
//	t1 = &t0.mu [#0]; t2 = make sync.Locker <- *sync.Mutex (t1); f(t1); *t3 = t1
func (o *owner) see(instr ssa.Instruction) {
	for _, op := range instr.Operands(nil) {
		var f types.Object
		switch v := (*op).(type) {
		case *ssa.FieldAddr:
			if field := ssabuild.Field(v); field != nil {
				f = field
			}
		case *ssa.Global:
			f = v.Object()
		}
		if f == nil || !ssabuild.IsLock(f.Type()) {
			continue
		}
		switch instr := instr.(type) {
		case *ssa.DebugRef:
		case ssa.CallInstruction:
			if operationOf(callee.Of(instr.Common())).kind == noOperation {
				o.leaks[f] = true
			}
		default:
			o.leaks[f] = true
		}
	}
}

// closed reports whether nobody gives back a lock but who has taken it: it is a field or
// variable that other packages cannot name, and no function of this one does.
func (o *owner) closed(p *place) bool {
	f := p.field()
	return f != nil && f.Pkg() == o.pkg && (!f.Exported() || o.local[f]) && ssabuild.IsLock(f.Type()) && !o.given[f] && !o.leaks[f]
}

// embedded returns the embedded fields of the types of a package that others cannot name.
func embedded(pkg *types.Package) map[types.Object]bool {
	fields := make(map[types.Object]bool)
	for _, name := range pkg.Scope().Names() {
		t, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || t.Exported() {
			continue
		}
		if s, ok := t.Type().Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				if f.Embedded() {
					fields[f] = true
				}
			}
		}
	}
	return fields
}

// stops reports whether others wait for a lock that a function keeps: those who call it again do,
// unless they only try, or read where nobody writes. Of a literal that is called where it stands
// the function around it is asked.
func (w *World) stops(fn *ssa.Function, k *kept) bool {
	if fn.Parent() != nil && !w.isOpen(fn) {
		return false
	}
	if w.Pkg.Name() == "main" && fn.Name() == "main" && fn.Signature.Recv() == nil {
		return false // the program ends
	}
	call, ok := k.at.(ssa.CallInstruction)
	return ok && operationOf(callee.Of(call.Common())).kind == locks && (!k.read || w.writers[k.place.lock(fn)])
}

// Package flow follows values through a package: from where a value came, where
// it goes, and which expressions name one object.
package flow

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Flow follows values through one world: through copies, conversions,
// variables, struct fields and the calls whose callee is known. It does not
// follow them through maps, slices and channels. It is insensitive to the order
// of stores, and to which instance of a struct a field belongs.
type Flow struct {
	world   *ssabuild.World
	cells   map[any]*Cell // by *ssa.Alloc, *ssa.Global or *types.Var (a field)
	callers map[*ssa.Function][]ssa.CallInstruction
	escaped map[*ssa.Function]bool // used as a value, so not all calls are seen
	closure map[*ssa.Function]*ssa.MakeClosure

	// Nothing that these hold changes after New.
	sources, localSources map[ssa.Value][]ssa.Value
	uses, localUses       map[ssa.Value][]Use
}

// A Cell is a variable, or a field in all instances of its struct.
type Cell struct {
	Stores []*ssa.Store
	Loads  []ssa.Value // what loads result in
	Taken  bool        // its address is used for more than loads, stores and captures
}

// values returns what is stored in the cell.
func (c *Cell) values() []ssa.Value {
	values := make([]ssa.Value, len(c.Stores))
	for i, store := range c.Stores {
		values[i] = store.Val
	}
	return values
}

// New indexes a world.
func New(world *ssabuild.World) *Flow {
	f := &Flow{
		world:   world,
		cells:   make(map[any]*Cell),
		callers: make(map[*ssa.Function][]ssa.CallInstruction),
		escaped: make(map[*ssa.Function]bool),
		closure: make(map[*ssa.Function]*ssa.MakeClosure),
		sources: make(map[ssa.Value][]ssa.Value),
		uses:    make(map[ssa.Value][]Use),

		localSources: make(map[ssa.Value][]ssa.Value),
		localUses:    make(map[ssa.Value][]Use),
	}
	// Closures first: a captured variable is known by its binding.
	f.each(func(instr ssa.Instruction) {
		if mc, ok := instr.(*ssa.MakeClosure); ok {
			f.closure[mc.Fn.(*ssa.Function)] = mc
		}
	})
	f.each(f.index)
	return f
}

func (f *Flow) each(visit func(ssa.Instruction)) {
	for _, fn := range f.world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if f.world.Exists(fn, instr) {
					visit(instr)
				}
			}
		}
	}
}

func (f *Flow) index(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Store:
		if c := f.Cell(instr.Addr); c != nil {
			c.Stores = append(c.Stores, instr)
		}
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			if c := f.Cell(instr.X); c != nil {
				c.Loads = append(c.Loads, instr)
			}
		}
	case *ssa.Field:
		if field := ssabuild.FieldOf(instr); field != nil {
			c := f.cellOf(field)
			c.Loads = append(c.Loads, instr)
		}
	case ssa.CallInstruction:
		if callee := Callee(instr.Common()); callee != nil {
			f.callers[callee] = append(f.callers[callee], instr)
		}
	}
	f.indexOperands(instr)
}

// indexOperands records the functions that an instruction uses otherwise than by
// calling them, and the cells whose address it uses otherwise than to load,
// store or capture.
func (f *Flow) indexOperands(instr ssa.Instruction) {
	var called *ssa.Value
	if call, ok := instr.(ssa.CallInstruction); ok {
		called = &call.Common().Value
	}
	var buf [8]*ssa.Value
	for _, op := range instr.Operands(buf[:0]) {
		if op == called {
			continue
		}
		switch v := (*op).(type) {
		case *ssa.Function:
			if _, ok := instr.(*ssa.MakeClosure); !ok {
				f.escaped[v] = true
			}
		case *ssa.MakeClosure:
			f.escaped[v.Fn.(*ssa.Function)] = true
		case *ssa.Alloc, *ssa.Global, *ssa.FieldAddr, *ssa.FreeVar:
			if c := f.Cell(v); c != nil && takes(instr, v) {
				c.Taken = true
			}
		}
	}
}

// takes reports whether an instruction does more with an address than load,
// store, capture or select.
func takes(instr ssa.Instruction, addr ssa.Value) bool {
	switch instr := instr.(type) {
	case *ssa.Store:
		return instr.Val == addr
	case *ssa.UnOp, *ssa.MakeClosure, *ssa.DebugRef, *ssa.FieldAddr:
		return false
	}
	return true
}

// CellOf returns the cell of a field.
func (f *Flow) CellOf(field *types.Var) *Cell { return f.cellOf(field.Origin()) }

// Calls returns the calls of a function whose callee is certain.
func (f *Flow) Calls(fn *ssa.Function) []ssa.CallInstruction { return f.callers[fn] }

func (f *Flow) cellOf(key any) *Cell {
	c := f.cells[key]
	if c == nil {
		c = new(Cell)
		f.cells[key] = c
	}
	return c
}

// Cell returns the cell that an address denotes, or nil.
func (f *Flow) Cell(addr ssa.Value) *Cell {
	switch addr := addr.(type) {
	case *ssa.Alloc, *ssa.Global:
		return f.cellOf(addr)
	case *ssa.FieldAddr:
		if field := ssabuild.Field(addr); field != nil {
			return f.cellOf(field)
		}
	case *ssa.FreeVar:
		if b := f.binding(addr); b != nil {
			return f.Cell(b)
		}
	}
	return nil
}

// binding returns the value that a closure captured as v, or nil.
func (f *Flow) binding(v *ssa.FreeVar) ssa.Value {
	mc := f.closure[v.Parent()]
	if mc == nil {
		return nil
	}
	for i, fv := range v.Parent().FreeVars {
		if fv == v {
			return mc.Bindings[i]
		}
	}
	return nil
}

// Callee returns the function that a call surely calls, or nil: a static callee
// or a function literal called or started in place.
func Callee(call *ssa.CallCommon) *ssa.Function { return call.StaticCallee() }

// CalleeObject returns the function or interface method that a call names, or
// nil. A method value names none: its receiver is not among the arguments.
func CalleeObject(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method
	}
	if fn := call.StaticCallee(); fn != nil && !isBound(fn) {
		obj, _ := fn.Object().(*types.Func)
		return obj
	}
	return nil
}

// isBound reports whether fn is the wrapper that go/ssa makes for a method
// value x.M: it captures x.
func isBound(fn *ssa.Function) bool { return fn.Synthetic != "" && len(fn.FreeVars) > 0 }

// ResultOf returns the call of which v is a result, and which.
func ResultOf(v ssa.Value) (call *ssa.Call, result int) {
	switch v := v.(type) {
	case *ssa.Call:
		return v, 0
	case *ssa.Extract:
		call, _ = v.Tuple.(*ssa.Call)
		return call, v.Index
	}
	return nil, 0
}

// Sources returns the values from which v may come, through copies only:
// results of calls, parameters, constants and loads that are not followed.
func (f *Flow) Sources(v ssa.Value) []ssa.Value {
	if leaves, ok := f.sources[v]; ok {
		return leaves
	}
	leaves := sources(v, f.back)
	f.sources[v] = leaves
	return leaves
}

// Origins is [Flow.Sources] without looking into the callees whose results they
// are: each call that a function makes has another origin.
func (f *Flow) Origins(v ssa.Value) []ssa.Value {
	return sources(v, func(v ssa.Value) ([]ssa.Value, bool) {
		if call, _ := ResultOf(v); call != nil {
			return nil, false
		}
		return f.back(v)
	})
}

// sources follows v back, by steps that say of which values one is a copy, to
// those that are none.
func sources(v ssa.Value, back func(ssa.Value) (from []ssa.Value, ok bool)) []ssa.Value {
	var leaves []ssa.Value
	seen := make(map[ssa.Value]bool)
	work := []ssa.Value{v}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[v] {
			continue
		}
		seen[v] = true
		if from, ok := back(v); ok {
			work = append(work, from...)
			slices.Reverse(work[len(work)-len(from):]) // the first one first
			continue
		}
		leaves = append(leaves, v)
	}
	return leaves
}

// back returns the values of which v is a copy, or false if v is a source.
func (f *Flow) back(v ssa.Value) (from []ssa.Value, ok bool) {
	if x := copied(v); x != nil {
		return []ssa.Value{x}, true
	}
	switch v := v.(type) {
	case *ssa.Phi:
		return v.Edges, true
	case *ssa.FreeVar:
		if b := f.binding(v); b != nil {
			return []ssa.Value{b}, true
		}
	case *ssa.Field:
		if field := ssabuild.FieldOf(v); field != nil && len(f.cellOf(field).Stores) > 0 {
			return f.cellOf(field).values(), true
		}
	case *ssa.UnOp:
		if c := f.loaded(v); c != nil && len(c.Stores) > 0 {
			return c.values(), true
		}
	case *ssa.Parameter:
		return f.arguments(v)
	case *ssa.Call:
		return f.results(&v.Call, 0)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return f.results(&call.Call, v.Index)
		}
	}
	return nil, false
}

// loaded returns the cell from which a load reads, or nil.
func (f *Flow) loaded(load *ssa.UnOp) *Cell {
	if load.Op != token.MUL {
		return nil
	}
	return f.Cell(load.X)
}

// copied returns the one operand of which v is a copy with another type.
func copied(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.ChangeType:
		return v.X
	case *ssa.Convert:
		return v.X
	case *ssa.MultiConvert:
		return v.X
	case *ssa.ChangeInterface:
		return v.X
	case *ssa.MakeInterface:
		return v.X
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return v.X
		}
	case *ssa.Extract:
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return ta.X
		}
	}
	return nil
}

// Unconverted returns the value that v is with another type, or v.
func Unconverted(v ssa.Value) ssa.Value {
	for x := copied(v); x != nil; x = copied(v) {
		v = x
	}
	return v
}

// arguments returns what the calls of a function pass for a parameter, if all
// calls are seen.
func (f *Flow) arguments(p *ssa.Parameter) ([]ssa.Value, bool) {
	fn := p.Parent()
	if !f.Closed(fn) {
		return nil, false
	}
	index := ParamIndex(p)
	var args []ssa.Value
	for _, call := range f.callers[fn] {
		args = append(args, call.Common().Args[index])
	}
	return args, len(args) > 0
}

// ParamIndex returns the position of a parameter, the receiver first.
func ParamIndex(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if p == q {
			return i
		}
	}
	return -1
}

// Closed reports whether all calls of fn are in this world.
func (f *Flow) Closed(fn *ssa.Function) bool {
	if f.escaped[fn] {
		return false
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		// A method may be called through an interface; an exported function
		// from anywhere.
		return obj.Signature().Recv() == nil && !obj.Exported()
	}
	return fn.Parent() != nil // a literal
}

// results returns what a callee with a visible body returns.
func (f *Flow) results(call *ssa.CallCommon, index int) ([]ssa.Value, bool) {
	fn := Callee(call)
	if fn == nil || fn.Blocks == nil {
		return nil, false
	}
	var results []ssa.Value
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && index < len(ret.Results) {
			results = append(results, ret.Results[index])
		}
	}
	return results, len(results) > 0
}

// Closure returns where a literal that captures something is made, or nil.
func (f *Flow) Closure(lit *ssa.Function) *ssa.MakeClosure { return f.closure[lit] }

// Package flow follows values through a package: from where a value came, where
// it goes, and which expressions name one object.
//
// What an instruction does with a value is in one table (step.go). Followers
// (forward.go, back.go) walk the def-use graph by it, each under a policy that
// says where to go on: def-use chains, reaching definitions of local variables
// (variable.go), and an index of all stores to fields and package variables,
// without regard to order, context or instance.
package flow

import (
	"cmp"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Analyzer gives each check that requires it the [Flow] of each world of a
// package, made once for all of them and on demand.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallsflow",
	Doc:        "follow values through a package on demand",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer},
	ResultType: guard.ResultType[*Package](),
	Run: guard.Engine(func(pass *analysis.Pass) (*Package, error) {
		return &Package{flows: guard.OnceValue(func() map[*ssabuild.World]*Flow {
			flows := make(map[*ssabuild.World]*Flow)
			for _, w := range ssabuild.Of(pass).SSA().Worlds() {
				flows[w] = New(w)
			}
			return flows
		})}, nil
	}),
}

// A Package has the flows of a package's worlds.
type Package struct {
	flows func() map[*ssabuild.World]*Flow
}

// Of returns the flow of one of the worlds of the package of a pass, whose
// analyzer requires [Analyzer]. Several checks may call it at once.
func Of(pass *analysis.Pass, w *ssabuild.World) *Flow {
	return guard.Of[*Package](pass, Analyzer).flows()[w]
}

// A Flow follows values through one world: through copies, conversions,
// variables, struct fields and the calls whose callee is known. It does not
// follow them through maps, slices and channels. It is insensitive to the order
// of stores, but for those to local variables where a method says so, and to
// which instance of a struct a field belongs.
//
// It does not change once it is made: it may be asked by several checks at once.
type Flow struct {
	*cfg.Order // of the functions of the world

	world   *ssabuild.World
	cells   map[any]*Cell // by *ssa.Alloc, *ssa.Global or *types.Var (a field)
	callers map[*ssa.Function][]ssa.CallInstruction
	escaped map[*ssa.Function]bool // used as a value, so not all calls are seen
	closure map[*ssa.Function]*ssa.MakeClosure
	runs    map[*ssa.Function]ssa.Instruction // a call of a literal that captures something
}

// New indexes a world.
func New(world *ssabuild.World) *Flow {
	f := &Flow{
		Order:   cfg.NewOrder(world.Funcs),
		world:   world,
		cells:   make(map[any]*Cell),
		callers: make(map[*ssa.Function][]ssa.CallInstruction),
		escaped: make(map[*ssa.Function]bool),
		closure: make(map[*ssa.Function]*ssa.MakeClosure),
		runs:    make(map[*ssa.Function]ssa.Instruction),
	}
	// Closures first: a captured variable is known by its binding. The wrappers
	// for one method value are one function, made in several places.
	f.each(func(instr ssa.Instruction) {
		if mc, ok := instr.(*ssa.MakeClosure); ok && !callee.IsBound(mc.Fn.(*ssa.Function)) {
			f.closure[mc.Fn.(*ssa.Function)] = mc
		}
	})
	f.each(f.index)
	for lit, mc := range f.closure {
		if run := f.runOf(mc); run != nil {
			f.runs[lit] = run
		}
	}
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
	if v, ok := instr.(ssa.Value); ok {
		if key := f.loadedKey(v); key != nil {
			c := f.makeCell(key)
			c.Loads = append(c.Loads, v)
		}
	}
	eachStep(instr, func(s Step) {
		switch operand := s.Operand.(type) {
		case *ssa.Function:
			switch s.Kind {
			case Calls:
				f.callers[operand] = append(f.callers[operand], instr.(ssa.CallInstruction))
			case Nothing: // the code of a literal
			default:
				f.escaped[operand] = true
			}
		case *ssa.MakeClosure:
			fn := operand.Fn.(*ssa.Function)
			if s.Kind == Calls {
				f.callers[fn] = append(f.callers[fn], instr.(ssa.CallInstruction))
			} else {
				f.escaped[fn] = true
			}
		case *ssa.Alloc, *ssa.Global, *ssa.FieldAddr, *ssa.FreeVar:
			if key := f.cellKey(operand); key != nil {
				c := f.makeCell(key)
				c.Taken = c.Taken || takes(s)
			}
		}
		if s.Kind == Stores {
			if key := f.cellKey(s.Into); key != nil {
				c := f.makeCell(key)
				c.Stores = append(c.Stores, instr.(*ssa.Store))
			}
		}
	})
}

// takes reports whether an instruction does more with an address than load,
// store, capture or select.
func takes(s Step) bool {
	switch s.Kind {
	case Nothing, Loads, Overwrites, Captures:
		return false
	case Selects:
		_, ok := s.Instr.(*ssa.FieldAddr)
		return !ok
	}
	return true
}

// Calls returns the calls of a function whose callee is certain.
func (f *Flow) Calls(fn *ssa.Function) []ssa.CallInstruction { return f.callers[fn] }

// Closed reports whether all calls of fn are in this world.
func (f *Flow) Closed(fn *ssa.Function) bool {
	if f.escaped[fn] {
		return false
	}
	if obj := callee.Object(fn); obj != nil {
		// A method may be called through an interface; an exported function
		// from anywhere.
		return obj.Signature().Recv() == nil && !obj.Exported()
	}
	return fn.Parent() != nil // a literal
}

// Closure returns where a literal that captures something is made, or nil.
func (f *Flow) Closure(lit *ssa.Function) *ssa.MakeClosure { return f.closure[lit] }

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

// Compare orders the instructions of a package, whatever the order of its declarations:
// by the names of their functions, then as they stand in the source.
func Compare[I ssa.Instruction](a, b I) int {
	return cmp.Or(cmp.Compare(callee.Declared(a.Parent()).String(), callee.Declared(b.Parent()).String()), cmp.Compare(a.Pos(), b.Pos()))
}

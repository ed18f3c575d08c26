package effects

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A globals is what is known of package variables that do not change.
type globals struct {
	tables map[*ssa.Global]int64
	errors map[*ssa.Global]errorVar
}

// An errorVar says what is known of a package variable that holds an error, like
// io.EOF: it is not nil, and by such errors goroutines tell each other what to do.
type errorVar struct {
	changes bool // something but its initialiser assigns to it, or may
	made    bool // its initialiser makes the error: no other variable is equal
}

// TableLen returns the length of a slice that a package variable holds from its
// initialisation on, as a table does, and whether it does.
func (p *Package) TableLen(v ssa.Value) (int64, bool) {
	g, ok := v.(*ssa.Global)
	if !ok {
		return 0, false
	}
	n, ok := p.vars.tables[g]
	return n, ok
}

// IsErrorVar reports whether v is a package variable that holds an error.
func IsErrorVar(v ssa.Value) bool {
	g, ok := v.(*ssa.Global)
	return ok && types.Identical(ssabuild.Deref(g.Type()), errorType)
}

// ConstantError reports whether v is a package variable that holds an error to which
// only its initialiser assigns. Of a variable of another package that is taken for
// granted: its code is not seen, but io.EOF is not assigned to.
func (p *Package) ConstantError(v ssa.Value) (*ssa.Global, bool) {
	if !IsErrorVar(v) {
		return nil, false
	}
	g := v.(*ssa.Global)
	return g, !p.vars.errors[g].changes
}

// MakesError reports whether the initialiser of a variable makes the error that it
// holds, so that no other variable is equal.
func (p *Package) MakesError(g *ssa.Global) bool { return p.vars.errors[g].made }

func (p *Package) findGlobals() globals {
	vars := globals{make(map[*ssa.Global]int64), make(map[*ssa.Global]errorVar)}
	spoiled := make(map[*ssa.Global]bool)
	var buf [8]*ssa.Value
	for _, fn := range p.World.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !p.World.Exists(fn, instr) {
					continue
				}
				for _, op := range instr.Operands(buf[:0]) {
					g, ok := (*op).(*ssa.Global)
					if !ok || isLoad(instr) {
						continue
					}
					if n, ok := tableOf(instr, g); ok && vars.tables[g] == 0 && !token.IsExported(g.Name()) {
						vars.tables[g] = n
					} else {
						spoiled[g] = true
					}
					if IsErrorVar(g) {
						_, again := vars.errors[g]
						store, ok := initialises(instr, g)
						vars.errors[g] = errorVar{changes: again || !ok, made: !again && ok && makesError(store.Val)}
					}
				}
			}
		}
	}
	for g := range spoiled {
		delete(vars.tables, g)
	}
	return vars
}

// initialises returns the store by which the package's initialiser, which has no
// source, sets a variable:
//
//	func init():
//	    ...
//	    *g = t7
func initialises(instr ssa.Instruction, g *ssa.Global) (*ssa.Store, bool) {
	store, ok := instr.(*ssa.Store)
	return store, ok && store.Addr == g && instr.Parent().Synthetic != ""
}

// tableOf returns the length of the literal that the package's initialiser
// assigns to a variable:
//
//	t0 = new [3]T
//	...
//	t7 = slice t0[:]
//	*g = t7
func tableOf(instr ssa.Instruction, g *ssa.Global) (int64, bool) {
	store, ok := initialises(instr, g)
	if !ok {
		return 0, false
	}
	slice, ok := store.Val.(*ssa.Slice)
	if !ok || slice.Low != nil || slice.High != nil {
		return 0, false
	}
	alloc, ok := slice.X.(*ssa.Alloc)
	if !ok {
		return 0, false
	}
	array, ok := ssabuild.Deref(alloc.Type()).Underlying().(*types.Array)
	if !ok {
		return 0, false
	}
	return array.Len(), array.Len() > 0
}

func isLoad(instr ssa.Instruction) bool {
	load, ok := instr.(*ssa.UnOp)
	return ok && load.Op == token.MUL
}

// makesError reports whether v is a new error:
//
//	t0 = errors.New("closed":string)
//	*ErrClosed = t0
func makesError(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	return ok && model.Has(foreignCallee(&call.Call), model.NonNil)
}

package explore

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// tableLen returns the length of a slice that a package variable holds from its
// initialisation on, as a table does, and whether it does.
func (p *program) tableLen(v ssa.Value) (int64, bool) {
	g, ok := v.(*ssa.Global)
	if !ok {
		return 0, false
	}
	if p.tables == nil {
		p.tables = p.findTables()
	}
	n, ok := p.tables[g]
	return n, ok
}

// findTables finds the variables that nobody outside the package can name, to
// which only their initialiser assigns a literal.
func (p *program) findTables() map[*ssa.Global]int64 {
	tables := make(map[*ssa.Global]int64)
	spoiled := make(map[*ssa.Global]bool)
	see := func(instr ssa.Instruction, g *ssa.Global) {
		n, ok := tableOf(instr, g)
		switch {
		case isLoad(instr):
		case ok && tables[g] == 0 && !token.IsExported(g.Name()):
			tables[g] = n
		default:
			spoiled[g] = true
		}
	}
	p.forGlobals(see)
	for g := range spoiled {
		delete(tables, g)
	}
	return tables
}

// forGlobals calls see for each use of a package variable.
func (p *program) forGlobals(see func(ssa.Instruction, *ssa.Global)) {
	var buf [8]*ssa.Value
	for _, fn := range p.world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				for _, op := range instr.Operands(buf[:0]) {
					if g, ok := (*op).(*ssa.Global); ok {
						see(instr, g)
					}
				}
			}
		}
	}
}

// tableOf returns the length of the literal that the package's initialiser
// assigns to a variable.
func tableOf(instr ssa.Instruction, g *ssa.Global) (int64, bool) {
	store, ok := instr.(*ssa.Store)
	if !ok || store.Addr != g || instr.Parent().Synthetic == "" {
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

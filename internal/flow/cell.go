package flow

import (
	"go/token"
	"go/types"
	"sync"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Cell is a variable, or a field in all instances of its struct.
type Cell struct {
	Stores []*ssa.Store
	Loads  []ssa.Value // what loads result in
	Taken  bool        // its address is used for more than loads, stores and captures

	ordered   sync.Once
	histories []history // of a local variable, see Flow.histories
}

// values returns what is stored in the cell.
func (c *Cell) values() []ssa.Value {
	values := make([]ssa.Value, len(c.Stores))
	for i, store := range c.Stores {
		values[i] = store.Val
	}
	return values
}

// CellOf returns the cell of a field.
func (f *Flow) CellOf(field *types.Var) *Cell { return f.cellOf(field.Origin()) }

// Cell returns the cell that an address denotes, or nil.
func (f *Flow) Cell(addr ssa.Value) *Cell {
	if key := f.cellKey(addr); key != nil {
		return f.cellOf(key)
	}
	return nil
}

// cellOf returns a cell, which is empty if the world does not touch it.
func (f *Flow) cellOf(key any) *Cell {
	if c := f.cells[key]; c != nil {
		return c
	}
	return new(Cell)
}

// makeCell is cellOf while the world is indexed.
func (f *Flow) makeCell(key any) *Cell {
	c := f.cells[key]
	if c == nil {
		c = new(Cell)
		f.cells[key] = c
	}
	return c
}

// cellKey returns what the cell that an address denotes is known by, or nil.
func (f *Flow) cellKey(addr ssa.Value) any {
	switch addr := addr.(type) {
	case *ssa.Alloc, *ssa.Global:
		return addr
	case *ssa.FieldAddr:
		if field := ssabuild.Field(addr); field != nil {
			return field
		}
	case *ssa.FreeVar:
		if b := f.binding(addr); b != nil {
			return f.cellKey(b)
		}
	}
	return nil
}

// loaded returns the cell from which v is loaded, or nil.
func (f *Flow) loaded(v ssa.Value) *Cell {
	if key := f.loadedKey(v); key != nil {
		return f.cellOf(key)
	}
	return nil
}

// loadedKey returns what that cell is known by, or nil: v is *addr, or a field of
// a struct that is no variable.
func (f *Flow) loadedKey(v ssa.Value) any {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return f.cellKey(v.X)
		}
	case *ssa.Field:
		if field := ssabuild.FieldOf(v); field != nil {
			return field
		}
	}
	return nil
}

// Variable returns the local variable that an address, captured or not, is the
// address of, or nil.
func (f *Flow) Variable(addr ssa.Value) *ssa.Alloc {
	for {
		switch x := addr.(type) {
		case *ssa.Alloc:
			return x
		case *ssa.FreeVar:
			if addr = f.binding(x); addr != nil {
				continue
			}
		}
		return nil
	}
}

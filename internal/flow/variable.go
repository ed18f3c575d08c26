package flow

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// Reaching definitions, of one local variable at a time. A variable that is
// captured is loaded and stored to in several functions; in each it has a
// history.

// A history is what happens to a variable in one function. A literal that is
// called there is taken to run where it is called.
type history struct {
	fn     *ssa.Function
	blocks map[*ssa.BasicBlock][]access // in the order in which they happen

	// sometime are the stores of which it is not known when they happen: by a
	// literal that goes elsewhere, or is deferred, or by a function around fn.
	sometime []*ssa.Store
}

// An access is a load of a variable or a store to it.
type access struct {
	instr ssa.Instruction // the load, the store, or the call that runs a literal
	load  *ssa.UnOp       // or nil
	store *ssa.Store      // or nil
	kills bool            // the store happens here, whatever else
}

// histories returns the histories of a variable in the functions that load it.
func (f *Flow) histories(alloc *ssa.Alloc) []history {
	c := f.cellOf(alloc)
	c.ordered.Do(func() { c.histories = f.historiesOf(c, f.RunsAt) })
	return c.histories
}

// historiesOf finds them. runsAt says where in a function an instruction happens,
// see [Flow.RunsAt].
func (f *Flow) historiesOf(c *Cell, runsAt func(*ssa.Function, ssa.Instruction) ssa.Instruction) []history {
	var list []history
	for _, v := range c.Loads {
		load := v.(*ssa.UnOp)
		i := slices.IndexFunc(list, func(h history) bool { return h.fn == load.Parent() })
		if i < 0 {
			i = len(list)
			list = append(list, history{fn: load.Parent(), blocks: make(map[*ssa.BasicBlock][]access)})
		}
		list[i].add(access{instr: load, load: load})
	}
	for i := range list {
		h := &list[i]
		for _, store := range c.Stores {
			at := runsAt(h.fn, store)
			if _, deferred := at.(*ssa.Defer); at == nil || deferred {
				h.sometime = append(h.sometime, store)
				continue
			}
			h.add(access{instr: at, store: store, kills: at == ssa.Instruction(store)})
		}
		for _, accesses := range h.blocks {
			slices.SortStableFunc(accesses, func(a, b access) int { return cmp.Compare(f.Position(a.instr), f.Position(b.instr)) })
		}
	}
	return list
}

func (h *history) add(a access) {
	b := a.instr.Block()
	h.blocks[b] = append(h.blocks[b], a)
}

// definitions returns the stores whose value a load of a local variable may
// find: none other comes between on some way. It returns none for another load.
func (f *Flow) definitions(load *ssa.UnOp) []*ssa.Store {
	alloc := f.Variable(load.X)
	if alloc == nil {
		return nil
	}
	for _, h := range f.histories(alloc) {
		if h.fn != load.Parent() {
			continue
		}
		found := make(map[*ssa.Store]bool)
		for _, store := range h.sometime {
			found[store] = true
		}
		h.backward(load, func(a access) (stop bool) {
			if a.store != nil {
				found[a.store] = true
			}
			return a.kills
		})
		return slices.DeleteFunc(slices.Clone(f.cellOf(alloc).Stores), func(s *ssa.Store) bool { return !found[s] })
	}
	return nil
}

// IsUnset reports whether a value is loaded from a local variable to which nothing has been stored by
// then, as the results of a bare return are in a function with defers.
func (f *Flow) IsUnset(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return false
	}
	alloc, ok := load.X.(*ssa.Alloc)
	return ok && alloc.Parent() == load.Parent() && !f.cellOf(alloc).Taken && len(f.definitions(load)) == 0
}

// reached returns the loads of a cell that may find what a store puts there.
func (c *Cell) reached(store *ssa.Store, histories []history) []ssa.Value {
	found := make(map[ssa.Value]bool)
	for _, h := range histories {
		h.reached(store, found)
	}
	return slices.DeleteFunc(slices.Clone(c.Loads), func(load ssa.Value) bool { return !found[load] })
}

// reached adds the loads that may find what a store puts there.
func (h *history) reached(store *ssa.Store, found map[ssa.Value]bool) {
	if slices.Contains(h.sometime, store) {
		for _, accesses := range h.blocks {
			for _, a := range accesses {
				if a.load != nil {
					found[a.load] = true
				}
			}
		}
		return
	}
	for b, accesses := range h.blocks {
		i := slices.IndexFunc(accesses, func(a access) bool { return a.store == store })
		if i < 0 {
			continue
		}
		h.forward(b, accesses[i].instr, func(a access) (stop bool) {
			if a.load != nil {
				found[a.load] = true
			}
			return a.kills
		})
	}
}

// forward visits the accesses on the ways from the point after an instruction of
// b, up to those at which visit stops.
func (h *history) forward(b *ssa.BasicBlock, from ssa.Instruction, visit func(access) (stop bool)) {
	rest := h.blocks[b]
	for rest[0].instr != from {
		rest = rest[1:]
	}
	for len(rest) > 0 && rest[0].instr == from {
		rest = rest[1:] // one call may store several times
	}
	if slices.ContainsFunc(rest, visit) {
		return
	}
	cfg.Walk(b.Succs, cfg.Succs, func(b *ssa.BasicBlock) (more bool) { return !slices.ContainsFunc(h.blocks[b], visit) })
}

// backward visits the accesses on the ways to a load, the last one first, up to
// those at which visit stops.
func (h *history) backward(load *ssa.UnOp, visit func(access) (stop bool)) {
	b := load.Block()
	some := func(accesses []access) (stop bool) {
		for _, a := range slices.Backward(accesses) {
			if visit(a) {
				return true
			}
		}
		return false
	}
	i := slices.IndexFunc(h.blocks[b], func(a access) bool { return a.load == load })
	if some(h.blocks[b][:i]) {
		return
	}
	cfg.Walk(b.Preds, cfg.Preds, func(b *ssa.BasicBlock) (more bool) { return !some(h.blocks[b]) })
}

// RunsAt returns the instruction of fn during which an instruction of fn, or of a
// literal that is called in fn, is executed: itself, or a call or defer; or nil.
func (f *Flow) RunsAt(fn *ssa.Function, instr ssa.Instruction) ssa.Instruction {
	for range maxPath {
		if instr.Parent() == fn {
			return instr
		}
		if instr = f.runs[instr.Parent()]; instr == nil {
			return nil
		}
	}
	return nil
}

// runOf returns the call, go or defer that runs a literal, the first if there are
// several, or nil. Where two literals hold each other, when the one runs cannot
// depend on when the other does: stores to variables count as in order only
// where they are in the function that loads.
func (f *Flow) runOf(mc *ssa.MakeClosure) ssa.Instruction {
	within := func(fn *ssa.Function, instr ssa.Instruction) ssa.Instruction {
		if instr.Parent() == fn {
			return instr
		}
		return nil
	}
	uses := f.localUses(mc, func(alloc *ssa.Alloc) []history { return f.historiesOf(f.cellOf(alloc), within) })
	i := slices.IndexFunc(uses, func(u Use) bool {
		_, ok := u.Instr.(ssa.CallInstruction)
		return ok
	})
	if i < 0 {
		return nil
	}
	return uses[i].Instr
}

package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Late is a group to which goroutines add themselves, so that a Wait may be over before, or which is
// added to behind the go statement, so that the goroutine may be done before.
type Late struct {
	Adds   []ssa.CallInstruction // in the goroutines, or behind
	Go     *ssa.Go               // that starts the first
	Wait   ssa.CallInstruction
	Behind bool
}

// Late returns the groups that are added to by nobody but the goroutines that are to be waited for,
// when these begin. A group counts that is known, with all that is done to it, and a goroutine that
// tells nobody before the Wait that it has begun.
func (w *World) Late() (list []Late) {
	l := lateness{world: w, groups: make(map[any]*grouping)}
	for _, n := range w.graph.Nodes() {
		for _, b := range n.Func.Blocks {
			for _, instr := range b.Instrs {
				l.see(instr)
			}
		}
	}
	for _, g := range l.order {
		if late, ok := l.late(g); ok {
			list = append(list, late)
		} else if late, ok := l.behind(g); ok {
			list = append(list, late)
		}
	}
	return list
}

// A lateness collects what is done to groups.
type lateness struct {
	world  *World
	groups map[any]*grouping
	order  []*grouping
}

// A grouping is what is done to one group, or to those of one field.
type grouping struct {
	id          any
	adds, waits []ssa.CallInstruction
	dones       map[*ssa.Function]bool // that count it down
	open        bool                   // more may be done to it
}

func (l *lateness) of(id any) *grouping {
	g := l.groups[id]
	if g == nil {
		g = &grouping{id: id, dones: make(map[*ssa.Function]bool)}
		l.groups[id], l.order = g, append(l.order, g)
	}
	return g
}

// see notes what an instruction does to groups.
func (l *lateness) see(instr ssa.Instruction) {
	call, isCall := instr.(ssa.CallInstruction)
	for i, op := range instr.Operands(nil) {
		if *op == nil || !ssabuild.IsWaitGroup(ssabuild.Deref((*op).Type())) {
			continue
		}
		id := l.id(*op, maxPath)
		if id == nil {
			continue
		}
		g := l.of(id)
		switch instr.(type) {
		case *ssa.DebugRef, *ssa.MakeClosure, *ssa.UnOp, *ssa.FieldAddr:
			continue
		}
		fn := (*types.Func)(nil)
		if isCall {
			fn = callee.Of(call.Common())
		}
		switch {
		case model.Has(fn, model.WgAdd):
			g.adds = append(g.adds, call)
		case model.Has(fn, model.WgWait):
			g.waits = append(g.waits, call)
		case model.Has(fn, model.WgDone):
			g.dones[instr.Parent()] = true
		case isCall && l.passed(call, *op) != nil && l.id(l.passed(call, *op), maxPath) == id:
		default:
			if s, ok := instr.(*ssa.Store); ok && i == 1 && s.Val == *op && l.id(s.Addr, maxPath) != nil {
				continue
			}
			g.open = true
		}
	}
}

// passed returns the parameter of a function of the package by which a call hands on a value.
func (l *lateness) passed(call ssa.CallInstruction, v ssa.Value) ssa.Value {
	fn := call.Common().StaticCallee()
	i := slices.Index(call.Common().Args, v)
	if fn == nil || i < 0 || i >= len(fn.Params) || len(fn.Blocks) == 0 {
		return nil
	}
	return fn.Params[i]
}

// id returns what tells a group, or a channel, from others: the variable, or the field; nil if it is not
// known.
func (l *lateness) id(v ssa.Value, depth int) any {
	if depth == 0 {
		return nil
	}
	switch v := l.world.flow.Peel(v).(type) {
	case *ssa.Alloc, *ssa.Global, *ssa.MakeChan:
		return v
	case *ssa.FieldAddr:
		if f := ssabuild.Field(v); f != nil && f.Pkg() == l.world.Pkg && !f.Exported() {
			return f.Origin()
		}
	case *ssa.FreeVar:
		if a := l.world.flow.Variable(v); a != nil {
			return a
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return l.id(v.X, depth-1)
		}
	case *ssa.Parameter:
		calls := l.world.flow.Calls(v.Parent())
		if len(calls) == 0 || !l.seen(v.Parent()) {
			return nil
		}
		i := slices.Index(v.Parent().Params, v)
		first := l.id(arguments(calls[0].Common())[i], depth-1)
		for _, c := range calls[1:] {
			if l.id(arguments(c.Common())[i], depth-1) != first {
				return nil
			}
		}
		return first
	}
	return nil
}

// seen reports whether all calls of a function are seen, and by whom.
func (l *lateness) seen(fn *ssa.Function) bool {
	return l.world.flow.Closed(fn) || fn.Signature.Recv() != nil && !l.world.isOpen(fn)
}

// late reports whether a group is added to by its goroutines alone.
func (l *lateness) late(g *grouping) (late Late, ok bool) {
	if g.open || len(g.adds) == 0 {
		return late, false
	}
	slices.SortFunc(g.adds, flow.Compare[ssa.CallInstruction])
	slices.SortFunc(g.waits, flow.Compare[ssa.CallInstruction])
	for _, add := range g.adds {
		fn := add.Parent()
		starts := l.world.flow.Calls(fn)
		if add.Block() != fn.Blocks[0] || len(starts) == 0 || !l.seen(fn) || !g.dones[fn] {
			return late, false
		}
		for _, s := range starts {
			start, isGo := s.(*ssa.Go)
			if !isGo || l.tells(fn, g, start.Parent()) {
				return late, false
			}
			if add == g.adds[0] && (late.Go == nil || flow.Compare(start, late.Go) < 0) {
				late.Go = start
			}
		}
	}
	late.Adds = g.adds
	for _, wait := range g.waits {
		if !slices.ContainsFunc(g.adds, func(add ssa.CallInstruction) bool { return add.Parent() == wait.Parent() }) {
			late.Wait = wait
			return late, true
		}
	}
	return late, false
}

// behind reports whether a group is added to only behind a go statement whose goroutine counts it down.
func (l *lateness) behind(g *grouping) (late Late, ok bool) {
	if g.open || len(g.adds) == 0 || len(g.waits) == 0 {
		return late, false
	}
	slices.SortFunc(g.adds, flow.Compare[ssa.CallInstruction])
	for _, add := range g.adds {
		if add.Parent() != g.adds[0].Parent() {
			return late, false
		}
	}
	for _, add := range g.adds {
		for _, instr := range add.Block().Instrs {
			start, isGo := instr.(*ssa.Go)
			if !isGo || !cfg.Dominates(start, add) {
				continue
			}
			fn := l.world.flow.Started(start)
			if g.dones[fn] && !l.meet(start.Parent(), fn) &&
				!slices.ContainsFunc(g.adds, func(a ssa.CallInstruction) bool { return cfg.Reaches(a, start) }) {
				return Late{Adds: []ssa.CallInstruction{add}, Go: start, Wait: g.waits[0], Behind: true}, true
			}
		}
	}
	return late, false
}

// tells reports whether a goroutine may tell who has started it, or who waits, that it has begun: by a
// channel on which one of these receives, or by another group.
func (l *lateness) tells(fn *ssa.Function, g *grouping, starter *ssa.Function) bool {
	for _, other := range l.order {
		if other != g && other.dones[fn] {
			return true
		}
	}
	listeners := []*ssa.Function{starter}
	for _, wait := range g.waits {
		listeners = append(listeners, wait.Parent())
	}
	return slices.ContainsFunc(listeners, func(other *ssa.Function) bool { return l.meet(fn, other) })
}

// meet reports whether a function sends to, or closes, a channel from which another one receives.
func (l *lateness) meet(fn, other *ssa.Function) bool {
	told := channelsOf(fn, true)
	return slices.ContainsFunc(channelsOf(other, false), func(ch ssa.Value) bool {
		id := l.id(ch, maxPath)
		return slices.ContainsFunc(told, func(t ssa.Value) bool { return id == nil || l.id(t, maxPath) == id })
	})
}

// channelsOf returns the channels to which a function sends or which it closes, or from which it receives.
func channelsOf(fn *ssa.Function, sends bool) (list []ssa.Value) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send:
				if sends {
					list = append(list, instr.Chan)
				}
			case *ssa.UnOp:
				if instr.Op == token.ARROW && !sends {
					list = append(list, instr.X)
				}
			case *ssa.Select:
				for _, s := range instr.States {
					if (s.Dir == types.SendOnly) == sends {
						list = append(list, s.Chan)
					}
				}
			case ssa.CallInstruction:
				if sends && callee.IsBuiltin(instr.Common(), "close") {
					list = append(list, instr.Common().Args[0])
				}
			}
		}
	}
	return list
}

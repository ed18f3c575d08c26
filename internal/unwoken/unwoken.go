// Package unwoken finds who waits for a condition and is not woken when it is time.
//
// Who waits for a sync.Cond in a loop asks fields whether to go on, and is woken for them to be
// asked again. So who changes one such that the wait ends has to wake, after the change, while
// nobody is between the question and the wait: that is what the lock is for. The loops tell what
// is asked, and stores to these fields, in any function, what is to be told. All is by field: the
// conditions of one field are one, whatever the object.
package unwoken

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Kind says why who waits is not woken.
type Kind uint8

const (
	// Silent: what ends the wait is stored, and nobody wakes.
	Silent Kind = iota
	// Missed: who wakes has never held the lock since the change, so the one who waits may have
	// asked before, and not begun to wait.
	Missed
	// One: a Signal wakes one, who may be another one than it was meant for.
	One
)

// A Lapse is a wait that goes on though it should end.
type Lapse struct {
	Kind
	At    ssa.Instruction // the store, the wake
	Wait  *ssa.Call
	Cond  string // the field of the condition
	What  string // the field, or what else, that ends the wait; empty if a context does
	Works bool   // several goroutines wait
}

// isValue reports whether it is called later, or by others.
func (w wake) isValue() bool { _, ok := w.at.(*ssa.MakeClosure); return ok }

// Mentions reports, from types alone, whether a package waits for a condition.
func Mentions(info *types.Info) bool {
	for _, obj := range info.Uses {
		if fn, ok := obj.(*types.Func); ok && model.Has(fn, model.CondWait) {
			return true
		}
	}
	return false
}

// A finder looks at one world.
type finder struct {
	world   *ssabuild.World
	flow    *flow.Flow
	graph   *callgraph.Graph
	conds   []*condition
	guarded func(*ssa.Function) bool
	started map[*ssa.Function]bool     // by go statements
	many    map[*ssa.Function]bool     // the same, in loops
	atomics map[*types.Var][]*ssa.Call // stores, by field
}

// A condition is a field with a sync.Cond.
type condition struct {
	field  *types.Var
	waits  []*ssa.Call
	wakes  []wake
	open   bool // others may wake
	shared bool // others may have its lock
	wakers map[*ssa.Function]bool
	lock   *types.Var // the field with its lock, nil if it is not known
}

// A wake is a Signal or a Broadcast, or makes a value of one.
type wake struct {
	at   ssa.Instruction
	many bool
}

// Find returns the lapses of a world, in the order of their places. guarded reports whether a
// function is called with a lock held.
func Find(world *ssabuild.World, f *flow.Flow, guarded func(*ssa.Function) bool) (list []Lapse) {
	x := &finder{world: world, flow: f, guarded: guarded, graph: callgraph.New(world), started: make(map[*ssa.Function]bool), many: make(map[*ssa.Function]bool), atomics: make(map[*types.Var][]*ssa.Call)}
	x.index()
	for _, c := range x.conds {
		c.lock = x.lockOf(c)
		if c.open || c.field.Exported() || c.field.Pkg() != world.Pkg {
			continue
		}
		for _, wait := range c.waits {
			list = append(list, x.lapses(c, wait)...)
		}
	}
	slices.SortStableFunc(list, func(a, b Lapse) int { return cmp.Compare(a.At.Pos(), b.At.Pos()) })
	return slices.CompactFunc(list, func(a, b Lapse) bool { return a.At == b.At })
}

// lockOf returns the field with the lock that all conditions of a field are made with, or nil.
//
//	t1 = &t0.mu [#0]; t2 = make sync.Locker <- *sync.Mutex (t1); t3 = sync.NewCond(t2)
func (x *finder) lockOf(c *condition) (lock *types.Var) {
	for _, s := range x.flow.CellOf(c.field).Stores {
		call, ok := s.Val.(*ssa.Call)
		if !ok || !model.Has(callee.Of(&call.Call), model.NewCond) {
			return nil
		}
		made, ok := call.Call.Args[0].(*ssa.MakeInterface)
		if !ok {
			return nil
		}
		addr, ok := made.X.(*ssa.FieldAddr)
		if !ok || ssabuild.Field(addr) == nil || lock != nil && lock != ssabuild.Field(addr).Origin() {
			return nil
		}
		lock = ssabuild.Field(addr).Origin()
	}
	return lock
}

// index finds the conditions, and what goroutines are started.
func (x *finder) index() {
	for _, n := range x.graph.Nodes() {
		for _, b := range n.Func.Blocks {
			for _, instr := range b.Instrs {
				x.see(instr)
			}
		}
	}
}

func (x *finder) see(instr ssa.Instruction) {
	if g, ok := instr.(*ssa.Go); ok {
		x.starts(g, g.Call.Value)
	}
	if call, ok := instr.(*ssa.Call); ok && model.Has(callee.Of(&call.Call), model.AtomicStore) {
		if f := atomicField(&call.Call); f != nil {
			x.atomics[f] = append(x.atomics[f], call)
		}
	}
	for _, op := range instr.Operands(nil) {
		field := condField(*op)
		if field == nil {
			continue
		}
		c := x.of(field)
		if addr, ok := (*op).(*ssa.FieldAddr); ok {
			c.shared = c.shared || hasOpenLock(addr)
		}
		switch instr := instr.(type) {
		case *ssa.DebugRef, *ssa.FieldAddr, *ssa.BinOp, *ssa.UnOp:
		case *ssa.Store:
			c.open = c.open || instr.Addr != *op
		case *ssa.MakeClosure: // cond.Broadcast as a value
			method, _ := callee.Bound(&ssa.CallCommon{Value: instr})
			x.wakes(c, method, instr)
		case ssa.CallInstruction:
			fn := callee.Of(instr.Common())
			if call, ok := instr.(*ssa.Call); ok && model.Has(fn, model.CondWait) {
				c.waits = append(c.waits, call)
				break
			}
			x.wakes(c, fn, instr)
		default:
			c.open = true
		}
	}
}

// wakes notes a wake, or that it is not known what is done to the condition.
func (x *finder) wakes(c *condition, fn *types.Func, at ssa.Instruction) {
	switch {
	case model.Has(fn, model.CondSignal):
		c.wakes = append(c.wakes, wake{at, false})
	case model.Has(fn, model.CondBroadcast):
		c.wakes = append(c.wakes, wake{at, true})
	default:
		c.open = true
		return
	}
	c.wakers[at.Parent()] = true
}

// starts notes which function a go statement runs.
func (x *finder) starts(g *ssa.Go, v ssa.Value) {
	var fn *ssa.Function
	switch v := v.(type) {
	case *ssa.Function:
		fn = v
	case *ssa.MakeClosure:
		fn = v.Fn.(*ssa.Function)
	default:
		return
	}
	x.started[fn] = true
	if inLoop(g.Block()) {
		x.many[fn] = true
	}
}

// condField returns the field of which a value is the condition, or its address; nil if it is
// that of none.
//
//	t1 = &t0.cond [#0]; t2 = *t1
func condField(v ssa.Value) *types.Var {
	if load, ok := v.(*ssa.UnOp); ok {
		v = load.X
		if !ssabuild.IsCond(ssabuild.Deref(load.Type())) {
			return nil
		}
	}
	addr, ok := v.(*ssa.FieldAddr)
	if !ok || ssabuild.Field(addr) == nil || !ssabuild.IsCond(ssabuild.Deref(ssabuild.Field(addr).Type())) {
		return nil
	}
	return ssabuild.Field(addr).Origin()
}

// hasOpenLock reports whether the struct of a field has a lock that other packages can name.
func hasOpenLock(addr *ssa.FieldAddr) bool {
	t := ssabuild.Deref(addr.X.Type())
	s, ok := t.Underlying().(*types.Struct)
	if named, isNamed := types.Unalias(t).(*types.Named); !ok || isNamed && !named.Obj().Exported() {
		return false
	}
	for f := range s.Fields() {
		if ssabuild.IsLock(ssabuild.Deref(f.Type())) && (f.Exported() || f.Embedded()) {
			return true
		}
	}
	return false
}

// of returns the condition of a field.
func (x *finder) of(field *types.Var) *condition {
	for _, c := range x.conds {
		if c.field == field {
			return c
		}
	}
	c := &condition{field: field, wakers: make(map[*ssa.Function]bool)}
	x.conds = append(x.conds, c)
	return c
}

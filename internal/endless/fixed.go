package endless

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// fixed reports whether v is the same each time that control comes round in a walk. It may
// be in a function that the walk calls, through calls of which the last one stands first.
func (w *World) fixed(v ssa.Value, walk *walk, through ...*ssa.Call) bool {
	for range maxPlace {
		switch x := v.(type) {
		case nil:
			return true // nobody is asked for it: standard input
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.UnOp:
			if x.Op != token.MUL || !w.keeps(x.X, walk) {
				return false
			}
			v = x.X
		case *ssa.Parameter:
			if len(through) == 0 {
				return true
			}
			v, through = through[0].Call.Args[flow.ParamIndex(x)], through[1:]
		case *ssa.Call:
			if !walk.cycle.Has(x.Block()) {
				return len(through) == 0
			}
			if e, ok := model.Of(callee.Of(&x.Call), model.Wraps); ok {
				v = operand(&x.Call, e) // another one each time, of the same source
				continue
			}
			field := w.accessed(x)
			if field == nil || !w.keeps(field, walk) {
				return false
			}
			v = x.Call.Args[0]
		case ssa.Instruction:
			return len(through) == 0 && !walk.cycle.Has(x.Block())
		default:
			return true // a global, what is captured
		}
	}
	return false
}

// accessed returns the field of its receiver that a method of the package returns and does nothing else
// but take a lock for that, nil if it is no such method.
//
//	t0 = &recv.out [#1]; t1 = *t0; return t1
func (w *World) accessed(call *ssa.Call) *ssa.FieldAddr {
	fn := call.Call.StaticCallee()
	if fn == nil || len(fn.Params) == 0 || fn.Signature.Results().Len() != 1 || fn.Signature.Recv() == nil {
		return nil
	}
	if slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Instrs, does) }) {
		return nil
	}
	values := results(fn, 0)
	if len(values) != 1 {
		return nil
	}
	load, ok := values[0].(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	field, ok := load.X.(*ssa.FieldAddr)
	if !ok || field.X != ssa.Value(fn.Params[0]) {
		return nil
	}
	return field
}

// keeps reports whether nothing in a walk, and nobody else who may run meanwhile, stores at
// an address: who stores to a field of what it has made, or before it starts or calls the
// function of the walk, is done.
func (w *World) keeps(addr ssa.Value, walk *walk) bool {
	cell := w.flow.Cell(addr)
	if cell == nil {
		return false
	}
	fn := walk.blocks[0].Parent()
	for _, store := range cell.Stores {
		if store.Parent() == fn {
			if walk.cycle.Has(store.Block()) {
				return false
			}
			continue
		}
		if !isFresh(store.Addr) && !w.leadsTo(store.Parent(), fn) {
			return false
		}
	}
	return !cell.Taken
}

// isFresh reports whether an address is in memory that the function has just made, as
// that of a composite literal is.
func isFresh(addr ssa.Value) bool {
	field, ok := addr.(*ssa.FieldAddr)
	for ok {
		addr = field.X
		field, ok = addr.(*ssa.FieldAddr)
	}
	_, isAlloc := addr.(*ssa.Alloc)
	return isAlloc
}

// leadsTo reports whether a function calls or starts another one, directly or not.
func (w *World) leadsTo(fn, other *ssa.Function) bool {
	from, to := w.graph.Node(fn), w.graph.Node(other)
	if from == nil || to == nil {
		return false
	}
	seen := map[*callgraph.Node]bool{from: true}
	work := []*callgraph.Node{from}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		for _, e := range n.Out {
			if e.Kinds&(callgraph.Call|callgraph.Closure) == 0 || seen[e.Node] {
				continue
			}
			if e.Node == to {
				return true
			}
			seen[e.Node] = true
			work = append(work, e.Node)
		}
	}
	return false
}

package endless

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// pages returns the calls of a cycle that ask for the same page each time: the loop ends when the answer
// tells of no other page, and that is all that it does with what tells of it.
//
//	for { out := list(in); ...; if out.NextToken == nil { break } }
func (w *World) pages(c *cfg.Cycle) (loops []Loop) {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			in := w.request(c, call)
			if in == nil || shrinks(c, call) {
				continue
			}
			if out := w.onlyAsked(c, call); out != nil {
				loops = append(loops, Loop{Kind: Page, At: call, In: in, Out: out, Cycle: c})
			}
		}
	}
	return loops
}

// shrinks reports whether a cycle may take from a list what it got of it, so that the first page is another one
// each time.
func shrinks(c *cfg.Cycle, list *ssa.Call) bool {
	return slices.ContainsFunc(c.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || instr == ssa.Instruction(list) {
				return false
			}
			if _, isBuiltin := call.Common().Value.(*ssa.Builtin); isBuiltin {
				return false
			}
			f := callee.Of(call.Common())
			return f == nil || takes(f.Name())
		})
	})
}

// takes reports whether a name is that of a function after which there may be less in a list.
func takes(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{
		"delete", "remove", "destroy", "terminate", "purge", "evict", "clean", "reap", "drop", "expire", "empty", "wipe", "flush", "drain",
		"process", "handle", "move", "migrate", "update", "ack", "do", "run", "exec", "apply", "sync", "reconcile", "visit", "each", "collect",
	}, func(verb string) bool {
		return strings.HasPrefix(name, verb) || len(verb) > 4 && strings.Contains(name, verb)
	})
}

// nexts are fields that tell of the next page, or ask for it.
var nexts = []string{
	"NextToken", "NextPageToken", "NextContinuationToken", "NextMarker", "NextCursor", "NextPage", "LastEvaluatedKey", "ContinuationToken", "Continue",
	"PageToken", "StartingToken", "Marker", "Cursor", "Page", "ExclusiveStartKey",
}

func isNext(f *types.Var) bool { return f != nil && slices.Contains(nexts, f.Name()) }

// request returns the field that asks for the next page, of what a call is given, if nothing sets it while
// the loop goes on; nil if there is none, or somebody else may.
func (w *World) request(c *cfg.Cycle, call *ssa.Call) *types.Var {
	for _, arg := range call.Call.Args {
		if load, ok := arg.(*ssa.UnOp); ok {
			arg = load.X
		}
		made, ok := arg.(*ssa.Alloc)
		if !ok {
			continue
		}
		field := nextField(ssabuild.Deref(made.Type()), 0)
		if field != nil && isLeft(c, made, call, 0) {
			return field
		}
	}
	return nil
}

// nextField returns the field of a struct, or one in it, that tells of the next page or asks for it.
func nextField(t types.Type, depth int) *types.Var {
	s, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 2 {
		return nil
	}
	for f := range s.Fields() {
		if isNext(f) {
			return f
		}
	}
	for f := range s.Fields() {
		if f.Embedded() {
			if inner := nextField(ssabuild.Deref(f.Type()), depth+1); inner != nil {
				return inner
			}
		}
	}
	return nil
}

// isLeft reports whether an address of what a call is given, or of a part, is used in a cycle for nothing but
// the call, and to set what is the same each time; and nobody else has it.
func isLeft(c *cfg.Cycle, addr ssa.Value, call *ssa.Call, depth int) bool {
	return depth <= 3 && !slices.ContainsFunc(*addr.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			return isSet(c, ref, isFreshIn(c, addr) && !isNext(ssabuild.Field(ref))) || isEmbedded(ref) && !isLeft(c, ref, call, depth+1)
		case *ssa.Store:
			return ref.Val == addr || c.Has(ref.Block()) && !isFreshIn(c, addr)
		case *ssa.UnOp, *ssa.DebugRef:
			return false
		case *ssa.Call:
			return ref != call
		}
		return true
	})
}

func isEmbedded(addr *ssa.FieldAddr) bool {
	f := ssabuild.Field(addr)
	return f != nil && f.Embedded()
}

// isSet reports whether a field may be set in a cycle, to what may be another value in each round: of what is made
// anew there a value that comes from outside is not.
func isSet(c *cfg.Cycle, addr *ssa.FieldAddr, fresh bool) bool {
	return slices.ContainsFunc(*addr.Referrers(), func(ref ssa.Instruction) bool {
		store, ok := ref.(*ssa.Store)
		if ok && store.Addr == ssa.Value(addr) {
			made, isInstr := store.Val.(ssa.Instruction)
			return c.Has(store.Block()) && (!fresh || isInstr && c.Has(made.Block()))
		}
		if inner, ok := ref.(*ssa.FieldAddr); ok {
			return isSet(c, inner, fresh)
		}
		load, ok := ref.(*ssa.UnOp)
		return !ok || load.X != ssa.Value(addr)
	})
}

func isFreshIn(c *cfg.Cycle, addr ssa.Value) bool {
	made, ok := addr.(*ssa.Alloc)
	return ok && c.Has(made.Block())
}

// onlyAsked returns the field of what a call returns that tells of the next page, if a branch out of the cycle asks
// for it, and nobody does anything else with it, or with another one like it; nil otherwise.
func (w *World) onlyAsked(c *cfg.Cycle, call *ssa.Call) (asked *types.Var) {
	for i := range call.Call.Signature().Results().Len() {
		result := callee.Result(call, i)
		if result == nil {
			continue
		}
		field, ok := asksNext(c, result, 0)
		if !ok {
			return nil
		}
		if field != nil {
			asked = field
		}
	}
	return asked
}

// asksNext returns the field that tells of the next page if the cycle ends by it. It reports false if something
// else may be done with it.
func asksNext(c *cfg.Cycle, v ssa.Value, depth int) (asked *types.Var, ok bool) {
	if depth > 3 || v.Referrers() == nil {
		return nil, false
	}
	for _, ref := range *v.Referrers() {
		var field *types.Var
		part, isValue := ref.(ssa.Value)
		switch ref := ref.(type) {
		case *ssa.Store:
			variable, isLocal := ref.Addr.(*ssa.Alloc)
			if ref.Addr == v || !isNextHolder(v) {
				continue
			}
			if !isLocal {
				return nil, false // others have it
			}
			inner, only := asksNext(c, variable, depth+1)
			if !only {
				return nil, false
			}
			if inner != nil {
				asked = inner
			}
			continue
		case *ssa.FieldAddr:
			field = ssabuild.Field(ref)
		case *ssa.Field:
			field = ssabuild.FieldOf(ref)
		case *ssa.Call:
			if f := ref.Call.Value.Name(); strings.Contains(f, "Next") || strings.Contains(f, "Token") {
				return nil, false
			}
			continue
		case *ssa.MakeInterface, *ssa.Return, *ssa.Phi:
			if isNextHolder(v) {
				return nil, false // others have it
			}
			continue
		default:
			continue
		}
		switch {
		case !isValue || field == nil:
		case isNext(field):
			leads, only := endsBy(c, part, 0)
			if !only {
				return nil, false
			}
			if leads {
				asked = field
			}
		case field.Embedded():
			inner, only := asksNext(c, part, depth+1)
			if !only {
				return nil, false
			}
			if inner != nil {
				asked = inner
			}
		}
	}
	return asked, true
}

// isNextHolder reports whether a value is a struct, or the address of one, that tells of the next page.
func isNextHolder(v ssa.Value) bool { return nextField(ssabuild.Deref(v.Type()), 0) != nil }

// endsBy reports whether a branch out of a cycle asks for a value, or the text at its address, and whether nothing else
// is done with it.
func endsBy(c *cfg.Cycle, v ssa.Value, depth int) (leads, only bool) {
	if depth > 4 || v.Referrers() == nil {
		return false, false
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.If:
			b := ref.Block()
			leads = leads || c.Has(b) && (!c.Has(b.Succs[0]) || !c.Has(b.Succs[1]))
		case *ssa.UnOp, *ssa.BinOp, *ssa.Call, *ssa.Phi:
			if _, isPhi := ref.(*ssa.Phi); isPhi && !isBool(v.Type()) {
				return false, false
			}
			if call, isCall := ref.(*ssa.Call); isCall {
				if b, isBuiltin := call.Call.Value.(*ssa.Builtin); !isBuiltin || b.Name() != "len" {
					return false, false
				}
			}
			more, all := endsBy(c, ref.(ssa.Value), depth+1)
			if !all {
				return false, false
			}
			leads = leads || more
		case *ssa.DebugRef:
		default:
			return false, false
		}
	}
	return leads, true
}

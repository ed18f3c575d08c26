package endless

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// index notes what a function does by itself.
func (w *World) index(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if !w.world.Exists(fn, instr) {
				continue
			}
			switch instr := instr.(type) {
			case *ssa.Panic:
				w.panics[fn] = true
			case *ssa.Send:
				w.addSend(instr.Chan, instr)
			case *ssa.Select:
				for _, state := range instr.States {
					if state.Dir == types.SendOnly {
						w.addSend(state.Chan, instr)
					}
				}
			}
			if does := w.does(instr); does == pauses || does == waits || does == sends {
				w.waits[fn] = true
			}
			if call, ok := instr.(ssa.CallInstruction); ok {
				w.indexCall(fn, call)
			}
		}
	}
}

func (w *World) indexCall(fn *ssa.Function, call ssa.CallInstruction) {
	if started := w.flow.Started(call); started != nil && len(started.Blocks) > 0 {
		w.starts[started] = append(w.starts[started], call)
	}
	common := call.Common()
	if callee.IsBuiltin(common, "close") {
		w.addClose(common.Args[0], call)
		return
	}
	f := callee.Of(common)
	if f == nil {
		return
	}
	for _, e := range model.EffectsOf(f) {
		switch e.Effect {
		case model.Exits, model.Goexits:
			w.exits[fn] = true
		case model.Panics:
			w.panics[fn] = true
		}
	}
	if f.Name() == "Close" && f.Signature().Recv() != nil || model.Has(f, model.TickerStop) {
		w.addClose(receiver(common), call)
	}
	if model.Has(f, model.WgDone) {
		for _, place := range w.places(receiver(common)) {
			w.dones[place] = append(w.dones[place], call)
		}
	}
}

// addSend notes a send to a channel of signals, or one by a method that ends something.
func (w *World) addSend(ch ssa.Value, instr ssa.Instruction) {
	if f := callee.Object(callee.Declared(instr.Parent())); !isSignalChannel(ch.Type()) && (f == nil || !ends(f)) {
		return
	}
	for _, place := range w.places(ch) {
		w.sends[place] = append(w.sends[place], instr)
	}
}

func (w *World) addClose(v ssa.Value, call ssa.CallInstruction) {
	for _, place := range w.places(v) {
		w.closes[place] = append(w.closes[place], call)
	}
}

// receiver returns what a method is called on.
func receiver(call *ssa.CallCommon) ssa.Value {
	if call.IsInvoke() {
		return call.Value
	}
	if len(call.Args) == 0 {
		return nil
	}
	return call.Args[0]
}

// places returns what a value is known by in the whole package: the fields and variables
// that it is loaded from, which are one in all instances, or what made it; of a parameter
// what the calls that are seen pass for it.
func (w *World) places(v ssa.Value) (places []any) {
	seen := make(map[ssa.Value]bool)
	work := []ssa.Value{v}
	for len(work) > 0 && len(seen) < maxPlaces {
		v := work[0]
		work = work[1:]
		if v == nil || seen[v] {
			continue
		}
		seen[v] = true
		from, place := w.from(w.flow.Peel(v))
		work = append(work, from...)
		if len(from) == 0 && place != nil {
			places = append(places, place)
		}
	}
	return places
}

// from returns the values that v is, or what it is known by.
func (w *World) from(v ssa.Value) (from []ssa.Value, place any) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if c := w.flow.Cell(v.X); c != nil {
			if len(c.Stores) == 1 && !c.Taken {
				if _, isParam := w.flow.Peel(c.Stores[0].Val).(*ssa.Parameter); !isParam {
					return []ssa.Value{c.Stores[0].Val}, nil
				}
			}
			return nil, c
		}
	case *ssa.Field:
		if f := ssabuild.FieldOf(v); f != nil {
			return nil, w.flow.CellOf(f)
		}
	case *ssa.Parameter:
		for _, call := range w.flow.Calls(v.Parent()) {
			from = append(from, call.Common().Args[flow.ParamIndex(v)])
		}
		return from, v
	case *ssa.Call:
		return returned(v, 0), v
	case *ssa.MakeInterface:
		return []ssa.Value{v.X}, nil
	case *ssa.TypeAssert:
		return []ssa.Value{v.X}, nil
	case *ssa.Extract:
		if assert, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return []ssa.Value{assert.X}, nil
		}
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return returned(call, v.Index), v
		}
	case *ssa.Const:
		return nil, nil
	}
	return nil, v
}

// returned returns what a function of the package may return as a result.
func returned(call *ssa.Call, result int) (list []ssa.Value) {
	if fn := call.Call.StaticCallee(); fn != nil {
		return results(fn, result)
	}
	return nil
}

// results returns what a function may return as a result.
func results(fn *ssa.Function, result int) (list []ssa.Value) {
	for _, ret := range cfg.Returns(fn) {
		v := ret.Results[result]
		// With deferred calls: *t1 = ch; rundefers; t2 = *t1; return t2
		if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
			if store := storeBefore(load); store != nil {
				v = store.Val
			}
		}
		list = append(list, v)
	}
	return list
}

// maxPlaces bounds how many values are looked at.
const maxPlaces = 30

// maxPlace bounds how far a value is followed.
const maxPlace = 10

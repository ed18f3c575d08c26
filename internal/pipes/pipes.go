// Package pipes finds goroutines that wait for ever at an end of a pipe (io.Pipe), because
// nobody closes the other one.
//
// A pipe has no buffer: a write returns when all of it has been read, a read when something
// is written, and either when an end is closed (io/pipe.go). So who reads to the end of the
// input needs a Close of the writer; and who writes all of it needs a reader that reads all,
// or closes its end when it stops before.
//
// Each end is followed through the package (flow.Uses), through what std wraps around it, and
// into the interfaces that it is passed as. It is silent about a pipe of which an end goes to
// code that is not seen and could close it.
package pipes

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Kind says what a goroutine waits for.
type Kind uint8

const (
	Unclosed Kind = iota // the end of the input: nobody closes the writer
	Unread               // a reader: none is left, and nobody closes the reader
)

// A Wait is an operation at which a goroutine waits for ever.
type Wait struct {
	Kind Kind
	Pipe *ssa.Call       // io.Pipe()
	At   ssa.Instruction // reads or writes
	Go   ssa.Instruction // starts the goroutine; nil if it is the caller that waits

	// Early is, of Unread, what may stop to read before the end; nil if nobody reads.
	Early ssa.Instruction

	// Here says, of Unread, that all that is read stands in the function that made the
	// pipe, so that nothing is read once it has returned.
	Here bool
}

// A World is a part of a package.
type World struct {
	world   *ssabuild.World
	flow    *flow.Flow
	invoked map[string]bool // methods that are called through interfaces
}

// New returns a world.
func New(world *ssabuild.World, f *flow.Flow) *World {
	w := &World{world: world, flow: f, invoked: make(map[string]bool)}
	for _, fn := range world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok && call.Common().IsInvoke() {
					w.invoked[call.Common().Method.Name()] = true
				}
			}
		}
	}
	return w
}

// Waits returns what waits for ever at the pipes that a function makes.
//
//	t0 = io.Pipe()
//	t1 = extract t0 #0             the reader
//	t2 = extract t0 #1             the writer
func (w *World) Waits(fn *ssa.Function) (waits []Wait) {
	if w.once(fn) {
		return nil
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || !model.Has(callee.Of(&call.Call), model.Pipe) || !w.world.Exists(fn, call) {
				continue
			}
			r, wr := w.follow(call, 0), w.follow(call, 1)
			if r.held || r.closed != nil || wr.held {
				continue
			}
			if wr.closed == nil {
				waits = append(waits, w.unclosed(call, r)...)
			}
			waits = append(waits, w.unread(call, r, wr)...)
		}
	}
	return waits
}

// once reports whether a function runs once, and what it makes may be there for good.
func (w *World) once(fn *ssa.Function) bool {
	fn = callee.Declared(fn)
	if fn.Signature.Recv() != nil {
		return false
	}
	return fn.Name() == "init" || strings.HasPrefix(fn.Name(), "init#") || fn.Name() == "main" && w.world.Pkg.Name() == "main"
}

// unclosed returns who reads to the end of an input that has none.
func (w *World) unclosed(pipe *ssa.Call, r *end) (waits []Wait) {
	for _, o := range r.ops {
		if w.readsAll(o) != maybe {
			return []Wait{{Kind: Unclosed, Pipe: pipe, At: o, Go: w.starter(o.Parent())}}
		}
	}
	return nil
}

// unread returns a goroutine that writes while nobody reads any more.
func (w *World) unread(pipe *ssa.Call, r, wr *end) (waits []Wait) {
	early, here := ssa.Instruction(nil), true
	for _, o := range r.ops {
		if w.readsAll(o) == always {
			return nil
		}
		here = here && o.Parent() == pipe.Parent()
		if early == nil {
			early = o
		}
	}
	for _, o := range wr.ops {
		start := w.starter(o.Parent())
		if start == nil {
			continue // the caller would hang at once: seen in the first test
		}
		for _, c := range wr.closed {
			if w.starter(c.Parent()) != start {
				return nil // ends the write
			}
		}
		if early != nil && w.starter(early.Parent()) == start {
			continue
		}
		return []Wait{{Kind: Unread, Pipe: pipe, At: o, Go: start, Early: early, Here: here}}
	}
	return nil
}

// starter returns what starts the goroutine that a function runs in, or nil if it runs in
// that of a caller who is not seen, or of several.
func (w *World) starter(fn *ssa.Function) ssa.Instruction {
	for range maxCalls {
		if c := w.flow.Closure(fn); c != nil {
			for _, instr := range *c.Referrers() {
				if call, ok := instr.(ssa.CallInstruction); ok && starts(call) {
					return call
				}
			}
		}
		calls := w.flow.Calls(fn)
		if len(calls) != 1 {
			return nil
		}
		if g, ok := calls[0].(*ssa.Go); ok {
			return g
		}
		fn = calls[0].Parent()
	}
	return nil
}

// maxCalls bounds how far callers are followed.
const maxCalls = 8

// starts reports whether a call runs a function that it is given in a goroutine.
func starts(call ssa.CallInstruction) bool {
	if _, ok := call.(*ssa.Go); ok {
		return true
	}
	fn := callee.Of(call.Common())
	return model.Has(fn, model.WgGo) || model.Has(fn, model.GroupGo)
}

// closable reports whether who has a value of a type can close it without asking what is in
// it.
func closable(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Close")
	return obj != nil
}

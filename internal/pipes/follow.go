package pipes

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An end is what becomes of one end of a pipe.
type end struct {
	reader bool
	held   bool              // somebody who is not seen may close it
	closed []ssa.Instruction // calls of its Close
	ops    []ssa.Instruction // that read or write, in the order of the source: calls, or what gives a process its input
}

// A follower follows an end.
type follower struct {
	*end

	world *World
	seen  map[ssa.Value]bool
	whole map[ssa.Value]bool // it is the end itself, which Close closes
	work  []ssa.Value
}

// follow says what becomes of a result of io.Pipe.
func (w *World) follow(pipe *ssa.Call, result int) *end {
	f := &follower{end: &end{reader: result == 0}, world: w, seen: make(map[ssa.Value]bool), whole: make(map[ssa.Value]bool)}
	for _, instr := range *pipe.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && e.Index == result {
			f.whole[e] = true
			f.add(e)
		}
	}
	for len(f.work) > 0 {
		v := f.work[0]
		f.work = f.work[1:]
		for _, u := range w.flow.Uses(v) {
			if w.world.Exists(u.Instr.Parent(), u.Instr) {
				f.use(u, f.whole[v])
			}
		}
	}
	slices.SortStableFunc(f.ops, flow.Compare[ssa.Instruction])
	return f.end
}

func (f *follower) add(v ssa.Value) {
	if !f.seen[v] {
		f.seen[v] = true
		f.work = append(f.work, v)
	}
}

func (f *follower) use(u flow.Use, whole bool) {
	switch instr := u.Instr.(type) {
	case *ssa.BinOp, *ssa.MakeClosure, *ssa.DebugRef:
	case *ssa.Store:
		f.store(instr, whole)
	case *ssa.Return:
		f.held = f.held || !f.world.callersSeen(instr.Parent())
	case ssa.CallInstruction:
		f.call(instr, u.Value, whole)
	default:
		f.held = true
	}
}

// callersSeen reports whether all calls of a function are in the package. That of a method
// with a small initial, which no interface of the package calls, are.
func (w *World) callersSeen(fn *ssa.Function) bool {
	if len(w.flow.Calls(fn)) == 0 {
		return false
	}
	obj := callee.Object(fn)
	if obj == nil || obj.Signature().Recv() == nil {
		return w.flow.Closed(fn)
	}
	return !obj.Exported() && !w.invoked[obj.Name()]
}

// store: what goes to a field is lost from sight, unless all that its type can do is seen.
//
//	t4 = &t3.Stdout [#5]           of an exec.Cmd: io.Writer has no Close
//	*t4 = t2
func (f *follower) store(s *ssa.Store, whole bool) {
	switch addr := s.Addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return // flow goes on from there
	case *ssa.FieldAddr:
		field := ssabuild.Field(addr)
		switch {
		case field == nil || closable(field.Type()) || !whole:
		case f.reader && model.IsField(field, model.Input):
			f.ops = append(f.ops, s)
			return
		case !f.reader && model.IsStd(field.Pkg().Path()):
			return // who writes to it is not seen, but it does not close it
		}
	}
	f.held = true
}

// call: an operation on the end, or a call that is given it.
func (f *follower) call(site ssa.CallInstruction, v ssa.Value, whole bool) {
	common, fn := site.Common(), callee.Of(site.Common())
	if flow.Callee(common) != nil && len(flow.Callee(common).Blocks) > 0 {
		return // flow goes on from its parameter
	}
	if fn == nil {
		f.held = true
		return
	}
	if callee.IsReceiver(common, v) {
		switch name := fn.Name(); {
		case !whole && name == "Close": // of a wrapper: it flushes
		case name == "Close" || name == "CloseWithError":
			f.closed = append(f.closed, site)
			return
		}
		f.ops = append(f.ops, site)
		return
	}
	args := common.Args
	if !common.IsInvoke() && fn.Signature().Recv() != nil {
		args = args[1:]
	}
	for i, arg := range args {
		if arg == v {
			f.pass(site, fn, i, whole)
		}
	}
}

// pass: an argument of a function that is not seen.
func (f *follower) pass(site ssa.CallInstruction, fn *types.Func, arg int, whole bool) {
	std := fn.Pkg() != nil && model.IsStd(fn.Pkg().Path())
	switch {
	case model.HasOn(fn, model.Ends, model.Operand{Kind: model.Arg, Index: arg}),
		whole && closable(paramType(fn, arg)),
		f.reader && !std: // who asks for a reader may well ask it whether it can be closed
		f.held = true
		return
	}
	if v := site.Value(); std && v != nil && f.wrap(v) {
		return
	}
	f.ops = append(f.ops, site)
}

func paramType(fn *types.Func, arg int) types.Type {
	params := fn.Signature().Params()
	if fn.Signature().Variadic() && arg >= params.Len()-1 {
		return params.At(params.Len() - 1).Type().(*types.Slice).Elem()
	}
	return params.At(arg).Type()
}

// wrap goes on with what a function of std makes of an end: a bufio.Reader, say. It reports
// whether there is such a thing.
func (f *follower) wrap(v ssa.Value) bool {
	results, isTuple := v.Type().(*types.Tuple)
	if !isTuple {
		if isObject(v.Type()) {
			f.add(v)
			return true
		}
		return false
	}
	wraps := false
	for _, instr := range *v.Referrers() {
		if e, ok := instr.(*ssa.Extract); ok && isObject(results.At(e.Index).Type()) {
			f.add(e)
			wraps = true
		}
	}
	return wraps
}

// isObject reports whether a result may be something that reads or writes.
func isObject(t types.Type) bool {
	if ssabuild.IsError(t) {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

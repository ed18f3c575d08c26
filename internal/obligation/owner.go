package obligation

import (
	"cmp"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An owner finds the functions of a package whose callers own a goroutine.
type owner struct {
	world *ssabuild.World
	flow  *flow.Flow
	ends  map[*types.Var][]*ssa.Function // which functions close the channel in a field, or call the function there
	sends map[*types.Var][]*ssa.Function // which send to it

	finder *Finder                 // of what must be stopped
	known  map[*ssa.Function]*Owes // see stops
}

func newOwner(world *ssabuild.World, f *flow.Flow) *owner {
	o := &owner{world: world, flow: f, ends: make(map[*types.Var][]*ssa.Function), sends: make(map[*types.Var][]*ssa.Function), known: make(map[*ssa.Function]*Owes)}
	for _, fn := range world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case ssa.CallInstruction:
					ended := instr.Common().Value
					if callee.IsBuiltin(instr.Common(), "close") {
						ended = instr.Common().Args[0]
					}
					if field := o.field(ended); field != nil {
						o.ends[field] = append(o.ends[field], fn)
					}
				case *ssa.Send:
					if field := o.field(instr.Chan); field != nil {
						o.sends[field] = append(o.sends[field], fn)
					}
				}
			}
		}
	}
	return o
}

// field returns the field from which a channel or a function is loaded, or nil.
func (o *owner) field(v ssa.Value) *types.Var {
	load, ok := o.flow.Peel(v).(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	return ssabuild.Field(addr)
}

// stops returns what the callers of a function owe it that must be stopped, or nil: it starts a
// goroutine, or what it returns has been made by a function that does.
func (o *owner) stops(fn *ssa.Function, depth int) *Owes {
	fact, known := o.known[fn]
	if known || fn == nil || depth == 0 {
		return fact
	}
	o.known[fn] = nil // for calls that lead back
	fact = cmp.Or(o.owes(fn), o.actor(fn), o.forwards(fn, depth), o.wraps(fn, o.finder))
	o.known[fn] = fact
	return fact
}

// withOwn adds what must be stopped that functions of the package itself return.
func (o *owner) withOwn(others Contracts) Contracts {
	return func(fn *types.Func) []model.Contract {
		if fn == nil || fn.Pkg() != o.world.Pkg || len(o.world.Funcs) == 0 {
			return others(fn)
		}
		return o.stops(o.world.Funcs[0].Prog.FuncValue(fn.Origin()), maxCalls).contracts(fn)
	}
}

// owes returns what the callers of a function owe it, or nil: it starts a goroutine that ends
// only when a channel is closed that the function has made, and a result closes it.
//
//	t0 = new Queue (complit); t2 = make chan struct{} 0:int; *&t0.quit = t2
//	go (*Queue).pump(t0)           selects, in a loop, on its quit
//	return t0                      whose Close closes quit
func (o *owner) owes(fn *ssa.Function) (fact *Owes) {
	o.starts(fn, func(quits []quit) bool {
		fact = o.fact(fn, quits)
		return fact != nil
	})
	return fact
}

// starts calls visit with what ends each goroutine that a function starts, as the function has
// it, until visit returns true.
func (o *owner) starts(fn *ssa.Function, visit func([]quit) bool) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			start, ok := instr.(*ssa.Go)
			if !ok || !o.world.Exists(fn, start) {
				continue
			}
			body := flow.Callee(&start.Call)
			if body == nil || len(body.Blocks) == 0 {
				continue
			}
			quits := o.quits(body)
			for i := range quits {
				quits[i] = o.passed(start, quits[i])
			}
			if len(quits) > 0 && visit(quits) {
				return
			}
		}
	}
}

// open returns a fact about a function that returns a channel which nobody closes, or nil: its
// goroutine, the only one who sends, ends with a context that the function is given.
//
//	t0 = make chan Event 8:int
//	go Watch$1(t0, ctx)            sends, and returns where ctx is done
//	return t0, nil
func (o *owner) open(fn *ssa.Function) *Owes {
	fact := &Owes{Kind: model.StaysOpen}
	started := 0
	o.starts(fn, func(quits []quit) bool {
		started++
		for _, q := range quits {
			i := -1
			if q.ctx != nil {
				i = o.parameter(fn, q.ctx)
			}
			if i < 0 {
				started = -len(fn.Blocks) // something else ends it, or nothing
				return true
			}
			fact.by(i)
		}
		return false
	})
	if started != 1 {
		return nil
	}
	for i := range fn.Signature.Results().Len() {
		if ch := o.returnsChannel(fn, i); ch != nil && o.staysOpen(ch) {
			fact.Result = i
			return fact
		}
	}
	return nil
}

// staysOpen reports whether a channel is only sent to, and given to nobody who may close it.
func (o *owner) staysOpen(ch *ssa.MakeChan) bool {
	sends := false
	for _, u := range o.flow.Uses(ch) {
		switch instr := u.Instr.(type) {
		case *ssa.Send:
			sends = sends || instr.Chan == u.Value
		case *ssa.Select:
			sends = true
		case *ssa.Return, *ssa.MakeClosure, *ssa.DebugRef:
		case *ssa.Store:
			if o.flow.Variable(instr.Addr) == nil {
				return false
			}
		case *ssa.Go, *ssa.Call:
			fn := flow.Callee(instr.(ssa.CallInstruction).Common())
			if fn == nil || len(fn.Blocks) == 0 {
				return false
			}
		default:
			return false
		}
	}
	return sends
}

// fact returns what the callers of a function owe if its goroutine ends by these channels only:
// at most one is the function's own.
func (o *owner) fact(fn *ssa.Function, quits []quit) *Owes {
	fact := &Owes{Kind: model.MustStop}
	var field *types.Var
	var made ssa.Value // a channel, or a cancel function
	bySend := false
	for _, q := range quits {
		bySend = bySend || q.any
		if q.ctx != nil {
			if i := o.parameter(fn, q.ctx); i >= 0 {
				fact.by(i)
				continue
			}
		}
		f, m := o.ownEnd(fn, fact, q)
		if f == nil && m == nil || (field != nil || made != nil) && (f != field || m != made) {
			return nil
		}
		field, made = f, m
	}
	if field == nil && made != nil {
		field = o.stored(made)
	}
	switch {
	case field != nil:
		return o.byMethods(fn, fact, field, bySend)
	case made != nil:
		return o.byCleanup(fn, fact, made)
	}
	return nil
}

// by notes that an argument ends the goroutine too.
func (f *Owes) by(arg int) {
	if !slices.Contains(f.By, arg) {
		f.By = append(f.By, arg)
	}
}

// ownEnd returns the field that has a channel which ends a goroutine, or the channel that the
// function has made, or the cancel function of a context that it has made; or nothing.
func (o *owner) ownEnd(fn *ssa.Function, fact *Owes, q quit) (field *types.Var, made ssa.Value) {
	if q.ctx != nil {
		return nil, o.cancelOf(fn, fact, q.ctx)
	}
	if field := o.field(q.recv); field != nil {
		return field, nil
	}
	if m, ok := o.flow.Peel(q.recv).(*ssa.MakeChan); ok && m.Parent() == fn {
		return nil, m
	}
	return nil, nil
}

// cancelOf returns the cancel function of a context that a function has made, or nil. If the
// parent is an argument, its end ends the context too.
//
//	t0 = context.WithCancel(ctx)
//	t1 = extract t0 #0
//	t2 = extract t0 #1
func (o *owner) cancelOf(fn *ssa.Function, fact *Owes, ctx ssa.Value) ssa.Value {
	origins := o.flow.Origins(ctx)
	if len(origins) != 1 {
		return nil
	}
	call, _ := flow.ResultOf(origins[0])
	if call == nil || call.Parent() != fn || !model.Has(callee.Of(&call.Call), model.CtxCancel) {
		return nil
	}
	for _, parent := range o.flow.Origins(call.Call.Args[0]) {
		root, _ := flow.ResultOf(parent)
		switch {
		case root != nil && model.Has(callee.Of(&root.Call), model.CtxRoot):
		case o.parameter(fn, parent) >= 0:
			fact.by(o.parameter(fn, parent))
		default:
			return nil
		}
	}
	cancel, _ := results(call, 1)
	return cancel
}

// stored returns the field in which a channel or a cancel function is stored, or nil.
func (o *owner) stored(v ssa.Value) *types.Var {
	for _, u := range o.flow.LocalUses(v) {
		if s, ok := u.Instr.(*ssa.Store); ok {
			if addr, ok := s.Addr.(*ssa.FieldAddr); ok {
				return ssabuild.Field(addr)
			}
		}
	}
	return nil
}

// parameter returns which argument of a function a context is, the receiver not counted; or -1.
func (o *owner) parameter(fn *ssa.Function, ctx ssa.Value) int {
	for _, origin := range o.flow.Origins(ctx) {
		if p, ok := origin.(*ssa.Parameter); ok && p.Parent() == fn {
			i := flow.ParamIndex(p)
			if fn.Signature.Recv() != nil {
				i--
			}
			return i
		}
	}
	return -1
}

// byMethods: a result is a new object, and methods of it close the channel in its field, or call the
// cancel function there; or send to it, if what is sent ends the goroutine as well.
func (o *owner) byMethods(fn *ssa.Function, fact *Owes, field *types.Var, bySend bool) *Owes {
	enders := o.ends[field]
	if bySend {
		enders = slices.Concat(enders, o.sends[field])
	}
	return o.byEnders(fn, fact, field, enders)
}

// byEnders completes a fact about a function whose result has a field, with which these functions
// end what it has started: exported methods, and those that call them.
func (o *owner) byEnders(fn *ssa.Function, fact *Owes, field *types.Var, enders []*ssa.Function) *Owes {
	if len(enders) == 0 {
		return nil
	}
	ends := make(map[string]bool)
	for _, by := range enders {
		obj := callee.Object(callee.Declared(by))
		if obj == nil || obj.Signature().Recv() == nil || !obj.Exported() {
			return nil // it may end in another way
		}
		o.addCallers(by, obj.Signature().Recv().Type(), ends, maxCalls)
	}
	for i := range fn.Signature.Results().Len() {
		if !has(o.resultType(fn, i), field) || !o.returnsNew(fn, i) {
			continue
		}
		fact.Result, fact.Ends = i, slices.Sorted(maps.Keys(ends))
		return fact
	}
	return nil
}

// addCallers adds the names of an exported method and of those of its type that lead to it.
func (o *owner) addCallers(fn *ssa.Function, recv types.Type, names map[string]bool, depth int) {
	fn = callee.Declared(fn)
	if r := fn.Signature.Recv(); depth == 0 || r == nil || !types.Identical(r.Type(), recv) {
		return
	}
	var name []string
	if o.byMethod(fn, &name) {
		names[name[0]] = true
	}
	for _, call := range o.flow.Calls(fn) {
		o.addCallers(call.Parent(), recv, names, depth-1)
	}
}

// has reports whether a type points to a struct with a field.
func has(t types.Type, field *types.Var) bool {
	s, ok := ssabuild.Deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Origin() == field {
			return true
		}
	}
	return false
}

// returnsNew reports whether a function returns an object that it has made, or nil, and gives it
// to nobody else.
func (o *owner) returnsNew(fn *ssa.Function, result int) bool {
	made := false
	for _, ret := range cfg.Returns(fn) {
		for _, v := range o.flow.LocalSources(ret.Results[result]) {
			switch v := v.(type) {
			case *ssa.Alloc:
				if o.kept(v) {
					return false
				}
				made = true
			case *ssa.Const:
				if !v.IsNil() {
					return false
				}
			default:
				return false
			}
		}
	}
	return made
}

// kept reports whether a new object is stored where others have it, who may stop it.
func (o *owner) kept(object ssa.Value) bool {
	return slices.ContainsFunc(o.flow.LocalUses(object), func(u flow.Use) bool {
		switch instr := u.Instr.(type) {
		case *ssa.Store:
			return instr.Val == u.Value
		case *ssa.MapUpdate, *ssa.Send:
			return true
		case *ssa.Call, *ssa.Defer:
			common := instr.(ssa.CallInstruction).Common()
			return !callee.IsReceiver(common, u.Value) && (flow.Callee(common) == nil || len(flow.Callee(common).Blocks) == 0)
		}
		return false
	})
}

// byCleanup: a result is a function literal that closes the channel, or calls the cancel
// function, or is that; and nobody else does.
//
//	t0 = make chan struct{} 0:int
//	t3 = make closure Watch$2 [t0]
//	return t3
func (o *owner) byCleanup(fn *ssa.Function, fact *Owes, made ssa.Value) *Owes {
	var closer *ssa.Function
	for _, u := range o.flow.LocalUses(made) {
		switch instr := u.Instr.(type) {
		case *ssa.Go:
		case *ssa.Return:
			closer = fn
		case *ssa.Call, *ssa.Defer:
			common := instr.(ssa.CallInstruction).Common()
			ends := callee.IsBuiltin(common, "close") || common.Value == u.Value
			if !ends || closer != nil || instr.Parent() == fn {
				return nil
			}
			closer = instr.Parent()
		case *ssa.MakeClosure, *ssa.Select, *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil
		}
	}
	if closer == nil {
		return nil
	}
	for i := range fn.Signature.Results().Len() {
		if _, ok := fn.Signature.Results().At(i).Type().Underlying().(*types.Signature); ok && o.returnsLiteral(fn, i, closer, made) {
			fact.Result, fact.Ends = i, []string{model.Call}
			return fact
		}
	}
	return nil
}

// returnsLiteral reports whether a function returns a literal, or the cancel function itself,
// or nil.
func (o *owner) returnsLiteral(fn *ssa.Function, result int, lit *ssa.Function, cancel ssa.Value) bool {
	for lit.Parent() != nil && lit.Parent() != fn && lit != fn {
		lit = lit.Parent()
	}
	found := false
	for _, ret := range cfg.Returns(fn) {
		for _, v := range o.flow.LocalSources(ret.Results[result]) {
			switch x := v.(type) {
			case *ssa.MakeClosure:
				if x.Fn != lit {
					return false
				}
				found = true
			case *ssa.Const:
			default:
				if v != cancel {
					return false
				}
				found = true
			}
		}
	}
	return found
}

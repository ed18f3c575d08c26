package endless

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// forever returns a cycle that control does not leave, if it is in a function that is given
// a context, or answers a request, or in a goroutine that somebody may want to end.
func (w *World) forever(fn *ssa.Function, c *cfg.Cycle) []Loop {
	walk := w.stay(c, c.Blocks[0], assumption{})
	if walk == nil || len(walk.blocks) < len(c.Blocks) {
		return nil
	}
	waits := walk.waits || walk.sends
	l := Loop{At: firstIn(c), Spins: !walk.pauses && !waits && !walk.maybe, Cycle: c}
	if l.At == nil {
		return nil
	}
	if l.Ctx = w.contextIn(fn, walk); l.Ctx != nil {
		l.Kind = Context
		return []Loop{l}
	}
	if l.Serve = w.serves(fn); l.Serve != nil {
		l.Kind = Worker
		return []Loop{l}
	}
	if waits {
		return w.waiting(fn, l)
	}
	if ticker, stop := w.stopped(walk); stop != nil {
		l.Kind, l.Spins, l.Close = Worker, false, stop
		if starts := w.startsOf(fn); len(starts) > 0 && w.isForOthers(ticker, stop) {
			l.Go = starts[0]
			return []Loop{l}
		}
		return nil // orphanrecv tells: the same, but of what others are to call there are no calls
	}
	if l.Ctx = w.contextGiven(fn); l.Ctx != nil {
		l.Kind, l.Ignored = Context, true
		return []Loop{l}
	}
	for _, start := range w.startsOf(fn) {
		if w.isOnce(start) {
			continue
		}
		l.Kind, l.Go = Background, start
		if l.Again = w.replaced(start.Parent()); l.Again != nil {
			l.Kind = Worker
		} else if l.Ctx = unusedContext(start.Parent()); l.Ctx != nil {
			l.Kind, l.Ignored = Context, true
		} else if l.Serve = w.requestOf(start); l.Serve != nil {
			l.Kind = Worker
		} else if l.Stop = w.stopOf(fn, start); l.Stop != nil {
			l.Kind = Worker
		} else if w.eachRequest(&l, start) || w.keep(&l, start) {
			l.Kind = Worker
		}
		return []Loop{l}
	}
	return nil
}

// waiting returns a loop that waits at channels if what has its goroutine is dropped, or ended by what has
// that. Who is stuck there otherwise is somebody else's to tell.
//
//	for {
//		select {
//		case <-timer.C:
//		case <-c.changed:
//		}
//	}
func (w *World) waiting(fn *ssa.Function, l Loop) []Loop {
	for _, start := range w.startsOf(fn) {
		if w.isOnce(start) {
			continue
		}
		l.Kind, l.Go = Worker, start
		if l.Again = w.replaced(start.Parent()); l.Again != nil || w.eachRequest(&l, start) || w.keep(&l, start) {
			return []Loop{l}
		}
		return nil
	}
	return nil
}

// contextGiven returns a context that a function is given, which may be done; nil if there is
// none.
func (w *World) contextGiven(fn *ssa.Function) ssa.Value {
	for _, p := range fn.Params {
		if p.Name() != "_" && ssabuild.IsContext(p.Type()) && !w.endless(p) {
			return p
		}
	}
	return nil
}

// unusedContext returns a context that a function is given and does nothing with but start
// goroutines that are not; nil if there is none.
func unusedContext(fn *ssa.Function) ssa.Value {
	for _, p := range fn.Params {
		if p.Name() != "_" && p.Name() != "" && ssabuild.IsContext(p.Type()) && len(*p.Referrers()) == 0 {
			return p
		}
	}
	return nil
}

// serves returns the function that is called for each request, if it is the one that a
// function is, or if that calls it and waits for it, directly or not; nil if none is.
func (w *World) serves(fn *ssa.Function) *ssa.Function {
	seen := map[*ssa.Function]bool{fn: true}
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[0]
		work = work[1:]
		if isHandler(fn) {
			return fn
		}
		for _, call := range w.flow.Calls(fn) {
			if _, isCall := call.(*ssa.Call); isCall && !seen[call.Parent()] {
				seen[call.Parent()] = true
				work = append(work, call.Parent())
			}
		}
	}
	return nil
}

// isHandler reports whether a function is called for each request.
func isHandler(fn *ssa.Function) bool {
	for p := range fn.Signature.Params().Variables() {
		if model.Answers(p.Type()) {
			return true
		}
	}
	return false
}

// stopped returns the ticker from which a walk receives, and what stops it; nil if nothing does.
//
//	t1 = &t0.C [#0]; t2 = *t1; t3 = <-t2,ok
func (w *World) stopped(walk *walk) (ticker ssa.Value, stop ssa.Instruction) {
	for _, b := range walk.blocks {
		for _, instr := range b.Instrs {
			recv, ok := instr.(*ssa.UnOp)
			if !ok || recv.Op != token.ARROW || !w.isTimer(recv.X) {
				continue
			}
			if load, ok := w.flow.Peel(recv.X).(*ssa.UnOp); ok {
				ticker := load.X.(*ssa.FieldAddr).X
				if stop := w.closedElsewhere(ticker, recv.Parent()); stop != nil {
					return ticker, stop
				}
			}
		}
	}
	return nil, nil
}

// isForOthers reports whether those who stop a ticker get what they need for that from the function that makes it: the
// ticker, a literal that stops it, or an object with a method that does.
func (w *World) isForOthers(ticker ssa.Value, stop ssa.Instruction) bool {
	if made := w.flow.Closure(stop.Parent()); made != nil && (w.isReturned(made) || isKept(made)) {
		return true
	}
	made := w.flow.Peel(ticker)
	if _, isField := made.(*ssa.UnOp); isField {
		return false
	}
	f := callee.Object(stop.Parent())
	return f != nil && isStop(f) || w.isReturned(made)
}

// isKept reports whether a literal is put in a field, or in a list that is.
//
//	inst.OnShutdown = append(inst.OnShutdown, func() { ticker.Stop() })
func isKept(made *ssa.MakeClosure) bool {
	return slices.ContainsFunc(*made.Referrers(), func(ref ssa.Instruction) bool {
		store, ok := ref.(*ssa.Store)
		if !ok || store.Val != made {
			return false
		}
		switch addr := store.Addr.(type) {
		case *ssa.FieldAddr:
			return true
		case *ssa.IndexAddr:
			return len(callee.Appends(addr.X)) > 0
		}
		return false
	})
}

// isReturned reports whether a function returns what it has made: a literal, a ticker.
//
//	return func() { ticker.Stop() }        return ticker
func (w *World) isReturned(v ssa.Value) bool {
	return slices.ContainsFunc(w.flow.Uses(v), func(u flow.Use) bool {
		_, ok := u.Instr.(*ssa.Return)
		return ok
	})
}

// firstIn returns the first instruction of a cycle that has a position in it.
func firstIn(c *cfg.Cycle) (first ssa.Instruction) {
	for _, b := range c.Blocks {
		for _, instr := range b.Instrs {
			switch instr.(type) {
			case *ssa.Call, *ssa.Select, *ssa.Send, *ssa.Store, *ssa.UnOp, *ssa.Go, *ssa.BinOp:
				if instr.Pos().IsValid() && (first == nil || instr.Pos() < first.Pos()) {
					first = instr
				}
			}
		}
	}
	return first
}

// contextIn returns a context that a function is given, or has captured, and that it uses
// in a walk; nil if there is none.
func (w *World) contextIn(fn *ssa.Function, walk *walk) ssa.Value {
	var buf [8]*ssa.Value
	for _, b := range walk.blocks {
		for _, instr := range b.Instrs {
			for _, op := range instr.Operands(buf[:0]) {
				if *op == nil || !ssabuild.IsContext((*op).Type()) {
					continue
				}
				ctx := w.contextOf(*op)
				switch x := ctx.(type) {
				case *ssa.Parameter:
					return ctx
				case ssa.Instruction:
					if x.Parent() != fn { // captured
						return ctx
					}
				}
			}
		}
	}
	return nil
}

// startsOf returns the statements that start goroutines which run a function: which call
// it, since it does not come back, as all they do in the end.
func (w *World) startsOf(fn *ssa.Function) []ssa.CallInstruction {
	var list []ssa.CallInstruction
	seen := map[*ssa.Function]bool{fn: true}
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[0]
		work = work[1:]
		list = append(list, w.starts[fn]...)
		for _, call := range w.flow.Calls(fn) {
			if _, isCall := call.(*ssa.Call); isCall && !seen[call.Parent()] {
				seen[call.Parent()] = true
				work = append(work, call.Parent())
			}
		}
	}
	return list
}

// isOnce reports whether a goroutine is started once in a program: by main, by an
// initialiser, by what a sync.Once calls.
func (w *World) isOnce(start ssa.CallInstruction) bool {
	for f := start.Parent(); f != nil; f = f.Parent() {
		if isHandler(f) {
			return false // whoever has made it
		}
		if f.Signature.Recv() == nil && (f.Name() == "main" && f.Pkg != nil && f.Pkg.Pkg.Name() == "main" || f.Name() == "init" || f.Synthetic == "package initializer") {
			return true
		}
		if w.calledOnce(f) {
			return true
		}
	}
	return false
}

// calledOnce reports whether a function is handed to a sync.Once, or called by what only
// runs once itself.
func (w *World) calledOnce(fn *ssa.Function) bool {
	v := ssa.Value(fn)
	if mc := w.flow.Closure(fn); mc != nil {
		v = mc
	}
	refs := v.Referrers()
	return refs != nil && slices.ContainsFunc(*refs, func(ref ssa.Instruction) bool {
		call, ok := ref.(ssa.CallInstruction)
		if !ok {
			return false
		}
		f := callee.Of(call.Common())
		if w.isOncePerObject(call.Common()) {
			return false
		}
		return model.Has(f, model.OnceDo) || model.Has(f, model.OnceFunc) || model.Has(f, model.OnceValue)
	})
}

// requestOf returns the function that is called for each request, if it starts a goroutine, or calls what does and
// gives it something that is the request's.
//
//	func read(conn *websocket.Conn) { go ping(conn); ... }        called by a handler
func (w *World) requestOf(start ssa.CallInstruction) *ssa.Function {
	fn := start.Parent()
	if handler := handlerOf(fn); handler != nil {
		return handler
	}
	args := start.Common().Args
	if made, ok := start.Common().Value.(*ssa.MakeClosure); ok {
		args = made.Bindings
	}
	if !slices.ContainsFunc(args, func(arg ssa.Value) bool {
		v := w.flow.Peel(arg)
		if variable, ok := v.(*ssa.Alloc); ok {
			cell := w.flow.Cell(variable)
			if cell == nil || len(cell.Stores) != 1 {
				return false
			}
			v = cell.Stores[0].Val
		}
		p, ok := v.(*ssa.Parameter)
		if !ok || fn.Signature.Recv() != nil && p == fn.Params[0] {
			return false
		}
		_, isBasic := p.Type().Underlying().(*types.Basic)
		return !isBasic || isFree(start, nil) // who calls may say with it that there is to be none
	}) {
		return nil
	}
	return w.serves(fn)
}

// handlerOf returns the function that is called for each request, if it is the one that a
// function is, or stands in.
func handlerOf(fn *ssa.Function) *ssa.Function {
	for ; fn != nil; fn = fn.Parent() {
		if isHandler(fn) {
			return fn
		}
	}
	return nil
}

func isNamed(t types.Type, pkg, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == pkg
}

// stops are the verbs of methods after which a value is of no more use.
var stops = []string{"Close", "Stop", "Shutdown", "Quit", "Terminate"}

// isStop reports whether a function is a method that ends what it belongs to, by its name:
// Stop, stop, StopAll.
func isStop(f *types.Func) bool {
	rest, ok := afterStop(f)
	return ok && f.Signature().Params().Len() <= 1 && (rest == "" || rest == "All")
}

// ends reports whether a function is a method that ends something, by its name: Stop, StopWorker,
// ShutdownServer.
func ends(f *types.Func) bool {
	rest, ok := afterStop(f)
	return ok && (rest == "" || 'A' <= rest[0] && rest[0] <= 'Z')
}

// afterStop returns what follows the verb in the name of a method that stops something.
func afterStop(f *types.Func) (rest string, ok bool) {
	if f.Signature().Recv() == nil {
		return "", false
	}
	name := strings.ToUpper(f.Name()[:1]) + f.Name()[1:]
	for _, verb := range stops {
		if rest, ok := strings.CutPrefix(name, verb); ok {
			return rest, true
		}
	}
	return "", false
}

// stopOf returns a method that ends what a goroutine belongs to: of the type of the
// receiver, or of what it has captured or is given, if a method or constructor of the type
// starts it. It returns nil if there is none.
func (w *World) stopOf(fn *ssa.Function, start ssa.CallInstruction) *types.Func {
	var owners []types.Type
	for _, p := range fn.Params {
		owners = append(owners, p.Type())
	}
	for _, v := range fn.FreeVars {
		owners = append(owners, v.Type())
		if p, ok := v.Type().(*types.Pointer); ok {
			owners = append(owners, p.Elem())
		}
	}
	for _, t := range owners {
		named, ok := types.Unalias(ssabuild.Deref(t)).(*types.Named)
		if !ok || named.Obj().Pkg() != w.world.Pkg || !isStruct(named) {
			continue
		}
		for _, owner := range append([]*types.Named{named}, holders(callee.Declared(start.Parent()), named)...) {
			if m := stopMethod(owner); m != nil && belongs(callee.Declared(start.Parent()), owner) {
				return m
			}
		}
	}
	return nil
}

// stopMethod returns a method that ends a value of a type, or nil.
func stopMethod(named *types.Named) *types.Func {
	for m := range named.Methods() {
		if isStop(m) {
			return m
		}
	}
	return nil
}

// holders returns the types that a function is a method of, or returns, which have a field of another
// one.
//
//	type Ring struct { shards *ringShards }        func NewRing() *Ring
func holders(fn *ssa.Function, part *types.Named) (list []*types.Named) {
	add := func(t types.Type) {
		owner, ok := types.Unalias(ssabuild.Deref(t)).(*types.Named)
		if !ok || owner.Obj().Pkg() != part.Obj().Pkg() {
			return
		}
		if s, ok := owner.Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				if types.Identical(ssabuild.Deref(f.Type()), part) {
					list = append(list, owner)
				}
			}
		}
	}
	if recv := fn.Signature.Recv(); recv != nil {
		add(recv.Type())
	}
	for v := range fn.Signature.Results().Variables() {
		add(v.Type())
	}
	return list
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// belongs reports whether a function is a method of a type or returns one, in an interface perhaps.
func belongs(fn *ssa.Function, named *types.Named) bool {
	is := func(t types.Type) bool {
		n, ok := types.Unalias(ssabuild.Deref(t)).(*types.Named)
		return ok && n.Origin() == named.Origin()
	}
	if recv := fn.Signature.Recv(); recv != nil && is(recv.Type()) {
		return true
	}
	for i := range fn.Signature.Results().Len() {
		t := fn.Signature.Results().At(i).Type()
		if is(t) || types.IsInterface(t) && slices.ContainsFunc(results(fn, i), func(v ssa.Value) bool {
			made, ok := v.(*ssa.MakeInterface)
			return ok && is(made.X.Type())
		}) {
			return true
		}
	}
	return false
}

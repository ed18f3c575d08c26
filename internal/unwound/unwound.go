// Package unwound finds goroutines that wait for a signal which a panic skips: of a function
// that its caller has passed, which a caller above recovers from, as servers do, or which is
// recovered from here, without the signal.
//
//	c := &call{done: make(chan struct{})}
//	g.calls[key] = c               others find it, and wait for it
//	c.val = load(key)              panics, or ends the goroutine by runtime.Goexit
//	close(c.done)                  is never reached
//
// No path through the function shows that, since who recovers is not seen. So there must be
// reason to expect a panic: what is called is not the package's own code, but a function
// value; and whoever waits has no other way out.
package unwound

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Wait is an operation that waits for ever once a signal was skipped.
type Wait struct {
	At     ssa.Instruction     // receives, or waits for a group
	Group  bool                // it is a group
	Call   ssa.CallInstruction // may panic
	Signal ssa.Instruction     // closes, sends or is done, if it is reached

	Recover ssa.Instruction // recovers, deferred in the same function; nil if a caller does
}

// A Finder looks at one world.
type Finder struct {
	world  *ssabuild.World
	flow   *flow.Flow
	waits  map[*types.Var][]ssa.Instruction // by the field that has the channel or the group
	shares map[*types.TypeName]bool         // types of which objects are stored where others find them
	calls  map[*types.Func][]ssa.CallInstruction
	gives  map[*types.Var]map[*ssa.Function]bool // who signals
	stored map[ssa.Value]*types.Var              // see storedIn
}

// New returns a Finder.
func New(world *ssabuild.World, f *flow.Flow) *Finder {
	x := &Finder{
		world: world, flow: f, waits: make(map[*types.Var][]ssa.Instruction), shares: make(map[*types.TypeName]bool),
		calls: make(map[*types.Func][]ssa.CallInstruction), gives: make(map[*types.Var]map[*ssa.Function]bool),
		stored: make(map[ssa.Value]*types.Var),
	}
	x.each(x.index)
	x.each(func(instr ssa.Instruction) {
		if s := x.signalOf(instr); s != nil {
			if x.gives[s.field] == nil {
				x.gives[s.field] = make(map[*ssa.Function]bool)
			}
			x.gives[s.field][instr.Parent()] = true
		}
	})
	return x
}

func (x *Finder) each(visit func(ssa.Instruction)) {
	for _, fn := range x.world.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if x.world.Exists(fn, instr) {
					visit(instr)
				}
			}
		}
	}
}

// index notes who waits, and what is shared.
//
//	t2 = &t1.done [#0]; t3 = *t2; t4 = <-t3
//	t2 = &t1.wg [#1]; t3 = (*sync.WaitGroup).Wait(t2)
//	t1[key] = t0
func (x *Finder) index(instr ssa.Instruction) {
	if site, ok := instr.(ssa.CallInstruction); ok {
		if fn := callee.Of(site.Common()); fn != nil && fn.Pkg() == x.world.Pkg {
			x.calls[fn] = append(x.calls[fn], site)
		}
	}
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			x.wait(x.fieldOf(instr.X), instr)
		}
	case *ssa.Call:
		fn := callee.Of(&instr.Call)
		switch {
		case fn == nil || instr.Call.IsInvoke() || fn.Pkg() == nil:
		case model.Has(fn, model.WgWait):
			x.wait(x.fieldOf(instr.Call.Args[0]), instr)
		case fn.Pkg().Path() == "sync" || fn.Pkg().Path() == "sync/atomic":
			for _, arg := range instr.Call.Args { // a sync.Map has it
				x.share(flow.Unconverted(arg))
			}
		}
	case *ssa.MapUpdate:
		x.share(instr.Value)
	case *ssa.Send:
		x.share(instr.X)
	case *ssa.Store:
		if _, ok := instr.Addr.(*ssa.FieldAddr); ok {
			x.share(instr.Val)
		}
	}
}

func (x *Finder) wait(field *types.Var, instr ssa.Instruction) {
	if field != nil {
		x.waits[field] = append(x.waits[field], instr)
	}
}

func (x *Finder) share(v ssa.Value) {
	if name := typeName(v); name != nil && name.Pkg() == x.world.Pkg {
		x.shares[name] = true
	}
}

// typeName returns the name of the type that a value points to, or nil.
func typeName(v ssa.Value) *types.TypeName {
	p, ok := v.Type().Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok {
		return nil
	}
	return named.Origin().Obj()
}

// fieldOf returns the field from which a channel is loaded, itself or in a map, or of which a
// group is the address; or nil.
func (x *Finder) fieldOf(v ssa.Value) *types.Var {
	if addr := x.addrOf(v); addr != nil {
		return ssabuild.Field(addr)
	}
	return nil
}

// addrOf returns the address of that field.
//
//	t1 = &s.pending [#1]; t2 = *t1; t3 = t2[key],ok; t4 = extract t3 #0
func (x *Finder) addrOf(v ssa.Value) *ssa.FieldAddr {
	v = x.flow.Peel(v)
	if e, ok := v.(*ssa.Extract); ok {
		v = e.Tuple
	}
	if l, ok := v.(*ssa.Lookup); ok {
		v = x.flow.Peel(l.X)
	}
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X
	}
	addr, _ := v.(*ssa.FieldAddr)
	return addr
}

// A signal wakes those who wait for a field.
type signal struct {
	instr ssa.Instruction
	field *types.Var
	of    ssa.Value // the object, or the channel, as the function has it
	group bool
}

// Waits returns who waits for what a function signals, if a panic may skip that.
func (x *Finder) Waits(fn *ssa.Function) (list []Wait) {
	survives := x.survives(fn)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			s := x.signalOf(instr)
			if s == nil || len(x.waits[s.field]) == 0 {
				continue
			}
			call := x.mayPanic(s)
			if call == nil {
				continue
			}
			helps, recovers := x.deferred(fn, s.field)
			if helps || recovers == nil && !survives {
				continue
			}
			for _, wait := range x.waits[s.field] {
				if x.other(wait, s) && (recovers != nil || !x.unwinds(fn, wait)) {
					list = append(list, Wait{At: wait, Group: s.group, Call: call, Signal: instr, Recover: recovers})
				}
			}
		}
	}
	return list
}

// signalOf returns the signal that an instruction gives to who finds the object, or nil.
func (x *Finder) signalOf(instr ssa.Instruction) *signal {
	var ch ssa.Value
	group := false
	switch instr := instr.(type) {
	case *ssa.Send:
		ch = instr.Chan
	case *ssa.Call:
		switch {
		case callee.IsBuiltin(&instr.Call, "close"):
			ch = instr.Call.Args[0]
		case !instr.Call.IsInvoke() && model.Has(callee.Of(&instr.Call), model.WgDone):
			ch, group = instr.Call.Args[0], true
		}
	}
	if ch == nil {
		return nil
	}
	if made, ok := x.flow.Peel(ch).(*ssa.MakeChan); ok && made.Parent() == instr.Parent() {
		if field := x.published(ch, made); field != nil {
			return &signal{instr, field, made, false}
		}
	}
	addr := x.addrOf(ch)
	if addr == nil || ssabuild.Field(addr) == nil || !x.shares[typeName(addr.X)] {
		return nil
	}
	switch of := x.flow.Peel(addr.X).(type) {
	case *ssa.Alloc, *ssa.Parameter:
		return &signal{instr, ssabuild.Field(addr), of, group}
	}
	return nil
}

// published returns the field in which a channel is stored, or that has the map in which it
// is; or nil.
func (x *Finder) published(ch ssa.Value, made *ssa.MakeChan) *types.Var {
	if field := x.storedIn(made); field != nil {
		return field
	}
	return x.storedIn(ch)
}

// storedIn is published of one value. It asks once: a function may send thousands of times.
func (x *Finder) storedIn(v ssa.Value) *types.Var {
	field, ok := x.stored[v]
	if ok {
		return field
	}
	for _, u := range x.flow.LocalUses(v) {
		if field = x.storedBy(u.Instr); field != nil {
			break
		}
	}
	x.stored[v] = field
	return field
}

// storedBy returns the field that an instruction stores something in that is no object of
// this function's.
func (x *Finder) storedBy(instr ssa.Instruction) *types.Var {
	switch instr := instr.(type) {
	case *ssa.MapUpdate:
		return x.fieldOf(instr.Map)
	case *ssa.Store:
		if addr, ok := instr.Addr.(*ssa.FieldAddr); ok && !x.isFresh(addr.X) {
			return ssabuild.Field(addr)
		}
	}
	return nil
}

// isFresh reports whether an object is made in the function that has it.
func (x *Finder) isFresh(v ssa.Value) bool {
	_, ok := x.flow.Peel(v).(*ssa.Alloc)
	return ok
}

// mayPanic returns a call of a function value on the way to a signal, from where its object is
// made, or from the entry.
func (x *Finder) mayPanic(s *signal) (call ssa.CallInstruction) {
	from := s.instr.Parent().Blocks[0].Instrs[0]
	if made, ok := s.of.(ssa.Instruction); ok && made.Parent() == s.instr.Parent() {
		from = made
	}
	foreign := func(instr ssa.Instruction) bool {
		site, ok := instr.(*ssa.Call)
		if ok && x.isForeign(&site.Call) {
			call = site
		}
		return call != nil
	}
	if !foreign(from) {
		x.flow.Between(from, s.instr, nil, foreign)
	}
	return call
}

// isForeign reports whether a call is that of a function that the package was given: a
// parameter, or a field that others set, or a method of an interface that the package has for
// its users to implement. One that ends something is not expected to panic.
func (x *Finder) isForeign(call *ssa.CallCommon) bool {
	if call.IsInvoke() {
		named, ok := types.Unalias(call.Value.Type()).(*types.Named)
		return ok && !effects.IsEnd(call.Method) && named.Obj().Pkg() == x.world.Pkg && named.Obj().Exported()
	}
	if call.StaticCallee() != nil {
		return false
	}
	switch v := x.flow.Peel(call.Value).(type) {
	case *ssa.Parameter:
		return true
	case *ssa.UnOp:
		addr, ok := v.X.(*ssa.FieldAddr)
		if !ok {
			return false
		}
		_, cancels := addr.Type().(*types.Pointer).Elem().(*types.Named) // context.CancelFunc
		return !cancels
	}
	return false
}

// deferred reports whether something that is deferred may give the signal, and returns what
// recovers there. What is known not to give it has a name of another package.
func (x *Finder) deferred(fn *ssa.Function, field *types.Var) (helps bool, recovers ssa.Instruction) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			d, ok := instr.(*ssa.Defer)
			if !ok {
				continue
			}
			lit := flow.Callee(&d.Call)
			switch {
			case lit != nil && len(lit.Blocks) > 0:
				h, r := x.helps(lit, field)
				if helps = helps || h; r != nil {
					recovers = r
				}
			case callee.Of(&d.Call) == nil: // close, or a function value
				helps = true
			case slices.ContainsFunc(d.Call.Args, func(arg ssa.Value) bool { return x.fieldOf(arg) == field }):
				helps = true
			}
		}
	}
	return helps, recovers
}

// helps reports whether a function mentions a field, closes or sends something, calls others
// of the package, panics or ends the program, and returns what recovers in it.
func (x *Finder) helps(fn *ssa.Function, field *types.Var) (helps bool, recovers ssa.Instruction) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.FieldAddr:
				helps = helps || ssabuild.Field(instr) == field
			case *ssa.Send, *ssa.Panic:
				helps = true
			case *ssa.Call:
				called := flow.Callee(&instr.Call)
				switch {
				case callee.IsBuiltin(&instr.Call, "recover"):
					recovers = instr
				case callee.IsBuiltin(&instr.Call, "close"), called != nil && len(called.Blocks) > 0, model.Has(callee.Of(&instr.Call), model.NoReturn):
					helps = true
				}
			}
		}
	}
	return helps, recovers
}

// other reports whether a wait may be for an object that somebody else has made: it is not
// what the function itself has just made.
func (x *Finder) other(wait ssa.Instruction, s *signal) bool {
	var v ssa.Value
	switch wait := wait.(type) {
	case *ssa.UnOp:
		v = wait.X
	case *ssa.Call:
		v = wait.Call.Args[0]
	}
	if wait.Parent() != s.instr.Parent() {
		return !x.gives[s.field][wait.Parent()] // else it is told of that one
	}
	if x.flow.Peel(v) == s.of {
		return false
	}
	return x.flow.Peel(x.addrOf(v).X) != s.of
}

// unwinds reports whether a panic of a function ends who waits as well, since it comes to wait
// behind a call of it:
//
//	t1 = (*sender).send(t0); t2 = &t0.done; t3 = *t2; t4 = <-t3
func (x *Finder) unwinds(fn *ssa.Function, wait ssa.Instruction) bool {
	obj := callee.Object(fn)
	return obj != nil && slices.ContainsFunc(x.calls[obj], func(site ssa.CallInstruction) bool {
		_, isCall := site.(*ssa.Call)
		return isCall && cfg.Dominates(site, wait)
	})
}

// survives reports whether somebody above a function may recover from a panic, so that the
// program goes on: it is called from outside the package, not in a goroutine of its own.
func (x *Finder) survives(fn *ssa.Function) bool {
	if x.world.Pkg.Name() == "main" {
		return false
	}
	for range maxCalls {
		obj := callee.Object(fn)
		if obj == nil {
			return false
		}
		calls := x.calls[obj]
		if slices.ContainsFunc(calls, func(site ssa.CallInstruction) bool { _, ok := site.(*ssa.Go); return ok }) {
			return false
		}
		if obj.Exported() {
			return true
		}
		if len(calls) == 0 {
			return false
		}
		fn = calls[0].Parent()
	}
	return false
}

// maxCalls bounds how far callers are followed.
const maxCalls = 4

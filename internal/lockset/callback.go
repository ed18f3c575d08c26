package lockset

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An invocation is a call of a parameter, or of a method of one, that a function makes itself
// or by the calls that lead there: which function that is, its callers know.
type invocation struct {
	param  ssa.Value   // an [ssa.Parameter], or a given
	method *types.Func // of an interface; nil if the parameter is what is called
	held   []held      // meanwhile
	gone   []*place    // locks of the caller that are given back by then
	via    []ssa.Instruction
	flag   bool // depends on a flag, or on a parameter
}

// A held is a lock that is held during an invocation.
type held struct {
	place *place
	read  bool
	at    ssa.Instruction // that took it
}

const maxInvocations = 16

// key returns what tells an invocation from others.
func (i *invocation) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %v %t", i.param.Name(), i.method, i.flag)
	for _, h := range i.held {
		fmt.Fprintf(&b, " %s %t", h.place.key, h.read)
	}
	for _, p := range i.gone {
		fmt.Fprintf(&b, " -%s", p.key)
	}
	return b.String()
}

// invoke adds an invocation that is not there yet.
func (s *summary) invoke(i invocation) {
	if len(s.invokes) < maxInvocations && len(i.via) <= maxVia &&
		!slices.ContainsFunc(s.invokes, func(o invocation) bool { return o.key() == i.key() }) {
		s.invokes = append(s.invokes, i)
	}
}

// invoked returns the parameter that a call calls, or whose method, and that.
func (w *walker) invoked(call *ssa.CallCommon) (*ssa.Parameter, *types.Func) {
	return w.parameter(call.Value, call.Method), call.Method
}

// parameter returns the parameter of the function that a value is, a function or that whose
// method is called; nil if it is none.
func (w *walker) parameter(v ssa.Value, method *types.Func) *ssa.Parameter {
	if method == nil {
		v = w.world.flow.Peel(v)
	}
	p, ok := w.resolve(v).(*ssa.Parameter)
	if !ok || p.Parent() != w.fn {
		return nil
	}
	return p
}

// invoke notes that a parameter is called, or a method of one.
func (w *walker) invoke(st *state, i invocation) {
	i.flag = i.flag || st.flag || len(st.guards) > 0
	for _, h := range st.holds {
		switch {
		case !w.visible(h.place):
		case h.n > 0:
			i.held = append(i.held, held{h.place, h.read, h.at})
		case h.gave != nil:
			i.gone = append(i.gone, h.place)
		}
	}
	w.summary.invoke(i)
}

// target returns what is called when a value is, or a method of it, and the summary of that.
func (w *walker) target(v ssa.Value, method *types.Func) (*summary, callSite) {
	if method == nil {
		return w.calleeOf(&ssa.CallCommon{Value: v})
	}
	made, ok := w.resolve(v).(*ssa.MakeInterface)
	if !ok {
		return nil, callSite{}
	}
	fn := w.fn.Prog.LookupMethod(made.X.Type(), method.Pkg(), method.Name())
	return w.world.summaryOf(fn), callSite{fn: fn, args: []ssa.Value{made.X}}
}

// invocations does what the functions lock that a call is given and that it calls. It reports
// false if one never gets its lock.
func (w *walker) invocations(st *state, instr ssa.CallInstruction, s *summary, in callSite) bool {
	for _, i := range s.invokes {
		at := paramOf(in.fn, i.param)
		if i.flag || at < 0 || at >= len(in.args) {
			continue
		}
		i.via = append([]ssa.Instruction{instr}, i.via...)
		i.held, i.gone = w.translateHeld(i.held, in), w.translateAll(i.gone, in)
		if p := w.parameter(in.args[at], i.method); p != nil {
			i.param = p
			w.invoke(st, i)
			continue
		}
		if !w.callback(st, in.args[at], &i) {
			return false
		}
	}
	return true
}

func (w *walker) translateHeld(list []held, in callSite) (there []held) {
	for _, h := range list {
		if p := w.translate(h.place, in); p != nil {
			there = append(there, held{p, h.read, h.at})
		}
	}
	return there
}

func (w *walker) translateAll(list []*place, in callSite) (there []*place) {
	for _, p := range list {
		if p = w.translate(p, in); p != nil {
			there = append(there, p)
		}
	}
	return there
}

// callback does what a function locks that is called back.
func (w *walker) callback(st *state, v ssa.Value, i *invocation) bool {
	s, in := w.target(v, i.method)
	if s == nil || s.unknown {
		return true
	}
	for _, f := range s.fires {
		if f.at = w.translate(f.at, in); f.at != nil && len(f.guards) == 0 {
			f.held = slices.Concat(w.translateHeld(f.held, in), i.held)
			f.gone, f.via = slices.Concat(w.translateAll(f.gone, in), i.gone), slices.Concat(i.via, f.via)
			w.fire(st, f)
		}
	}
	for _, a := range s.acquires {
		p := w.translate(a.place, in)
		if p == nil || a.flag || !w.allowed(a.guards, in) || w.open(a.guards, in) {
			continue
		}
		via := slices.Concat(i.via, a.via)
		for _, h := range i.held {
			if h.place.key == p.key {
				w.events.again(&hold{place: h.place, read: h.read, n: 1, at: h.at}, p, a.read, via, st, nil) // at is nil in another package
				if !h.read || !a.read {
					return false
				}
			}
		}
		if slices.ContainsFunc(i.gone, func(g *place) bool { return g.key == p.key }) {
			continue
		}
		a.via, a.gone = via[1:], i.gone
		if !w.acquire(st, p, a.read, via[0], &a) {
			return false
		}
	}
	return true
}

// once does what the function does that a sync.Once is given, as if it were called: Do holds the
// Once meanwhile. It reports false if that never returns.
func (w *walker) once(st *state, instr ssa.CallInstruction) bool {
	args := arguments(instr.Common())
	p := w.placeOf(args[0])
	if !w.acquire(st, p, false, instr, nil) {
		return false
	}
	returns := w.callback(st, args[1], &invocation{via: []ssa.Instruction{instr}})
	st.drop(func(h *hold) bool { return h.place.key == p.key })
	return returns
}

// onceValue calls a function that sync.OnceFunc or the like has made, and that a field or a package
// variable holds alone: it is held meanwhile as a sync.Once is. It reports false if that never returns.
func (w *walker) onceValue(st *state, instr ssa.CallInstruction) bool {
	v := instr.Common().Value
	if !w.world.isOnceValue(v) {
		return true
	}
	p := w.placeOf(v)
	if !w.acquire(st, p, false, instr, nil) {
		return false
	}
	st.drop(func(h *hold) bool { return h.place.key == p.key })
	return true
}

// isOnceValue reports whether what is called is a function that is called once, of a field or a
// package variable that holds no other.
func (w *World) isOnceValue(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	switch load.X.(type) {
	case *ssa.FieldAddr, *ssa.Global:
	default:
		return false
	}
	c := w.flow.Cell(load.X)
	return c != nil && len(c.Stores) > 0 && !slices.ContainsFunc(c.Stores, func(s *ssa.Store) bool { return onceArgument(s.Val) == nil })
}

// onceArgument returns the function that a value calls once, or nil.
//
//	t1 = sync.OnceFunc(f)
func onceArgument(v ssa.Value) ssa.Value {
	call, ok := v.(*ssa.Call)
	if ok && (model.Has(callee.Of(&call.Call), model.OnceFunc) || model.Has(callee.Of(&call.Call), model.OnceValue)) {
		return call.Call.Args[0]
	}
	return nil
}

// storesOnce looks whether a function that is to be called once, and is stored, calls what holds it.
func (w *walker) storesOnce(st *state, s *ssa.Store) {
	f := onceArgument(s.Val)
	if f == nil {
		return
	}
	target, in := w.target(f, nil)
	if target == nil || target.unknown {
		return
	}
	p := w.under(w.placeOf(s.Addr), []selector{{kind: load}})
	for _, a := range target.acquires {
		if q := w.translate(a.place, in); q != nil && q.key == p.key && !weak(&a) {
			w.events.again(&hold{place: p, n: 1, at: s.Val.(*ssa.Call)}, q, false, a.via, st, nil)
		}
	}
}

// isOnce reports whether a place is that of a sync.Once, or of a function that is called once.
func (p *place) isOnce() bool {
	t := ssabuild.Deref(p.root.Type())
	if n := len(p.path); n > 0 {
		if p.path[n-1].kind == load && n > 1 {
			n--
		}
		if p.path[n-1].kind != field || p.path[n-1].field == nil {
			return false
		}
		t = p.path[n-1].field.Type()
	}
	if _, ok := ssabuild.Deref(t).Underlying().(*types.Signature); ok {
		return true
	}
	return ssabuild.IsOnce(t)
}

// calledBack does what the functions lock that a function of the standard library is given and
// calls before it returns.
func (w *walker) calledBack(st *state, instr ssa.CallInstruction) bool {
	call := instr.Common()
	for _, e := range model.EffectsOf(callee.Of(call)) {
		if e.Effect != model.Calls || e.Operands[0].Kind != model.Arg {
			continue
		}
		args, at := arguments(call), e.Operands[0].Index
		if call.Signature().Recv() != nil {
			at++
		}
		if at < len(args) && !w.callback(st, args[at], &invocation{via: []ssa.Instruction{instr}}) {
			return false
		}
	}
	return true
}

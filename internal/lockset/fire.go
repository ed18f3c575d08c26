package lockset

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A firing is a call of a function that a field of an object holds, as of c.onEvict: which that is
// say those who make the object. Or it is a call of a method of what the field holds, an interface.
type firing struct {
	at     *place      // of what the field holds
	method *types.Func // nil if that is a function
	held   []held
	gone   []*place // locks of the caller that are given back by then
	asked  []*types.Var
	guards []premise
	via    []ssa.Instruction
}

// key returns what tells a firing from others of a function.
func (f *firing) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %v %d", f.at.key, f.method, len(f.asked))
	for _, g := range f.guards {
		fmt.Fprintf(&b, " %s=%d", g.value.Name(), g.is)
	}
	for _, h := range f.held {
		fmt.Fprintf(&b, " %s %t", h.place.key, h.read)
	}
	for _, p := range f.gone {
		fmt.Fprintf(&b, " -%s", p.key)
	}
	return b.String()
}

// fires notes a call of what a field holds.
func (w *walker) fires(st *state, call *ssa.CallCommon, instr ssa.Instruction) {
	if w.world.isCallback(call) {
		w.fire(st, firing{at: w.placeOf(call.Value), method: call.Method, via: []ssa.Instruction{instr}})
	}
}

// callbackField returns the field from which a function is loaded, or nil.
func callbackField(v ssa.Value) *types.Var {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok || ssabuild.Field(addr) == nil {
		return nil
	}
	return ssabuild.Field(addr).Origin()
}

// fire adds a firing, with the locks that are held.
func (w *walker) fire(st *state, f firing) {
	if st.loose || len(f.via) > maxVia {
		return
	}
	f.asked, f.guards = slices.Concat(f.asked, st.asked), st.guards
	mine := f
	for _, h := range st.holds {
		gone := slices.ContainsFunc(f.gone, func(p *place) bool { return p.key == h.place.key })
		switch {
		case h.n > 0 && !gone:
			mine.held = append(slices.Clip(mine.held), held{h.place, h.read, h.at})
		case h.n <= 0 && h.gave != nil:
			mine.gone = append(slices.Clip(mine.gone), h.place)
		}
	}
	add := func(list []firing, f firing) []firing {
		if len(list) == maxInvocations || slices.ContainsFunc(list, func(o firing) bool { return o.key() == f.key() }) {
			return list
		}
		return append(list, f)
	}
	if len(mine.held) > 0 {
		w.events.fires = add(w.events.fires, mine)
	}
	if w.visible(f.at) {
		mine.held = slices.DeleteFunc(slices.Clone(mine.held), func(h held) bool { return !w.visible(h.place) })
		mine.gone = slices.DeleteFunc(slices.Clone(mine.gone), func(p *place) bool { return !w.visible(p) })
		w.summary.fires = add(w.summary.fires, mine)
	}
}

// firesOf takes over the firings of a callee.
func (w *walker) firesOf(st *state, instr ssa.Instruction, s *summary, in callSite) {
	for _, f := range s.fires {
		if !w.allowed(f.guards, in) || w.open(f.guards, in) {
			continue
		}
		if f.at = w.translate(f.at, in); f.at != nil {
			f.held, f.gone = w.translateHeld(f.held, in), w.translateAll(f.gone, in)
			f.via = append([]ssa.Instruction{instr}, f.via...)
			w.fire(st, f)
		}
	}
}

// A callback is a function that a field may hold.
type callback struct {
	fn   *ssa.Function
	from []origin // the ways from what the function has to the object with the field
	by   []owning // and those to who has that
}

// An origin leads from a parameter of a function, or a variable that it captures, to an object.
type origin struct {
	root ssa.Value
	path []selector
}

// maxCallbacks bounds how many functions a field may hold: of a register of handlers it is not
// known which is called when.
const maxCallbacks = 3

// A hook is a field with a function, or with an interface of which a method is called.
type hook struct {
	field  *types.Var
	method *types.Func // or nil
}

// callbacksOf returns the functions that the package stores in a field, or the methods of what it
// stores there, nothing if they are many.
func (w *World) callbacksOf(h hook) []callback {
	list, ok := w.callbacks[h]
	if ok {
		return list
	}
	if h.field.Pkg() == w.Pkg {
		for _, s := range w.flow.CellOf(h.field).Stores {
			if addr, ok := s.Addr.(*ssa.FieldAddr); ok {
				list = append(list, w.callbacksIn(s, addr.X, h.method)...)
			}
		}
	}
	if len(list) > maxCallbacks {
		list = nil
	}
	w.callbacks[h] = list
	return list
}

// callbacksIn returns what a store puts in a field of an object: a function or, for a parameter,
// what the calls that are seen give.
func (w *World) callbacksIn(s *ssa.Store, object ssa.Value, method *types.Func) (list []callback) {
	v := w.flow.Peel(s.Val)
	p, ok := v.(*ssa.Parameter)
	if !ok || method != nil && !types.IsInterface(p.Type()) {
		if c := w.callbackOf(v, object, method); c != nil {
			list = append(list, *c)
		}
		return list
	}
	i := slices.Index(p.Parent().Params, p)
	for _, e := range w.graph.Node(p.Parent()).In {
		if e.Kinds&callgraph.Call == 0 {
			continue
		}
		for _, b := range e.Node.Func.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || call.Call.StaticCallee() != p.Parent() {
					continue
				}
				there := ssa.Value(call)
				if j := paramOf(p.Parent(), object); j >= 0 {
					there = call.Call.Args[j]
				}
				if c := w.callbackOf(w.flow.Peel(call.Call.Args[i]), there, method); c != nil {
					list = append(list, *c)
				}
			}
		}
	}
	return list
}

// callbackOf returns the callback that a closure is, or that a method of a value is, for an object
// that is made, or returned by a call, where that is.
func (w *World) callbackOf(v, object ssa.Value, method *types.Func) *callback {
	if method != nil {
		return w.methodOf(v, object, method)
	}
	made, ok := v.(*ssa.MakeClosure)
	if !ok {
		return nil
	}
	c := &callback{fn: made.Fn.(*ssa.Function)}
	if method, recv := callee.Bound(&ssa.CallCommon{Value: made}); method != nil {
		if c.fn = made.Parent().Prog.FuncValue(method); c.fn == nil || len(c.fn.Params) == 0 {
			return nil
		}
		c.from = leading(c.fn.Params[0], nil, recv, object)
		c.ownedBy(c.fn.Params[0], nil, recv, object)
		return c
	}
	c.from = []origin{{root: object}}
	for i, b := range made.Bindings {
		if cell, ok := b.(*ssa.Alloc); ok { // a variable that is captured
			for _, ref := range *cell.Referrers() {
				if s, ok := ref.(*ssa.Store); ok && s.Addr == ssa.Value(cell) {
					c.captures(c.fn.FreeVars[i], b, []selector{{kind: load}}, s.Val, object)
					c.captures(s.Val, s.Val, nil, s.Val, object)
				}
			}
		}
		c.captures(c.fn.FreeVars[i], b, nil, b, object)
	}
	return c
}

// methodOf returns the callback that a method of a value is, of the package.
func (w *World) methodOf(v, object ssa.Value, method *types.Func) *callback {
	ptr, ok := v.Type().Underlying().(*types.Pointer)
	if !ok || typeOf(ptr.Elem()) == nil || v.Parent() == nil {
		return nil
	}
	prog := v.Parent().Prog
	sel := prog.MethodSets.MethodSet(v.Type()).Lookup(method.Pkg(), method.Name())
	if sel == nil {
		return nil
	}
	fn := prog.MethodValue(sel)
	if fn == nil || fn.Pkg == nil || fn.Pkg.Pkg != w.Pkg || len(fn.Params) == 0 {
		return nil
	}
	c := &callback{fn: fn, from: leading(fn.Params[0], nil, v, object)}
	c.ownedBy(fn.Params[0], nil, v, object)
	return c
}

// depends reports whether a lock that a callback takes depends on more than the arguments by
// which it is called in a firing.
func (c *callback) depends(a *acquisition, f *firing) bool {
	call, ok := f.via[len(f.via)-1].(ssa.CallInstruction)
	if a.flag || !ok {
		return true
	}
	args := call.Common().Args
	return slices.ContainsFunc(a.guards, func(g premise) bool {
		i := paramOf(c.fn, g.value) - (len(c.fn.Params) - len(args))
		return i < 0 || i >= len(args) || constantClass(args[i]) != g.is
	})
}

// captures adds the ways to an object from a variable that is captured, by its names here and where
// it was captured.
func (c *callback) captures(here, there ssa.Value, path []selector, is, object ssa.Value) {
	c.from = append(c.from, leading(here, path, is, object)...)
	c.from = append(c.from, leading(there, path, is, object)...)
	c.ownedBy(here, path, is, object)
	c.ownedBy(there, path, is, object)
}

// leading returns the ways from a root, which is a value where the callback is made, to an object:
// it is that, or in a field of that.
//
//	t1 = newCache(bound s.evict); t2 = &s.cache [#0]; *t2 = t1
func leading(root ssa.Value, path []selector, is, object ssa.Value) (list []origin) {
	through := func(v ssa.Value) {
		if addr, ok := v.(*ssa.FieldAddr); ok && ssabuild.Field(addr) != nil && same(addr.X, is) {
			list = append(list, origin{root, append(slices.Clip(path), selector{kind: field, field: ssabuild.Field(addr), at: addr.Field}, selector{kind: load})})
		}
	}
	if same(is, object) {
		list = append(list, origin{root, path})
	}
	refs := object.Referrers()
	if tuple, ok := object.(*ssa.Call); ok && tuple.Call.Signature().Results().Len() > 1 {
		if v := callee.Result(tuple, 0); v != nil {
			refs = v.Referrers()
		}
	}
	if refs == nil {
		return list
	}
	for _, ref := range *refs {
		if s, ok := ref.(*ssa.Store); ok && s.Addr != object {
			through(s.Addr)
		}
	}
	if from, ok := object.(*ssa.UnOp); ok { // s.cache.OnEvict(s.evict)
		through(from.X)
	}
	return list
}

// same reports whether two values are one, or loads of one variable.
func same(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	x, ok := a.(*ssa.UnOp)
	y, ok2 := b.(*ssa.UnOp)
	return ok && ok2 && x.X == y.X && x.Op == y.Op
}

// behind returns the rest of a path that leads through an object, from what a callback has; ok is
// false if it does not.
func (c *callback) behind(p *place) (rest []selector, ok bool) {
	for _, o := range c.from {
		if o.root == p.root && len(o.path) <= len(p.path) && slices.EqualFunc(o.path, p.path[:len(o.path)], selector.same) {
			return p.path[len(o.path):], true
		}
	}
	return nil, false
}

// hook returns the field of whose function, or method, a firing is; nil if there is none.
func (f *firing) hook() *hook {
	field, ok := f.at.field().(*types.Var)
	if !ok || len(f.at.path) < 2 {
		return nil
	}
	return &hook{field, f.method}
}

// object returns the path to the object of whose field a firing calls the function.
func (f *firing) object() []selector { return f.at.path[:len(f.at.path)-2] }

// firedTwice returns the locks that a function holds while it calls what a field holds, which takes
// them: of the same object.
func (w *World) firedTwice(ev *events) (list []Twice) {
	for i := range ev.fires {
		f := &ev.fires[i]
		h := f.hook()
		if h == nil || len(f.asked) > 0 {
			continue
		}
		for _, c := range w.callbacksOf(*h) {
			s := w.summaries[c.fn]
			if s == nil {
				continue
			}
			for j := range s.acquires {
				a := &s.acquires[j]
				rest, ok := c.behind(a.place)
				if !ok || c.depends(a, f) {
					continue
				}
				for _, h := range f.held {
					if h.place.root == f.at.root && slices.EqualFunc(h.place.path, slices.Concat(f.object(), rest), selector.same) && !slices.ContainsFunc(list, func(t Twice) bool { return t.At == h.at }) {
						list = append(list, Twice{Place: h.place.String(), Held: h.read, Read: a.read, At: h.at, Via: slices.Concat(f.via, a.via), place: h.place})
					}
				}
			}
		}
	}
	return list
}

// firedEdges returns the edges between the locks that a function holds while it calls what fields
// hold and those that these take, of objects of two types of which one has the other.
func (w *World) firedEdges(fn *ssa.Function, ev *events) (list []edge, sorts []sort) {
	for i := range ev.fires {
		f := &ev.fires[i]
		hook := f.hook()
		if hook == nil || len(f.guards) > 0 {
			continue
		}
		for _, c := range w.callbacksOf(*hook) {
			s := w.summaries[c.fn]
			if s == nil {
				continue
			}
			for j := range s.acquires {
				a := &s.acquires[j]
				if weak(a) {
					continue
				}
				for k, h := range f.held {
					e := edge{
						first: h, second: held{a.place, a.read, a.via[len(a.via)-1]}, asked: f.asked, hook: hook.field,
						gates: slices.Delete(slices.Clone(f.held), k, k+1),
						via:   slices.Concat(f.via, a.via), through: []ssa.Instruction{h.at},
					}
					if s, ok := betweenTypes(fn, c.fn, &e); ok {
						list, sorts = append(list, e), append(sorts, s)
					}
				}
			}
		}
	}
	return list, sorts
}

// betweenTypes returns the sort of an edge from the lock of an object to that of another one, as two
// functions name them.
func betweenTypes(fn, other *ssa.Function, e *edge) (s sort, ok bool) {
	a, b := e.first.place, e.second.place
	if !a.isOld(fn) || !b.named(other) {
		return s, false
	}
	_, above := a.holder()
	_, below := b.holder()
	if above == nil || below == nil || above == below || !hasField(above, below) && !hasField(below, above) {
		return s, false
	}
	return sort{first: a.ofHolder(), second: b.ofHolder()}, true
}

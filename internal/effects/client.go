package effects

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Client is what code that is not seen may do with an object whose goroutines its methods
// start and end: most of what it hides is seen by none of them alone.
type Client struct {
	Type   types.Type    // of the object: a pointer; nil if New returns no object, only what ends its goroutines
	New    *ssa.Function // makes it; nil: a literal does, whose zero value is usable
	Result int           // of New: the object
	Calls  []*ssa.Function
	Loops  []*ssa.Function     // of the calls, those that a client runs as goroutines, if nothing starts one
	Ends   []*ssa.Function     // methods that end the object, or the literal that New returns for that
	Hands  map[*types.Var]bool // fields whose channels the client is given

	early    map[*ssa.Function]bool            // calls that who makes the object makes: see IsEarly
	others   []*ssa.Function                   // methods that start nothing and wait for nothing
	started  map[*ssa.Function][]*ssa.Function // by New and the calls: see Starts
	stays    map[*ssa.Function]bool            // of these, those that start what goes on until something ends it
	deeds    map[*ssa.Function]*deeds
	expected map[*ssa.Function]*Expected
}

// Starts reports whether New or a call starts a goroutine.
func (c *Client) Starts(fn *ssa.Function) bool { return len(c.started[fn]) > 0 }

// StartsAgain reports whether a call starts what New or another call starts, and what goes on, or
// tells when it has ended: to call both is misuse, or goes wrong in ways that the object knows of.
func (c *Client) StartsAgain(fn, after *ssa.Function) bool {
	return slices.ContainsFunc(c.started[fn], func(by *ssa.Function) bool {
		return (c.stays[by] || len(closesLater(by)) > 0) && slices.Contains(c.started[after], by)
	})
}

// IsEarly reports whether only who makes an object of an inner type makes a call, before others have
// the object: nobody ends it meanwhile.
func (c *Client) IsEarly(call *ssa.Function) bool { return c.early[call] }

// Takes returns which parameter of a call is the object.
func (c *Client) Takes(call *ssa.Function) int {
	if call.Signature.Recv() != nil || c.Type == nil {
		return 0
	}
	return slices.IndexFunc(call.Params, func(p *ssa.Parameter) bool { return types.Identical(p.Type(), c.Type) })
}

// Clients returns the clients of the package, in the order of the functions that make
// their objects: those of types of which an exported function makes one, whose goroutines
// wait for each other, and which some method ends. Behind them come those of types that
// nothing makes but a literal.
func (p *Package) Clients() []*Client {
	f := clientFinder{p: p}
	var list []*Client
	made := make(map[*types.TypeName]bool) // by some function
	for _, fn := range p.World.Funcs {
		if fn.Synthetic == "" {
			for v := range fn.Signature.Results().Variables() {
				made[typeName(v.Type())] = true
			}
		}
		if !f.makesObject(fn) {
			continue
		}
		f.find()
		if c := f.client(fn); c != nil {
			list = append(list, c)
		}
	}
	list = slices.DeleteFunc(list, func(c *Client) bool { return f.isOuter(c, list) })
	for _, name := range p.World.Pkg.Scope().Names() {
		if obj, ok := p.World.Pkg.Scope().Lookup(name).(*types.TypeName); ok && !made[obj] && f.isUsable(obj) {
			f.find()
			if c := f.clientOf(&Client{Type: types.NewPointer(obj.Type())}); c != nil {
				list = append(list, c)
			}
		}
	}
	return list
}

type clientFinder struct {
	p      *Package
	starts map[*ssa.Function]bool // functions that start goroutines, or call some that do
	waits  map[*ssa.Function]bool // that operate on channels
	ends   map[*ssa.Function]bool // that close channels in fields, or call cancel functions in fields
	stays  map[*ssa.Function]bool // that start goroutines which go on until something ends them
	hands  map[*types.Var]bool    // fields whose channels exported functions return
}

// find finds, for all functions, what they or those that they call do themselves.
func (f *clientFinder) find() {
	if f.starts != nil {
		return
	}
	f.hands = make(map[*types.Var]bool)
	var starts, waits, ends, loops []*callgraph.Node
	for _, n := range f.p.Graph.Nodes() {
		does := f.own(n.Func)
		if does&Starts != 0 {
			starts = append(starts, n)
		}
		if does&Operates != 0 {
			waits = append(waits, n)
		}
		if does&Ends != 0 {
			ends = append(ends, n)
		}
		if goesOn(n.Func) {
			loops = append(loops, n)
		}
		f.handsOut(n.Func)
	}
	f.stays = make(map[*ssa.Function]bool)
	goOn := callers(loops)
	for _, n := range starts {
		f.stays[n.Func] = startsOne(n.Func, goOn)
	}
	f.starts, f.waits, f.ends = callers(starts), callers(waits), callers(ends)
}

// callers returns some functions and all that lead to them by calls.
func callers(work []*callgraph.Node) map[*ssa.Function]bool {
	seen := make(map[*ssa.Function]bool)
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[n.Func] {
			continue
		}
		seen[n.Func] = true
		for _, e := range n.In {
			if e.Kinds&(callgraph.Call|callgraph.Closure) != 0 {
				work = append(work, e.Node)
			}
		}
	}
	return seen
}

// own returns what a function does itself: starts goroutines; operates on channels or
// groups; ends what waits for a channel or context in a field.
func (f *clientFinder) own(fn *ssa.Function) (e Effect) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send, *ssa.Select:
				e |= Operates
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					e |= Operates
				}
			case ssa.CallInstruction:
				e |= f.ownCall(instr)
			}
		}
	}
	return e
}

func (f *clientFinder) ownCall(instr ssa.CallInstruction) (e Effect) {
	if _, ok := instr.(*ssa.Go); ok {
		e |= Starts
	}
	c := instr.Common()
	switch {
	case callee.IsBuiltin(c, "close"):
		e |= Operates
		if isField(c.Args[0]) {
			e |= Ends
		}
	case ssabuild.IsCancel(c.Value.Type()) && isField(c.Value):
		e |= Operates | Ends
	}
	for _, entry := range model.EffectsOf(foreignCallee(c)) {
		switch entry.Effect {
		case model.WgGo, model.GroupGo, model.GroupTryGo:
			e |= Starts
		case model.WgWait:
			e |= Operates
		}
	}
	return e
}

// isField reports whether a value is read from a field:
//
//	t1 = &t0.done [#0]
//	t2 = *t1
func isField(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	_, ok = load.X.(*ssa.FieldAddr)
	return ok
}

// handsOut notes the fields that an exported function which returns a channel selects: any
// of them may be what it returns.
func (f *clientFinder) handsOut(fn *ssa.Function) {
	d := callee.Declared(fn)
	if d.Object() == nil || !d.Object().Exported() || !slices.ContainsFunc(slices.Collect(d.Signature.Results().Variables()), func(v *types.Var) bool { return isChannel(v.Type()) }) {
		return
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if addr, ok := instr.(*ssa.FieldAddr); ok {
				if v := ssabuild.Field(addr); v != nil && isChannel(v.Type()) {
					f.hands[v] = true
				}
			}
		}
	}
}

func isChannel(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// client returns the client of the objects that a function makes, or nil if there is
// nothing of which it could be left behind.
func (f *clientFinder) client(fn *ssa.Function) *Client {
	c := &Client{New: fn}
	c.Result, c.Type = f.object(fn)
	for i := range fn.Signature.Results().Len() {
		if lit := returnedLiteral(fn, i); lit != nil && isFunc(fn.Signature.Results().At(i).Type()) {
			c.Ends = append(c.Ends, lit)
		}
	}
	return f.clientOf(c)
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// clientOf completes a client by what it can call.
func (f *clientFinder) clientOf(c *Client) *Client {
	c.Hands, c.started, c.stays = f.hands, make(map[*ssa.Function][]*ssa.Function), f.stays
	c.deeds, c.expected = make(map[*ssa.Function]*deeds), make(map[*ssa.Function]*Expected)
	f.addCalls(c)
	if c.New != nil {
		c.started[c.New] = f.startedBy(c.New)
	}
	for _, m := range c.Calls {
		c.started[m] = f.startedBy(m)
	}
	c.Calls = filter(c.Calls, func(m *ssa.Function) bool { return !c.StartsAgain(m, c.New) })
	f.findEarly(c)
	starts := c.Starts(c.New) || slices.ContainsFunc(c.Calls, c.Starts)
	switch {
	case !starts:
		c.Loops = filter(c.Calls, waitsInLoop)
	case c.New == nil || !c.Starts(c.New):
		c.Loops = filter(c.Calls, func(m *ssa.Function) bool { return !c.Starts(m) && waitsInLoop(m) && c.servesCalls(m) })
	}
	if len(c.Ends) == 0 || !starts && len(c.Loops) == 0 {
		c.Ends, c.Loops = nil, nil
		if !f.leavesNil(c) {
			c.Calls = filter(c.Calls, takesContext)
		}
		if len(c.Calls) == 0 {
			return nil
		}
	}
	return c
}

// takesContext reports whether a function is given a context, by itself or by what has a method
// that returns it, as a request has.
func takesContext(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool {
		if ssabuild.IsContext(p.Type()) {
			return true
		}
		m, _, _ := types.LookupFieldOrMethod(p.Type(), true, nil, "Context")
		get, ok := m.(*types.Func)
		return ok && get.Signature().Params().Len() == 0 && get.Signature().Results().Len() == 1 && ssabuild.IsContext(get.Signature().Results().At(0).Type())
	})
}

// leavesNil reports whether New leaves a channel nil in an object that others make with it.
func (f *clientFinder) leavesNil(c *Client) bool {
	if c.Type == nil || c.New == nil {
		return false
	}
	st := ssabuild.Deref(c.Type).Underlying().(*types.Struct)
	for v := range st.Fields() {
		if isChannel(v.Type()) && f.p.SetByMakers(v.Origin()) && !slices.Contains(f.p.users[v.Origin()], c.New) {
			return true
		}
	}
	return false
}

// waitsInLoop reports whether a function waits for channels in a loop.
func waitsInLoop(fn *ssa.Function) bool {
	var loops *cfg.Loops
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			recv, receives := instr.(*ssa.UnOp)
			sel, selects := instr.(*ssa.Select)
			if receives && recv.Op == token.ARROW || selects && sel.Blocking {
				if loops == nil {
					loops = cfg.LoopsOf(fn)
				}
				if loops.At(b) != nil {
					return true
				}
			}
		}
	}
	return false
}

// addCalls finds the calls and the ends of an object. Of several that end something those are
// meant whose name says so; names alone count where nothing else tells.
func (f *clientFinder) addCalls(c *Client) {
	if c.Type == nil {
		return
	}
	var ends, named []*ssa.Function
	methods := f.methods(c.Type)
	if slices.ContainsFunc(methods, countsDown) {
		return
	}
	for _, m := range methods {
		switch isEnd := isEndName(m.Name()) && endsAlone(m); {
		case f.ends[m] && endsAlone(m) && !(f.starts[m] && c.endsLater(m)):
			ends = append(ends, m)
		case isEnd:
			named = append(named, m)
		case f.starts[m] || f.waits[m]:
			c.Calls = append(c.Calls, m)
		default:
			c.others = append(c.others, m)
		}
	}
	byName := filter(ends, func(m *ssa.Function) bool { return isEndName(m.Name()) })
	switch {
	case len(c.Ends) > 0: // New returns what ends it
		c.Calls = append(append(c.Calls, ends...), named...)
	case len(byName) > 0:
		c.Calls = append(c.Calls, filter(ends, func(m *ssa.Function) bool { return !isEndName(m.Name()) })...)
		c.Calls = append(c.Calls, named...)
		c.Ends = byName
	default:
		c.Ends = slices.Concat(ends, named)
	}
	for _, fn := range f.p.World.Funcs {
		if (f.starts[fn] || f.waits[fn]) && f.takesObject(fn, c) {
			c.Calls = append(c.Calls, fn)
		}
	}
}

// endsLater reports whether a method that starts goroutines closes and cancels nothing itself, or by
// what it calls: they do, when they end. It is one that starts the object.
func (c *Client) endsLater(m *ssa.Function) bool {
	does := c.deedsOf(m)
	return !isEndName(m.Name()) && len(does.closes) == 0 && !does.cancels
}

// countsDown reports whether a method lowers a count of its object for its caller, who has had
// another method raise it. Which calls belong together nothing tells.
//
//	t0 = &t.wg [#1]
//	t1 = (*sync.WaitGroup).Done(t0)
func countsDown(m *ssa.Function) bool {
	for _, b := range m.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || !model.Has(callee.Of(&call.Call), model.WgDone) {
				continue
			}
			if addr, ok := call.Call.Args[0].(*ssa.FieldAddr); ok && len(m.Params) > 0 && addr.X == ssa.Value(m.Params[0]) {
				return true
			}
		}
	}
	return false
}

// takesObject reports whether a client can call a function with an object that it has.
func (f *clientFinder) takesObject(fn *ssa.Function, c *Client) bool {
	return fn != c.New && fn.Parent() == nil && fn.Signature.Recv() == nil && fn.Object() != nil && fn.Object().Exported() && fn.Synthetic == "" &&
		f.p.World.Owns(fn.Pos()) && c.Takes(fn) >= 0
}

// startedBy returns the functions with go statements that a function leads to by calls.
func (f *clientFinder) startedBy(fn *ssa.Function) (list []*ssa.Function) {
	seen := make(map[*callgraph.Node]bool)
	work := []*callgraph.Node{f.p.Graph.Node(fn)}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		if n == nil || seen[n] || !f.starts[n.Func] {
			continue
		}
		seen[n] = true
		if f.own(n.Func)&Starts != 0 {
			list = append(list, n.Func)
		}
		for _, e := range n.Out {
			if e.Kinds&(callgraph.Call|callgraph.Closure) != 0 {
				work = append(work, e.Node)
			}
		}
	}
	return list
}

func filter(list []*ssa.Function, keep func(*ssa.Function) bool) []*ssa.Function {
	return slices.DeleteFunc(slices.Clone(list), func(fn *ssa.Function) bool { return !keep(fn) })
}

// endNames are the names of methods by which clients end objects, for those that do it by
// what is not seen.
var endNames = map[string]bool{
	"Close": true, "Stop": true, "Shutdown": true, "Halt": true, "Quit": true, "Terminate": true, "Kill": true, "Destroy": true,
	"Release": true, "Exit": true, "Disconnect": true, "Dispose": true, "TearDown": true, "Teardown": true, "CloseAll": true, "StopAll": true,
	"GracefulStop": true, "CloseAndWait": true, "StopAndWait": true, "Cancel": true, "Finish": true, "Unsubscribe": true,
}

func isEndName(name string) bool {
	return name != "" && endNames[strings.ToUpper(name[:1])+name[1:]]
}

// IsEnd reports whether a method of another package ends something, by its name.
func IsEnd(fn *types.Func) bool { return fn.Signature().Recv() != nil && isEndName(fn.Name()) }

func endsAlone(m *ssa.Function) bool { return endsWithoutMore(m.Name(), m.Signature) }

// EndsAlone reports whether a method can be called with nothing but a context, or a limit for its
// time, or the reason if its name says that it ends something; and tells nothing but how it went.
func EndsAlone(m *types.Func) bool { return endsWithoutMore(m.Name(), m.Signature()) }

func endsWithoutMore(name string, sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		if !ssabuild.IsContext(v.Type()) && !ssabuild.IsDuration(v.Type()) && !(ssabuild.IsError(v.Type()) && isEndName(strings.TrimSuffix(name, "WithError"))) {
			return false
		}
	}
	for v := range sig.Results().Variables() {
		if _, isBasic := v.Type().Underlying().(*types.Basic); !isBasic && !ssabuild.IsError(v.Type()) {
			return false
		}
	}
	return true
}

// methods returns the methods with a body that values of a type have and that clients call, by
// name: the exported ones, and those of a type that is not exported which functions call that
// are no methods of it.
func (f *clientFinder) methods(t types.Type) (list []*ssa.Function) {
	prog := f.p.ssa.Pkg.Prog
	set := prog.MethodSets.MethodSet(t)
	for sel := range set.Methods() {
		obj := sel.Obj().(*types.Func)
		if obj.Pkg() != f.p.World.Pkg || !f.p.World.Sees(obj.Pos()) {
			continue
		}
		m := prog.MethodValue(sel)
		if m == nil {
			m = prog.FuncValue(obj.Origin()) // of a generic type
		}
		if m != nil && len(m.Blocks) > 0 && (obj.Exported() || isInner(t) && f.calledOutside(m, t)) {
			list = append(list, m)
		}
	}
	return list
}

// calledOutside reports whether a function calls a method, or takes it for a value, that is no
// method of its type, and does not make it.
func (f *clientFinder) calledOutside(m *ssa.Function, t types.Type) bool {
	n := f.p.Graph.Node(m)
	return n != nil && slices.ContainsFunc(n.In, func(e callgraph.Edge) bool {
		if strings.HasSuffix(e.Node.Func.Name(), "$bound") {
			return f.calledOutside(e.Node.Func, t)
		}
		fn := callee.Declared(e.Node.Func)
		recv := fn.Signature.Recv()
		isMethod := recv != nil && typeName(recv.Type()) == typeName(t)
		_, made := f.object(fn)
		return e.Kinds&(callgraph.Call|callgraph.Value|callgraph.Closure) != 0 && !isMethod && (made == nil || !types.Identical(made, t))
	})
}

// isOuter reports whether a client's object is made by calling the function of another
// client: that one may call it in more ways.
func (f *clientFinder) isOuter(c *Client, list []*Client) bool {
	n := f.p.Graph.Node(c.New)
	return n != nil && c.Type != nil && slices.ContainsFunc(n.Out, func(e callgraph.Edge) bool {
		return e.Node.Func != c.New && e.Kinds&callgraph.Call != 0 && slices.ContainsFunc(list, func(d *Client) bool { return d.New == e.Node.Func && slices.Equal(d.Ends, c.Ends) })
	})
}

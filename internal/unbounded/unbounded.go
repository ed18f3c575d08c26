// Package unbounded finds what waits for another process for as long as that likes: a
// request without a timeout, a read of a connection that somebody else has opened, a
// command whose output its children keep open.
//
// It looks at handlers of requests and at goroutines, and at what they call: there each
// such wait costs a goroutine, and whatever that holds. What bounds a wait is followed
// through variables, fields that only the package can set, and functions of the package;
// where it may come from elsewhere nothing is found.
package unbounded

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Kind says what is waited for.
type Kind uint8

const (
	// Request: the answer to a request.
	Request Kind = iota
	// Output: the end of the output of a command, which the children share that it surely has.
	Output
	// Program: the same, of a program that need not start others.
	Program
	// Pipe: the end of a command that waits for somebody to read what it writes.
	Pipe
	// Race: the same, of one whose output goroutines may still read then.
	Race
	// Conn: what somebody sends by a connection, whoever has opened it.
	Conn
	// Stall: the same, in the loop that accepts connections.
	Stall
	// Reply: the same, of the answer to what a handler asks.
	Reply
	// Query: what a database or another service answers a handler.
	Query
	// Timer: the time of a timer that nobody waits for any more.
	Timer
	// Zombie: the end of a command, which nobody asks for.
	Zombie
	// Shutdown: the end of the last request.
	Shutdown
	// Datagram: the answer to a datagram, which may be lost.
	Datagram
	// Early: what a case of a select is to send, before the select begins that has a limit.
	Early
	// Left: what a peer sends, for a select that has given it up and not closed the connection.
	Left
)

// An Op is an operation that may wait for ever.
type Op struct {
	Kind    Kind
	At      ssa.CallInstruction
	By      string          // the function of another package that waits, "" if At does
	Program string          // of an Output: what keeps it open, a name or a kind
	Any     bool            // of a Program: it is whatever those name who call the function, which others do
	Scope   Scope           // of a request: whose goroutine waits
	From    ssa.Instruction // what makes the client, connection, command or pipe, if it is known; of an Early or Left: the select
	Request *ssa.Call       // that makes the request, if there is but one
	Read    ssa.Instruction // of a Pipe: what reads it too late; of a Shutdown: what a handler waits for
}

// A Scope is why a function runs often: it is, or is called by, a handler of requests or
// a goroutine; or why else it matters that a request in it has no limit.
type Scope struct {
	Handler *ssa.Function
	Go      ssa.CallInstruction // that starts the goroutine: go, or Go of a group
	Rounds  bool                // it comes round with a ticker
	Context bool                // it is given a context
	Own     bool                // others call it, and cannot set a limit
}

// A World is one variant of a package.
type World struct {
	world    *ssabuild.World
	flow     *flow.Flow
	imported Imported
	graph    *callgraph.Graph
	scopes   map[*ssa.Function]Scope
	starts   map[*ssa.Function][]ssa.CallInstruction // of what is run as goroutine
	clients  map[*types.Var][]*ssa.FieldAddr         // fields that are clients
	bounded  bool                                    // the package changes the client of all who have none
	deadline bool                                    // the package sets deadlines of connections
	accepts  bool                                    // it accepts some
	timeouts bool                                    // it sets timeouts of clients that are not seen being made

	keepsTimers bool // timers stay until their time has come, as before Go 1.23
}

// Imported returns what is known of functions of other packages, nil if nothing is.
type Imported struct {
	Hangs   func(*types.Func) *Hangs
	NoLimit func(*types.Func) *NoLimit
}

// New indexes a world.
func New(world *ssabuild.World, f *flow.Flow, imported Imported) *World {
	w := &World{world: world, flow: f, imported: imported, graph: callgraph.New(world), scopes: make(map[*ssa.Function]Scope), starts: make(map[*ssa.Function][]ssa.CallInstruction), clients: make(map[*types.Var][]*ssa.FieldAddr)}
	for _, fn := range world.Funcs {
		if isHandler(fn) {
			w.spread(fn, Scope{Handler: fn})
		}
		w.each(fn, w.index)
	}
	for _, fn := range world.Funcs {
		w.each(fn, func(instr ssa.Instruction) {
			if call, ok := instr.(ssa.CallInstruction); ok {
				if fn := w.flow.Started(call); fn != nil {
					w.starts[fn] = append(w.starts[fn], call)
					w.spread(fn, Scope{Go: call})
				}
			}
		})
	}
	return w
}

func (w *World) each(fn *ssa.Function, visit func(ssa.Instruction)) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if w.world.Exists(fn, instr) {
				visit(instr)
			}
		}
	}
}

// spread gives a scope to a function and to what it calls and waits for, also through an
// interface of the package.
func (w *World) spread(fn *ssa.Function, s Scope) {
	work := []*ssa.Function{fn}
	for len(work) > 0 {
		fn := work[0]
		work = work[1:]
		if _, done := w.scopes[fn]; done || len(fn.Blocks) == 0 {
			continue
		}
		w.scopes[fn] = s
		w.each(fn, func(instr ssa.Instruction) {
			call, ok := instr.(*ssa.Call)
			switch {
			case !ok:
			case call.Call.IsInvoke():
				work = append(work, w.invoked(&call.Call)...)
			case call.Call.StaticCallee() != nil:
				work = append(work, call.Call.StaticCallee())
			}
		})
	}
}

// invoked returns the methods of the package that a call of a method of an interface, which is
// the package's, may run.
func (w *World) invoked(call *ssa.CallCommon) (list []*ssa.Function) {
	iface, ok := call.Value.Type().Underlying().(*types.Interface)
	if !ok || call.Method.Pkg() != w.world.Pkg {
		return nil
	}
	for _, n := range w.graph.Invoked(call.Method) {
		if recv := n.Func.Signature.Recv(); recv != nil && types.Implements(recv.Type(), iface) {
			list = append(list, n.Func)
		}
	}
	return list
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

// index notes what the package does to what bounds requests and connections.
func (w *World) index(instr ssa.Instruction) {
	if call, ok := instr.(ssa.CallInstruction); ok {
		f := callee.Of(call.Common())
		w.deadline = w.deadline || f != nil && slices.Contains(deadlines, f.Name())
		w.accepts = w.accepts || model.Has(f, model.Accepted)
		return
	}
	if addr, ok := instr.(*ssa.FieldAddr); ok {
		if f := ssabuild.Field(addr); f != nil && isClient(f.Type()) {
			w.clients[f] = append(w.clients[f], addr)
		}
		return
	}
	store, ok := instr.(*ssa.Store)
	if !ok {
		return
	}
	w.bounded = w.bounded || isUsual(store.Addr)
	addr, ok := store.Addr.(*ssa.FieldAddr)
	if !ok || !model.IsField(ssabuild.Field(addr), model.Bounds) {
		return
	}
	if _, made := addr.X.(*ssa.Alloc); !made {
		w.timeouts = true
	}
	if load, ok := addr.X.(*ssa.UnOp); ok {
		w.bounded = w.bounded || isUsual(load.X)
	}
}

// deadlines are the methods that set a deadline of a connection, whosever it is.
var deadlines = []string{"SetDeadline", "SetReadDeadline", "SetWriteDeadline"}

// isUsual reports whether an address is that of the client, or transport, of all who have
// none.
func isUsual(addr ssa.Value) bool {
	g, ok := addr.(*ssa.Global)
	return ok && g.Object() != nil && model.VarHas(g.Object(), model.UsualClient)
}

// Ops returns the operations of a function that may wait for ever, as they stand in the
// source.
func (w *World) Ops(fn *ssa.Function) []Op {
	var ops []Op
	w.each(fn, func(instr ssa.Instruction) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			return
		}
		if op, ok := w.request(call); ok {
			if op.Scope, ok = w.scopeOf(call); ok {
				ops = append(ops, op)
			}
		}
		if scope, often := w.scopes[fn]; often {
			if op, ok := w.unwaited(call); ok {
				op.Scope = scope
				ops = append(ops, op)
			}
			if op, ok := w.query(call); ok && scope.Handler != nil {
				op.Scope = scope
				ops = append(ops, op)
			}
		}
		if op, ok := w.left(call); ok {
			ops = append(ops, op)
			return
		}
		for _, find := range []func(*ssa.Call) (Op, bool){w.output, w.pipe, w.conn, w.stall, w.shutdown, w.timer, w.early} {
			if op, ok := find(call); ok {
				ops = append(ops, op)
			}
		}
	})
	slices.SortStableFunc(ops, func(a, b Op) int { return cmp.Compare(a.At.Pos(), b.At.Pos()) })
	return ops
}

// sources returns where a value comes from, through copies, variables that others cannot
// set, and functions whose calls are all seen.
func (w *World) sources(v ssa.Value) []ssa.Value { return w.sourcesTo(v, nil) }

// sourcesTo is the same, but goes no further than to a parameter.
func (w *World) sourcesTo(v ssa.Value, p *ssa.Parameter) []ssa.Value {
	return flow.Back(v, func(v ssa.Value) (from []ssa.Value, ok bool) {
		switch v := v.(type) {
		case *ssa.FreeVar:
			if b := w.flow.Peel(v); b != ssa.Value(v) {
				return []ssa.Value{b}, true
			}
		case *ssa.Parameter:
			if v == p || !w.flow.Closed(v.Parent()) {
				return nil, false
			}
			for _, call := range w.flow.Calls(v.Parent()) {
				from = append(from, call.Common().Args[flow.ParamIndex(v)])
			}
			return from, len(from) > 0
		case *ssa.UnOp:
			if v.Op == token.MUL && w.own(v.X) {
				for _, store := range w.flow.Cell(v.X).Stores {
					from = append(from, store.Val)
				}
				return from, len(from) > 0
			}
		case *ssa.Call, *ssa.Extract:
			call, result := flow.ResultOf(v)
			if call == nil || call.Call.StaticCallee() == nil {
				return nil, false
			}
			return w.returned(call.Call.StaticCallee(), result)
		}
		return nil, false
	})
}

// own reports whether an address is that of a variable or field that only the package
// sets, and by its name.
func (w *World) own(addr ssa.Value) bool {
	cell := w.flow.Cell(addr)
	if cell == nil || cell.Taken {
		return false
	}
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		f := ssabuild.Field(addr)
		return f != nil && !f.Exported() && f.Pkg() == w.world.Pkg
	case *ssa.Global:
		return addr.Pkg.Pkg == w.world.Pkg && !token.IsExported(addr.Name())
	}
	return true
}

// isEndless reports whether a context is never done, for sure.
func (w *World) isEndless(ctx ssa.Value) bool {
	sources := w.sources(ctx)
	return len(sources) > 0 && !slices.ContainsFunc(sources, func(v ssa.Value) bool {
		call, _ := flow.ResultOf(v)
		if call == nil {
			return true
		}
		f := callee.Of(&call.Call)
		if e, ok := model.Of(f, model.CtxCancel); ok && endsLast(call) {
			return !w.isEndless(operand(&call.Call, e.Operands[0]))
		}
		return !model.Has(f, model.CtxRoot)
	})
}

// endsLast reports whether a context is cancelled only when the function returns that makes
// it.
//
//	t0 = context.WithCancel(...); t1 = extract t0 #1; defer t1()
func endsLast(call *ssa.Call) bool {
	for _, ref := range *call.Referrers() {
		cancel, ok := ref.(*ssa.Extract)
		if !ok || cancel.Index != 1 {
			continue
		}
		return len(*cancel.Referrers()) > 0 && !slices.ContainsFunc(*cancel.Referrers(), func(ref ssa.Instruction) bool {
			_, isDeferred := ref.(*ssa.Defer)
			return !isDeferred || ref.(*ssa.Defer).Call.Value != ssa.Value(cancel)
		})
	}
	return false
}

// operand returns the value of a call that an operand of the model names.
func operand(call *ssa.CallCommon, op model.Operand) ssa.Value {
	args := call.Args
	if call.IsInvoke() {
		if op.Kind == model.Recv {
			return call.Value
		}
	} else if call.Signature().Recv() != nil {
		if op.Kind == model.Recv {
			return args[0]
		}
		args = args[1:]
	}
	if op.Kind == model.Arg && op.Index < len(args) {
		return args[op.Index]
	}
	return nil
}

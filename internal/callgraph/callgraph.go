// Package callgraph has the call graph of a package as one of its variants sees
// it, its strongly connected components, and a solver for summaries of functions
// over them.
//
// "May this function, or anything that it calls, do X" asks for a least fixpoint over
// the graph. By memoised recursion the answer is wrong for functions that call each
// other, and depends on which of them is asked first: what one gets while another is
// in progress is provisional. Solved component by component, callees first, it depends
// on nothing but the code.
package callgraph

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Kind is a set of ways in which a function leads to another.
type Kind uint8

const (
	// Call: it is called, started or deferred by name, or as a closure that the
	// same function makes.
	Call Kind = 1 << iota
	// Closure: it is a literal in the function, or a closure that it makes of a
	// method.
	Closure
	// Value: it is named in another way, so that it may be called later.
	Value
	// Invoke: it is a method that a call through an interface may run (class
	// hierarchy analysis by name and signature).
	Invoke

	// All are the ways in which the function may come to be run.
	All = Call | Closure | Value | Invoke
)

// A Node is a function with a body.
type Node struct {
	Func *ssa.Function
	Out  []Edge // each callee once, in the order in which they are come upon
	In   []Edge // the reverse

	index     int // in Graph.nodes
	component int // in Graph.components
}

// An Edge leads to a callee, or back to a caller.
type Edge struct {
	Node  *Node
	Kinds Kind
}

// A Graph is the call graph of a world. It does not change once it is made.
type Graph struct {
	world      *ssabuild.World
	nodes      []*Node
	byFunc     map[*ssa.Function]*Node
	methods    map[string][]*Node // of the world, by name
	invoked    map[*types.Func][]*Node
	components [][]*Node
	made       bool // nothing changes any more
}

// New returns the call graph of a world: of its functions, and of those without
// source, like bound methods and instances of generics, that they lead to.
func New(w *ssabuild.World) *Graph {
	g := &Graph{
		world:   w,
		byFunc:  make(map[*ssa.Function]*Node, len(w.Funcs)),
		methods: make(map[string][]*Node),
		invoked: make(map[*types.Func][]*Node),
	}
	for _, fn := range w.Funcs {
		n := g.add(fn)
		if fn.Signature.Recv() != nil {
			g.methods[fn.Name()] = append(g.methods[fn.Name()], n)
		}
	}
	for i := 0; i < len(g.nodes); i++ { // connect adds nodes
		g.connect(g.nodes[i])
	}
	for _, n := range g.nodes {
		for _, e := range n.Out {
			e.Node.In = append(e.Node.In, Edge{n, e.Kinds})
		}
	}
	g.components = components(g.nodes)
	g.made = true
	return g
}

// Nodes returns the functions, those of the world first, in source order.
func (g *Graph) Nodes() []*Node { return g.nodes }

// Node returns the node of a function, or nil if it is not in the graph.
func (g *Graph) Node(fn *ssa.Function) *Node { return g.byFunc[fn] }

func (g *Graph) add(fn *ssa.Function) *Node {
	n := g.byFunc[fn]
	if n == nil {
		n = &Node{Func: fn, index: len(g.nodes)}
		g.byFunc[fn] = n
		g.nodes = append(g.nodes, n)
	}
	return n
}

// connect finds the edges that go out from a function.
func (g *Graph) connect(n *Node) {
	at := make(map[*Node]int)
	g.Callees(n.Func, func(fn *ssa.Function, kind Kind) {
		to := g.add(fn)
		i, ok := at[to]
		if !ok {
			i = len(n.Out)
			at[to] = i
			n.Out = append(n.Out, Edge{Node: to})
		}
		n.Out[i].Kinds |= kind
	})
}

// Callees calls visit for the functions to which one leads, and how, as often as it
// does so. The function itself need not be in the graph: wrappers and instances that
// are made later, when a method is looked up, are not.
func (g *Graph) Callees(fn *ssa.Function, visit func(*ssa.Function, Kind)) {
	for _, anon := range fn.AnonFuncs {
		if anon.Blocks != nil && g.world.Sees(anon.Pos()) {
			visit(anon, Closure)
		}
	}
	var buf [8]*ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if !g.world.Exists(fn, instr) {
				continue
			}
			called, kind := named(instr)
			for _, op := range instr.Operands(buf[:0]) {
				switch v := (*op).(type) {
				case *ssa.Function:
					if len(v.Blocks) == 0 {
						break
					}
					if op == called {
						visit(v, kind)
					} else {
						visit(v, Value)
					}
				case *ssa.MakeClosure:
					if op == called {
						visit(v.Fn.(*ssa.Function), kind)
					}
				}
			}
			if call, ok := instr.(ssa.CallInstruction); ok && call.Common().IsInvoke() {
				for _, m := range g.Invoked(call.Common().Method) {
					visit(m.Func, Invoke)
				}
			}
		}
	}
}

// named returns the operand by which an instruction calls a function or makes a
// closure of one, and which of both it does.
func named(instr ssa.Instruction) (*ssa.Value, Kind) {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		if !instr.Common().IsInvoke() {
			return &instr.Common().Value, Call
		}
	case *ssa.MakeClosure:
		return &instr.Fn, Closure
	}
	return nil, 0
}

// Invoked returns the methods of the world that a call of an interface's method may
// run: those of its name and signature. The type that implements the interface may
// have them by embedding, so whose methods they are does not matter. What the
// signature of a generic type's method will be is left open.
func (g *Graph) Invoked(method *types.Func) []*Node {
	list, ok := g.invoked[method]
	if ok {
		return list
	}
	want := withoutReceiver(method.Signature())
	for _, n := range g.methods[method.Name()] {
		sig := n.Func.Signature
		if sig.RecvTypeParams().Len() > 0 || n.Func.Origin() != nil || types.Identical(withoutReceiver(sig), want) {
			list = append(list, n)
		}
	}
	if !g.made {
		g.invoked[method] = list
	}
	return list
}

func withoutReceiver(sig *types.Signature) *types.Signature {
	return types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
}

package callgraph

// components returns the strongly connected components of the nodes, those
// first that others lead to (Tarjan: Depth-First Search and Linear Graph
// Algorithms, 1972). It keeps its own stack: call chains of generated code are
// deeper than a goroutine's stack should grow.
func components(nodes []*Node) [][]*Node {
	const unvisited = -1
	var (
		list    [][]*Node
		order   = make([]int, len(nodes)) // in which a node was visited
		low     = make([]int, len(nodes)) // the least order on the stack that it reaches
		onStack = make([]bool, len(nodes))
		stack   []*Node
		next    int
	)
	for i := range order {
		order[i] = unvisited
	}
	type visit struct {
		n    *Node
		edge int // the next one to follow
	}
	for _, root := range nodes {
		if order[root.index] != unvisited {
			continue
		}
		work := []visit{{n: root}}
		for len(work) > 0 {
			v := &work[len(work)-1]
			i := v.n.index
			if v.edge == 0 && order[i] == unvisited {
				order[i], low[i] = next, next
				next++
				stack = append(stack, v.n)
				onStack[i] = true
			}
			if v.edge < len(v.n.Out) {
				to := v.n.Out[v.edge].Node
				v.edge++
				switch {
				case order[to.index] == unvisited:
					work = append(work, visit{n: to})
				case onStack[to.index]:
					low[i] = min(low[i], order[to.index])
				}
				continue
			}
			work = work[:len(work)-1]
			if len(work) > 0 {
				up := work[len(work)-1].n.index
				low[up] = min(low[up], low[i])
			}
			if low[i] != order[i] {
				continue
			}
			var c []*Node
			for done := false; !done; {
				n := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				onStack[n.index] = false
				n.component = len(list)
				c = append(c, n)
				done = n == v.n
			}
			list = append(list, c)
		}
	}
	return list
}

// Components returns the strongly connected components of the graph: functions
// that lead to each other are in one. A component comes behind all others that
// its functions lead to.
func (g *Graph) Components() [][]*Node { return g.components }

// ComponentOf returns the component of a node.
func (g *Graph) ComponentOf(n *Node) []*Node { return g.components[n.component] }

// Solve computes a summary of each function from its body and the summaries of
// those that it leads to. transfer does so for one, and reports whether the
// summary has changed; where functions lead to each other, it is called until
// none does. It must be monotone over a lattice of finite height: then the
// result is the least fixpoint, whatever the order.
func (g *Graph) Solve(transfer func(*Node) bool) {
	for _, c := range g.components {
		Fixpoint(c, transfer)
	}
}

// Fixpoint calls transfer for the nodes of one component until nothing changes:
// for each node at first, then for the callers of those that have changed.
func Fixpoint(component []*Node, transfer func(*Node) bool) {
	if len(component) == 1 {
		n := component[0]
		for transfer(n) && n.LeadsTo(n) {
		}
		return
	}
	queued := make(map[*Node]bool, len(component))
	for _, n := range component {
		queued[n] = true
	}
	work := append([]*Node(nil), component...)
	for len(work) > 0 {
		n := work[0]
		work = work[1:]
		queued[n] = false
		if !transfer(n) {
			continue
		}
		for _, e := range n.In {
			if e.Node.component != n.component {
				continue
			}
			if !queued[e.Node] {
				queued[e.Node] = true
				work = append(work, e.Node)
			}
		}
	}
}

// LeadsTo reports whether one function leads to another directly.
func (n *Node) LeadsTo(to *Node) bool {
	for _, e := range n.Out {
		if e.Node == to {
			return true
		}
	}
	return false
}

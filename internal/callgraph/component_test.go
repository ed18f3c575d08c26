package callgraph

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// randomNodes returns n nodes with edges at random.
func randomNodes(random *rand.Rand, n, edges int) []*Node {
	nodes := make([]*Node, n)
	for i := range nodes {
		nodes[i] = &Node{index: i}
	}
	for range edges {
		from, to := nodes[random.IntN(n)], nodes[random.IntN(n)]
		if from.LeadsTo(to) {
			continue
		}
		from.Out = append(from.Out, Edge{to, Call})
		to.In = append(to.In, Edge{from, Call})
	}
	return nodes
}

// reach returns which nodes each one leads to, itself included.
func reach(nodes []*Node) [][]bool {
	all := make([][]bool, len(nodes))
	for i, n := range nodes {
		all[i] = make([]bool, len(nodes))
		work := []*Node{n}
		for len(work) > 0 {
			n := work[len(work)-1]
			work = work[:len(work)-1]
			if all[i][n.index] {
				continue
			}
			all[i][n.index] = true
			for _, e := range n.Out {
				work = append(work, e.Node)
			}
		}
	}
	return all
}

// TestComponents compares with the definition: two nodes are in one component if
// each leads to the other, and callees come first.
func TestComponents(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		n := 1 + random.IntN(12)
		nodes := randomNodes(random, n, random.IntN(2*n+1))
		g := &Graph{nodes: nodes, components: components(nodes)}
		reaches := reach(nodes)
		seen := 0
		for i, c := range g.Components() {
			seen += len(c)
			for _, n := range c {
				if n.component != i {
					t.Fatalf("node %d is in component %d and says %d", n.index, i, n.component)
				}
			}
		}
		if seen != len(nodes) {
			t.Fatalf("%d of %d nodes are in a component", seen, len(nodes))
		}
		for _, a := range nodes {
			for _, b := range nodes {
				there, back := reaches[a.index][b.index], reaches[b.index][a.index]
				if same := a.component == b.component; same != (there && back) {
					t.Fatalf("nodes %d and %d in one component: %t", a.index, b.index, same)
				}
				if there && a.component < b.component {
					t.Fatalf("node %d leads to %d and comes first", a.index, b.index)
				}
			}
		}
	}
}

// TestSolve solves "which marked nodes does a node lead to", whose answer is known.
func TestSolve(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 1 + random.IntN(12)
		nodes := randomNodes(random, n, random.IntN(2*n+1))
		g := &Graph{nodes: nodes, components: components(nodes)}
		got := make([][]bool, n)
		for i := range got {
			got[i] = make([]bool, n)
		}
		calls := 0
		g.Solve(func(n *Node) (changed bool) {
			calls++
			add := func(i int) {
				changed = changed || !got[n.index][i]
				got[n.index][i] = true
			}
			add(n.index)
			for _, e := range n.Out {
				for i, ok := range got[e.Node.index] {
					if ok {
						add(i)
					}
				}
			}
			return changed
		})
		for i, want := range reach(nodes) {
			if !slices.Equal(got[i], want) {
				t.Fatalf("node %d: got %v, want %v", i, got[i], want)
			}
		}
		if limit := n * n * n; calls > max(limit, 4) {
			t.Errorf("%d nodes took %d calls", n, calls)
		}
	}
}

// A chain of calls deeper than a recursive search should go.
func TestDeepChain(t *testing.T) {
	const n = 200_000
	nodes := make([]*Node, n)
	for i := range nodes {
		nodes[i] = &Node{index: i}
	}
	for i := range n - 1 {
		nodes[i].Out = []Edge{{nodes[i+1], Call}}
	}
	list := components(nodes)
	if len(list) != n || list[0][0] != nodes[n-1] {
		t.Errorf("%d components, the first of node %d", len(list), list[0][0].index)
	}
}

// TestFixpointOfOne has a function that leads to itself: its summary is computed until
// it does not change. That of another is computed once.
func TestFixpointOfOne(t *testing.T) {
	self, other := new(Node), &Node{index: 1}
	self.Out = []Edge{{other, Call}, {self, Call}}
	other.Out = []Edge{{new(Node), Call}}
	for n, want := range map[*Node]int{self: 4, other: 1} {
		calls := 0
		Fixpoint([]*Node{n}, func(*Node) bool { calls++; return calls < 4 })
		if calls != want {
			t.Errorf("node %d: computed %d times, want %d", n.index, calls, want)
		}
	}
}

package callgraph

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// graphOf returns the call graph of one of a package's worlds.
func graphOf(t *testing.T, pkg *packages.Package, world int) (g *Graph) {
	t.Helper()
	checktest.Pass(t, pkg, func(pass *analysis.Pass) { g = New(ssabuild.Of(pass).SSA().Worlds()[world]) }, ssabuild.Analyzer)
	return g
}

func (k Kind) text() string {
	var list []string
	for i, name := range []string{"call", "closure", "value", "invoke"} {
		if k&(1<<i) != 0 {
			list = append(list, name)
		}
	}
	return strings.Join(list, "+")
}

// edges returns the edges of a graph, sorted, and checks that they are there in both
// directions.
func edges(t *testing.T, g *Graph) (list []string) {
	t.Helper()
	out, in := 0, 0
	for _, n := range g.Nodes() {
		if g.Node(n.Func) != n {
			t.Errorf("%s is not found", n.Func)
		}
		if !slices.Contains(g.ComponentOf(n), n) {
			t.Errorf("%s is not in its component", n.Func)
		}
		seen := make(map[*Node]bool)
		for _, e := range n.Out {
			out++
			if seen[e.Node] {
				t.Errorf("%s leads to %s twice", n.Func, e.Node.Func)
			}
			seen[e.Node] = true
			if !slices.Contains(e.Node.In, Edge{n, e.Kinds}) {
				t.Errorf("the edge from %s to %s has no reverse", n.Func, e.Node.Func)
			}
			pkg := g.world.Pkg
			list = append(list, fmt.Sprintf("%s -> %s: %s", n.Func.RelString(pkg), e.Node.Func.RelString(pkg), e.Kinds.text()))
		}
		in += len(n.In)
	}
	if out != in {
		t.Errorf("%d edges go out and %d in", out, in)
	}
	slices.Sort(list)
	return list
}

// TestEdges has each way in which a function leads to another.
func TestEdges(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"names", `
import "os"
func f() { g(); go g(); defer g(); h(g); v := g; _ = v; os.Exit(1) }
func g() {}
func h(f func()) { f(); f = nil }
var table = map[string]func(){"g": g}`, `
f -> g: call+value
f -> h: call
init -> g: value`},
		{"literals", `
func f(n int) { func() { g(n) }(); _ = func() { g(n) }; v := func() {}; v(); h(func() {}) }
func g(int) {}
func h(func()) {}`, `
f -> f$1: call+closure
f -> f$2: closure
f -> f$3: call+closure
f -> f$4: closure+value
f -> h: call
f$1 -> g: call
f$2 -> g: call`},
		{"methods", `
type T int
func (t T) m() {}
func (t *T) p() {}
func f(t *T) { t.m(); t.p(); v := t.p; w := (*T).p; x := t.p; x(); _, _ = v, w }`, `
(*T).p$bound -> (*T).p: call
(*T).p$bound -> (*T).p: call
f -> (*T).p$bound: call+closure
f -> (*T).p$bound: closure
f -> (*T).p: call
f -> (T).m: call`},
		{"interfaces", `
type I interface { m(int) bool }
type J interface { m(string) bool }
type T int
func (t T) m(int) bool { return true }
type U int
func (*U) m(n int) bool { return n > 0 }
type V int
func (V) m(string) bool { return true }
type W int
func (W) other(int) bool { return true }
type G[E any] struct{}
func (G[E]) m(E) bool { return true }
func m(int) bool { return true }
func f(i I) { i.m(1); go i.m(2) }
func g(j J) { defer j.m("") }
func h(e error) { e.Error() }`, `
f -> (*U).m: invoke
f -> (G[E]).m: invoke
f -> (T).m: invoke
g -> (G[E]).m: invoke
g -> (V).m: invoke`},
		{"generics", `
func f[E any](e E) { g(e); f(e) }
func g[E any](e E) {}
func h() { f(1) }`, `
f -> f[E]: call
f -> g[E]: call
f[E] -> f: call
f[int] -> f[int]: call
f[int] -> g[int]: call
g[E] -> g: call
h -> f[int]: call`},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := graphOf(t, checktest.Source(t, "package p\n"+test.src), 0)
			if got, want := strings.Join(edges(t, g), "\n"), strings.TrimSpace(test.want); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// TestWorlds has what stands in test files only.
func TestWorlds(t *testing.T) {
	variants := checktest.Load(t, "explore/worlds")
	names := func(g *Graph) (list []string) {
		for _, n := range g.Nodes() {
			list = append(list, n.Func.RelString(g.world.Pkg))
		}
		slices.Sort(list)
		return list
	}
	alone, with, tests := graphOf(t, variants[0], 0), graphOf(t, variants[1], 0), graphOf(t, variants[1], 1)
	if got, want := names(with), names(alone); !slices.Equal(got, want) {
		t.Errorf("with tests: got %v, want %v", got, want)
	}
	if got, want := edges(t, with), edges(t, alone); !slices.Equal(got, want) {
		t.Errorf("with tests: got %v, want %v", got, want)
	}
	if got := names(tests); !slices.Contains(got, "init$1") || slices.Contains(names(with), "init$1") {
		t.Errorf("in tests: got %v", got)
	}
}

// TestInvoked asks about a method that nothing in the package calls.
func TestInvoked(t *testing.T) {
	g := graphOf(t, checktest.Source(t, `package p
type I interface { m(int); other() }
type T int
func (T) m(int) {}
type U int
func (U) m(string) {}
func (U) other() {}
func f(i I) { i.other() }`), 0)
	iface := g.world.Pkg.Scope().Lookup("I").Type().Underlying().(*types.Interface)
	known := len(g.invoked)
	for range 2 {
		for method := range iface.Methods() {
			list := g.Invoked(method)
			want := map[string]string{"m": "(T).m", "other": "(U).other"}[method.Name()]
			if len(list) != 1 || list[0].Func.RelString(g.world.Pkg) != want {
				t.Errorf("%s: got %v", method.Name(), list)
			}
		}
	}
	if len(g.invoked) != known {
		t.Error("a question has changed the graph")
	}
	if g.Node(new(ssa.Function)) != nil {
		t.Error("a function of nowhere is in the graph")
	}
}

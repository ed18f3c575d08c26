package lifetime

import (
	"fmt"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/callgraph"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// helpers returns a program of n helpers that hand on a connection and its File,
// helper i to helpers next(i, n), each twice. each is what they do before, last
// what the last one does.
func helpers(n int, name string, next func(i, n int) []int, each, last string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `package p
import ("net"; "os")
var cond bool
var _ os.File
func Top(c *net.TCPConn) { f, _ := c.File(); %s0(c, f, 1); f.Fd(); c.Close() }
`, name)
	for i := range n {
		fmt.Fprintf(&b, "func %s%d(c *net.TCPConn, f *os.File, fd int) {\n%s\n", name, i, each)
		for _, to := range next(i, n) {
			if to < n {
				fmt.Fprintf(&b, "\tif cond { %s%d(c, f, fd) } else { %[1]s%[2]d(c, f, fd+1) }\n", name, to)
			}
		}
		if i == n-1 {
			b.WriteString(last)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// work solves the summaries of a program and asks about its calls of Fd. It
// returns how often a stratum was applied to a function, and how many objects were
// allocated, which counts the work in between.
func work(t *testing.T, src string) (applied int, allocs float64) {
	t.Helper()
	checktest.Pass(t, checktest.Source(t, src), func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		w := s.Worlds()[0]
		f, graph := flow.Of(pass, w), callgraph.New(w)
		allocs = testing.AllocsPerRun(1, func() {
			world := newWorld(summary.New(w, f, s, func(*types.Func) *summary.Files { return nil }))
			applied = solve(world, graph).applied
			for _, fn := range world.Funcs {
				for _, site := range world.FdSites(fn) {
					world.Unblocked(site)
					world.DeadDeadline(site)
				}
				for _, n := range world.Numbers(fn) {
					world.Outlived(n)
				}
			}
		})
	}, ssabuild.Analyzer, flow.Analyzer)
	return applied, allocs
}

// TestWork compares the work for helpers that call each other: it grows with their
// number, not faster, whether they stand in a chain, a ladder or a ring.
func TestWork(t *testing.T) {
	chain := func(i, _ int) []int { return []int{i + 1} }
	ladder := func(i, _ int) []int { return []int{i + 1, i + 2, i + 3} }
	ring := func(i, n int) []int { return []int{(i + 1) % n} }
	rings := func(i, n int) []int { return []int{(i + 1) % n, (i + n/2) % n} }
	for _, c := range []struct {
		name, prefix string
		next         func(i, n int) []int
		each, last   string
	}{
		{"chain", "f", chain, "", "f.Fd(); c.Read(nil)"},
		{"chain in which each calls Fd", "F", chain, "f.Fd()", "c.Read(nil)"},
		{"ladder", "f", ladder, "", "f.Fd(); c.Read(nil)"},
		{"ladder that closes", "f", ladder, "", "f.Close(); c.Close()"},
		{"ring", "f", ring, "", "f.Fd(); c.Read(nil)"},
		{"ring that only looks", "f", ring, "", "c.LocalAddr()"},
		{"rings", "f", rings, "", "f.Fd(); c.Read(nil)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			smallApplied, smallAllocs := work(t, helpers(50, c.prefix, c.next, c.each, c.last))
			for _, n := range []int{200, 1000} {
				applied, allocs := work(t, helpers(n, c.prefix, c.next, c.each, c.last))
				times := float64(n) / 50
				t.Logf("%d helpers: %d times applied, %.0f allocations", n, applied, allocs)
				if float64(applied) > 1.5*times*float64(smallApplied) {
					t.Errorf("strata are applied %d times to %d helpers, %d times to 50", applied, n, smallApplied)
				}
				if allocs > 1.5*times*smallAllocs {
					t.Errorf("%.0f allocations for %d helpers, %.0f for 50", allocs, n, smallAllocs)
				}
			}
		})
	}
}

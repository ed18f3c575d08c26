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
// helper i to helpers next(i, n), each twice.
func helpers(n int, next func(i, n int) []int, last string) string {
	var b strings.Builder
	b.WriteString(`package p
import ("net"; "os")
var cond bool
var _ os.File
func Top(c *net.TCPConn) { f, _ := c.File(); f0(c, f, 1); f.Fd(); c.Close() }
`)
	for i := range n {
		fmt.Fprintf(&b, "func f%d(c *net.TCPConn, f *os.File, fd int) {\n", i)
		for _, to := range next(i, n) {
			if to < n {
				fmt.Fprintf(&b, "\tif cond { f%d(c, f, fd) } else { f%[1]d(c, f, fd+1) }\n", to)
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
		name string
		next func(i, n int) []int
		last string
	}{
		{"chain", chain, "f.Fd(); c.Read(nil)"},
		{"ladder", ladder, "f.Fd(); c.Read(nil)"},
		{"ladder that closes", ladder, "f.Close(); c.Close()"},
		{"ring", ring, "f.Fd(); c.Read(nil)"},
		{"ring that only looks", ring, "c.LocalAddr()"},
		{"rings", rings, "f.Fd(); c.Read(nil)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			smallApplied, smallAllocs := work(t, helpers(50, c.next, c.last))
			for _, n := range []int{200, 1000} {
				applied, allocs := work(t, helpers(n, c.next, c.last))
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

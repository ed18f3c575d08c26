package effects

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/container/intsets"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A probe asks about the functions of a package by their names: f, (*T).m, f$1, g[int].
type probe struct {
	*Package
	tb     testing.TB
	byName map[string]*ssa.Function
}

// source computes the summaries of a small package, given without its clause.
func source(tb testing.TB, src string) *probe {
	tb.Helper()
	return worldOf(tb, checktest.Source(tb, "package p\n"+src), 0)
}

// worldOf computes the summaries of one of the worlds of a package.
func worldOf(tb testing.TB, pkg *packages.Package, world int) *probe {
	tb.Helper()
	p := &probe{tb: tb, byName: make(map[string]*ssa.Function)}
	checktest.Pass(tb, pkg, func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		p.Package = New(s, s.Worlds()[world], nil)
	}, ssabuild.Analyzer)
	for _, n := range p.Graph.Nodes() {
		p.byName[n.Func.RelString(pkg.Types)] = n.Func
	}
	return p
}

func (p *probe) fn(name string) *ssa.Function {
	p.tb.Helper()
	fn := p.byName[name]
	if fn == nil {
		p.tb.Fatalf("no function %s", name)
	}
	return fn
}

// late returns the method by which a type implements an interface's, which may be a
// wrapper that nothing in the package mentions.
func (p *probe) late(typ, method string) *ssa.Function {
	p.tb.Helper()
	t := p.World.Pkg.Scope().Lookup(typ).Type()
	sel := p.ssa.Pkg.Prog.MethodSets.MethodSet(types.NewPointer(t)).Lookup(p.World.Pkg, method)
	if sel == nil {
		p.tb.Fatalf("no method %s.%s", typ, method)
	}
	return p.ssa.Pkg.Prog.MethodValue(sel)
}

// instrs returns the instructions of a type in a function, in their order.
func instrs[T ssa.Instruction](fn *ssa.Function) (list []T) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if x, ok := instr.(T); ok {
				list = append(list, x)
			}
		}
	}
	return list
}

// describe describes a summary; what is empty is left out.
func (p *probe) describe(f *Func) string {
	var parts []string
	add := func(what, text string) {
		if text != "" {
			parts = append(parts, what+text)
		}
	}
	add("", f.text())
	add("reads ", p.placeText(&f.Reads))
	add("stores ", p.placeText(&f.Stores))
	add("out ", sinkTexts(f.Out))
	return strings.Join(parts, "; ")
}

// placeText names places, sorted: their numbers depend on what else there is.
func (p *probe) placeText(set *intsets.Sparse) string {
	var list []string
	for name, at := range p.places {
		if set.Has(int(at)) {
			list = append(list, placeName(name))
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func placeName(name any) string {
	switch name := name.(type) {
	case *types.Var:
		return "." + name.Name()
	case *ssa.Alloc:
		return name.Comment
	case *ssa.Global:
		return "p." + name.Name()
	}
	return fmt.Sprintf("%T", name)
}

// sinkTexts describes the sinks of parameters that have some: "0 to result, memory 1".
func sinkTexts(out []Sinks) string {
	var list []string
	for i, to := range out {
		if text := sinkText(to); text != "" {
			list = append(list, fmt.Sprintf("%d to %s", i, text))
		}
	}
	return strings.Join(list, ", ")
}

func sinkText(to Sinks) string {
	var list []string
	if to&toResult != 0 {
		list = append(list, "result")
	}
	for i := range 31 {
		if to>>(i+1)&1 != 0 {
			list = append(list, fmt.Sprint(i))
		}
	}
	return strings.Join(list, "+")
}

// all describes all functions but the initialiser, each on a line.
func (p *probe) all() string {
	var lines []string
	for _, n := range p.Graph.Nodes() {
		name := n.Func.RelString(p.World.Pkg)
		if name == "init" {
			continue
		}
		line := name + ":"
		if text := p.describe(p.Of(n.Func)); text != "" {
			line += " " + text
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// A summaryTest has a package and the summaries of its functions.
type summaryTest struct{ name, src, want string }

func testSummaries(t *testing.T, tests []summaryTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := source(t, test.src).all(); got != strings.TrimSpace(test.want) {
				t.Errorf("got:\n%s\nwant:%s", got, test.want)
			}
		})
	}
}

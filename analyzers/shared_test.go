package analyzers_test

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestSharedSSA checks that no check changes the SSA form, which all share: it is as if
// it had just been built after they ran over the corpus.
func TestSharedSSA(t *testing.T) {
	prefixes := corpus()
	if testing.Short() {
		prefixes = []string{"explore/", "nilchan/", "stucklock/", "stories/"}
	}
	for path, diff := range changedSSA(t, checktest.ReadCorpus(t, prefixes...).Load(t, nil), analyzers.All()) {
		t.Errorf("%s: a check changes the SSA form:\n%s", path, diff)
	}
}

// TestSharedSSANotices checks that a check would be noticed that uses the slices of the
// SSA form as its own.
func TestSharedSSANotices(t *testing.T) {
	pkg := checktest.Source(t, `package p

func f(n int) (sum int) {
	for i := range n {
		if i%2 == 0 {
			sum += i
		}
	}
	return sum
}
`)
	for name, change := range map[string]func(*ssa.BasicBlock){
		"successors":   func(b *ssa.BasicBlock) { _ = append(b.Succs[:0], b) },
		"predecessors": func(b *ssa.BasicBlock) { _ = append(b.Preds[:0], b) },
		"instructions": func(b *ssa.BasicBlock) { _ = append(b.Instrs[:0], b.Instrs[len(b.Instrs)-1]) },
		"operands":     func(b *ssa.BasicBlock) { *b.Instrs[len(b.Instrs)-1].Operands(nil)[0] = nil },
	} {
		vandal := &analysis.Analyzer{
			Name: "vandal", Doc: "change what is shared", Requires: []*analysis.Analyzer{ssabuild.Analyzer},
			Run: func(pass *analysis.Pass) (any, error) {
				for _, b := range ssabuild.Of(pass).SSA().Pkg.Func("f").Blocks {
					if len(b.Succs) == 2 && len(b.Preds) == 2 {
						change(b)
					}
				}
				return nil, nil
			},
		}
		if len(changedSSA(t, []*packages.Package{pkg}, []*analysis.Analyzer{vandal})) == 0 {
			t.Errorf("a check that changes %s is not noticed", name)
		}
	}
}

// changedSSA returns, by their paths, the packages whose SSA form is another one after
// the checks ran, with the first line that differs.
func changedSSA(t *testing.T, pkgs []*packages.Package, checks []*analysis.Analyzer) map[string]string {
	t.Helper()
	before, after := writtenSSA(t, pkgs, nil), writtenSSA(t, pkgs, checks)
	changed := make(map[string]string)
	for path, want := range before {
		got := after[path]
		for i := range min(len(want), len(got)) {
			if want[i] != got[i] {
				changed[path] = fmt.Sprintf("%s\nwas\n%s", got[i], want[i])
				break
			}
		}
		if len(want) != len(got) && changed[path] == "" {
			changed[path] = fmt.Sprintf("%d lines, were %d", len(got), len(want))
		}
	}
	if len(before) < len(pkgs) {
		t.Fatalf("the SSA form of %d packages of %d", len(before), len(pkgs))
	}
	return changed
}

// writtenSSA returns the SSA form of packages, line by line, after the checks ran.
func writtenSSA(t *testing.T, pkgs []*packages.Package, checks []*analysis.Analyzer) map[string][]string {
	t.Helper()
	probe := &analysis.Analyzer{
		Name: "probe", Doc: "write the SSA form",
		Requires:   append([]*analysis.Analyzer{ssabuild.Analyzer}, checks...),
		ResultType: reflect.TypeFor[[]string](),
		Run: func(pass *analysis.Pass) (any, error) {
			var w strings.Builder
			for _, world := range ssabuild.Of(pass).SSA().Worlds() {
				for _, fn := range world.Funcs {
					writeFunction(&w, fn)
				}
			}
			return strings.Split(w.String(), "\n"), nil
		},
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{probe}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	written := make(map[string][]string)
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		written[act.Package.PkgPath] = act.Result.([]string)
	}
	return written
}

// writeFunction writes all that a check could change: edges, dominance, instructions,
// operands, and who refers to what.
func writeFunction(w io.Writer, fn *ssa.Function) {
	fmt.Fprintln(w, fn, fn.Signature, fn.Params, fn.FreeVars, fn.Locals, fn.AnonFuncs, fn.Recover)
	var buf [8]*ssa.Value
	for _, b := range fn.Blocks {
		fmt.Fprintln(w, fn, b, b.Index, b.Comment, b.Preds, b.Succs, b.Idom(), b.Dominees())
		for _, instr := range b.Instrs {
			var operands []string
			for _, op := range instr.Operands(buf[:0]) {
				if *op == nil {
					operands = append(operands, "none")
					continue
				}
				operands = append(operands, fmt.Sprintf("%T %s", *op, (*op).Name()))
			}
			fmt.Fprintf(w, "%s: %T in %s: %s", fn, instr, instr.Block(), strings.Join(operands, ", "))
			if v, ok := instr.(ssa.Value); ok {
				fmt.Fprintf(w, " = %s %s", v.Name(), v.Type())
				if refs := v.Referrers(); refs != nil {
					for _, ref := range *refs {
						fmt.Fprintf(w, " %T %d", ref, ref.Pos())
					}
				}
			}
			fmt.Fprintln(w)
		}
	}
}

package explore

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
)

// ruleDetails is the file with all that is found out about the programs of
// ruleCases: states, reasons to give up, counter-examples, buffers that help. What
// it says is not always right, but it does not change by chance: run with -update
// to write it anew, and read the difference.
const ruleDetails = "testdata/rules.txt"

// TestRuleDetails compares the file with what is found out.
func TestRuleDetails(t *testing.T) {
	if *update {
		var b strings.Builder
		for _, test := range ruleCases {
			fmt.Fprintf(&b, "== %s\n%s", test.name, detailsOf(t, mustTypeCheck(t, test.source())))
		}
		if err := os.WriteFile(ruleDetails, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(ruleDetails)
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]string)
	for section := range strings.SplitSeq("\n"+string(data), "\n== ") {
		name, text, _ := strings.Cut(section, "\n")
		want[name] = strings.TrimSuffix(text, "\n")
	}
	for _, test := range ruleCases {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.TrimSuffix(detailsOf(t, mustTypeCheck(t, test.source())), "\n"); got != want[test.name] {
				t.Errorf("got:\n%s\nwant:\n%s", got, want[test.name])
			}
		})
	}
}

// detailsOf returns all that is found out about a package.
func detailsOf(t *testing.T, pkg *packages.Package) string {
	t.Helper()
	var b strings.Builder
	result := explorePackage(t, pkg)
	all := slices.Concat(result.Roots, result.Clients)
	for _, root := range all {
		b.WriteString(describe(pkg.Fset, root))
		for _, st := range root.Stuck {
			switch {
			case st.Cure == nil || len(st.Chans) == 0:
			case st.Cure.Kind == Buffer:
				size := strings.TrimPrefix(st.Cure.Fix.Message, "Make the channel with a buffer of ")
				fmt.Fprintf(&b, "\tbuffer of %s helps at %s\n", size, pkg.Fset.Position(st.Chans[0].Make))
			default:
				fmt.Fprintf(&b, "\tcure: %s\n", st.Cure.Remedies[0])
			}
		}
	}
	for _, root := range all {
		for _, mk := range root.makes {
			r := root.explain(mk)
			fmt.Fprintf(&b, "%s", r)
			if r.Pos.IsValid() {
				fmt.Fprintf(&b, ": %s", pkg.Fset.Position(r.Pos))
			}
			b.WriteString("\n")
		}
	}
	// Few programs have so many states that the machine tries this by itself.
	p, roots := programOf(t, pkg)
	for _, fn := range roots {
		m := search.New(p, p.Effects.View(fn), search.Coarse)
		m.Explore()
		var lines []int
		for _, st := range m.Found {
			lines = append(lines, pkg.Fset.Position(st.Pos).Line)
		}
		slices.Sort(lines)
		fmt.Fprintf(&b, "coarse: %s: %d states, stuck at lines %v\n", fn.Name(), m.States, lines)
	}
	byName := func(f, g *ssa.Function) int { return cmp.Compare(f.String(), g.String()) }
	for _, fn := range slices.SortedStableFunc(slices.Values(p.World.Funcs), byName) {
		if fn.Synthetic == "" {
			describeEffects(&b, p, fn)
		}
	}
	return strings.ReplaceAll(b.String(), "p.go:", "")
}

// effectNames are the names of the effects, by bit.
var effectNames = map[effects.Effect]string{
	effects.Makes: "makes", effects.Builds: "builds", effects.Derives: "derives", effects.Operates: "operates", effects.Touches: "touches",
	effects.Ends: "ends", effects.Panics: "panics", effects.Parks: "parks", effects.StoresElsewhere: "stores elsewhere",
	effects.ChangesMap: "changes a map", effects.Starts: "starts",
}

// describeEffects adds a function's summary, its loops and its regions.
func describeEffects(b *strings.Builder, p *code.Program, fn *ssa.Function) {
	f := p.Effects.Of(fn)
	fmt.Fprintf(b, "summary: %s:", fn.Name())
	for e := effects.Effect(1); e != 0; e <<= 1 {
		if f.May(e) {
			fmt.Fprintf(b, " %s,", effectNames[e])
		}
	}
	fmt.Fprintf(b, " reads %d places, stores to %d\n", f.Reads.Len(), f.Stores.Len())
	loops, meets := cfg.LoopsOf(fn), cfg.PostDominators(fn)
	for _, block := range fn.Blocks {
		if loops.IsHeader(block) {
			l := p.Effects.LoopOf(loops.At(block))
			fmt.Fprintf(b, "\tloop at %d: idempotent %t, stores to %d, starts %t, strides %t, receives %t\n",
				block.Index, l.Idempotent, l.Stores.Len(), l.Starts, l.Strides, l.Receives)
		}
		if len(block.Succs) == 2 {
			if r := p.Effects.RegionOf(block, meets[block.Index]); r.Meet != nil {
				fmt.Fprintf(b, "\tregion from %d to %d: changes %d, panics %t\n", block.Index, r.Meet.Index, len(r.Changes), r.Panics)
			}
		}
	}
}

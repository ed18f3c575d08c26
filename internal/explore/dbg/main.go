package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/gopitfalls/gopitfalls/internal/explore"
)

var tr = flag.Bool("tr", false, "")
var roots = flag.Bool("roots", false, "")

func main() {
	a := &analysis.Analyzer{Name: "dbg", Doc: "dbg", Requires: []*analysis.Analyzer{explore.Analyzer}}
	a.Flags.BoolVar(tr, "tr", false, "")
	a.Flags.BoolVar(roots, "roots", false, "")
	a.Run = func(pass *analysis.Pass) (any, error) {
		seen := map[string]bool{}
		for _, r := range explore.Of(pass).Roots {
			if *roots {
				fmt.Fprintf(os.Stderr, "ROOT %s %s states=%d gaveup=%v\n", pass.Fset.Position(r.Func.Pos()), r.Func, r.States, r.GaveUp)
			}
			for _, st := range r.Stuck {
				k := fmt.Sprint(st.Pos)
				if seen[k] {
					continue
				}
				seen[k] = true
				msg := fmt.Sprintf("STUCK op=%d root=%s count=%d go=%d leave=%d@%d", st.Op, r.Func.Name(), st.Count, pass.Fset.Position(st.Go).Line, st.Leave.Kind, pass.Fset.Position(st.Leave.Pos).Line)
				if *tr {
					var b strings.Builder
					for _, t := range st.Trace {
						fmt.Fprintf(&b, "\n      %s: %s: %s", pass.Fset.Position(t.Pos), t.Goroutine, t.Message)
					}
					msg += b.String()
				}
				pass.Reportf(st.Pos, "%s", msg)
			}
		}
		return nil, nil
	}
	singlechecker.Main(a)
}

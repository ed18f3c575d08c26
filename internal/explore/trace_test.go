package explore

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the files that traces are compared with")

// TestTraces compares the counter-examples of three functions with what is
// written down: run with -update to write it down anew, and read it.
func TestTraces(t *testing.T) {
	pkg := load(t, "explore/traces")
	result := explorePackage(t, pkg)
	for _, name := range []string{"Timeout", "Collect", "Pipeline"} {
		t.Run(name, func(t *testing.T) {
			root := rootNamed(result, name)
			if root == nil {
				t.Fatal("no root")
			}
			var b strings.Builder
			for _, st := range root.Stuck {
				for _, step := range st.Trace {
					p := pkg.Fset.Position(step.Pos)
					fmt.Fprintf(&b, "%s:%d: %s: %s\n", filepath.Base(p.Filename), p.Line, step.Goroutine, step.Message)
				}
				b.WriteString("\n")
			}
			got := b.String()
			file := filepath.Join(corpus, "src/explore/traces", strings.ToLower(name)+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// TestTraceEnds checks what every counter-example must hold to: it ends with the
// operation that is stuck, and each step has a place and says something.
func TestTraceEnds(t *testing.T) {
	for _, path := range []string{"abandonedsend/bad", "orphanrecv/bad", "explore/traces"} {
		pkg := load(t, path)
		for _, root := range explorePackage(t, pkg).Roots {
			for _, st := range root.Stuck {
				if len(st.Trace) == 0 || st.Trace[len(st.Trace)-1].Pos != st.Pos {
					t.Errorf("%v: the trace does not end here:\n%s", pkg.Fset.Position(st.Pos), describe(pkg.Fset, root))
				}
				for _, step := range st.Trace {
					if !step.Pos.IsValid() || step.Goroutine == "" || step.Message == "" || strings.Contains(step.Message, "\n") {
						t.Errorf("%v: step %+v", pkg.Fset.Position(st.Pos), step)
					}
				}
			}
		}
	}
}

// TestTraceBranches checks that a trace tells which ways were taken, the first
// time too: telling it changes nothing.
func TestTraceBranches(t *testing.T) {
	pkg := load(t, "explore/traces")
	for range 2 {
		root := rootNamed(explorePackage(t, pkg), "Collect")
		if got := describe(pkg.Fset, root); !strings.Contains(got, "err != nil is true") {
			t.Errorf("the trace does not tell why Collect returns:\n%s", got)
		}
	}
}

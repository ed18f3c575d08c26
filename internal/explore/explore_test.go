package explore

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
)

// TestBudget checks that what is found in a root, and how many states it takes,
// does not depend on what else is in the package.
func TestBudget(t *testing.T) {
	source := func(pkg string) string {
		data, err := os.ReadFile(filepath.Join(corpus, "src/explore/budget", pkg, "shared.go"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if source("alone") != source("crowded") {
		t.Fatal("the two files shared.go differ")
	}
	alone, crowded := load(t, "explore/budget/alone"), load(t, "explore/budget/crowded")
	a, b := explorePackage(t, alone), explorePackage(t, crowded)
	for _, name := range []string{"First", "Timeout", "All", "Crossing"} {
		x, y := rootNamed(a, name), rootNamed(b, name)
		if x == nil || y == nil {
			t.Errorf("%s is no root", name)
			continue
		}
		got := strings.ReplaceAll(describe(crowded.Fset, y), "budget/crowded", "budget/alone")
		if want := describe(alone.Fset, x); got != want {
			t.Errorf("alone:\n%s\ncrowded:\n%s", want, got)
		}
	}
	cut := false
	for _, r := range b.Roots {
		cut = cut || slices.ContainsFunc(r.GaveUp, interp.GiveUp.Cut)
	}
	if !cut {
		t.Error("nothing in the crowd exhausts its budget")
	}
	// One that is near its limit, or the test says nothing.
	if r := rootNamed(a, "Crossing"); r.States < search.FineStates/4 || slices.ContainsFunc(r.GaveUp, interp.GiveUp.Cut) {
		t.Errorf("Crossing: %d states, %v", r.States, r.GaveUp)
	}
}

// TestDeterminism checks that exploring a package again finds the same, step for
// step.
func TestDeterminism(t *testing.T) {
	checktest.Slow(t, "explores much")
	times := 3
	if checktest.Whole() {
		times = 10
	}
	for _, path := range []string{"abandonedsend/bad", "orphanrecv/bad"} {
		t.Run(path, func(t *testing.T) {
			pkg := load(t, path)
			var first string
			for i := range times {
				var all strings.Builder
				for _, r := range explorePackage(t, pkg).Roots {
					all.WriteString(describe(pkg.Fset, r))
				}
				if i == 0 {
					first = all.String()
				} else if all.String() != first {
					t.Fatalf("the first time:\n%s\nthe time %d after it:\n%s", first, i, all.String())
				}
			}
			if strings.Count(first, "blocks here for ever") < 3 {
				t.Errorf("nearly nothing is found:\n%s", first)
			}
		})
	}
}

// TestOrder checks that it does not matter in which order roots are explored:
// they share only what is found out about functions, and that is the same
// whoever asks first.
func TestOrder(t *testing.T) {
	checktest.Slow(t, "explores much")
	random := rand.New(rand.NewPCG(1, 2))
	for _, path := range []string{"abandonedsend/bad", "orphanrecv/bad", "explore/budget/crowded"} {
		t.Run(path, func(t *testing.T) {
			pkg := load(t, path)
			want := make(map[string]string)
			for i := range 5 {
				p, roots := programOf(t, pkg)
				if i > 0 {
					random.Shuffle(len(roots), func(i, j int) { roots[i], roots[j] = roots[j], roots[i] })
				}
				for _, fn := range roots {
					got := describe(pkg.Fset, exploreRoot(p, fn))
					name := fmt.Sprint(fn, pkg.Fset.Position(fn.Pos()))
					if i == 0 {
						want[name] = got
					} else if got != want[name] {
						t.Fatalf("in source order:\n%s\nin another:\n%s", want[name], got)
					}
				}
			}
		})
	}
}

package explore

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
)

// giveUpFiles names for each reason the file of explore/giveup with a function
// that provokes it, and no other.
var giveUpFiles = map[interp.GiveUp]string{
	interp.TooManyStates:     "toomanystates.go",
	interp.Coarse:            "coarse.go",
	interp.TooDeep:           "toodeep.go",
	interp.TooManyGoroutines: "toomanygoroutines.go",
	interp.TooManyElements:   "toomanyelements.go",
	interp.TooManyRounds:     "toomanyrounds.go",
	interp.TooManyRelations:  "toomanyrelations.go",
}

// TestGiveUps checks that each reason for giving up is told, and nothing is found
// where something was given up.
func TestGiveUps(t *testing.T) {
	pkg := load(t, "explore/giveup")
	byFile := make(map[string][]*Root)
	for _, r := range explorePackage(t, pkg).Roots {
		name := filepath.Base(pkg.Fset.Position(r.Func.Pos()).Filename)
		byFile[name] = append(byFile[name], r)
	}
	for g := range interp.NumGiveUps {
		if g == interp.NoCanonicalForm {
			continue // no program provokes it: see TestNoCanonicalForm
		}
		name, ok := giveUpFiles[g]
		if !ok {
			t.Errorf("%v: no file in explore/giveup provokes it", g)
			continue
		}
		if len(byFile[name]) != 1 {
			t.Errorf("%s: got %d roots, want 1", name, len(byFile[name]))
			continue
		}
		r := byFile[name][0]
		if !slices.Equal(r.GaveUp, []interp.GiveUp{g}) {
			t.Errorf("%s: gave up: %v, want only: %v", name, r.GaveUp, g)
		}
		if len(r.Stuck) > 0 {
			t.Errorf("found in spite of %v:\n%s", g, describe(pkg.Fset, r))
		}
	}
}

// TestGiveUpTexts checks that each reason has a text of its own, for people.
func TestGiveUpTexts(t *testing.T) {
	seen := make(map[string]bool)
	for g := range interp.NumGiveUps {
		if s := g.String(); s == "" || seen[s] {
			t.Errorf("reason %d: %q", g, s)
		} else {
			seen[s] = true
		}
	}
}

// TestCut checks which reasons say that runs are missing: those that end the
// search. The others end one path, or take something for help.
func TestCut(t *testing.T) {
	var cut []interp.GiveUp
	for g := range interp.NumGiveUps {
		if g.Cut() {
			cut = append(cut, g)
		}
	}
	if !slices.Equal(cut, []interp.GiveUp{interp.TooManyStates, interp.NoCanonicalForm}) {
		t.Errorf("cut: %v", cut)
	}
}

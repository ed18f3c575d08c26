package witness

import (
	"fmt"

	"golang.org/x/tools/go/ssa"
)

// Bounds of what a reader is told.
const (
	maxPeriod = 24 // steps of a round that is told once
	maxSteps  = 30 // with more, decisions far from what happens are left out
)

// A told is a step, with the function that it is in: nil if it is kept in any case.
type told struct {
	Step
	fn *ssa.Function
}

// brief leaves out of a path what does not help to read it: rounds that repeat the one
// before and, of a long path, decisions in functions in which nothing else happens. What
// those return decides where it is looked at, which is told.
func brief(path []told) []Step {
	path = rounds(path)
	if len(path) > maxSteps {
		path = near(path)
		path = rounds(path)
	}
	steps := make([]Step, len(path))
	for i, t := range path {
		steps[i] = t.Step
	}
	return steps
}

// rounds tells a sequence of steps that is repeated at once only the first time.
func rounds(path []told) []told {
	var kept []told
	for i := 0; i < len(path); {
		period, n := repeated(path[i:])
		if n == 0 {
			kept = append(kept, path[i])
			i++
			continue
		}
		kept = append(kept, path[i:i+period]...)
		kept = append(kept, told{Step: Step{Goroutine: path[i].Goroutine, Pos: path[i].Pos, Message: fmt.Sprintf("and so on, %d times more", n)}})
		i += period * (n + 1)
	}
	return kept
}

// repeated returns the least number of steps at the start of a path that are repeated at
// once, and how often they are: more than once, or 0.
func repeated(path []told) (period, n int) {
	for period = 1; period <= maxPeriod && 2*period <= len(path); period++ {
		for n = 0; period*(n+2) <= len(path) && same(path[:period], path[period*(n+1):period*(n+2)]); n++ {
		}
		if n > 1 {
			return period, n
		}
	}
	return 0, 0
}

func same(a, b []told) bool {
	for i := range a {
		if a[i].Step != b[i].Step {
			return false
		}
	}
	return true
}

// near leaves out the decisions in functions in which nothing else happens.
func near(path []told) []told {
	happens := make(map[*ssa.Function]bool)
	for _, t := range path {
		if t.fn != nil && t.Kind != StepBranch {
			happens[t.fn] = true
		}
	}
	var kept []told
	for _, t := range path {
		if t.Kind != StepBranch || t.fn == nil || happens[t.fn] {
			kept = append(kept, t)
		}
	}
	return kept
}

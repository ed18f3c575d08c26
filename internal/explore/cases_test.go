package explore

import (
	"slices"
	"strings"
	"testing"
)

// A ruleCase is a small program whose verdict depends on one rule of the machine:
// without the rule, the stuck goroutine is lost or one that is not stuck is found.
type ruleCase struct {
	name string
	src  string // of package p if it has no package clause; "// stuck" stands at each line that is reported
}

// source returns the whole file.
func (c ruleCase) source() string {
	if strings.HasPrefix(c.src, "package ") {
		return c.src
	}
	return "package p" + c.src
}

// ruleCases are all of them, by what the rules are about.
var ruleCases = slices.Concat(stateCases, sliceCases, skipCases, loopCases, numberCases, reachCases, scheduleCases, unwindCases,
	contextCases, syncCases, memoryCases, rootCases, moreCases, moreStateCases, giveCases, stdCases, effectCases, foreignCases, countCases, replyCases, poolCases, argCases, heldCases, relationCases, fillCases, unseenCases, clientCases)

// bothWays returns cases without an else where ELSE stands, and the same with one.
// The machine comes first where the two ways meet from the block that has nothing
// in between.
func bothWays(cases []ruleCase) []ruleCase {
	var all []ruleCase
	for _, c := range cases {
		all = append(all, ruleCase{c.name, strings.ReplaceAll(c.src, " ELSE", "")})
		if strings.Contains(c.src, "ELSE") {
			all = append(all, ruleCase{c.name + ", else", strings.ReplaceAll(c.src, "ELSE", "else {\n\t\tprintln()\n\t}")})
		}
	}
	return all
}

// TestRules compares what is found in each program with what is marked in it.
func TestRules(t *testing.T) {
	for _, test := range ruleCases {
		t.Run(test.name, func(t *testing.T) {
			src := test.source()
			var want, got []int
			for i, line := range strings.Split(src, "\n") {
				if strings.HasSuffix(line, "// stuck") {
					want = append(want, i+1)
				}
			}
			pkg := mustTypeCheck(t, src)
			result := explorePackage(t, pkg)
			for _, r := range slices.Concat(result.Roots, result.Clients) {
				for _, st := range r.Stuck {
					got = append(got, pkg.Fset.Position(st.Pos).Line)
				}
			}
			slices.Sort(got)
			if got = slices.Compact(got); !slices.Equal(got, want) {
				t.Errorf("stuck at lines %v, want %v", got, want)
			}
		})
	}
}

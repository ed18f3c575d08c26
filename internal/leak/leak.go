// Package leak turns what explore found into findings: it is what the checks
// share that report goroutines stuck at a channel, each of them one part.
package leak

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/refused"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Requires lists what a check that calls [Of] must have in its Requires.
var Requires = append([]*analysis.Analyzer{explore.Analyzer, flow.Analyzer, ssabuild.Analyzer, refused.Analyzer}, report.Requires...)

// A Leak is an operation at which a goroutine is stuck for ever.
type Leak struct {
	*explore.Stuck
	Also []*Leak // the other places at which the same defect shows
	Name string  // the channel as the source writes it; [ssabuild.NoName] for a select

	ssa        *ssabuild.SSA
	production *ssabuild.World
}

// Of returns the leaks of a package, one for each defect, in the order of their
// positions, but for what the reporter skips. Of the roots that lead to a position the
// first one counts after which the program goes on, if there is one. It reports too
// whether some root was not explored to its end.
func Of(pass *analysis.Pass, r *report.Reporter) (leaks []*Leak, gaveUp bool) {
	result := explore.Of(pass)
	roots := slices.Concat(result.Roots, result.Clients)
	if len(roots) == 0 {
		return nil, false
	}
	s := ssabuild.Of(pass).SSA()
	production := s.Worlds()[0]
	seen := make(map[token.Pos]*Leak)
	g := make(groups)
	for _, root := range roots {
		gaveUp = gaveUp || slices.ContainsFunc(root.GaveUp, explore.GiveUp.Cut)
		found := slices.Clone(root.Stuck)
		found = slices.DeleteFunc(found, func(st *explore.Stuck) bool {
			// What a test does wrong is no defect of the code it tests.
			return production.Owns(root.Func.Pos()) != production.Owns(st.Pos) || r.Skips(st.Pos)
		})
		g.addRoot(found)
		for _, st := range found {
			if l := seen[st.Pos]; l == nil {
				l = &Leak{Stuck: st, Name: nameOf(s, st), ssa: s, production: production}
				if l.Source() == Fed {
					l.Name = s.CallName(st.Pos)
				}
				seen[st.Pos] = l
				leaks = append(leaks, l)
			} else if l.Exits && !st.Exits {
				l.Stuck = st
			}
		}
	}
	return g.group(leaks), gaveUp
}

// nameOf returns what a goroutine waits for as the source writes it.
func nameOf(s *ssabuild.SSA, st *explore.Stuck) string {
	if st.Op.IsSync() {
		return cmp.Or(s.ReceiverName(st.Instr), nouns[st.Op])
	}
	return s.ChannelName(st.Pos)
}

// Report reports, as a check, the leaks that are its business, and returns all.
func Report(pass *analysis.Pass, r *report.Reporter, finding func(*Leak) report.Finding) []*Leak {
	leaks, gaveUp := Of(pass, r)
	if gaveUp {
		r.GiveUp()
	}
	for _, l := range leaks {
		if l.Check() == pass.Analyzer.Name {
			r.Report(finding(l))
			continue
		}
		for _, m := range l.Also { // that the other check tells
			if m.Check() == pass.Analyzer.Name {
				r.Suppresses(m.Pos)
			}
		}
	}
	return leaks
}

// Check returns the name of the check that a leak belongs to.
func (l *Leak) Check() string {
	switch {
	case l.Nil:
		return "nilchan"
	case l.Op.IsLock() || l.Holds():
		return "stucklock"
	case l.Op.IsSync():
		return "stuckwait"
	case l.SendsOnly(), l.Panics:
		return "abandonedsend"
	}
	return "orphanrecv"
}

// A Source is what the channel that a goroutine waits on comes from.
type Source uint8

const (
	Made    Source = iota // make
	Context               // the Done of a context
	Timer                 // a timer or ticker
	Fed                   // a function of another package, a goroutine of which sends
)

// Source returns where the first of the channels comes from.
func (l *Leak) Source() Source {
	if len(l.Chans) == 0 {
		return Made
	}
	switch made := l.Chans[0].Made.(type) {
	case *ssa.MakeChan:
		return Made
	case ssa.CallInstruction:
		if isTimer(made.Common()) {
			return Timer
		}
		if l.Instr == ssa.Instruction(made) {
			return Fed
		}
	}
	return Context
}

// isTimer reports whether a call makes a timer or ticker.
func isTimer(call *ssa.CallCommon) bool {
	fn := callee.Of(call)
	return slices.ContainsFunc([]model.Effect{model.TimeAfter, model.TimeTick, model.NewTimer, model.NewTicker},
		func(e model.Effect) bool { return model.Has(fn, e) })
}

// Package evidence joins what running programs tell of their goroutines with findings: a
// goroutine that hangs, with the line at which a check says that one does; a thread that is
// held, with what holds it. Where nothing is found it says at least where they hang, and
// puts away what is known to wait.
//
// Names and lines are compared, nothing else, so a program may have been built elsewhere:
// with -trimpath, from another folder, from the module cache or a vendor directory.
package evidence

import (
	"fmt"
	"strings"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// A Finding is a diagnostic of a check.
type Finding struct {
	Check   string
	Package string // import path, without the name of a test variant
	wire.Diagnostic
}

// A Package is one that was analysed.
type Package struct {
	Path    string
	Dir     string
	Command bool // its functions are called main.something
	Files   []string
}

// Options say how snapshots belong together.
type Options struct {
	Base map[string]bool // sources that are what was before
	Sum  bool            // the sources are of different processes, and no series; of what is only left, and not leaked, joined places count
	Test string          // the label that names the test after which goroutines were seen
}

// A Result is what came of it.
type Result struct {
	Joined  map[int]*Place // by the index of the finding
	Blocked []*Place       // without a finding, the most goroutines first
	Idle    []Idle         // what is known to wait, by kind
	Events  []profile.Event
	Notes   []string // what there is to know beside
}

// An Idle counts goroutines that wait as they should.
type Idle struct {
	What       string `json:"what"`
	Goroutines int64  `json:"goroutines"`
	Places     int    `json:"places"`
}

// A Place is where goroutines hang, with what is known of them.
type Place struct {
	Posn     string   // file:line of the innermost call in code that is no standard library's; local names where they are known
	Function string   // as the runtime writes it
	Package  string   // import path, as the runtime writes it
	Local    bool     // Posn is in a package that was analysed
	Pitfall  string   // the check that knows the defect, if that is seen from the stacks
	Why      string   // what else there is to say
	Lookups  []string // of cgoresolver: lines from which names are looked up
	Moved    bool     // the source is not what the program was built from
	wire.Evidence

	perSnapshot map[*profile.Snapshot]*profile.Tally
	seen        []sighting
}

// A sighting is a stack that belongs to a place.
type sighting struct {
	snap  *profile.Snapshot
	stack *profile.Stack
	tally *profile.Tally
}

// series are the snapshots that can be compared, in time.
func series(set *profile.Set, kind profile.Kind, opts Options) (before, after []*profile.Snapshot) {
	for _, snap := range set.Snapshots {
		if snap.Kind != kind {
			continue
		}
		if opts.Base[snap.Source] {
			before = append(before, snap)
		} else {
			after = append(after, snap)
		}
	}
	return before, after
}

// summarize computes what is told of a place from its counts in the snapshots. A
// goroutine profile and a leak profile of one process have the same goroutines, so that
// the larger number counts.
func (p *Place) summarize(set *profile.Set, opts Options) {
	if opts.Sum {
		p.sum(opts)
		return
	}
	var last *profile.Snapshot
	for _, kind := range []profile.Kind{profile.Goroutines, profile.Leaks, profile.Threads} {
		before, after := series(set, kind, opts)
		p.summarizeKind(kind, before, after)
		if n := len(after); n > 0 && p.perSnapshot[after[n-1]] != nil && last == nil {
			last = after[n-1]
		}
	}
	if last != nil {
		p.describe(func(snap *profile.Snapshot) bool { return snap == last })
	}
}

// sum computes what is told of a place as the sum of all snapshots. The goroutines of a
// leak profile are in the goroutine profile of the same process, too.
func (p *Place) sum(opts Options) {
	var all, leaked int64
	for snap, t := range p.perSnapshot {
		switch snap.Kind {
		case profile.Threads:
			p.Threads += t.Count
		case profile.Leaks:
			leaked += t.Count
		default:
			all += t.Count
		}
		p.Minutes = max(p.Minutes, t.Minutes)
	}
	p.Leaked, p.Goroutines = leaked, max(all, leaked)
	kind := profile.Goroutines
	if leaked > 0 {
		kind = profile.Leaks
	}
	tests := make(map[string]int64)
	for _, s := range p.seen {
		for label, n := range s.tally.Labels {
			_, test, ok := strings.Cut(label, opts.Test+": ")
			if ok && opts.Test != "" && s.snap.Kind == kind {
				test, _, _ = strings.Cut(test, ", ")
				tests[test] += int64(n)
			}
		}
	}
	p.describe(func(snap *profile.Snapshot) bool { return snap.Kind == kind })
	p.Tests, p.Labels = top(tests), nil
}

// describe tells of the goroutines at a place in some snapshots.
func (p *Place) describe(in func(*profile.Snapshot) bool) {
	states, creators, labels := make(map[string]int64), make(map[string]int64), make(map[string]int64)
	for _, s := range p.seen {
		if !in(s.snap) {
			continue
		}
		state := s.stack.State
		if s.stack.Locked {
			state = strings.TrimPrefix(state+", locked to thread", ", ")
		}
		if state != "" {
			states[state] += s.tally.Count
		}
		if c := s.stack.Creator; c != nil {
			creators[fmt.Sprintf("%s %s:%d", c.Func, c.File, c.Line)] += s.tally.Count
		}
		for label, n := range s.tally.Labels {
			labels[label] += int64(n)
		}
	}
	p.States, p.CreatedBy, p.Labels = top(states), top(creators), top(labels)
}

func (p *Place) summarizeKind(kind profile.Kind, before, after []*profile.Snapshot) {
	if len(after) == 0 {
		return
	}
	var counts []int64
	for _, snap := range after {
		n := int64(0)
		if t := p.perSnapshot[snap]; t != nil {
			n = t.Count
			p.Minutes = max(p.Minutes, t.Minutes)
		}
		counts = append(counts, n)
	}
	last := counts[len(counts)-1]
	if t := p.perSnapshot[after[len(after)-1]]; t != nil {
		p.Leaked = max(p.Leaked, t.Leaked)
	}
	if kind == profile.Threads {
		p.Threads = max(p.Threads, last)
	} else {
		p.Goroutines = max(p.Goroutines, last)
	}
	if kind == profile.Leaks && p.Counts != nil {
		return // the goroutine profiles tell more
	}
	if len(before) > 0 {
		n := int64(0)
		if t := p.perSnapshot[before[len(before)-1]]; t != nil {
			n = t.Count
		}
		p.Before = &n
		counts = append([]int64{n}, counts...)
		after = append(before[len(before)-1:len(before):len(before)], after...)
	}
	if len(counts) > 1 {
		p.Counts = counts
		p.PerMinute = slope(after, counts)
	}
}

// slope returns by how many goroutines a minute the numbers grow: the line through them
// for which the squares of the distances are least. It is 0 if the times are not known.
func slope(snaps []*profile.Snapshot, counts []int64) float64 {
	var n, sx, sy, sxx, sxy float64
	for i, snap := range snaps {
		if snap.Time.IsZero() {
			return 0
		}
		x, y := snap.Time.Sub(snaps[0].Time).Minutes(), float64(counts[i])
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	if d := n*sxx - sx*sx; d > (time.Second / 10).Minutes() {
		return (n*sxy - sx*sy) / d
	}
	return 0
}

package evidence

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// hanging are the checks that tell of goroutines that hang, at their operation.
var hanging = map[string]bool{"abandonedsend": true, "nilchan": true, "orphanrecv": true, "stucklock": true, "stuckwait": true}

// syncs are the checks of those that hang in a call of package sync or the like.
var syncs = map[string]bool{"stucklock": true, "stuckwait": true}

// A target is a place at which a finding says that a goroutine hangs.
type target struct {
	finding   int
	line      int
	operation *operation // nil if the file is no Go
	pkg       string
	related   bool // it is one of those that the finding tells beside its own
	syncs     bool // it may be a call of package sync
}

// A joiner joins.
type joiner struct {
	*locator
	sources  sources
	findings []Finding
	targets  map[string][]target // by file
	places   map[string]*Place   // without a finding
	idle     map[string]*idle
	opts     Options
	result   *Result
}

// idle are the goroutines that wait as they should, by what they are.
type idle struct {
	perSnapshot map[*profile.Snapshot]int64
	places      map[string]bool
}

// Join joins what was read with findings in packages.
func Join(set *profile.Set, findings []Finding, pkgs []Package, opts Options) *Result {
	j := &joiner{
		locator:  newLocator(pkgs),
		sources:  make(sources),
		findings: findings,
		targets:  make(map[string][]target),
		places:   make(map[string]*Place),
		idle:     make(map[string]*idle),
		opts:     opts,
		result:   &Result{Joined: make(map[int]*Place), Events: set.Events},
	}
	for i, f := range findings {
		j.aim(i, f)
	}
	for _, snap := range set.Snapshots {
		if snap.Lost > 0 {
			j.note("%s: %d goroutines are left out, because their stacks are too many", snap.Source, snap.Lost)
		}
		j.count(snap)
	}
	j.forked(set)
	j.finish(set)
	return j.result
}

func (j *joiner) note(format string, args ...any) {
	j.result.Notes = append(j.result.Notes, fmt.Sprintf(format, args...))
}

// aim adds the targets of a finding: its own position, and those that it says goroutines
// block at, too.
func (j *joiner) aim(i int, f Finding) {
	if !hanging[f.Check] {
		return
	}
	add := func(posn string, related bool) {
		file, line, col := cutPosn(posn)
		src := j.sources.get(file)
		t := target{finding: i, line: line, operation: src.operation(line, col), pkg: f.Package, related: related, syncs: syncs[f.Check]}
		if t.operation == nil && (related || src.file != nil) {
			return // a channel that is closed, say
		}
		j.targets[file] = append(j.targets[file], t)
	}
	add(f.Posn, false)
	for _, r := range f.Related {
		if r.Also || strings.HasSuffix(r.Message, " blocks here") || strings.HasSuffix(r.Message, " is locked again here") {
			add(r.Posn, true)
		}
	}
}

// cutPosn takes a "file:line:column" apart. The column may be missing.
func cutPosn(posn string) (file string, line, col int) {
	number := func() (n int) {
		if i := strings.LastIndexByte(posn, ':'); i >= 0 {
			if v, err := strconv.Atoi(posn[i+1:]); err == nil {
				posn, n = posn[:i], v
			}
		}
		return n
	}
	last := number()
	if line = number(); line == 0 {
		return posn, last, 0
	}
	return posn, line, last
}

// count looks at each stack of a snapshot.
func (j *joiner) count(snap *profile.Snapshot) {
	for _, st := range snap.Stacks() {
		t := snap.Tallies[st]
		if st.Op == profile.Running || len(st.Frames) == 0 && st.Creator == nil {
			continue
		}
		p := j.pitfall(st)
		if p == nil && snap.Kind == profile.Threads {
			continue
		}
		if p == nil {
			p = j.joined(st)
		}
		if p == nil {
			if j.opts.Sum && snap.Kind == profile.Goroutines && strings.HasSuffix(snap.Format, " profile") {
				continue
			}
			if what := idleAs(st); what != "" {
				j.wait(what, snap, st, t.Count)
				continue
			}
			p = j.unknown(st)
		}
		p.see(snap, st, t)
	}
}

// see counts goroutines at a place.
func (p *Place) see(snap *profile.Snapshot, st *profile.Stack, t *profile.Tally) {
	sum := p.perSnapshot[snap]
	if sum == nil {
		sum = new(profile.Tally)
		p.perSnapshot[snap] = sum
	}
	sum.Count += t.Count
	sum.Leaked += t.Leaked
	sum.Minutes = max(sum.Minutes, t.Minutes)
	p.seen = append(p.seen, sighting{snap, st, t})
}

func newPlace() *Place {
	return &Place{perSnapshot: make(map[*profile.Snapshot]*profile.Tally)}
}

// joined returns the place of the finding at which goroutines hang, nil if there is none.
func (j *joiner) joined(st *profile.Stack) *Place {
	var best *target
	moved := false
	for i, f := range st.Frames {
		file := ""
		if !j.foreign(f) {
			file = j.locate(f)
		}
		if file == "" {
			continue
		}
		direct := i == 0
		if !direct && st.Frames[i-1].Package == f.Package && f.Package != "main" {
			continue // the operation has a line in this package
		}
		best = j.best(file, f, st.Op, direct)
		if best == nil && direct && !j.sources.get(file).has(f.Line, st.Op, direct) {
			best = j.moved(file, f, st.Op)
			moved = best != nil
		}
		if best != nil {
			break
		}
	}
	if best == nil {
		return nil
	}
	p := j.result.Joined[best.finding]
	if p == nil {
		p = newPlace()
		p.Posn, p.Local = j.findings[best.finding].Posn, true
		j.result.Joined[best.finding] = p
	}
	p.Moved = p.Moved || moved
	p.Evidence.Moved = p.Moved
	return p
}

// best returns the target at the line of a call that fits best.
func (j *joiner) best(file string, f *profile.Frame, op profile.Op, direct bool) (best *target) {
	distance := func(t *target) int { return max(t.line-f.Line, f.Line-t.line) }
	for i := range j.targets[file] {
		t := &j.targets[file][i]
		o := t.operation
		switch {
		case o == nil && t.line == f.Line:
		case o == nil, !o.at(f.Line):
			continue
		case direct && !o.does(op), !direct && (!o.call || t.related && !(t.syncs && inSync[op])):
			continue
		}
		if best == nil || cmp.Or(compareBool(t.related, best.related), cmp.Compare(distance(t), distance(best))) < 0 {
			best = t
		}
	}
	return best
}

// inSync are the operations that are calls of package sync.
var inSync = map[profile.Op]bool{profile.Group: true, profile.Lock: true, profile.Cond: true}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

// moved returns the only target in a function that does what the goroutine does, for a
// line at which the source has nothing of that kind: it has changed since the build.
func (j *joiner) moved(file string, f *profile.Frame, op profile.Op) (only *target) {
	if op == profile.Unknown {
		return nil
	}
	for i := range j.targets[file] {
		t := &j.targets[file][i]
		if t.related || t.operation == nil || t.operation.decl != f.Declaration() || !t.operation.does(op) {
			continue
		}
		if only != nil {
			return nil
		}
		only = t
	}
	return only
}

// unknown returns the place of goroutines that hang where nothing is found.
func (j *joiner) unknown(st *profile.Stack) *Place {
	f := st.Creator
	why := "started here"
	for _, frame := range st.Frames {
		if !j.foreign(frame) {
			f, why = frame, ""
			break
		}
	}
	if f == nil || why != "" && j.foreign(f) && len(st.Frames) > 0 {
		f, why = st.Frames[0], ""
	}
	file, local := j.locate(f), true
	if file == "" {
		file, local = f.File, false
	}
	key := fmt.Sprintf("%s:%d %d %s", file, f.Line, st.Op, why)
	p := j.places[key]
	if p == nil {
		p = newPlace()
		p.Posn, p.Function, p.Package, p.Local, p.Why = fmt.Sprintf("%s:%d", file, f.Line), f.Func, f.Package, local, why
		direct := len(st.Frames) > 0 && st.Frames[0] == f
		if local && why == "" && !j.sources.get(file).has(f.Line, st.Op, direct) {
			p.Moved, p.Evidence.Moved = true, true
		}
		j.places[key] = p
	}
	return p
}

// idleAs returns what the goroutines of a stack are, if it is known that they wait.
func idleAs(st *profile.Stack) string {
	if st.Op == profile.Sleep {
		return "sleeping"
	}
	if st.Op == profile.Runtime {
		return "of the runtime"
	}
	names := make([]string, len(st.Frames))
	for i, f := range st.Frames {
		names[i] = f.Func
	}
	return model.Idle(names, st.State)
}

// wait counts goroutines that wait as they should.
func (j *joiner) wait(what string, snap *profile.Snapshot, st *profile.Stack, n int64) {
	w := j.idle[what]
	if w == nil {
		w = &idle{make(map[*profile.Snapshot]int64), make(map[string]bool)}
		j.idle[what] = w
	}
	w.perSnapshot[snap] += n
	if len(st.Frames) > 0 {
		f := st.Frames[len(st.Frames)-1]
		w.places[fmt.Sprint(f.Func, f.Line)] = true
	}
}

// finish sorts what was counted.
func (j *joiner) finish(set *profile.Set) {
	for i, p := range j.result.Joined {
		p.summarize(set, j.opts)
		if j.findings[i].Check == "cgoresolver" {
			p.Lookups = j.lookups(set)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(j.places)) {
		p := j.places[key]
		p.summarize(set, j.opts)
		if p.held() > 0 || p.Before != nil {
			j.result.Blocked = append(j.result.Blocked, p)
		}
	}
	slices.SortStableFunc(j.result.Blocked, Compare)
	for _, what := range slices.Sorted(maps.Keys(j.idle)) {
		w, n := j.idle[what], int64(0)
		for _, kind := range []profile.Kind{profile.Goroutines, profile.Leaks} {
			_, after := series(set, kind, j.opts)
			for i, snap := range after {
				if j.opts.Sum || i == len(after)-1 {
					n += w.perSnapshot[snap]
				}
			}
			if n > 0 {
				break // the other has the same goroutines
			}
		}
		if n > 0 {
			j.result.Idle = append(j.result.Idle, Idle{what, n, len(w.places)})
		}
	}
	slices.SortStableFunc(j.result.Idle, func(x, y Idle) int { return cmp.Compare(y.Goroutines, x.Goroutines) })
}

// held is what hangs at a place.
func (p *Place) held() int64 { return max(p.Goroutines, p.Threads) }

// Compare orders places by what hangs there: the most first, and of as many those first
// that the runtime knows to be leaked.
func Compare(x, y *Place) int {
	return cmp.Or(cmp.Compare(y.held(), x.held()), cmp.Compare(y.Leaked, x.Leaked), cmp.Compare(x.Posn, y.Posn))
}

// top returns the five most frequent texts, with their numbers.
func top(counts map[string]int64) []string {
	texts := slices.SortedFunc(maps.Keys(counts), func(x, y string) int {
		return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y))
	})
	texts = texts[:min(len(texts), 5)]
	for i, text := range texts {
		texts[i] = fmt.Sprintf("%s %d", text, counts[text])
	}
	return texts
}

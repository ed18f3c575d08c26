package cure

import (
	"cmp"
	"go/ast"
	"go/token"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Root is a root that was explored.
type Root struct {
	Func    *ssa.Function
	Stuck   []*witness.Stuck
	Entered map[*ssa.Function]bool              // the functions that ran
	Sent    map[*ssa.MakeChan][]ssa.Instruction // who sent to a channel, by position
}

// A candidate is a change that may help.
type candidate struct {
	kind     witness.CureKind
	remedies []string // in ever fewer words
	change   ssabuild.Change
	fix      *analysis.SuggestedFix // the same as edits of the text; nil: not known exactly

	rooms []*room // of the buffers, if it is about such
}

// Bounds, of what is tried for one site and in one root.
const (
	maxCandidates = 8
	maxSites      = 6
)

// A site is an operation at which somebody is stuck, in one root or several.
type site struct {
	stuck []*witness.Stuck
	list  []*candidate
	next  int // of list

	by    *candidate // that helps alone
	roots []*Root    // in which it does
}

func (s *site) done() bool { return s.stuck[0].Cure != nil || s.next >= len(s.list) }

// cured notes that a candidate, alone, helps in some roots.
func (s *site) cured(by *candidate, in []*Root) {
	s.by, s.roots = by, in
	s.note(by)
}

func (s *site) note(by *candidate) {
	for _, st := range s.stuck {
		st.Cure = &witness.Cure{Kind: by.kind, Remedies: by.remedies, Fix: by.fix}
	}
}

// Find looks for a cure of each stuck goroutine of a world, and notes it there. It returns
// how often the package was built and how many roots were explored for that.
func Find(p *code.Program, roots []*Root) (built, explored int) {
	f := &finder{p: p, roots: roots}
	f.findSites()
	for f.round() {
	}
	for i := range 2 {
		f.together(i)
	}
	f.others()
	return f.built, f.explored
}

type finder struct {
	p     *code.Program
	roots []*Root
	sites []*site

	built, explored int
}

// findSites collects the sites, in the order of the roots.
func (f *finder) findSites() {
	at := make(map[search.Key]*site)
	for _, r := range f.roots {
		if len(r.Stuck) > maxSites {
			continue
		}
		for _, st := range r.Stuck {
			k := search.Key{Pos: st.Pos, Op: st.Op}
			list := f.candidates(r, st)
			list = list[:min(len(list), maxCandidates)]
			if s := at[k]; s == nil {
				at[k] = &site{list: list}
				f.sites = append(f.sites, at[k])
			} else if len(s.stuck) < maxSites {
				s.list = both(s.list, list)
			}
			at[k].stuck = append(at[k].stuck, st)
		}
	}
	slices.SortStableFunc(f.sites, func(a, b *site) int { return cmp.Compare(a.stuck[0].Pos, b.stuck[0].Pos) })
}

// both returns candidates for an operation at which goroutines of two roots are stuck: what
// may help in both, and where they wait for channels that are made in two places, what
// may help at each of these.
func both(list, more []*candidate) []*candidate {
	var all []*candidate
	for i, c := range list {
		all = append(all, c)
		if i >= len(more) || more[i].kind != c.kind || c.same(more[i]) || slices.ContainsFunc(list, more[i].same) {
			continue
		}
		joined := *c
		joined.rooms = slices.Concat(c.rooms, more[i].rooms)
		joined.change = maps.Clone(c.change)
		maps.Copy(joined.change, more[i].change)
		joined.remedies = c.remedies[len(c.remedies)-1:]
		if joined.fix = nil; c.fix != nil && more[i].fix != nil {
			joined.fix = &analysis.SuggestedFix{Message: c.fix.Message, TextEdits: slices.Concat(c.fix.TextEdits, more[i].fix.TextEdits)}
		}
		all = append(all, &joined)
	}
	return all
}

// same reports whether two candidates change the same nodes.
func (c *candidate) same(other *candidate) bool {
	return len(c.change) == len(other.change) && !slices.ContainsFunc(slices.Collect(maps.Keys(c.change)), func(n ast.Node) bool {
		_, ok := other.change[n]
		return !ok
	})
}

// candidates returns what may help, the best first.
func (f *finder) candidates(r *Root, st *witness.Stuck) []*candidate {
	o := &operation{p: f.p, root: r, Stuck: st}
	return slices.Concat(o.buffers(), o.cancels(), o.closes(), o.unlocks(), o.dones(), o.cases())
}

// round tries the next candidate of each site, as many as possible in one build: those that
// no root has to do with two of. It reports whether there was one.
func (f *finder) round() bool {
	change := make(ssabuild.Change)
	concerned := make(map[*site][]*Root)
	busy := make(map[*Root]bool)
	var batch []*site
	for _, s := range f.sites {
		if s.done() {
			continue
		}
		roots := f.concerned(s.list[s.next].change, s)
		if slices.ContainsFunc(roots, func(r *Root) bool { return busy[r] }) {
			continue
		}
		for _, r := range roots {
			busy[r] = true
		}
		maps.Copy(change, s.list[s.next].change)
		concerned[s] = roots
		batch = append(batch, s)
	}
	if len(batch) == 0 {
		return false
	}
	with := f.changed(change)
	for _, s := range batch {
		c, with := s.list[s.next], with
		s.next++
		if with == nil && len(batch) > 1 {
			with = f.changed(c.change) // another one has no types
		}
		if with != nil && with.prove(concerned[s], c) {
			s.cured(c, concerned[s])
		}
	}
	return true
}

// others gives sites without a cure that of another one with which nobody is stuck in
// their roots.
func (f *finder) others() {
	for _, s := range f.sites {
		if s.stuck[0].Cure != nil {
			continue
		}
		for _, other := range f.sites {
			if other.by != nil && !slices.ContainsFunc(s.stuck, func(st *witness.Stuck) bool {
				return !slices.ContainsFunc(other.roots, func(r *Root) bool { return r.Func == st.Root })
			}) {
				s.note(other.by)
				break
			}
		}
	}
}

// together tries, in each root with several sites of which none could be helped alone,
// the i-th candidates of all of them at once: then each is a cure of its own defect.
func (f *finder) together(i int) {
	change := make(ssabuild.Change)
	busy := make(map[*Root]bool)
	type group struct {
		sites  []*site
		roots  []*Root
		change ssabuild.Change
	}
	var groups []group
	for _, r := range f.roots {
		g := group{}
		all := make(ssabuild.Change)
		for _, s := range f.sites {
			if !slices.ContainsFunc(s.stuck, func(st *witness.Stuck) bool { return st.Root == r.Func }) {
				continue
			}
			if s.stuck[0].Cure != nil || i >= len(s.list) && i > 0 || len(s.list) == 0 {
				g.sites = nil
				break
			}
			maps.Copy(all, s.list[i].change)
			g.sites = append(g.sites, s)
		}
		if len(g.sites) < 2 {
			continue
		}
		g.roots = f.concerned(all, g.sites...)
		if slices.ContainsFunc(g.roots, func(r *Root) bool { return busy[r] }) {
			continue
		}
		for _, r := range g.roots {
			busy[r] = true
		}
		maps.Copy(change, all)
		g.change = all
		groups = append(groups, g)
	}
	if len(groups) == 0 {
		return
	}
	with := f.changed(change)
	for _, g := range groups {
		with := with
		if with == nil {
			with = f.changed(g.change) // another one has no types
		}
		var list []*candidate
		for _, s := range g.sites {
			list = append(list, s.list[i])
		}
		if with != nil && with.prove(g.roots, list...) {
			for _, s := range g.sites {
				s.note(s.list[i])
			}
		}
	}
}

// concerned returns the roots from which a function runs that a change is in, and those in
// which somebody is stuck at one of the sites.
func (f *finder) concerned(c ssabuild.Change, sites ...*site) []*Root {
	var list []*Root
	for _, r := range f.roots {
		if slices.ContainsFunc(sites, func(s *site) bool {
			return slices.ContainsFunc(s.stuck, func(st *witness.Stuck) bool { return st.Root == r.Func })
		}) {
			list = append(list, r)
			continue
		}
		for fn := range r.Entered {
			if syntax := fn.Syntax(); syntax != nil && touches(c, syntax) {
				list = append(list, r)
				break
			}
		}
	}
	return list
}

func touches(c ssabuild.Change, in ast.Node) bool {
	for n := range c {
		if in.Pos() <= n.Pos() && n.Pos() < in.End() {
			return true
		}
	}
	return false
}

// A variant is the world with a change.
type variant struct {
	f     *finder
	p     *code.Program
	roots map[token.Pos][]*ssa.Function
}

// changed builds the package with a change, or returns nil if that has no types.
func (f *finder) changed(c ssabuild.Change) *variant {
	f.built++
	s, err := f.p.SSA.Changed(c)
	if err != nil {
		return nil
	}
	world := s.Worlds()[slices.Index(f.p.SSA.Worlds(), f.p.World)]
	v := &variant{f, code.NewProgram(s, world, f.p.Feeds), make(map[token.Pos][]*ssa.Function)}
	for _, fn := range v.p.Effects.Roots() {
		v.roots[fn.Pos()] = append(v.roots[fn.Pos()], fn)
	}
	return v
}

// prove reports whether nobody is stuck in the variants of some roots, however often loops
// go round, with some candidates.
func (v *variant) prove(roots []*Root, list ...*candidate) bool {
	for _, r := range roots {
		i := slices.IndexFunc(v.roots[r.Func.Pos()], func(fn *ssa.Function) bool { return fn.String() == r.Func.String() })
		if i < 0 {
			return false
		}
		v.f.explored++
		ok, entered, cut := search.Proves(v.p, v.p.Effects.View(v.roots[r.Func.Pos()][i]))
		if !ok {
			return false
		}
		for _, c := range list {
			if cut && slices.ContainsFunc(c.rooms, func(room *room) bool { return room.runsOut(v.p, entered) }) {
				return false
			}
		}
	}
	return len(roots) > 0
}

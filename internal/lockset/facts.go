package lockset

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/guard"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Locks says what a function does to locks of its receiver and arguments that other packages
// may hold: what it leaves of them, which it takes, and what it calls meanwhile.
type Locks struct {
	Outcomes []Outcome // none if it leaves all as they were
	Takes    []Take
	Calls    []Call
}

// A Lock is where a lock is.
type Lock struct {
	Arg  int   // which argument leads there, the receiver first
	Path []int // fields by their numbers, and loaded
}

// loaded stands in a path for what is loaded from there.
const loaded = -1

// An Outcome is a way in which the function returns.
type Outcome struct {
	Effects []Effect
	Results []class
	Guards  []Guard
}

// An Effect is that a lock is held N times more than before.
type Effect struct {
	Lock Lock
	Read bool
	N    int
}

// A Guard is what an argument is.
type Guard struct {
	Arg int
	Is  class
}

// A Take is a lock that the function takes.
type Take struct {
	Lock   Lock
	Read   bool
	Gone   []Lock // given back before, for the caller
	Guards []Guard
}

// A Call is one of an argument, or of a method of it.
type Call struct {
	Arg    int
	Method string
	Held   []Take // meanwhile
	Gone   []Lock
}

// AFact marks Locks as a fact.
func (*Locks) AFact() {}

// String tells what is done to locks, for tests.
func (f *Locks) String() string {
	var parts []string
	for _, o := range f.Outcomes {
		var part strings.Builder
		part.WriteString("leaves")
		for _, g := range o.Guards {
			fmt.Fprintf(&part, " if arg%d=%d", g.Arg, g.Is)
		}
		for _, e := range o.Effects {
			fmt.Fprintf(&part, " %s%+d%s", e.Lock, e.N, mode(e.Read))
		}
		if len(o.Results) > 0 {
			fmt.Fprintf(&part, " => %d", o.Results)
		}
		parts = append(parts, part.String())
	}
	for _, t := range f.Takes {
		parts = append(parts, "takes "+t.Lock.String()+mode(t.Read))
	}
	for _, c := range f.Calls {
		var part strings.Builder
		fmt.Fprintf(&part, "calls arg%d", c.Arg)
		if c.Method != "" {
			part.WriteString("." + c.Method)
		}
		for _, h := range c.Held {
			part.WriteString(" with " + h.Lock.String() + mode(h.Read))
		}
		parts = append(parts, part.String())
	}
	return strings.Join(parts, "; ")
}

func mode(read bool) string {
	if read {
		return "r"
	}
	return ""
}

func (l Lock) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "arg%d", l.Arg)
	for _, at := range l.Path {
		if at == loaded {
			s.WriteByte('*')
		} else {
			fmt.Fprintf(&s, ".%d", at)
		}
	}
	return s.String()
}

// Analyzer exports a fact about each function that others can name and that does something to
// locks which others may hold.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallslocks",
	Doc:        "find what functions do to locks of their arguments",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer},
	FactTypes:  []analysis.Fact{new(Locks)},
	ResultType: guard.ResultType[*Package](),
	Run:        guard.Engine(run),
}

// A Package is one with the variants in which it is looked at.
type Package struct {
	concerned bool
	worlds    func() []*World
}

// Of returns the package of a pass whose analyzer requires [Analyzer].
func Of(pass *analysis.Pass) *Package { return guard.Of[*Package](pass, Analyzer) }

// Worlds returns the variants of the package, nothing if it does nothing with locks.
func (p *Package) Worlds() []*World {
	if !p.concerned {
		return nil
	}
	return p.worlds()
}

func run(pass *analysis.Pass) (*Package, error) {
	imported := func(fn *types.Func) *Locks { return ssabuild.ImportFact[Locks](pass, fn) }
	p := &Package{concerned: Mentions(pass) || holds(pass, imported)}
	p.worlds = guard.OnceValue(func() (worlds []*World) {
		for _, world := range ssabuild.Of(pass).SSA().Worlds() {
			worlds = append(worlds, New(world, flow.Of(pass, world), imported))
		}
		return worlds
	})
	if model.IsStd(pass.Pkg.Path()) || !p.concerned || !MayExportFacts(pass.Files) {
		return p, nil
	}
	w := p.Worlds()[0]
	known := w.reachable()
	for obj, fn := range w.Exported() {
		if fact := w.fact(fn, known); fact != nil {
			pass.ExportObjectFact(obj, fact)
		}
	}
	return p, nil
}

// holds reports whether a package calls a function of another one that leaves a lock held, or
// holds one while it calls what it is given.
func holds(pass *analysis.Pass, imported func(*types.Func) *Locks) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok {
			if fact := imported(fn); fact != nil && (len(fact.Outcomes) > 0 || slices.ContainsFunc(fact.Calls, func(c Call) bool { return len(c.Held) > 0 })) {
				return true
			}
		}
	}
	return false
}

// reachable returns the fields of the locks that other packages may hold though they cannot
// name them: a function leaves them held, or holds them while it calls what it is given.
func (w *World) reachable() map[types.Object]bool {
	found := make(map[types.Object]bool)
	for _, fn := range w.Exported() {
		s := w.summaries[fn]
		if s == nil || s.unknown {
			continue
		}
		for _, o := range s.outcomes {
			for _, e := range o.effects {
				if !e.group {
					found[e.place.field()] = true
				}
			}
		}
		for _, i := range s.invokes {
			for _, h := range i.held {
				found[h.place.field()] = true
			}
		}
	}
	return found
}

// fact returns what others have to know of a function, or nil.
func (w *World) fact(fn *ssa.Function, known map[types.Object]bool) *Locks {
	s := w.summaries[fn]
	if s == nil || s == nothing || s.unknown || len(s.outcomes) == 0 {
		return nil
	}
	fact := new(Locks)
	leaves := false
	for _, o := range s.outcomes {
		out := Outcome{Results: o.results, Guards: guardsOf(fn, o.guards)}
		for _, e := range o.effects {
			if l, ok := lockOf(fn, e.place); ok && !e.group {
				out.Effects = append(out.Effects, Effect{l, e.read, e.n})
				leaves = true
			}
		}
		fact.Outcomes = append(fact.Outcomes, out)
	}
	if !leaves {
		fact.Outcomes = nil
	}
	for i := range s.acquires {
		a := &s.acquires[i]
		if l, ok := lockOf(fn, a.place); ok && !a.flag && (known[a.place.field()] || w.isOpenLock(a.place)) {
			fact.Takes = append(fact.Takes, Take{l, a.read, locksOf(fn, a.gone), guardsOf(fn, a.guards)})
		}
	}
	for _, i := range s.invokes {
		at := paramOf(fn, i.param)
		if i.flag || at < 0 {
			continue
		}
		c := Call{Arg: at, Gone: locksOf(fn, i.gone)}
		if i.method != nil {
			c.Method = i.method.Name()
		}
		for _, h := range i.held {
			if l, ok := lockOf(fn, h.place); ok {
				c.Held = append(c.Held, Take{Lock: l, Read: h.read})
			}
		}
		fact.Calls = append(fact.Calls, c)
	}
	if len(fact.Outcomes)+len(fact.Takes)+len(fact.Calls) == 0 {
		return nil
	}
	return fact
}

// isOpenLock reports whether other packages can name a lock: it is theirs, or given to the
// function itself, or a field that is exported or embedded.
func (w *World) isOpenLock(p *place) bool {
	f, ok := p.field().(*types.Var)
	return !ok || f.Pkg() != w.Pkg || f.Exported() || f.Embedded()
}

func guardsOf(fn *ssa.Function, list []premise) (guards []Guard) {
	for _, g := range list {
		if at := paramOf(fn, g.value); at >= 0 {
			guards = append(guards, Guard{at, g.is})
		}
	}
	return guards
}

func locksOf(fn *ssa.Function, list []*place) (locks []Lock) {
	for _, p := range list {
		if l, ok := lockOf(fn, p); ok {
			locks = append(locks, l)
		}
	}
	return locks
}

// lockOf returns a place as other packages know it, ok is false if it is not reached from a
// parameter by fields alone.
func lockOf(fn *ssa.Function, p *place) (l Lock, ok bool) {
	if l.Arg = paramOf(fn, p.root); l.Arg < 0 {
		return l, false
	}
	for _, s := range p.path {
		switch {
		case s.kind == load:
			l.Path = append(l.Path, loaded)
		case s.kind == field && s.field != nil:
			l.Path = append(l.Path, s.at)
		default:
			return l, false
		}
	}
	return l, true
}

package lockset

import (
	"go/constant"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/term"
)

// A state is what is known at one place of one path.
type state struct {
	holds   []hold
	counts  []count // of groups
	decided []decision
	values  []binding         // what phis, and variables that were not lifted to registers, are
	defers  []*ssa.Defer      // the first that was deferred first
	guards  []premise         // decided of parameters and captured variables
	epoch   int               // counts the locks taken: what is in memory may be another thing behind one
	ended   []term.Term       // contexts that are done
	denied  []denial          // units of semaphores
	handed  bool              // something was handed on
	flag    bool              // a flag in memory was asked
	loose   bool              // and no lock was held then, it is for good, or it is not known which flag it was
	asked   []*types.Var      // the flags that were asked with a lock held
	done    bool              // the function is done with a group
	taken   []taking          // locks, for the services that a function has
	served  []ssa.Instruction // operations of the function on channels that the path has come to
	trail   *trail
}

// A hold is what a path has done to a lock.
type hold struct {
	place   *place
	read    bool
	n       int             // how often it is held more than on entry
	at      ssa.Instruction // that took it, for n > 0
	gave    ssa.Instruction // that gave it back, for n <= 0
	results []class         // of the call that took it
	free    bool            // it was taken here before it was given back
	sure    bool            // the call that took it does so on all of its paths
	later   *ssa.Defer      // in a loop, that gives it back when the function returns
}

// A decision is how a condition went.
type decision struct {
	cond     term.Term
	is       bool
	at       *ssa.If // nil if a call told
	block    *ssa.BasicBlock
	epoch    int
	volatile bool // it depends on memory or calls
}

// A binding is what a phi or a variable is on a path.
type binding struct {
	of, is       ssa.Value
	ofTerm, term term.Term // of them
}

// A trail is how a path came to where it is: what is not part of the state.
type trail struct {
	before *trail
	instr  ssa.Instruction
}

func (s *state) clone() *state {
	c := *s
	c.holds = slices.Clone(s.holds)
	c.counts = slices.Clone(s.counts)
	c.decided = slices.Clone(s.decided)
	c.values = slices.Clone(s.values)
	c.defers = slices.Clone(s.defers)
	c.guards = slices.Clone(s.guards)
	return &c
}

// appendKey appends what tells a state from others at the same place.
func (s *state) appendKey(b []byte) []byte {
	for _, h := range s.holds {
		b = appendBools(append(b, h.place.key...), h.read, h.free)
		b = strconv.AppendInt(b, int64(h.n), 10)
		b = appendPos(b, h.at)
		if h.later != nil {
			b = appendPos(b, h.later)
		}
	}
	b = append(b, '|')
	for _, c := range s.counts {
		b = strconv.AppendInt(append(append(b, c.place.key...), ' '), int64(c.n), 10)
		b = appendPos(appendBools(b, c.passed, c.called), c.at)
	}
	b = append(b, '|')
	for _, d := range s.decided {
		b = appendBools(strconv.AppendInt(b, int64(d.cond), 10), d.is, d.epoch == s.epoch)
	}
	b = append(b, '|')
	for _, v := range s.values {
		b = append(strconv.AppendInt(b, int64(v.ofTerm), 10), ' ')
		b = append(strconv.AppendInt(b, int64(v.term), 10), ';')
	}
	b = append(b, '|')
	for _, d := range s.defers {
		b = append(strconv.AppendInt(b, int64(d.Pos()), 10), ';')
	}
	b = append(b, '|')
	for _, g := range s.guards {
		b = append(append(b, g.value.Name()...), ' ')
		b = append(strconv.AppendInt(b, int64(g.is), 10), ';')
	}
	b = appendBools(b, s.flag, s.loose, s.done, s.handed)
	b = append(strconv.AppendInt(b, int64(len(s.asked)), 10), '|')
	for _, d := range s.denied {
		b = appendPos(append(b, d.place...), d.at)
	}
	for _, t := range s.ended {
		b = append(strconv.AppendInt(b, int64(t), 10), ';')
	}
	b = append(b, '|')
	for _, t := range s.taken {
		b = appendBools(append(b, t.place.key...), t.read)
	}
	return b
}

// appendPos appends where an instruction is, if there is one.
func appendPos(b []byte, at ssa.Instruction) []byte {
	if at != nil {
		b = strconv.AppendInt(append(b, '@'), int64(at.Pos()), 10)
	}
	return append(b, ';')
}

// appendBools appends a letter for each, and what ends a part of a key.
func appendBools(b []byte, list ...bool) []byte {
	b = append(b, ' ')
	for _, is := range list {
		if is {
			b = append(b, 't')
		} else {
			b = append(b, 'f')
		}
	}
	return append(b, ';')
}

// isHolding reports whether some lock is held.
func (s *state) isHolding() bool {
	return slices.ContainsFunc(s.holds, func(h hold) bool { return h.n > 0 })
}

// asks notes which flag a condition asks, and whether some lock is held.
func (s *state) asks(w *World, cond ssa.Value, isSet bool) {
	load, ok := cond.(*ssa.UnOp)
	if ok && s.isHolding() {
		if addr, ok := load.X.(*ssa.FieldAddr); ok && ssabuild.Field(addr) != nil && !(isSet && w.isOneWay(ssabuild.Field(addr))) {
			if f := ssabuild.Field(addr); !slices.Contains(s.asked, f) { // a loop asks again
				s.asked = append(slices.Clip(s.asked), f)
			}
			return
		}
	}
	s.loose = true
}

// isOneWay reports whether a flag is never taken back, as that something is done is: once it is
// set, who takes the locks in another order before may have done so.
func (w *World) isOneWay(f *types.Var) bool {
	return !slices.ContainsFunc(w.flow.CellOf(f).Stores, func(s *ssa.Store) bool { return constantClass(s.Val) != isTrue })
}

// find returns what was done to a lock, or nil.
func (s *state) find(p *place, read bool) *hold {
	for i := range s.holds {
		if h := &s.holds[i]; h.read == read && h.place.key == p.key {
			return h
		}
	}
	return nil
}

// get is find; it makes what is not there.
func (s *state) get(p *place, read bool) *hold {
	if h := s.find(p, read); h != nil {
		return h
	}
	i, _ := slices.BinarySearchFunc(s.holds, p.key, func(h hold, key string) int {
		if c := strings.Compare(h.place.key, key); c != 0 {
			return c
		}
		if !read && h.read {
			return 1
		}
		return -1
	})
	s.holds = slices.Insert(s.holds, i, hold{place: p, read: read})
	return &s.holds[i]
}

// drop forgets the locks that match.
func (s *state) drop(match func(*hold) bool) {
	s.holds = slices.DeleteFunc(s.holds, func(h hold) bool { return match(&h) })
}

// value returns what a phi or a variable is, or nil.
func (s *state) value(of ssa.Value) ssa.Value {
	for _, b := range s.values {
		if b.of == of {
			return b.is
		}
	}
	return nil
}

// guarded adds a guard; it returns false if the opposite was found before.
func (s *state) guarded(g premise) bool {
	for _, h := range s.guards {
		if h.value == g.value {
			return h.is == g.is
		}
	}
	s.guards = append(s.guards, g)
	slices.SortFunc(s.guards, func(a, b premise) int { return strings.Compare(a.value.Name(), b.value.Name()) })
	return true
}

// constantClass returns what a constant is.
func constantClass(v ssa.Value) class {
	c, ok := v.(*ssa.Const)
	switch {
	case !ok:
		return anything
	case c.IsNil():
		return isNil
	case c.Value != nil && c.Value.Kind() == constant.Bool:
		if constant.BoolVal(c.Value) {
			return isTrue
		}
		return isFalse
	}
	return anything
}

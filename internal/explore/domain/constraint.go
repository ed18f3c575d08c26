package domain

import (
	"iter"
	"slices"
)

// A Constraint is what a path has decided about a symbol.
type Constraint struct {
	Symbol Symbol
	Is     Value // what it equals, if that is known and no number: BoolV, StrV, NilV
	Lo, Hi int64 // of a number, the interval that it lies in
}

// A PathCondition is what a path has decided, by symbol. States that come from one
// share most of it: what is new since is a short list of its own, which is merged
// when it has grown, as in a log-structured tree.
type PathCondition struct {
	old    []Constraint // sorted by symbol; never changed
	recent []Constraint // likewise, and in place of those in old
	stamp  uint32       // of the state that may change recent
	sums   []Symbol     // those by which others are related; never changed
}

const (
	maxRecent    = 24
	maxRelations = 32
)

func bySymbol(f Constraint, x Symbol) int { return int(f.Symbol) - int(x) }

func (p *PathCondition) find(x Symbol) (Constraint, bool) {
	if i, ok := slices.BinarySearchFunc(p.recent, x, bySymbol); ok {
		return p.recent[i], true
	}
	if i, ok := slices.BinarySearchFunc(p.old, x, bySymbol); ok {
		return p.old[i], true
	}
	return Constraint{}, false
}

func (p *PathCondition) set(f Constraint, stamp uint32) {
	if p.stamp != stamp {
		p.recent = append(make([]Constraint, 0, len(p.recent)+4), p.recent...)
		p.stamp = stamp
	}
	i, ok := slices.BinarySearchFunc(p.recent, f.Symbol, bySymbol)
	switch {
	case ok:
		p.recent[i] = f
		return
	case len(p.recent) < maxRecent:
		p.recent = slices.Insert(p.recent, i, f)
		return
	}
	p.recent = slices.Insert(p.recent, i, f)
	p.old = slices.AppendSeq(make([]Constraint, 0, len(p.old)+len(p.recent)), p.All())
	p.recent = nil
}

// All returns the constraints in the order of their symbols.
func (p *PathCondition) All() iter.Seq[Constraint] {
	return func(yield func(Constraint) bool) {
		old := p.old
		for _, f := range p.recent {
			for len(old) > 0 && old[0].Symbol < f.Symbol {
				if !yield(old[0]) {
					return
				}
				old = old[1:]
			}
			if len(old) > 0 && old[0].Symbol == f.Symbol {
				old = old[1:]
			}
			if !yield(f) {
				return
			}
		}
		for _, f := range old {
			if !yield(f) {
				return
			}
		}
	}
}

// Constraint returns what the path has decided about a symbol, and whether it has
// decided anything.
func (s *State) Constraint(x Symbol) (Constraint, bool) {
	if f, ok := s.PathCondition.find(x); ok {
		return f, true
	}
	return Constraint{Symbol: x, Lo: MinInt, Hi: MaxInt}, false
}

// Constrain adds a constraint to the path condition, in place of the one that there
// is about the symbol.
func (s *State) Constrain(f Constraint) {
	switch is := f.Is.(type) {
	case nil:
	case IntV:
		f.Is, f.Lo, f.Hi = nil, int64(is), int64(is)
	default:
		f.Lo, f.Hi = MinInt, MaxInt
	}
	s.PathCondition.set(f, s.Stamp)
}

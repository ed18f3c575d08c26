package search

import (
	"go/types"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
)

// What is decided about a value matters only as long as a branch ahead may ask for it
// again. States that differ in nothing else are one state, which is what keeps
// the number of states from doubling with each branch.
//
// Should a branch be overlooked here, two paths are taken for one and the second is not
// explored: that can miss a leak, it cannot invent one.

// memory writes what lies in memory; numbers and flags that nobody asks for are
// left out.
func (c *canonicalizer) memory(v domain.Value, t types.Type, at effects.Place) {
	if c.m.precision == Coarse && t != nil && !c.m.HoldsSync(t) {
		c.byte('_')
		return
	}
	switch v := v.(type) {
	case *domain.AggV:
		if t == nil {
			break
		}
		if st, ok := t.Underlying().(*types.Struct); ok && st.NumFields() == len(v.Elems) {
			c.byte('{')
			places := c.m.FieldPlaces(st)
			for i, e := range v.Elems {
				c.memory(e, st.Field(i).Type(), places[i])
			}
			return
		}
	case domain.IntV, domain.BoolV, domain.StrV, domain.Symbol, nil:
		if c.m.precision == Coarse || at != effects.Nowhere && (at == effects.Unread || !c.questions.Has(int(at))) && t != nil && !c.m.Reaches(t) {
			c.byte('_')
			return
		}
	}
	c.value(v)
}

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

// A room is memory of one type: an object or a field.
type room struct {
	typ                types.Type // nil if unknown
	holdsSync, reaches bool       // of the type
	at                 effects.Place
}

func (c *canonicalizer) room(t types.Type, at effects.Place) room {
	if t == nil {
		return room{at: at}
	}
	return room{t, c.m.HoldsSync(t), c.m.Reaches(t), at}
}

// fields returns the rooms of the fields of a struct.
func (c *canonicalizer) fields(t *types.Struct) []room {
	list, ok := c.structs[t]
	if !ok {
		for i, at := range c.m.FieldPlaces(t) {
			list = append(list, c.room(t.Field(i).Type(), at))
		}
		c.structs[t] = list
	}
	return list
}

// memory writes what lies in memory; numbers and flags that nobody asks for are
// left out.
func (c *canonicalizer) memory(v domain.Value, r room) {
	if c.m.precision == Coarse && r.typ != nil && !r.holdsSync {
		c.byte('_')
		return
	}
	switch v := v.(type) {
	case *domain.AggV:
		if r.typ == nil {
			break
		}
		if st, ok := r.typ.Underlying().(*types.Struct); ok && st.NumFields() == len(v.Elems) {
			c.byte('{')
			fields := c.fields(st)
			for i, e := range v.Elems {
				c.memory(e, fields[i])
			}
			return
		}
	case domain.IntV, domain.BoolV, domain.StrV, domain.Symbol, nil:
		if c.m.precision == Coarse || r.at != effects.Nowhere && (r.at == effects.Unread || !c.questions.Has(int(r.at))) && r.typ != nil && !r.reaches {
			c.byte('_')
			return
		}
	}
	c.value(v)
}

package buildenv

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A Given says what a function does if it is given something that is not known to
// need no lookup.
type Given struct {
	Name    string // of the function, F or T.M, in a fact
	Param   int    // what it is given, -1 for the receiver
	Path    string // the field in that: A.B
	Network int    // what names the network, on which there may be no names; -1 if nothing does
	Form    form
	Kind    kind
}

const noNetwork = -1

// does returns what becomes of who uses a function of another package, and what
// depends on what that is given.
func (g *graph) does(fn *types.Func) (kind, []Given) {
	if fn.Pkg() == nil || fn.Pkg() == g.pass.Pkg {
		return 0, nil
	}
	if recv := receiverOf(fn); recv != nil && g.own[recv.Obj()] {
		return 0, nil // what sets the field tells
	}
	var k kind
	var givens []Given
	known := false
	add := func(operand int, given Given) {
		given.Param = operand
		givens = append(givens, given)
	}
	for _, e := range model.EffectsOf(fn) {
		switch e.Effect {
		case model.Lookup:
			k |= looks
		case model.SQLDriver:
			k |= drives
		case model.Dialled:
			known = true
		case model.Resolves:
			add(e.Operands[0].Index, Given{Network: noNetwork, Kind: looks})
		case model.Dials:
			add(e.Operands[1].Index, Given{Network: e.Operands[0].Index, Kind: looks})
		case model.DialsTarget:
			add(e.Operands[0].Index, Given{Network: noNetwork, Form: target, Kind: looks})
		case model.SQLOpen:
			add(e.Operands[0].Index, Given{Network: noNetwork, Form: source, Kind: opens})
		}
	}
	if fact := g.facts[fn.Pkg()]; fact != nil && !known && k == 0 && givens == nil {
		return fact.of(nameIn(fn))
	}
	return k, givens
}

// update finds out anew what a use leads to, and reports whether there is more.
func (g *graph) update(n *node, u *use) bool {
	givens := u.givens
	if u.to != nil {
		givens = u.to.givens
	}
	kinds, more := u.kind, false
	for _, given := range givens {
		if u.call != nil {
			more = g.give(n, u, given) || more
		} else if !g.callsAreHarmless(u.id, given) {
			u.kind |= given.Kind
		}
	}
	more = more || u.kind != kinds || n.kinds|u.kinds() != n.kinds
	n.kinds |= u.kinds()
	return more
}

// give finds out what follows from what a call passes. What comes from a parameter
// depends on the callers of the function. Where the parameter went into a field or
// variable first, the function that stored it gives, and the one that dials asks.
func (g *graph) give(n *node, u *use, given Given) (more bool) {
	d := g.demand(u.call, given)
	if d.from.unknown {
		u.kind |= given.Kind
	}
	for _, from := range d.from.params {
		next := Given{Param: from.index, Path: from.path, Network: noNetwork, Form: given.Form, Kind: given.Kind}
		giver := n
		switch {
		case from.fn == n.obj:
			u.perhaps |= given.Kind
			next.Network = d.networkOf(from.fn)
		case given.Kind == opens:
			u.kind |= opens
			continue
		default:
			if given.Kind == looks {
				u.kind |= asks
			}
			giver, next.Kind = g.nodes[from.fn], gives
		}
		if !slices.Contains(giver.givens, next) {
			giver.givens = append(giver.givens, next)
			more = true
		}
	}
	return more
}

// callsAreHarmless reports whether a function that is mentioned without being called
// goes to a variable of the package, of which all calls are harmless.
func (g *graph) callsAreHarmless(mention *ast.Ident, given Given) bool {
	known := g.values()
	v := known.stored[mention]
	if v == nil || v.Exported() || v.Pkg() != g.pass.Pkg || known.shared[v] != nil || known.others[v] != nil {
		return false
	}
	return !slices.ContainsFunc(known.calls[v], func(call *ast.CallExpr) bool { return !g.demand(call, given).from.harmless() })
}

// A demand is what a call passes where something is looked up.
type demand struct {
	from    origins
	network origins
}

// networkOf returns the parameter of a function which names the network.
func (d *demand) networkOf(fn *types.Func) int {
	if d.network.unknown || len(d.network.params) != 1 {
		return noNetwork
	}
	from := d.network.params[0]
	if from.fn != fn || from.path != "" || from.index == receiver {
		return noNetwork
	}
	return from.index
}

type demandKey struct {
	call  *ast.CallExpr
	given Given
}

// demand returns what a call passes, or nothing if it does not matter.
func (g *graph) demand(call *ast.CallExpr, given Given) *demand {
	given.Name, given.Kind = "", 0
	key := demandKey{call, given}
	d := g.demands[key]
	if d == nil {
		d = g.newDemand(call, given)
		g.demands[key] = d
	}
	return d
}

func (g *graph) newDemand(call *ast.CallExpr, given Given) *demand {
	d := &demand{network: origins{unknown: true}}
	if given.Network != noNetwork {
		if d.network = g.originsOf(call, given.Network, "", network); d.network.harmless() {
			return d
		}
	}
	d.from = g.originsOf(call, given.Param, given.Path, given.Form)
	if !d.from.harmless() && g.values().listened[call] {
		d.from = origins{}
	}
	return d
}

// values returns what is known of the variables of the package.
func (g *graph) values() *values {
	if g.known == nil {
		g.known = newValues(g.pass.Pkg, g.pass.TypesInfo, g.files)
	}
	return g.known
}

// compare orders givens by their names.
func (g Given) compare(other Given) int {
	return cmp.Or(cmp.Compare(g.Name, other.Name), cmp.Compare(g.Param, other.Param), cmp.Compare(g.Path, other.Path),
		cmp.Compare(g.Network, other.Network), cmp.Compare(g.Form, other.Form), cmp.Compare(g.Kind, other.Kind))
}

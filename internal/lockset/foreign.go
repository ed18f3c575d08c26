package lockset

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A given is a parameter of a function of another package, the receiver first: go/ssa makes
// none for functions that have no body.
type given struct {
	fn *ssa.Function
	at int
}

func (g *given) Name() string                            { return fmt.Sprintf("arg%d", g.at) }
func (g *given) String() string                          { return g.Name() }
func (g *given) Type() types.Type                        { return parameterType(g.fn.Signature, g.at) }
func (g *given) Parent() *ssa.Function                   { return g.fn }
func (g *given) Referrers() *[]ssa.Instruction           { return nil }
func (g *given) Operands(list []*ssa.Value) []*ssa.Value { return list }
func (g *given) Pos() token.Pos                          { return token.NoPos }

// parameterType returns the type of a parameter, the receiver first, or nil.
func parameterType(sig *types.Signature, at int) types.Type {
	if recv := sig.Recv(); recv != nil {
		if at == 0 {
			return recv.Type()
		}
		at--
	}
	if at >= sig.Params().Len() {
		return nil
	}
	return sig.Params().At(at).Type()
}

// paramOf returns which parameter of a function a value is, -1 if it is none.
func paramOf(fn *ssa.Function, v ssa.Value) int {
	switch v := v.(type) {
	case *ssa.Parameter:
		if v.Parent() == fn {
			return flow.ParamIndex(v)
		}
	case *given:
		if v.fn == fn {
			return v.at
		}
	}
	return -1
}

// summaryOf returns what a function does to locks: of this package, as far as it is known by
// now, or by the fact about one of another package; nil if nothing is known.
func (w *World) summaryOf(fn *ssa.Function) *summary {
	if s, ok := w.summaries[fn]; ok || fn == nil || len(fn.Blocks) > 0 {
		return s
	}
	var s *summary
	if fact := w.factAbout(callee.Object(fn)); fact != nil {
		s = summaryBy(fn, fact)
	}
	w.summaries[fn] = s
	return s
}

func (w *World) factAbout(fn *types.Func) *Locks {
	if fn == nil || fn.Pkg() == w.Pkg || w.imported == nil {
		return nil
	}
	return w.imported(fn)
}

// summaryBy makes a summary of a fact.
func summaryBy(fn *ssa.Function, fact *Locks) *summary {
	f := foreign{fn, make(map[int]*given)}
	s := new(summary)
	for _, o := range fact.Outcomes {
		out := outcome{results: o.Results, guards: f.guards(o.Guards)}
		for _, e := range o.Effects {
			if p := f.place(e.Lock); p != nil {
				out.effects = append(out.effects, effect{p, e.Read, false, e.N})
			}
		}
		s.add(out)
	}
	if len(fact.Outcomes) == 0 {
		s.add(outcome{})
	}
	for _, t := range fact.Takes {
		if p := f.place(t.Lock); p != nil {
			s.acquire(acquisition{place: p, read: t.Read, gone: f.places(t.Gone), guards: f.guards(t.Guards)})
		}
	}
	for _, c := range fact.Calls {
		i := invocation{param: f.param(c.Arg), gone: f.places(c.Gone)}
		if c.Method != "" {
			obj, _, _ := types.LookupFieldOrMethod(i.param.Type(), false, callee.Object(fn).Pkg(), c.Method)
			if i.method, _ = obj.(*types.Func); i.method == nil {
				continue
			}
		}
		for _, h := range c.Held {
			if p := f.place(h.Lock); p != nil {
				i.held = append(i.held, held{place: p, read: h.Read})
			}
		}
		s.invoke(i)
	}
	return s.finish()
}

// A foreign makes places of what facts about a function say.
type foreign struct {
	fn     *ssa.Function
	params map[int]*given
}

func (f *foreign) param(at int) *given {
	if f.params[at] == nil {
		f.params[at] = &given{f.fn, at}
	}
	return f.params[at]
}

func (f *foreign) guards(list []Guard) (guards []premise) {
	for _, g := range list {
		guards = append(guards, premise{f.param(g.Arg), g.Is})
	}
	return guards
}

func (f *foreign) places(list []Lock) (places []*place) {
	for _, l := range list {
		if p := f.place(l); p != nil {
			places = append(places, p)
		}
	}
	return places
}

// place returns the place of a lock, nil if the types do not lead there.
func (f *foreign) place(l Lock) *place {
	root := f.param(l.Arg)
	p := &place{root: root, vars: []ssa.Value{root}}
	key := new(strings.Builder)
	key.WriteString(root.Name())
	t := root.Type()
	for _, at := range l.Path {
		if t == nil {
			return nil
		}
		t = ssabuild.Deref(t)
		if at == loaded {
			p.path = append(p.path, selector{kind: load})
			key.WriteByte('*')
			continue
		}
		s, ok := t.Underlying().(*types.Struct)
		if !ok || at >= s.NumFields() {
			return nil
		}
		p.path = append(p.path, selector{kind: field, field: s.Field(at).Origin(), at: at})
		fmt.Fprintf(key, ".%d", at)
		t = s.Field(at).Type()
	}
	p.key = key.String()
	return p
}

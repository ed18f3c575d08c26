package code

import (
	"go/types"
	"strings"
	"sync"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Program is what the explorations of all the roots of a world share.
type Program struct {
	SSA       *ssabuild.SSA
	World     *ssabuild.World
	Effects   *effects.Package
	Feeds     effects.Feeds // of other packages
	functions map[*ssa.Function]*Function
	fields    map[*types.Struct][]effects.Place
	ending    *ending
}

// NewProgram returns what is known of a world before anything is asked.
func NewProgram(s *ssabuild.SSA, world *ssabuild.World, feeds effects.Feeds) *Program {
	p := &Program{
		SSA:       s,
		World:     world,
		Effects:   effects.New(s, world, feeds),
		Feeds:     feeds,
		functions: make(map[*ssa.Function]*Function),
		fields:    make(map[*types.Struct][]effects.Place),
	}
	p.ending = &ending{p: p, after: make(map[returned]bool), brief: make(map[*ssa.Function]bool)}
	p.ending.conversions = sync.OnceValue(p.ending.findConversions)
	return p
}

// FieldPlaces returns the places of the fields of a struct.
func (p *Program) FieldPlaces(t *types.Struct) []effects.Place {
	list, ok := p.fields[t]
	if !ok {
		list = p.Effects.FieldPlaces(t)
		p.fields[t] = list
	}
	return list
}

func (p *Program) IsTest(fn *ssa.Function) bool {
	return strings.HasSuffix(p.SSA.Fset.Position(fn.Pos()).Filename, "_test.go")
}

// IsOwn reports whether a variable is one of the package.
func (p *Program) IsOwn(g *ssa.Global) bool { return g.Pkg != nil && g.Pkg.Pkg == p.World.Pkg }

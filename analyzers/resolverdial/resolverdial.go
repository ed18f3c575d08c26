package resolverdial

import (
	_ "embed"
	"go/build"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

//go:embed doc.go
var doc string

// Analyzer reports resolvers whose Dial function may be ignored.
var Analyzer = &analysis.Analyzer{
	Name:       "resolverdial",
	Doc:        checkdoc.Must("resolverdial", doc),
	URL:        checkdoc.URL("resolverdial"),
	Requires:   append([]*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

const ignored = "ignored"

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if build.Default.GOOS == "js" || build.Default.GOOS == "wasip1" {
		r.GiveUp() // no C library there; a directive may be needed elsewhere
		return r.Result(), nil
	}
	if pass.Pkg.Path() == "net" || !setsDial(pass) {
		return r.Result(), nil // net's own tests call the resolver in Go, which asks Dial, by its inner methods
	}
	s := ssabuild.Of(pass).SSA()
	for _, world := range s.Worlds() {
		c := newChecker(s, world, flow.Of(pass, world))
		for _, dial := range c.dials {
			if !world.Owns(dial.Pos()) {
				continue // the other world's
			}
			if c.mayPreferGo(dial) || c.looksUpRecords(dial) {
				continue // Dial is used
			}
			r.Report(c.finding(dial))
		}
	}
	return r.Result(), nil
}

// setsDial reports whether the package names the field Dial of a resolver.
func setsDial(pass *analysis.Pass) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if v, ok := obj.(*types.Var); ok && model.IsField(v, model.ResolverDial) {
			return true
		}
	}
	return false
}

// A checker looks at one world.
type checker struct {
	*flow.Flow
	ssa     *ssabuild.SSA
	dials   []*ssa.Store // to Dial
	prefers []*ssa.Store // to PreferGo, of what may be true
}

func newChecker(s *ssabuild.SSA, world *ssabuild.World, f *flow.Flow) *checker {
	c := &checker{Flow: f, ssa: s}
	for _, fn := range world.Funcs {
		live := cfg.Live(fn) // not what is for other systems
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				store, ok := instr.(*ssa.Store)
				if !ok || !world.Exists(fn, store) {
					continue
				}
				v, isConst := store.Val.(*ssa.Const)
				switch {
				case isField(store.Addr, model.ResolverDial) && live[b.Index] && !(isConst && v.IsNil()):
					c.dials = append(c.dials, store)
				case isField(store.Addr, model.GoResolver) && !(isConst && !constant.BoolVal(v.Value)):
					c.prefers = append(c.prefers, store)
				}
			}
		}
	}
	return c
}

func isField(addr ssa.Value, effect model.Effect) bool {
	field, ok := addr.(*ssa.FieldAddr)
	return ok && model.IsField(ssabuild.Field(field), effect)
}

// mayPreferGo reports whether the resolver whose Dial is stored may look names up
// in Go because somebody says so.
func (c *checker) mayPreferGo(dial *ssa.Store) bool {
	resolvers, known := c.resolvers(dial)
	if !known {
		return true
	}
	for _, prefer := range c.prefers {
		others, known := c.resolvers(prefer)
		if !known || slices.ContainsFunc(others, func(r *flow.Cell) bool { return slices.Contains(resolvers, r) }) {
			return true
		}
	}
	return false
}

// resolvers returns the variables and fields that hold the resolver of which a
// store sets Dial or PreferGo, and whether these are all.
func (c *checker) resolvers(store *ssa.Store) (cells []*flow.Cell, known bool) {
	known = true
	var visit func(addr ssa.Value)
	visit = func(addr ssa.Value) {
		for _, v := range c.Sources(addr) {
			if _, ok := v.(*ssa.Const); ok {
				continue // nil
			}
			cell := c.holder(v)
			known = known && cell != nil
			if cell == nil || slices.Contains(cells, cell) {
				continue
			}
			cells = append(cells, cell)
			for _, whole := range cell.Stores { // r = net.Resolver{...}
				for _, v := range c.Sources(whole.Val) {
					if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
						visit(load.X)
					} else if _, ok := v.(*ssa.Const); !ok {
						known = false
					}
				}
			}
		}
	}
	visit(store.Addr.(*ssa.FieldAddr).X)
	return cells, known
}

// holder returns the variable or field at an address, or nil if it is not known.
// What nobody here stores to is known if it is the default resolver.
func (c *checker) holder(addr ssa.Value) *flow.Cell {
	if load, ok := addr.(*ssa.UnOp); ok {
		if global, ok := load.X.(*ssa.Global); ok && global.Object() != nil && model.VarHas(global.Object(), model.DefaultResolver) {
			return c.Cell(global)
		}
		return nil
	}
	return c.Cell(addr)
}

// looksUpRecords reports whether the resolver whose Dial is stored stays in
// variables, and is used for nothing but look-ups that are made in Go anyway.
func (c *checker) looksUpRecords(dial *ssa.Store) bool {
	resolver, ok := c.Peel(dial.Addr.(*ssa.FieldAddr).X).(*ssa.Alloc)
	if !ok {
		return false
	}
	looksUp := false
	for _, use := range c.Uses(resolver) {
		switch instr := use.Instr.(type) {
		case *ssa.FieldAddr:
		case *ssa.Store:
			if _, ok := instr.Addr.(*ssa.Alloc); !ok {
				return false
			}
		case ssa.CallInstruction:
			if !model.Has(callee.Of(instr.Common()), model.RecordLookup) {
				return false
			}
			looksUp = true
		default:
			return false
		}
	}
	return looksUp
}

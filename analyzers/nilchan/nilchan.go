package nilchan

import (
	_ "embed"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/leak"
	"github.com/gopitfalls/gopitfalls/internal/nilpath"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

//go:embed doc.go
var doc string

// Analyzer reports operations on nil channels.
var Analyzer = &analysis.Analyzer{
	Name:       "nilchan",
	Doc:        checkdoc.Must("nilchan", doc),
	URL:        checkdoc.URL("nilchan"),
	Requires:   leak.Requires,
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	pkg := ssabuild.Of(pass)
	if !pkg.UsesChannels() {
		return r.Result(), nil
	}
	s := pkg.SSA()
	for _, world := range s.Worlds() {
		c := &checker{
			ssa: s, finder: nilpath.NewFinder(world, flow.Of(pass, world), hasForeignCode(pass)),
			search: sync.OnceValue(func() *explore.NilSearch { return explore.NewNilSearch(s, world) }),
		}
		for _, fn := range world.Funcs {
			for _, op := range operations(fn) {
				if !world.Owns(op.pos) {
					continue // the other world's
				}
				if n := c.nilAt(op); n != nil && !c.refuted(op, n) {
					r.Report(c.finding(op, n))
				}
			}
		}
		c.resets(world, r.Report)
		if c.finder.GaveUp {
			r.GiveUp()
		}
	}
	leak.Report(pass, r, func(l *leak.Leak) report.Finding { return l.Finding("object", "make it there", "make it") })
	return r.Result(), nil
}

// hasForeignCode reports whether code that is not Go, or not safe, may set the
// package's fields and variables. Drivers need not tell of files that are not Go
// (Bazel's nogo does not), but functions without a body do.
func hasForeignCode(pass *analysis.Pass) bool {
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body == nil {
				return true
			}
		}
	}
	for _, name := range pass.OtherFiles {
		switch filepath.Ext(name) {
		case ".s", ".S", ".c", ".cc", ".cpp", ".m", ".syso":
			return true
		}
	}
	return slices.ContainsFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == "unsafe" })
}

// An operation waits on channels, or closes one.
type operation struct {
	instr    ssa.Instruction
	pos      token.Pos
	verb     verb
	channels []ssa.Value // more than one for a select
}

type verb uint8

const (
	send verb = iota
	receive
	selects
	closes
)

// operations returns the operations in fn that block forever, or panic, if
// their channels are nil.
func operations(fn *ssa.Function) []operation {
	var ops []operation
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if op, ok := operationOf(instr); ok && op.pos.IsValid() {
				ops = append(ops, op)
			}
		}
	}
	return ops
}

func operationOf(instr ssa.Instruction) (op operation, ok bool) {
	switch instr := instr.(type) {
	case *ssa.Send:
		return operation{instr, instr.Pos(), send, []ssa.Value{instr.Chan}}, true
	case *ssa.UnOp:
		return operation{instr, instr.Pos(), receive, []ssa.Value{instr.X}}, instr.Op == token.ARROW
	case *ssa.Select:
		op = operation{instr, instr.Pos(), selects, nil}
		for _, state := range instr.States {
			op.channels = append(op.channels, state.Chan)
		}
		return op, instr.Blocking && len(op.channels) > 0
	case ssa.CallInstruction:
		if callee.IsBuiltin(instr.Common(), "close") {
			return operation{instr, instr.Pos(), closes, instr.Common().Args}, true
		}
	}
	return operation{}, false
}

// A checker looks at one world.
type checker struct {
	ssa    *ssabuild.SSA
	finder *nilpath.Finder
	search func() *explore.NilSearch
}

// refuted reports whether running the function shows that the path on which a channel is
// nil cannot be taken: nilpath does not look into calls that conditions depend on, nor at
// what numbers and flags in memory say of each other.
func (c *checker) refuted(op operation, n *nilpath.Nil) bool {
	if n.Kind != nilpath.Path || len(op.channels) > 1 {
		return false
	}
	return c.search().Refutes(callee.Declared(n.In), op.instr, op.channels[0])
}

// nilAt returns the evidence that all channels of an operation are nil, that of
// the first, or nil. Of a select with several cases each must be nil for sure:
// paths are not compared.
func (c *checker) nilAt(op operation) *nilpath.Nil {
	var first *nilpath.Nil
	for _, ch := range op.channels {
		n := c.finder.At(ch, op.instr)
		if n == nil || len(op.channels) > 1 && n.Kind != nilpath.Unmade && n.Kind != nilpath.Unset {
			return nil
		}
		if first == nil {
			first = n
		}
	}
	if first != nil && c.spelledOut(op) {
		return nil
	}
	return first
}

// spelledOut reports whether the source says that the channel is nil, which is
// a way to wait forever: <-(chan int)(nil).
func (c *checker) spelledOut(op operation) bool {
	if _, ok := op.channels[0].(*ssa.Const); !ok {
		return false
	}
	x := c.ssa.ChannelAt(op.pos)
	if x == nil {
		return false
	}
	_, isIdent := ast.Unparen(x).(*ast.Ident)
	return !isIdent
}

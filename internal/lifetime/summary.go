// Package lifetime knows who owns a descriptor and what becomes of the files
// that share one.
package lifetime

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Analyzer gives each check that requires it the worlds of a package, and tells
// other packages what its functions do to the files they are given or return.
var Analyzer = &analysis.Analyzer{
	Name:       "gopitfallslifetime",
	Doc:        "find what functions do to the files they are given or return",
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer},
	FactTypes:  []analysis.Fact{new(Files)},
	ResultType: reflect.TypeFor[*Package](),
	Run:        run,
}

// Files is what a function does to the files and descriptors that it is given
// or returns, as a fact about it. Parameters are counted from 0, the receiver
// first; the lists are sorted.
type Files struct {
	Dups     []int // results that are the File of a connection that the caller can still reach
	Fds      []int // parameters, *os.File, that are left blocking because Fd is called on them
	Nonblock []int // parameters, *os.File or number, whose open file description is made nonblocking
	Closes   []int // parameters, connections or listeners, that are closed on every path
}

func (*Files) AFact() {}

func (f *Files) String() string {
	return fmt.Sprintf("files(dups:%d fds:%d nonblock:%d closes:%d)", f.Dups, f.Fds, f.Nonblock, f.Closes)
}

// A Package is a package whose worlds can be had.
type Package struct {
	// Worlds are those of [ssabuild.SSA.Worlds], empty if the package has
	// nothing to do with descriptors.
	Worlds []*World
}

// A World is a part of a package that exists for a set of roots, and what is
// known of its functions.
type World struct {
	*ssabuild.World
	*flow.Flow
	SSA *ssabuild.SSA

	summaries map[*ssa.Function]*Files
	byRoot    map[*ssa.Function]map[ssa.Value][]operand // see operands
	visiting  map[*ssa.Function]bool                    // see leavesAlone
	imported  func(*types.Func) *Files
}

// Of returns the package of a pass whose analyzer requires [Analyzer].
func Of(pass *analysis.Pass) *Package { return pass.ResultOf[Analyzer].(*Package) }

func run(pass *analysis.Pass) (any, error) {
	p := new(Package)
	imported := func(fn *types.Func) *Files {
		fact := new(Files)
		if fn == nil || fn.Pkg() == nil || fn.Pkg() == pass.Pkg || !pass.ImportObjectFact(fn.Origin(), fact) {
			return nil
		}
		return fact
	}
	if !mentions(pass, imported) {
		return p, nil
	}
	s := ssabuild.Of(pass).SSA()
	for _, w := range s.Worlds() {
		world := &World{World: w, Flow: flow.New(w), SSA: s, imported: imported, byRoot: make(map[*ssa.Function]map[ssa.Value][]operand), visiting: make(map[*ssa.Function]bool)}
		world.summarize()
		p.Worlds = append(p.Worlds, world)
	}
	if !model.IsStd(pass.Pkg.Path()) { // the model speaks for it
		p.Worlds[0].export(pass)
	}
	return p, nil
}

// effects are those that make a package interesting.
var effects = []model.Effect{model.DupFile, model.SetBlocking, model.SetNonblock, model.Fcntl, model.Adopt}

// mentions reports whether the package uses a function that has to do with
// descriptors.
func mentions(pass *analysis.Pass, imported func(*types.Func) *Files) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && (interesting(fn) || imported(fn) != nil) {
			return true
		}
	}
	return false
}

func interesting(fn *types.Func) bool {
	return isFileMethod(fn) || slices.ContainsFunc(effects, func(e model.Effect) bool { return model.Has(fn, e) })
}

// MayExportFacts reports whether, from syntax alone, a package may hold a
// function about which a fact is exported. imported tells whether a package
// that it imports has such facts.
func MayExportFacts(files []*ast.File, imported bool) bool {
	if imported {
		return true
	}
	found := false
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				found = found || slices.ContainsFunc(effects, func(e model.Effect) bool { return model.Names(sel.Sel.Name, e) })
			}
			return !found
		})
	}
	return found
}

// summarize computes the summaries of the world's functions. Those of functions
// that call each other depend on each other, so it goes on until nothing
// changes; the lists only grow.
func (w *World) summarize() {
	w.summaries = make(map[*ssa.Function]*Files)
	order := slices.Clone(w.Funcs)
	for range maxRounds {
		changed := false
		slices.Reverse(order) // so that callees come first in one round of two, however the source has them
		for _, fn := range order {
			if w.summarizeFunc(fn) {
				changed = true
			}
		}
		if !changed {
			return
		}
	}
}

// maxRounds bounds the search for summaries; what is not found by then is not
// reported.
const maxRounds = 10

func (w *World) summarizeFunc(fn *ssa.Function) (changed bool) {
	add := func(fn *ssa.Function, list func(*Files) *[]int, i int) {
		f := w.summaries[fn]
		if f == nil {
			f = new(Files)
			w.summaries[fn] = f
		}
		l := list(f)
		if at, found := slices.BinarySearch(*l, i); !found {
			*l = slices.Insert(*l, at, i)
			changed = true
		}
	}
	for i := range fn.Signature.Results().Len() {
		if isFile(fn.Signature.Results().At(i).Type()) && w.returnsDup(fn, i) {
			add(fn, func(f *Files) *[]int { return &f.Dups }, i)
		}
	}
	for i, p := range fn.Params {
		if (isFile(p.Type()) || isNumber(p.Type())) && w.makesNonblock(p) {
			add(fn, func(f *Files) *[]int { return &f.Nonblock }, i)
		}
		if hasMethod(p.Type(), "Close") && len(fn.Blocks) > 0 && w.closesParam(fn, p) {
			add(fn, func(f *Files) *[]int { return &f.Closes }, i)
		}
	}
	for _, site := range w.FdSites(fn) {
		for _, src := range w.Sources(site.File) {
			if p, ok := src.(*ssa.Parameter); ok && !w.restored(p, site) {
				add(p.Parent(), func(f *Files) *[]int { return &f.Fds }, flow.ParamIndex(p))
			}
		}
	}
	return changed
}

// returnsDup reports whether result i of fn is the File of a connection that is
// still of use to somebody.
func (w *World) returnsDup(fn *ssa.Function, i int) bool {
	for _, ret := range returns(fn) {
		for _, src := range w.Sources(ret.Results[i]) {
			if d := w.DupOf(src); d != nil && !w.Idle(d, d.Call) {
				return true
			}
		}
	}
	return false
}

// closesParam reports whether fn closes a connection that it is given, on every
// path.
func (w *World) closesParam(fn *ssa.Function, p *ssa.Parameter) bool {
	if isFile(p.Type()) {
		return false // not an owner
	}
	return w.closedAround(fn, w.ownerUses(fn, p), fn.Blocks[0].Instrs[0])
}

// makesNonblock reports whether the open file description of a file or number is
// made nonblocking somewhere.
func (w *World) makesNonblock(v ssa.Value) bool {
	return slices.ContainsFunc(w.Uses(v), func(u flow.Use) bool {
		fd, ok := u.Instr.(*ssa.Call)
		return w.restores(u) ||
			ok && model.Has(flow.CalleeObject(&fd.Call), model.SetBlocking) && slices.ContainsFunc(w.Uses(fd), w.restores)
	})
}

// summariesOf returns what is known of the functions that a call may call: a
// static callee, or the methods of the concrete types that are seen to be in
// the interface.
func (w *World) summariesOf(call *ssa.CallCommon) []*Files {
	var list []*Files
	add := func(fn *ssa.Function, obj *types.Func) {
		if f := w.summaries[fn]; fn != nil && f != nil {
			list = append(list, f)
		} else if f := w.imported(obj); f != nil {
			list = append(list, f)
		}
	}
	if !call.IsInvoke() {
		add(flow.Callee(call), flow.CalleeObject(call))
		return list
	}
	for _, src := range w.Sources(call.Value) {
		if types.IsInterface(src.Type()) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(src.Type(), true, call.Method.Pkg(), call.Method.Name())
		if method, ok := obj.(*types.Func); ok {
			add(w.SSA.Pkg.Prog.FuncValue(method), method)
		}
	}
	return list
}

// argument returns what a call passes for a parameter, which summaries count
// from the receiver.
func argument(call *ssa.CallCommon, i int) ssa.Value {
	if !call.IsInvoke() {
		return call.Args[i]
	}
	if i == 0 {
		return call.Value
	}
	return call.Args[i-1]
}

// export exports the facts about functions that another package can name.
// Those about generic functions are about their bodies, not their instances.
func (w *World) export(pass *analysis.Pass) {
	for _, fn := range w.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if f := w.summaries[fn]; ok && f != nil && obj.Exported() && fn.Origin() == nil {
			pass.ExportObjectFact(obj, f)
		}
	}
}

func isFile(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "os" && named.Obj().Name() == "File"
}

// isNumber reports whether a type can hold a descriptor's number.
func isNumber(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

func returns(fn *ssa.Function) []*ssa.Return {
	var rets []*ssa.Return
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			rets = append(rets, ret)
		}
	}
	return rets
}

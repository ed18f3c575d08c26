// Package lifetime knows who owns a descriptor and what becomes of the files
// that share one.
package lifetime

import (
	"cmp"
	"fmt"
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
	Closes   []int // parameters, files, connections or listeners, that are closed on every path
	Fresh    []int // results, files, connections or listeners, that nobody else has
	Pollable []int // results, files, that are new pipes or devices
	Borrows  []int // parameters, files, connections or listeners, that nobody keeps after the call

	// Deadlines are the parameters, *os.File, on which a deadline is set.
	Deadlines []int

	// Held are the parameters whose number is kept after the call: integers, and
	// owners of a descriptor that are not kept themselves.
	Held []int

	// Controls are the parameters whose number is kept if another one says so.
	Controls []Control

	// Numbers are the results that are, or hold, the number of a parameter.
	Numbers []Pair
}

// known reports whether there is anything to tell.
func (f *Files) known() bool {
	return len(f.Dups)+len(f.Fds)+len(f.Nonblock)+len(f.Closes)+len(f.Fresh)+len(f.Pollable)+len(f.Borrows)+len(f.Deadlines)+len(f.Held)+len(f.Controls)+len(f.Numbers) > 0
}

// A Control is a number that is registered with the kernel or taken out again, as
// another parameter says: the operation of epoll_ctl(2).
type Control struct{ Number, Op int }

// A Pair is a result that has something of a parameter.
type Pair struct{ Result, Param int }

func (*Files) AFact() {}

func (f *Files) String() string {
	return fmt.Sprintf("files(dups:%d fds:%d nonblock:%d closes:%d fresh:%d pollable:%d borrows:%d deadlines:%d held:%d controls:%d numbers:%d)",
		f.Dups, f.Fds, f.Nonblock, f.Closes, f.Fresh, f.Pollable, f.Borrows, f.Deadlines, f.Held, f.Controls, f.Numbers)
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

	implement   map[*types.Named][]types.Type       // see implementations
	deadlinesOf map[ssa.Value][]ssa.CallInstruction // see deadlines
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
		world := &World{
			World: w, Flow: flow.New(w), SSA: s, imported: imported,
			summaries: make(map[*ssa.Function]*Files),
			byRoot:    make(map[*ssa.Function]map[ssa.Value][]operand),
			visiting:  make(map[*ssa.Function]bool),
			implement: make(map[*types.Named][]types.Type),
		}
		world.summarize()
		p.Worlds = append(p.Worlds, world)
	}
	if !model.IsStd(pass.Pkg.Path()) { // the model speaks for it
		p.Worlds[0].export(pass)
	}
	return p, nil
}

// summarize computes the summaries of the world's functions. Those of functions
// that call each other depend on each other, so it goes on until nothing
// changes; the lists only grow.
func (w *World) summarize() {
	for _, fn := range w.Funcs {
		w.summaries[fn] = new(Files)
	}
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
	s := &summarizer{World: w, fn: fn, files: w.summaries[fn]}
	s.results()
	s.params()
	s.blocking()
	s.deadlines()
	s.numbers()
	return s.changed
}

// A summarizer adds to the summary of one function what it finds.
type summarizer struct {
	*World
	fn      *ssa.Function
	files   *Files
	changed bool
}

func (s *summarizer) add(list *[]int, i int) { insert(s, list, i, cmp.Compare) }

// insert adds an element to a sorted list.
func insert[E any](s *summarizer, list *[]E, e E, compare func(a, b E) int) {
	if at, found := slices.BinarySearchFunc(*list, e, compare); !found {
		*list = slices.Insert(*list, at, e)
		s.changed = true
	}
}

func (s *summarizer) results() {
	for i := range s.fn.Signature.Results().Len() {
		t := s.fn.Signature.Results().At(i).Type()
		if isFile(t) && s.returnsDup(s.fn, i) {
			s.add(&s.files.Dups, i)
		}
		if isOwner(t) && s.returnsFresh(s.fn, i) {
			s.add(&s.files.Fresh, i)
		}
		if isFile(t) && s.returnsPollable(s.fn, i) {
			s.add(&s.files.Pollable, i)
		}
	}
}

func (s *summarizer) params() {
	for i, p := range s.fn.Params {
		if (isFile(p.Type()) || isNumber(p.Type())) && s.makesNonblock(p) {
			s.add(&s.files.Nonblock, i)
		}
		if hasMethod(p.Type(), "Close") && s.closesParam(s.fn, p) {
			s.add(&s.files.Closes, i)
		}
		if isOwner(p.Type()) && s.FateOf(p).Dropped() {
			s.add(&s.files.Borrows, i)
		}
		if isNumber(p.Type()) {
			s.held(i, s.Holds(s.fn, p))
		}
	}
}

// held adds what holds the number of parameter i.
func (s *summarizer) held(i int, holds []Hold) {
	for _, h := range holds {
		switch {
		case isReturn(h.Instr):
			insert(s, &s.files.Numbers, Pair{Result: h.Result, Param: i}, comparePairs)
		case h.Op != nil:
			insert(s, &s.files.Controls, Control{Number: i, Op: flow.ParamIndex(h.Op)}, compareControls)
		default:
			s.add(&s.files.Held, i)
		}
	}
}

func comparePairs(a, b Pair) int {
	return cmp.Or(cmp.Compare(a.Result, b.Result), cmp.Compare(a.Param, b.Param))
}

func compareControls(a, b Control) int {
	return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Op, b.Op))
}

// blocking adds the parameters that Fd leaves blocking. A site may concern
// parameters of the callers.
func (s *summarizer) blocking() {
	for _, site := range s.FdSites(s.fn) {
		for _, src := range s.Sources(site.File) {
			p, ok := src.(*ssa.Parameter)
			if !ok || s.restored(p, site) {
				continue
			}
			if f := s.summaries[p.Parent()]; f != nil {
				s.add(&f.Fds, flow.ParamIndex(p))
			}
		}
	}
}

// deadlines adds the parameters on which a deadline is set.
func (s *summarizer) deadlines() {
	for _, d := range s.deadlineSites(s.fn) {
		for _, src := range s.LocalSources(d.file) {
			if p, ok := src.(*ssa.Parameter); ok && p.Parent() == s.fn {
				s.add(&s.files.Deadlines, flow.ParamIndex(p))
			}
		}
	}
}

// numbers adds the parameters that own a descriptor and whose number is held,
// if they themselves are not kept. What is held of one that is closed here is
// not the caller's affair.
func (s *summarizer) numbers() {
	for _, n := range s.Numbers(s.fn) {
		for _, owner := range s.OwnersOf(n) {
			p, ok := owner.(*ssa.Parameter)
			if !ok || p.Parent() != s.fn {
				continue
			}
			fate := s.FateOf(p)
			if fate.Dropped() && !s.closedAround(s.fn, fate.Uses, n.Call) {
				s.held(flow.ParamIndex(p), s.holdsOf(n))
			}
		}
	}
}

// returnsFresh reports whether result i of fn is an owner that it made, or nil.
func (w *World) returnsFresh(fn *ssa.Function, i int) bool {
	fresh := false
	for _, ret := range returns(fn) {
		for _, src := range w.LocalSources(ret.Results[i]) {
			if c, ok := src.(*ssa.Const); ok && c.Value == nil {
				continue
			}
			if src.Parent() != fn || !w.IsFresh(src) || w.FateOf(src).Escapes {
				return false
			}
			fresh = true
		}
	}
	return fresh
}

// returnsPollable reports whether result i of fn is a pipe or a device, if
// anything.
func (w *World) returnsPollable(fn *ssa.Function, i int) bool {
	found := false
	for _, ret := range returns(fn) {
		for _, src := range w.LocalSources(ret.Results[i]) {
			if c, ok := src.(*ssa.Const); ok && c.Value == nil {
				continue
			}
			if !w.isPollable(src) {
				return false
			}
			found = true
		}
	}
	return found
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
	return len(fn.Blocks) > 0 && w.closedAround(fn, w.ownerUses(fn, p), fn.Blocks[0].Instrs[0])
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
	for _, method := range w.methods(call) {
		add(w.SSA.Pkg.Prog.FuncValue(method), method)
	}
	return list
}

// methods returns the methods that a call of an interface's method calls: those
// of the types that are seen to be in the interface, or the one that all types
// share that can be, as far as the package can see.
func (w *World) methods(call *ssa.CallCommon) []*types.Func {
	var list []*types.Func
	for _, src := range w.Sources(call.Value) {
		if !types.IsInterface(src.Type()) {
			list = appendMethod(list, src.Type(), call.Method)
		}
	}
	if len(list) > 0 {
		return list
	}
	named, ok := types.Unalias(call.Value.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || model.IsStd(named.Obj().Pkg().Path()) {
		return nil
	}
	for _, t := range w.implementations(named) {
		list = appendMethod(list, t, call.Method)
	}
	if len(list) > 1 {
		return nil
	}
	return list
}

// appendMethod appends the method of a type that implements one of an interface.
func appendMethod(list []*types.Func, t types.Type, m *types.Func) []*types.Func {
	obj, _, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
	if method, ok := obj.(*types.Func); ok && !slices.Contains(list, method) {
		list = append(list, method)
	}
	return list
}

// implementations returns the types of this package and of those that it imports
// that implement an interface of theirs.
func (w *World) implementations(named *types.Named) []types.Type {
	if list, ok := w.implement[named]; ok {
		return list
	}
	var list []types.Type
	iface := named.Underlying().(*types.Interface)
	for _, pkg := range append(w.Pkg.Imports(), w.Pkg) {
		if model.IsStd(pkg.Path()) {
			continue
		}
		for _, name := range pkg.Scope().Names() {
			if t := w.implements(pkg.Scope().Lookup(name), iface); t != nil {
				list = append(list, t)
			}
		}
	}
	w.implement[named] = list
	return list
}

// implements returns the type, or the pointer to it, that an object declares and
// that implements an interface; else nil.
func (w *World) implements(obj types.Object, iface *types.Interface) types.Type {
	name, ok := obj.(*types.TypeName)
	if !ok || name.IsAlias() || types.IsInterface(name.Type()) || !w.Sees(name.Pos()) {
		return nil
	}
	if named, ok := name.Type().(*types.Named); ok && named.TypeParams().Len() > 0 {
		return nil
	}
	for _, t := range []types.Type{name.Type(), types.NewPointer(name.Type())} {
		if types.Implements(t, iface) {
			return t
		}
	}
	return nil
}

// summaryOf returns what is known of the static callee of a call, or nil.
func (w *World) summaryOf(call *ssa.CallCommon) *Files {
	if call.IsInvoke() {
		return nil
	}
	if list := w.summariesOf(call); len(list) > 0 {
		return list[0]
	}
	return nil
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
		if f := w.summaries[fn]; ok && f.known() && obj.Exported() && fn.Origin() == nil {
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

// isOwner reports whether a type is that of files, connections and listeners.
func isOwner(t types.Type) bool {
	return isFile(t) || hasMethod(t, "SyscallConn") || isNetInterface(t)
}

// isNumber reports whether a type can hold a descriptor's number.
func isNumber(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// returns returns the returns of a function, but for the one after a panic that
// is recovered.
func returns(fn *ssa.Function) []*ssa.Return {
	var rets []*ssa.Return
	for _, b := range fn.Blocks {
		if b == fn.Recover {
			continue
		}
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			rets = append(rets, ret)
		}
	}
	return rets
}

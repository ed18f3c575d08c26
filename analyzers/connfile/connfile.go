package connfile

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/build"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

//go:embed doc.go
var doc string

// Analyzer reports connections that Fd on their File makes blocking.
var Analyzer = &analysis.Analyzer{
	Name:       "connfile",
	Doc:        checkdoc.Must("connfile", doc),
	URL:        checkdoc.URL("connfile"),
	Requires:   append([]*analysis.Analyzer{ssabuild.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        run,
}

func init() { report.Flags(&Analyzer.Flags) }

const blocking = "blocking"

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if !nonblockingSockets() || !mentionsFd(pass) {
		return r.Result(), nil
	}
	s := ssabuild.Of(pass).SSA()
	for _, world := range s.Worlds() {
		c := &checker{ssa: s, flow: lifetime.NewFlow(world)}
		for _, fn := range world.Funcs {
			for _, fd := range callsOf(fn, model.SetBlocking) {
				if !world.Owns(fd.Pos()) {
					continue // the other world's
				}
				if dup := c.unblocked(fd); dup != nil {
					r.Report(c.finding(dup, fd))
				}
			}
		}
	}
	return r.Result(), nil
}

// nonblockingSockets reports whether Fd on the target system makes a socket
// blocking. Which files are compiled depends on GOOS, so it is part of every
// driver's cache key.
func nonblockingSockets() bool {
	switch build.Default.GOOS {
	case "windows", "plan9", "js", "wasip1":
		return false
	}
	return true
}

// mentionsFd reports whether the package can call Fd on a file at all.
func mentionsFd(pass *analysis.Pass) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && model.Has(fn, model.SetBlocking) {
			return true
		}
	}
	return false
}

// callsOf returns the calls in fn of functions with the effect.
func callsOf(fn *ssa.Function, effect model.Effect) []*ssa.Call {
	var calls []*ssa.Call
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && model.Has(callee(&call.Call), effect) {
				calls = append(calls, call)
			}
		}
	}
	return calls
}

// callee returns the function or interface method that a call names, or nil.
func callee(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method
	}
	if fn := call.StaticCallee(); fn != nil {
		obj, _ := fn.Object().(*types.Func)
		return obj
	}
	return nil
}

// A checker looks at one world.
type checker struct {
	ssa  *ssabuild.SSA
	flow *lifetime.Flow
}

// A dup is a call of File: the file shares its open file description with the
// owner.
type dup struct {
	call  *ssa.Call
	owner ssa.Value // the connection or listener
	name  string    // the owner as the source writes it, or ""
	ln    bool      // a listener
}

// unblocked returns a connection that the call of Fd leaves blocking, or nil.
func (c *checker) unblocked(fd *ssa.Call) *dup {
	for _, src := range c.flow.Sources(fd.Call.Args[0]) {
		dup := c.dup(src)
		if dup == nil {
			continue // some other file
		}
		if c.idle(dup, fd) {
			continue // nobody is left to be blocked
		}
		if c.restored(dup, fd) {
			continue // nonblocking again
		}
		return dup
	}
	return nil
}

// dup returns the call of File of which v is the file, or nil.
func (c *checker) dup(v ssa.Value) *dup {
	extract, ok := v.(*ssa.Extract)
	if !ok || extract.Index != 0 {
		return nil
	}
	call, ok := extract.Tuple.(*ssa.Call)
	if !ok {
		return nil
	}
	d := &dup{call: call}
	fn := callee(&call.Call)
	switch {
	case fn == nil:
		return nil
	case call.Call.IsInvoke():
		d.owner = call.Call.Value
		if fn = c.dynamicFile(&call.Call); fn == nil {
			return nil
		}
	case model.Has(fn, model.DupFile):
		d.owner = call.Call.Args[0]
	default:
		return nil
	}
	d.name = c.ownerName(call)
	d.ln = isListener(fn)
	return d
}

// dynamicFile returns the File method of package net that an interface call
// surely or, judging by the interface that package net gave the value, most
// likely reaches; else nil.
func (c *checker) dynamicFile(call *ssa.CallCommon) *types.Func {
	if call.Method.Name() != "File" {
		return nil
	}
	for _, src := range c.flow.Sources(call.Value) {
		if fn := dupMethod(src.Type()); fn != nil {
			return fn
		}
		if returnsFile(call.Signature()) && isNetInterface(src.Type()) {
			return call.Method
		}
	}
	return nil
}

// dupMethod returns the File method of package net that t, or every type of its
// type set, has; else nil.
func dupMethod(t types.Type) (file *types.Func) {
	for _, t := range typeSet(t) {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "File")
		fn, ok := obj.(*types.Func)
		if !ok || !model.Has(fn, model.DupFile) {
			return nil
		}
		file = fn
	}
	return file
}

// typeSet returns the types that a type parameter's constraint lists, or t.
func typeSet(t types.Type) []types.Type {
	tp, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return []types.Type{t}
	}
	var set []types.Type
	for e := range tp.Constraint().Underlying().(*types.Interface).EmbeddedTypes() {
		switch e := types.Unalias(e).(type) {
		case *types.Union:
			for term := range e.Terms() {
				set = append(set, term.Type())
			}
		case *types.Pointer:
			set = append(set, e)
		}
	}
	return set
}

// returnsFile reports whether a signature is that of File in package net.
func returnsFile(sig *types.Signature) bool {
	return sig.Params().Len() == 0 && sig.Results().Len() == 2 && types.TypeString(sig.Results().At(0).Type(), nil) == "*os.File"
}

func isNetInterface(t types.Type) bool {
	switch types.TypeString(types.Unalias(t), nil) {
	case "net.Conn", "net.Listener", "net.PacketConn":
		return true
	}
	return false
}

// isListener reports whether a File method belongs to a listener.
func isListener(file *types.Func) bool {
	recv := file.Signature().Recv().Type()
	obj, _, _ := types.LookupFieldOrMethod(recv, true, nil, "Accept")
	_, ok := obj.(*types.Func)
	return ok
}

// ownerName returns the receiver of File as the source writes it, if that is
// short enough for a message.
func (c *checker) ownerName(call *ssa.Call) string {
	const maxName = 20
	expr := c.ssa.CallExpr(call)
	if expr == nil {
		return ""
	}
	sel, ok := ast.Unparen(expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	x := ast.Unparen(sel.X)
	if ta, ok := x.(*ast.TypeAssertExpr); ok {
		x = ta.X
	}
	if name := types.ExprString(x); len(name) <= maxName {
		return name
	}
	return ""
}

func (c *checker) finding(d *dup, fd *ssa.Call) report.Finding {
	name, op, use := d.name, "Read", "SyscallConn().Control"
	if d.ln {
		op, use = "Accept", "net.ListenConfig.Control"
	}
	if name == "" {
		name = "the connection"
		if d.ln {
			name = "the listener"
		}
	}
	rng := c.ssa.Range(fd)
	return report.Finding{
		Range:    rng,
		Category: blocking,
		Message: fmt.Sprintf("%s becomes blocking by Fd on its File: each %s holds an OS thread, deadlines are ignored; use %s",
			name, op, use),
		Related: []report.Note{{Pos: d.call.Pos(), Message: "the file shares its flags with " + name + " from here"}},
		Trace: []report.Step{
			{Pos: d.call.Pos(), Message: fmt.Sprintf("File duplicates the descriptor of %s: both share one open file description", name)},
			{Pos: rng.Pos(), Message: "Fd clears O_NONBLOCK on that description"},
			{Pos: rng.Pos(), Message: fmt.Sprintf("from here each %s on %s that has to wait blocks an OS thread in the kernel", op, name)},
		},
	}
}

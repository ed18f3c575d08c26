package unbounded

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// NoLimit is a fact: what a function sets no limit to. Of what it does not say somebody may
// have set one.
type NoLimit struct {
	Results []int // clients, transports, requests and listeners that it returns
	Leaves  []int // parameters: connections whose deadlines it leaves as they are
	Reads   []int // those of them that it reads
	Wraps   []int // those that its first result reads
}

// AFact marks it as one.
func (*NoLimit) AFact() {}

func (n *NoLimit) String() string {
	var parts []string
	for _, part := range []struct {
		does string
		list []int
	}{{"returns", n.Results}, {"leaves", n.Leaves}, {"reads", n.Reads}, {"wraps", n.Wraps}} {
		if len(part.list) > 0 {
			parts = append(parts, part.does+" "+strings.Trim(fmt.Sprint(part.list), "[]"))
		}
	}
	return "no limit: " + strings.Join(parts, ", ")
}

// NoLimit returns the fact about a function of the package, or nil.
func (w *World) NoLimit(fn *ssa.Function) *NoLimit {
	fact := new(NoLimit)
	for i := range fn.Signature.Results().Len() {
		if !model.MayBeLimited(fn.Signature.Results().At(i).Type()) {
			continue
		}
		if list, ok := w.returned(fn, i); ok && !slices.ContainsFunc(list, func(v ssa.Value) bool { return !w.unlimited(v) }) {
			fact.Results = append(fact.Results, i)
		}
	}
	if !w.deadline {
		params := fn.Params
		if fn.Signature.Recv() != nil {
			params = params[1:]
		}
		for i, p := range params {
			if model.IsPeer(p.Type()) && !w.escapes(p) {
				w.talks(fn, p, i, fact)
			}
		}
	}
	if len(fact.Results)+len(fact.Leaves) == 0 {
		return nil
	}
	return fact
}

// unlimited reports whether what a function returns has no limit, for sure.
func (w *World) unlimited(v ssa.Value) bool {
	switch t := v.Type(); {
	case isClient(ssabuild.Deref(t)):
		_, ok := w.unboundedClient(v)
		return ok
	case ssabuild.HasMethod(t, "RoundTrip"):
		return w.isPlainTransport(v)
	case ssabuild.HasMethod(t, "Accept"):
		return w.isPlainListener(v)
	}
	_, ok := w.withoutContext(v)
	return ok
}

// talks notes what a function does with a connection that it is given: it may hand it to
// functions that leave deadlines alone, and return a reader of it, but nobody else gets it.
func (w *World) talks(fn *ssa.Function, p *ssa.Parameter, i int, fact *NoLimit) {
	for _, u := range w.flow.Uses(p) {
		switch instr := u.Instr.(type) {
		case *ssa.Call, *ssa.Defer, *ssa.DebugRef:
		case *ssa.Store:
			if _, isLocal := instr.Addr.(*ssa.Alloc); !isLocal {
				return
			}
		case *ssa.Return:
			if instr.Parent() != fn {
				return
			}
		default:
			return
		}
	}
	fact.Leaves = append(fact.Leaves, i)
	if w.reads(p, 0) {
		fact.Reads = append(fact.Reads, i)
	}
	if list, ok := w.returned(fn, 0); ok && !slices.ContainsFunc(list, func(v ssa.Value) bool { return !w.wrapsOnly(v, p, 0) }) {
		fact.Wraps = append(fact.Wraps, i)
	}
}

// reads reports whether a function, or one of the package that it hands it to, reads a
// connection that it is given, or a reader of it.
func (w *World) reads(conn *ssa.Parameter, depth int) bool {
	found := false
	w.each(conn.Parent(), func(instr ssa.Instruction) {
		call, ok := instr.(*ssa.Call)
		if !ok || found {
			return
		}
		if read := w.readBy(call); read != nil {
			found = w.wrapsOnly(read, conn, 0)
		}
		fn := call.Call.StaticCallee()
		if fn == nil || len(fn.Blocks) == 0 || depth > maxWraps {
			return
		}
		for i, arg := range call.Call.Args {
			found = found || i < len(fn.Params) && model.IsPeer(arg.Type()) && w.wrapsOnly(arg, conn, 0) && w.reads(fn.Params[i], depth+1)
		}
	})
	return found
}

// wrapsOnly reports whether a value is a connection, or a reader of it and nothing else.
func (w *World) wrapsOnly(v ssa.Value, conn *ssa.Parameter, depth int) bool {
	sources := w.sourcesTo(v, conn)
	return depth <= maxWraps && len(sources) > 0 && !slices.ContainsFunc(sources, func(v ssa.Value) bool {
		if v == ssa.Value(conn) {
			return false
		}
		inner := w.wrapped(v)
		return inner == nil || !w.wrapsOnly(inner, conn, depth+1)
	})
}

// maxWraps bounds how many readers are around each other.
const maxWraps = 3

// readBy returns what a call reads, or whose handshake it does; nil if it does not.
func (w *World) readBy(call *ssa.Call) ssa.Value {
	f := callee.Of(&call.Call)
	for _, effect := range []model.Effect{model.Exhausts, model.Scans, model.Handshakes} {
		if e, ok := model.Of(f, effect); ok {
			return operand(&call.Call, e.Operands[0])
		}
	}
	if fact := w.noLimit(f); fact != nil && len(fact.Reads) > 0 {
		return operand(&call.Call, model.Operand{Kind: model.Arg, Index: fact.Reads[0]})
	}
	return nil
}

// wrapped returns what a reader reads that a call makes, nil if v is none.
func (w *World) wrapped(v ssa.Value) ssa.Value {
	call, result := flow.ResultOf(v)
	if call == nil || result != 0 {
		return nil
	}
	f := callee.Of(&call.Call)
	if e, ok := model.Of(f, model.Wraps); ok {
		return operand(&call.Call, e.Operands[0])
	}
	if fact := w.noLimit(f); fact != nil && len(fact.Wraps) > 0 {
		return operand(&call.Call, model.Operand{Kind: model.Arg, Index: fact.Wraps[0]})
	}
	return nil
}

// isPlainListener reports whether a listener is made by the standard library, or a function
// that is known to return one that is.
func (w *World) isPlainListener(ln ssa.Value) bool {
	sources := w.sources(ln)
	return len(sources) > 0 && !slices.ContainsFunc(sources, func(v ssa.Value) bool {
		call, _ := flow.ResultOf(v)
		if call == nil {
			return true
		}
		f := callee.Of(&call.Call)
		return (f == nil || f.Pkg() == nil || !model.IsStd(f.Pkg().Path())) && !w.isBare(v)
	})
}

// isBare reports whether a value is a result of a function of another package that is known
// to set no limit to it.
func (w *World) isBare(v ssa.Value) bool {
	call, result := flow.ResultOf(v)
	if call == nil {
		return false
	}
	fact := w.noLimit(callee.Of(&call.Call))
	return fact != nil && slices.Contains(fact.Results, result)
}

// noLimit returns what is known of a function of another package, or nil.
func (w *World) noLimit(f *types.Func) *NoLimit {
	if f == nil || f.Pkg() == w.world.Pkg {
		return nil
	}
	return w.imported.NoLimit(f)
}

// leaves reports whether a call leaves the deadlines of its argument alone.
func (w *World) leaves(call *ssa.CallCommon, arg ssa.Value) bool {
	fact := w.noLimit(callee.Of(call))
	if fact == nil {
		return false
	}
	found := false
	for i := range call.Args {
		if operand(call, model.Operand{Kind: model.Arg, Index: i}) != arg {
			continue
		}
		if !slices.Contains(fact.Leaves, i) {
			return false
		}
		found = true
	}
	return found
}

// declaresLimits reports, from syntax alone, whether a package declares a function about which
// such a fact may be exported: one with a result or parameter of a type that has limits.
func declaresLimits(files []*ast.File) bool {
	return slices.ContainsFunc(files, func(file *ast.File) bool {
		var limits, peers []string
		for _, spec := range file.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil {
				l, p := model.NamesOfLimited(path)
				limits, peers = append(limits, l...), append(peers, p...)
			}
		}
		return len(limits)+len(peers) > 0 && slices.ContainsFunc(file.Decls, func(decl ast.Decl) bool {
			fn, ok := decl.(*ast.FuncDecl)
			return ok && fn.Name.IsExported() && (hasType(fn.Type.Results, limits) || hasType(fn.Type.Params, peers))
		})
	})
}

// hasType reports whether a field has one of the types of other packages by name: pkg.T or
// *pkg.T.
func hasType(fields *ast.FieldList, names []string) bool {
	return fields != nil && slices.ContainsFunc(fields.List, func(field *ast.Field) bool {
		t := field.Type
		if star, ok := t.(*ast.StarExpr); ok {
			t = star.X
		}
		switch t := t.(type) {
		case *ast.SelectorExpr:
			return slices.Contains(names, t.Sel.Name)
		case *ast.Ident: // by a dot import
			return slices.Contains(names, t.Name)
		}
		return false
	})
}

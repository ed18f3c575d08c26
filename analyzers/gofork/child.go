package gofork

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// beforeFork is what the runtime lends to syscall.ForkExec, by linkname: it
// blocks all signals, and after the fork others put them right.
const beforeFork = "syscall.runtime_BeforeFork"

// knows reports whether the author of a function knows what a forked child must not
// do: the function is kept free of the race detector, or of checks whether the
// stack has to grow, as those that fork in package syscall are, or asks the runtime.
func (c *checker) knows(fn *ssa.Function) bool {
	decl, ok := callee.Declared(fn).Syntax().(*ast.FuncDecl)
	if !ok {
		return false
	}
	if decl.Doc != nil && slices.ContainsFunc(decl.Doc.List, func(d *ast.Comment) bool { return d.Text == "//go:norace" || d.Text == "//go:nosplit" }) {
		return true
	}
	linked := c.linked()
	for n := range ast.Preorder(decl) {
		if id, ok := n.(*ast.Ident); ok && slices.Contains(linked, id.Name) {
			return true
		}
	}
	return false
}

// linked returns the names that the package has given to beforeFork.
func (c *checker) linked() []string {
	var names []string
	for _, file := range c.pass.Files {
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if f := strings.Fields(comment.Text); len(f) == 3 && f[0] == "//go:linkname" && f[2] == beforeFork {
					names = append(names, f[1])
				}
			}
		}
	}
	return names
}

// needsRuntime returns an instruction to which the child of a fork can come and
// that is neither a raw system call nor free of calls, allocations and locks, or
// nil if the child always ends before.
func (c *checker) needsRuntime(f syscallFork) ssa.Instruction {
	call, ok := f.call.(*ssa.Call)
	if !ok {
		return f.call // deferred, or in a goroutine of its own
	}
	w := &child{checker: c, shares: f.shares, call: call, back: make(map[*ssa.Function]bool)}
	var ret ssa.Instruction
	for known := -1; known < len(w.back) && w.needs == nil; {
		known = len(w.back)
		w.called = make(map[*ssa.Function]bool)
		ret = w.walk(call.Block(), slices.Index(call.Block().Instrs, ssa.Instruction(call))+1, make(map[*ssa.BasicBlock]bool))
	}
	switch {
	case w.needs != nil:
		return w.needs
	case ret != nil:
		return ret
	case !f.raw:
		return f.call // which has to ask the scheduler before it returns
	}
	return nil
}

// A child is a walk along all ways that a forked child can take. Which functions
// it comes back from is a least fixpoint: the walk is made again until nothing is
// added.
type child struct {
	*checker
	shares bool      // it runs on its parent's memory
	call   *ssa.Call // that forks
	back   map[*ssa.Function]bool
	called map[*ssa.Function]bool // on this walk
	needs  ssa.Instruction        // the first that is found to need the runtime, or nil
}

// walk follows the child from an instruction of a block on, but not into blocks
// that it has seen in this function, and returns a return of the function that it
// can come to, or nil.
func (w *child) walk(b *ssa.BasicBlock, i int, seen map[*ssa.BasicBlock]bool) (ret ssa.Instruction) {
	for ; i < len(b.Instrs) && w.needs == nil; i++ {
		switch instr := b.Instrs[i].(type) {
		case *ssa.Return:
			return instr
		case *ssa.Call:
			if !w.comesBack(instr) {
				return nil
			}
		case *ssa.MakeInterface:
			if w.value(instr.X, make(map[*ssa.Phi]bool)) == nil {
				w.needs = instr // what is not known may have to be copied to the heap
			}
		default:
			if !isPlain(instr) {
				w.needs = instr
			}
		}
	}
	for _, next := range w.next(b) {
		if !seen[next] && w.needs == nil {
			seen[next] = true
			if r := w.walk(next, 0, seen); r != nil {
				ret = r
			}
		}
	}
	return ret
}

// comesBack reports whether the child goes on behind a call.
func (w *child) comesBack(call *ssa.Call) bool {
	fn, obj := call.Call.StaticCallee(), callee.Of(&call.Call)
	_, raw, ok := numberOperand(obj)
	switch {
	case isBuiltin(call):
		return true
	case isExit(obj) && !w.shares:
		return false
	case ok && raw:
		return !w.exits(call)
	case fn == nil || fn.Blocks == nil:
		w.needs = call
		return false
	case !w.called[fn]: // else a recursion, or a second call
		w.called[fn] = true
		if w.walk(fn.Blocks[0], 0, make(map[*ssa.BasicBlock]bool)) != nil {
			w.back[fn] = true
		}
	}
	return w.back[fn]
}

// next returns the blocks to which the child goes on from a block.
func (w *child) next(b *ssa.BasicBlock) []*ssa.BasicBlock {
	if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
		if v := w.value(branch.Cond, make(map[*ssa.Phi]bool)); v != nil && constant.BoolVal(v) {
			return b.Succs[:1]
		} else if v != nil {
			return b.Succs[1:]
		}
	}
	return b.Succs
}

// value returns what v is in the child, where the system call has returned 0 and
// no error, or nil. It looks at a phi once: a loop has no end.
func (w *child) value(v ssa.Value, seen map[*ssa.Phi]bool) constant.Value {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value
	case *ssa.Extract:
		if v.Tuple == w.call && (v.Index == 0 || v.Index == 2) {
			return constant.MakeInt64(0)
		}
	case *ssa.Convert:
		return w.value(v.X, seen)
	case *ssa.ChangeType:
		return w.value(v.X, seen)
	case *ssa.BinOp:
		y := w.value(v.Y, seen)
		if v.Op == token.LSS && isUnsigned(v.X.Type()) && y != nil && constant.Sign(y) == 0 {
			return constant.MakeBool(false) // if pid < 0: C has a sign there
		}
		return compare(v.Op, w.value(v.X, seen), y)
	case *ssa.Phi:
		if seen[v] {
			return nil
		}
		seen[v] = true
		first := w.value(v.Edges[0], seen)
		for _, e := range v.Edges[1:] {
			if same := compare(token.EQL, first, w.value(e, seen)); same == nil || !constant.BoolVal(same) {
				return nil
			}
		}
		return first
	}
	return nil
}

// compare returns whether two numbers compare so, nil if that is not known.
func compare(op token.Token, x, y constant.Value) constant.Value {
	if x == nil || y == nil || x.Kind() != constant.Int || y.Kind() != constant.Int {
		return nil
	}
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return constant.MakeBool(constant.Compare(x, op, y))
	}
	return nil
}

// isExit reports whether fn is os.Exit or syscall.Exit, which need no other thread
// but change what the parent has in memory; log.Fatal writes first.
func isExit(fn *types.Func) bool {
	if !model.Has(fn, model.Exits) || fn.Signature().Params().Len() != 1 {
		return false
	}
	return types.Identical(fn.Signature().Params().At(0).Type(), types.Typ[types.Int])
}

// exits reports whether a system call ends the thread or the process.
func (c *checker) exits(call *ssa.Call) bool {
	arg, _, _ := numberOperand(callee.Of(&call.Call))
	number, ok := call.Call.Args[arg].(*ssa.Const)
	if !ok || number.Value == nil {
		return false
	}
	for _, name := range []string{"SYS_EXIT", "SYS_EXIT_GROUP"} {
		if n, ok := systemConstant(c.pass.Pkg, name); ok && n == number.Int64() {
			return true
		}
	}
	return false
}

// isBuiltin reports whether a call is that of a builtin function that needs
// nothing from the runtime.
func isBuiltin(call *ssa.Call) bool {
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && slices.Contains([]string{"len", "cap", "min", "max", "copy", "clear"}, b.Name())
}

// isPlain reports whether an instruction only computes: neither allocates nor
// blocks nor calls. That a variable's address is taken allocates only if it
// escapes, and to a system call it does not.
func isPlain(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.BinOp:
		return instr.Op != token.ADD || !isString(instr.X.Type()) // concatenation
	case *ssa.UnOp:
		return instr.Op != token.ARROW
	case *ssa.Convert:
		return !isString(instr.X.Type()) && !isString(instr.Type()) // []byte(s)
	case *ssa.Alloc, *ssa.ChangeType, *ssa.DebugRef, *ssa.Extract, *ssa.Field, *ssa.FieldAddr, *ssa.If, *ssa.Index,
		*ssa.IndexAddr, *ssa.Jump, *ssa.Phi, *ssa.Slice, *ssa.Store:
		return true
	}
	return false
}

func isString(t types.Type) bool { return isBasic(t, types.IsString) }

func isUnsigned(t types.Type) bool { return isBasic(t, types.IsUnsigned) }

func isBasic(t types.Type, info types.BasicInfo) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&info != 0
}

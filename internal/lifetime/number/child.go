package number

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A ChildNumber is a number that a child process, or the program that takes the place of
// this one, is told in its arguments or its environment, and which leads to nothing there:
// files of package os and connections are closed on exec, and those that a child is given
// have numbers of its own.
type ChildNumber struct {
	Number
	Owner ssa.Value       // made here
	Text  ssa.Instruction // writes the number
	Told  ssa.Instruction // gives the text to the child
	By    model.Effect    // how: ChildArgs, ProcArgs, or ExecArgs, by an argument or a field
}

// ChildNumbers returns the numbers that fn tells a child.
func (w *World) ChildNumbers(fn *ssa.Function) []ChildNumber {
	var list []ChildNumber
	for _, n := range w.Numbers(fn) {
		if n.Value == nil || n.Callback || n.Adopted || n.Locked != "" {
			continue
		}
		for _, owner := range w.OwnersOf(n) {
			if !w.closesOnExec(owner) {
				continue
			}
			for _, text := range w.textsOf(n.Value) {
				if told, by := w.toldTo(text, make(map[ssa.Value]bool)); told != nil {
					list = append(list, ChildNumber{n, owner, text, told, by})
				}
			}
		}
	}
	return list
}

// closesOnExec reports whether an owner is new, and made by a function that has its
// descriptor closed on exec, which is left so.
func (w *World) closesOnExec(owner ssa.Value) bool {
	call, _ := flow.ResultOf(owner)
	if call == nil || !w.IsFresh(owner) || model.Has(callee.Of(&call.Call), model.AdoptFd) {
		return false
	}
	if fn := flow.Callee(&call.Call); fn != nil && w.Summary(fn) != nil || w.SummaryOf(&call.Call) != nil {
		return false // who knows what it does to the descriptor
	}
	return !slices.ContainsFunc(w.Numbers(owner.Parent()), func(n Number) bool {
		return n.Value != nil && slices.Contains(w.OwnersOf(n), owner) && slices.ContainsFunc(w.LocalUses(n.Value), w.mayUncover)
	})
}

// mayUncover reports whether a use of a number may have its descriptor stay open on exec:
// F_SETFD does, and who knows about functions that are not a system's.
func (w *World) mayUncover(u flow.Use) bool {
	site, ok := u.Instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	call := site.Common()
	if r, ok := RequestOf(call); ok {
		return !r.Ioctl
	}
	fn := callee.Of(call)
	return !model.IsSyscall(fn) && !model.IsPrint(fn) && !model.Has(fn, model.Digits)
}

// textsOf returns the calls that write a number:
//
//	t1 = strconv.Itoa(n)
//	t3 = make any <- uintptr (n)
//	*t4 = t3
//	t5 = slice t2[:]
//	t6 = fmt.Sprintf("--fd=%d", t5...)
func (w *World) textsOf(number ssa.Value) []*ssa.Call {
	var list []*ssa.Call
	for _, u := range w.LocalUses(number) {
		switch instr := u.Instr.(type) {
		case *ssa.Call:
			if model.Has(callee.Of(&instr.Call), model.Digits) {
				list = append(list, instr)
			}
		case *ssa.Store:
			if instr.Val != u.Value {
				continue
			}
			for _, call := range variadic(instr.Addr) {
				if model.Has(callee.Of(&call.Call), model.Writes) && !namesProcess(call) {
					list = append(list, call)
				}
			}
		}
	}
	return list
}

// variadic returns the calls that get an element of an array among their last arguments.
func variadic(element ssa.Value) []*ssa.Call {
	addr, ok := element.(*ssa.IndexAddr)
	if !ok || addr.X.Referrers() == nil {
		return nil
	}
	var list []*ssa.Call
	for _, instr := range *addr.X.Referrers() {
		if slice, ok := instr.(*ssa.Slice); ok {
			for _, use := range *slice.Referrers() {
				if call, ok := use.(*ssa.Call); ok && len(call.Call.Args) > 0 && call.Call.Args[len(call.Call.Args)-1] == ssa.Value(slice) {
					list = append(list, call)
				}
			}
		}
	}
	return list
}

// namesProcess reports whether a text names a process beside the number, whose descriptors
// another one may open: /proc/%d/fd/%d.
func namesProcess(call *ssa.Call) bool {
	return slices.ContainsFunc(call.Call.Args, func(arg ssa.Value) bool {
		c, ok := arg.(*ssa.Const)
		return ok && c.Value != nil && c.Value.Kind() == constant.String && strings.Contains(constant.StringVal(c.Value), "/proc/%")
	})
}

// toldTo returns the instruction that puts a text, or what begins or ends with it, among the
// arguments or the environment of a child, and how; nil if there is none.
func (w *World) toldTo(text ssa.Value, seen map[ssa.Value]bool) (ssa.Instruction, model.Effect) {
	if seen[text] {
		return nil, ""
	}
	seen[text] = true
	for _, u := range w.LocalUses(text) {
		switch instr := u.Instr.(type) {
		case *ssa.BinOp:
			if instr.Op == token.ADD {
				if told, by := w.toldTo(instr, seen); told != nil {
					return told, by
				}
			}
		case *ssa.Store:
			if instr.Val != u.Value {
				continue
			}
			if told, by := w.listTold(instr.Addr); told != nil {
				return told, by
			}
		}
	}
	return nil, ""
}

// listTold is toldTo of the list of texts of which an address is an element:
//
//	t2 = slice t1[:]
//	t3 = exec.Command(name, t2...)
//
//	t3 = append(t0, t2...)
//	t4 = &t5.Args [#1]
//	*t4 = t3
//
//	t6 = syscall.Exec(name, t2, t5)
func (w *World) listTold(element ssa.Value) (ssa.Instruction, model.Effect) {
	addr, ok := element.(*ssa.IndexAddr)
	if !ok {
		return nil, ""
	}
	work, seen := []ssa.Value{addr.X}, make(map[ssa.Value]bool)
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[v] || v.Referrers() == nil {
			continue
		}
		seen[v] = true
		for _, instr := range *v.Referrers() {
			switch instr := instr.(type) {
			case *ssa.Slice:
				work = append(work, instr)
			case *ssa.Phi:
				work = append(work, instr)
			case *ssa.Store:
				if field, ok := instr.Addr.(*ssa.FieldAddr); ok && instr.Val == v {
					if by := tellingField(ssabuild.Field(field)); by != "" {
						return instr, by
					}
				}
				if c := w.Cell(instr.Addr); c != nil && instr.Val == v && w.Variable(instr.Addr) != nil {
					work = append(work, c.Loads...)
				}
			case *ssa.Call:
				if callee.IsBuiltin(&instr.Call, "append") {
					work = append(work, instr)
				} else if by := takesArguments(instr, v); by != "" {
					return instr, by
				}
			}
		}
	}
	return nil, ""
}

// tellingField returns how a child is told what is in a field, or "".
func tellingField(field *types.Var) model.Effect {
	switch {
	case model.IsField(field, model.ChildText):
		return model.ChildArgs
	case model.IsField(field, model.ProcText):
		return model.ProcArgs
	}
	return ""
}

// takesArguments returns how a program is told a list of arguments by a call, or "".
func takesArguments(call *ssa.Call, list ssa.Value) model.Effect {
	fn := callee.Of(&call.Call)
	i := slices.Index(call.Call.Args, list)
	for _, by := range []model.Effect{model.ChildArgs, model.ProcArgs, model.ExecArgs} {
		if i >= 0 && model.HasOn(fn, by, summary.OperandOf(fn, i)) {
			return by
		}
	}
	return ""
}

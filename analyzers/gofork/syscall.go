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
	"github.com/gopitfalls/gopitfalls/internal/cfg"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A syscallFork is a system call, made by number, that forks.
type syscallFork struct {
	call   ssa.CallInstruction
	name   string // fork, vfork, clone, clone3
	raw    bool   // made without a word to the scheduler
	shares bool   // the child runs on its parent's memory
}

// forkNumbers returns the names of the system calls that fork, by their number
// on the target system. The packages that make system calls declare the numbers:
// there is no SYS_FORK on linux/arm64, and no SYS_CLONE3 in package syscall.
func forkNumbers(pkg *types.Package) map[int64]string {
	numbers := make(map[int64]string)
	for _, name := range []string{"SYS_FORK", "SYS_VFORK", "SYS_CLONE", "SYS_CLONE3"} {
		if n, ok := systemConstant(pkg, name); ok {
			numbers[n] = strings.ToLower(strings.TrimPrefix(name, "SYS_"))
		}
	}
	return numbers
}

// systemConstant returns the value of an integer constant that an import of the
// package declares.
func systemConstant(pkg *types.Package, name string) (int64, bool) {
	for _, imp := range pkg.Imports() {
		if c, ok := imp.Scope().Lookup(name).(*types.Const); ok {
			if n, ok := constant.Int64Val(constant.ToInt(c.Val())); ok {
				return n, true
			}
		}
	}
	return 0, false
}

// forksByNumber reports whether the package has a system call that forks.
func (c *checker) forksByNumber() bool {
	if len(c.numbers) == 0 {
		return false
	}
	for _, file := range c.pass.Files {
		for n := range ast.Preorder(file) {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				continue
			}
			arg, _, ok := numberOperand(callee.In(c.pass.TypesInfo, call))
			if ok && c.forkName(c.pass.TypesInfo.Types[call.Args[arg]].Value) != "" {
				return true
			}
		}
	}
	return false
}

// numberOperand returns which argument of fn is the number of a system call.
func numberOperand(fn *types.Func) (arg int, raw, ok bool) {
	entry, raw := model.Of(fn, model.RawSyscall)
	if !raw {
		if entry, ok = model.Of(fn, model.Syscall); !ok {
			return 0, false, false
		}
	}
	return entry.Operands[0].Index, raw, true
}

// forkName returns the name of the system call that forks with this number, or
// "".
func (c *checker) forkName(number constant.Value) string {
	if number == nil || number.Kind() != constant.Int {
		return ""
	}
	n, _ := constant.Int64Val(number)
	return c.numbers[n]
}

// forks returns the system calls in fn that fork.
func (c *checker) forks(fn *ssa.Function) []syscallFork {
	var forks []syscallFork
	live := cfg.Live(fn) // on s390x the arguments of clone have another order
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || !live[b.Index] {
				continue
			}
			name, raw := c.syscallName(call.Common())
			if name == "" || c.isNoFork(name, call) {
				continue
			}
			forks = append(forks, syscallFork{
				call: call, name: name, raw: raw,
				shares: name == "vfork" || c.hasFlag(call.Common().Args, "CLONE_VM"),
			})
		}
	}
	return forks
}

func (c *checker) syscallName(call *ssa.CallCommon) (name string, raw bool) {
	arg, raw, ok := numberOperand(callee.Of(call))
	if !ok {
		return "", false
	}
	number, ok := call.Args[arg].(*ssa.Const)
	if !ok {
		return "", false
	}
	return c.forkName(number.Value), raw
}

// isNoFork reports whether clone makes a thread, which is not a fork but a
// trouble of its own, or clone3 only asks what the kernel has: it has no
// arguments, or nobody wants to know whose process this is (clone(2)).
func (c *checker) isNoFork(name string, call ssa.CallInstruction) bool {
	args := call.Common().Args
	switch name {
	case "clone":
		return c.hasFlag(args, "CLONE_THREAD")
	case "clone3":
		arguments, ok := args[1].(*ssa.Const)
		return ok && arguments.Value != nil && constant.Sign(arguments.Value) == 0 || !usesFirstResult(call)
	}
	return false
}

func usesFirstResult(call ssa.CallInstruction) bool {
	v := call.Value()
	return v != nil && slices.ContainsFunc(*v.Referrers(), func(instr ssa.Instruction) bool {
		result, ok := instr.(*ssa.Extract)
		return ok && result.Index == 0 && len(*result.Referrers()) > 0
	})
}

// hasFlag reports whether a flag of clone is surely set. The flags are the first
// argument, but on s390x the second, where others have an address.
func (c *checker) hasFlag(args []ssa.Value, name string) bool {
	flag, ok := systemConstant(c.pass.Pkg, name)
	if !ok {
		return false
	}
	var isSet func(v ssa.Value) bool
	isSet = func(v ssa.Value) bool {
		switch v := v.(type) {
		case *ssa.Const:
			return v.Value != nil && v.Int64()&flag != 0
		case *ssa.Convert:
			return isSet(v.X)
		case *ssa.BinOp:
			return v.Op == token.OR && (isSet(v.X) || isSet(v.Y))
		}
		return false
	}
	return isSet(args[1]) || isSet(args[2])
}

package gofork

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// forkFinding is about a fork whose child comes to an instruction that needs the
// runtime.
func (c *checker) forkFinding(f syscallFork, needs ssa.Instruction) report.Finding {
	finding := report.Finding{
		Range:    c.ssa.Range(f.call),
		Category: fork,
		Message:  message(f, needs),
		Trace:    []report.Step{{Pos: f.call.Pos(), Message: f.name + " returns twice: in this process, and with 0 in the child"}},
	}
	if pos := position(needs); needs != f.call && pos.IsValid() {
		const here = "the child goes on in Go here"
		finding.Related = []report.Note{{Pos: pos, Message: here}}
		finding.Trace = append(finding.Trace, report.Step{Pos: pos, Message: here})
	}
	return finding
}

// position returns the position of an instruction, or of the next that has one:
// a value that becomes an interface has none, the call that wants it has.
func position(instr ssa.Instruction) token.Pos {
	instrs := instr.Block().Instrs
	for _, next := range instrs[slices.Index(instrs, instr):] {
		if next.Pos().IsValid() {
			return next.Pos()
		}
	}
	return token.NoPos
}

func message(f syscallFork, needs ssa.Instruction) string {
	call, isCall := needs.(*ssa.Call)
	switch {
	case f.shares:
		return sharedMemory(f.name)
	case isCall && needs == f.call:
		return fmt.Sprintf("the child of %s asks the Go scheduler, which has lost its other threads, to return from Syscall and may hang; use RawSyscall", f.name)
	case isCall && model.Has(callee.Of(&call.Call), model.Execs):
		return fmt.Sprintf("the child of %s has lost the Go runtime's other threads and may hang before it execs; use os/exec or syscall.ForkExec", f.name)
	}
	return oneThread(f.name)
}

// cFinding is about a function of C that forks.
func cFinding(at analysis.Range, category, name string) report.Finding {
	message := oneThread(name)
	if strings.HasSuffix(name, "vfork") {
		message = sharedMemory(name)
	}
	return report.Finding{Range: at, Category: category, Message: message}
}

func oneThread(name string) string {
	return fmt.Sprintf("the child of %s has lost the Go runtime's other threads and hangs, as in a GC; %s", name, remedy(name))
}

func sharedMemory(name string) string {
	return fmt.Sprintf("the child of %s runs on its parent's memory and stack: Go code in it destroys both; %s", name, remedy(name))
}

func remedy(name string) string {
	if strings.HasPrefix(name, "clone") {
		return "re-exec with os/exec, SysProcAttr has Cloneflags"
	}
	return "re-exec with os/exec and SysProcAttr{Setsid: true}"
}

func libraryFinding(export *ast.FuncDecl) report.Finding {
	return report.Finding{
		Range:    export.Name,
		Category: library,
		Message:  "the package exports functions to C: a program that loads it as a library and forks then hangs; dlopen it after the fork",
	}
}

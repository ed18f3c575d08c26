package connfile

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

func (c *checker) blockingFinding(d *sharing.Dup, site sharing.FdSite) report.Finding {
	name, op := c.ownerName(d), waits(d)
	rng := c.SSA.Range(site.Call)
	return report.Finding{
		Range:    rng,
		Category: blocking,
		Message: fmt.Sprintf("%s becomes blocking by Fd on its File: each %s holds an OS thread, deadlines are ignored; %s",
			name, op, c.remedy(d, site)),
		Related: []report.Note{{Pos: d.Call.Pos(), Message: "the file shares its flags with " + name + " from here"}},
		Fixes:   c.fix(d, site),
		Trace: []report.Step{
			{Pos: d.Call.Pos(), Message: fmt.Sprintf("File duplicates the descriptor of %s: both share one open file description", name)},
			{Pos: rng.Pos(), Message: "Fd clears O_NONBLOCK on that description"},
			{Pos: rng.Pos(), Message: fmt.Sprintf("from here each %s on %s that has to wait blocks an OS thread in the kernel", op, name)},
		},
	}
}

func (c *checker) modeFinding(site sharing.ModeSite) report.Finding {
	name, op := c.ownerName(site.Dup), waits(site.Dup)
	rng, by := c.SSA.Range(site.Call), site.By
	if len(by) > maxName {
		by = "its number"
	}
	return report.Finding{
		Range:    rng,
		Category: blocking,
		Message: fmt.Sprintf("%s becomes blocking by %s: each %s holds an OS thread, deadlines are ignored; leave O_NONBLOCK as it is",
			name, by, op),
		Related: []report.Note{{Pos: site.Dup.Call.Pos(), Message: "the number is that of " + name}},
		Trace: []report.Step{
			{Pos: site.Dup.Call.Pos(), Message: fmt.Sprintf("SyscallConn gives access to the descriptor of %s", name)},
			{Pos: rng.Pos(), Message: site.By + " clears O_NONBLOCK on its open file description"},
			{Pos: rng.Pos(), Message: fmt.Sprintf("from here each %s on %s that has to wait blocks an OS thread in the kernel", op, name)},
		},
	}
}

func (c *checker) passedFinding(p sharing.Passed) report.Finding {
	name, op, by := c.ownerName(p.Dup), waits(p.Dup), "this call"
	if fn := callee.Of(&p.Dup.Call.Call); fn != nil && len(fn.Name()) <= maxName {
		by = fn.Name()
	}
	rng := c.SSA.Range(p.Dup.Call)
	f := report.Finding{
		Range:    rng,
		Category: blocking,
		Message: fmt.Sprintf("%s becomes blocking by %s, which calls Fd on its File: each %s holds an OS thread; use SyscallConn().Control there",
			name, by, op),
		Trace: []report.Step{
			{Pos: rng.Pos(), Message: fmt.Sprintf("File duplicates the descriptor of %s, and Fd clears O_NONBLOCK on what both share", name)},
			{Pos: rng.Pos(), Message: fmt.Sprintf("from here each %s on %s that has to wait blocks an OS thread in the kernel", op, name)},
		},
	}
	if p.Handed {
		f.Category = handoff
		f.Message = fmt.Sprintf("%s becomes blocking by %s, which gives its File to a child: %s holds an OS thread, Close may hang; pass a dup there",
			name, by, op)
		f.Trace[0].Message = fmt.Sprintf("starting the child calls Fd on the File of %s, which clears O_NONBLOCK on what both share", name)
	}
	return f
}

func (c *checker) handoffFinding(d *sharing.Dup, at ssa.Instruction) report.Finding {
	name, op := c.ownerName(d), waits(d)
	return report.Finding{
		Range:    c.SSA.Range(d.Call),
		Category: handoff,
		Message: fmt.Sprintf("%s becomes blocking when its File goes to a child: %s holds an OS thread, Close may hang; pass a dup made under SyscallConn",
			name, op),
		Related: []report.Note{{Pos: at.Pos(), Message: "the child inherits the file from here"}},
		Fixes:   c.handoffFix(d),
		Trace: []report.Step{
			{Pos: d.Call.Pos(), Message: fmt.Sprintf("File duplicates the descriptor of %s: both share one open file description", name)},
			{Pos: at.Pos(), Message: "starting the child calls Fd on the file, which clears O_NONBLOCK on that description"},
			{Pos: at.Pos(), Message: fmt.Sprintf("from here each %s on %s that has to wait blocks an OS thread, and Close waits for it", op, name)},
		},
	}
}

func (c *checker) leakFinding(d *sharing.Dup) report.Finding {
	name := c.ownerName(d)
	return report.Finding{
		Range:    c.SSA.Range(d.Call),
		Category: leak,
		Message: fmt.Sprintf("the File of %s is never closed: its descriptor keeps the socket open until a garbage collection; close the file",
			name),
		Fixes: c.leakFix(d),
		Trace: []report.Step{
			{Pos: d.Call.Pos(), Message: fmt.Sprintf("File duplicates the descriptor of %s; closing %s leaves the duplicate open", name, name)},
			{Pos: d.Call.Pos(), Message: "no path closes the file, so the peer sees no end of the connection until the collector finds it"},
		},
	}
}

// waits returns the operation that waits on the owner.
func waits(d *sharing.Dup) string {
	if d.Listener {
		return "Accept"
	}
	return "Read"
}

// maxName bounds a name in a message.
const maxName = 16

// ownerName returns the connection or listener as the source writes it, if that
// is short enough for a message.
func (c *checker) ownerName(d *sharing.Dup) string {
	if x := ownerExpr(c.SSA.CallExpr(d.Call), d); x != nil {
		if name := types.ExprString(x); len(name) <= maxName {
			return name
		}
	}
	if d.Listener {
		return "the listener"
	}
	return "the connection"
}

// ownerExpr returns the syntax of the owner, or nil.
func ownerExpr(call *ast.CallExpr, d *sharing.Dup) ast.Expr {
	if call == nil {
		return nil
	}
	var x ast.Expr
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && d.Direct {
		x = ast.Unparen(sel.X)
	} else if i := ownerArg(d); i >= 0 && i < len(call.Args) {
		x = ast.Unparen(call.Args[i])
	}
	if ta, ok := x.(*ast.TypeAssertExpr); ok {
		x = ta.X
	}
	return x
}

// ownerArg returns which argument of a call, receiver not counted, the owner
// is, or -1.
func ownerArg(d *sharing.Dup) int {
	call := &d.Call.Call
	i := slices.Index(call.Args, d.Owner)
	if fn := callee.Of(call); i >= 0 && !call.IsInvoke() && fn != nil && fn.Signature().Recv() != nil {
		i--
	}
	return i
}

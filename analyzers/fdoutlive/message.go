package fdoutlive

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/number"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

func (c *checker) outlivedFinding(o *number.Outlived) report.Finding {
	d := c.describe(o)
	f := report.Finding{
		Range:    c.rangeOf(o),
		Category: dropped,
		Message: fit(func(room int) string {
			return fmt.Sprintf("%s is %s but its owner %s dies %s: garbage collection closes the descriptor; return or keep %s",
				d.number.fit(room), d.held.fit(room), d.owner.fit(room), d.death, d.owner.fit(room))
		}),
		Related: []report.Note{
			{Pos: d.made, Message: d.owner.full() + " is made here"},
			{Pos: d.last, Message: d.owner.full() + " is last used here"},
		},
		Trace: []report.Step{
			{Pos: d.made, Message: d.owner.full() + " owns the descriptor"},
			{Pos: o.Hold.Pos(), Message: fmt.Sprintf("%s is %s", d.number.full(), d.held.full())},
			{Pos: d.last, Message: d.owner.full() + " is used for the last time: the next garbage collection closes its descriptor"},
		},
	}
	f.Fixes = c.fix(o)
	switch {
	case o.Close != nil:
		f.Category = closed
		f.Message = fit(func(room int) string {
			return fmt.Sprintf("%s is %s but its owner %s is closed %s: another file may get the number; return or keep %s",
				d.number.fit(room), d.held.fit(room), d.owner.fit(room), d.death, d.owner.fit(room))
		})
		f.Trace[2].Message = fmt.Sprintf("%s is closed %s: the number is free for another file", d.owner.full(), d.death)
	case o.Hold.Kind == number.Locked:
		f.Category = cmp.Or(categories[o.Hold.State], state)
		f.Message = fit(func(room int) string {
			return fmt.Sprintf("the %s ends with its owner %s, which dies %s: garbage collection closes the descriptor; return or keep %s",
				o.Hold.State, d.owner.fit(room), d.death, d.owner.fit(room))
		})
		if o.Discarded {
			f.Message = fit(func(room int) string {
				return fmt.Sprintf("nobody keeps %s, which has the %s: that ends when garbage collection closes the descriptor; keep it",
					d.owner.fit(room), o.Hold.State)
			})
		}
		f.Trace[1].Message = fmt.Sprintf("the %s belongs to the descriptor from here", o.Hold.State)
	case o.Callback:
		f.Category = callback
		f.Message = fit(func(room int) string {
			return fmt.Sprintf("%s is valid only inside the callback of %s: its owner %s dies %s; do the work in the callback",
				d.number.fit(room), callee.Of(o.Call.Common()).Name(), d.owner.fit(room), d.death)
		})
		f.Trace[1].Message = fmt.Sprintf("%s, valid until the callback returned, is used", d.number.full())
	}
	return f
}

// categories are those of states of the kernel that have one of their own.
var categories = map[string]string{number.Lock: flock}

// A description is what a message says of a number that outlives its owner.
type description struct {
	number, owner, held words
	death               string
	made, last          token.Pos
}

func (c *checker) describe(o *number.Outlived) description {
	d := description{
		number: c.numberName(o),
		owner:  c.ownerName(o),
		held:   c.held(o),
		made:   o.Owner.Pos(),
		last:   o.Call.Pos(),
	}
	if call, _ := flow.ResultOf(o.Owner); call != nil {
		d.made = call.Pos()
	}
	at := o.Last
	if o.Close != nil {
		at = o.Close
	}
	if at != nil {
		d.last = at.Pos()
	}
	d.death = fmt.Sprintf("at line %d", c.SSA.Position(d.last).Line)
	if _, deferred := at.(*ssa.Defer); deferred {
		d.death = "on return"
	}
	return d
}

// rangeOf returns where the number leaves: the result, the argument, the
// assignment.
func (c *checker) rangeOf(o *number.Outlived) analysis.Range {
	h := o.Hold
	var x ast.Expr
	switch instr := h.Instr.(type) {
	case *ssa.Return:
		if h.Put == nil {
			x = c.SSA.ResultAt(instr, h.Result)
		}
	case *ssa.Go:
		return ssabuild.Point(instr.Pos())
	case ssa.CallInstruction:
		for i, arg := range instr.Common().Args {
			if arg == h.Value && h.Put == nil {
				x = c.SSA.Argument(instr, i)
			}
		}
		if x == nil && h.Put == nil {
			return c.SSA.Range(instr)
		}
	}
	if x != nil {
		return x
	}
	if h.Pos().IsValid() {
		return ssabuild.Point(h.Pos())
	}
	return c.SSA.Range(o.Call)
}

// held says what is done with the number.
func (c *checker) held(o *number.Outlived) words {
	if o.Local {
		if o.Close != nil || o.Callback {
			return words{"used"}
		}
		if o.Late {
			return words{"used behind KeepAlive"}
		}
		return words{"used in a loop"}
	}
	switch o.Hold.Kind {
	case number.Stored:
		return c.stored(o)
	case number.Sent:
		if o.Hold.Put != nil {
			return c.stored(o)
		}
		return words{"sent"}
	case number.Locked:
		return words{"locked"}
	case number.Kept:
		return append(words{"used elsewhere"}, "used by "+callee.Declared(o.Hold.User.Parent()).Name())
	case number.InGoroutine:
		return words{"captured by a goroutine"}
	case number.InClosure:
		return words{"captured by a closure"}
	case number.Registered:
		call := o.Hold.Instr.(ssa.CallInstruction)
		if model.Has(callee.Of(call.Common()), model.Register) {
			return append(words{"registered"}, with("registered by ", c.callee(call))...)
		}
		return append(words{"kept"}, with("kept by ", c.callee(call))...)
	case number.Returned:
		if o.Hold.Put != nil {
			return c.stored(o)
		}
	}
	return words{"returned"}
}

// stored names the field or variable in which the number is stored.
func (c *checker) stored(o *number.Outlived) words {
	return append(words{"stored"}, with("stored in ", text(c.SSA.StoredTo(o.Hold.Pos(), o.Call.Pos())))...)
}

// callee returns the function of a call as the source writes it.
func (c *checker) callee(call ssa.CallInstruction) words {
	if x := c.SSA.CallExpr(call); x != nil {
		return text(x.Fun)
	}
	return nil
}

// numberName returns the number as the source writes it.
func (c *checker) numberName(o *number.Outlived) words {
	the := words{"the number"}
	switch {
	case o.Callback:
		return append(the, c.copied(o)...)
	case o.Adopted:
		if call := c.SSA.CallExpr(o.Call); call != nil {
			return append(the, text(innermost(call.Args[0]))...)
		}
		return the
	case o.Value == nil:
		return append(the, with("the number of ", c.ownerName(o))...)
	}
	x := c.SSA.AssignedTo(o.Call, 0)
	if id, ok := x.(*ast.Ident); ok && id.Name != "_" && !c.isStore(o, id) {
		return append(the, id.Name)
	}
	if x := c.SSA.Converted(o.Call); x != nil {
		return append(the, text(x)...)
	}
	return the
}

// isStore reports whether the assignment to a variable is what holds the number.
func (c *checker) isStore(o *number.Outlived, id *ast.Ident) bool {
	return c.SSA.StoredTo(o.Hold.Pos(), o.Call.Pos()) == id
}

// copied returns the variable to which a callback copies the number, or its
// parameter.
func (c *checker) copied(o *number.Outlived) words {
	for _, u := range c.Flow.Uses(o.Value) {
		if store, ok := u.Instr.(*ssa.Store); ok {
			if alloc := c.Variable(store.Addr); alloc != nil && alloc.Comment != "" {
				return words{alloc.Comment}
			}
		}
	}
	return words{o.Value.Name()}
}

// innermost returns what is converted in x, or x.
func innermost(x ast.Expr) ast.Expr {
	for {
		call, ok := ast.Unparen(x).(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return x
		}
		x = call.Args[0]
	}
}

// ownerName returns the owner as the source writes it.
func (c *checker) ownerName(o *number.Outlived) words {
	if p, ok := o.Owner.(*ssa.Parameter); ok {
		return words{"the file", p.Name()}
	}
	the := words{"the " + kind(o.Owner.Type())}
	if call, result := flow.ResultOf(o.Owner); call != nil {
		if fn := callee.Of(&call.Call); o.Discarded && fn != nil {
			return words{"the result", "the result of " + fn.Name()}
		}
		if x := c.SSA.AssignedTo(call, result); x != nil {
			return append(the, text(x)...)
		}
	}
	return the
}

// kind says what an owner of a type is.
func kind(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		named, ok := p.Elem().(*types.Named)
		switch {
		case ok && named.Obj().Name() == "File":
			return "file"
		case ok && owners.IsWrapper(t):
			return named.Obj().Name()
		}
	}
	return "connection"
}

func (c *checker) twoOwnersFinding(t number.TwoOwners) report.Finding {
	first := c.firstName(t)
	return report.Finding{
		Range:    c.SSA.Range(t.Second),
		Category: twoowners,
		Message: fit(func(room int) string {
			switch {
			case t.Callee != nil:
				return fmt.Sprintf("%s and the file of %s both own one descriptor: the second to close it closes another file's; give it a duplicate",
					first.fit(room), words{"a callee", t.Callee.Name()}.fit(room))
			case t.Closes:
				return fmt.Sprintf("the descriptor of %[1]s is closed by number and again by %[1]s, when another file may have it; close %[1]s only", first.fit(room))
			}
			return fmt.Sprintf("%s and the new file both own one descriptor: the second to close it closes another file's; give NewFile a duplicate", first.fit(room))
		}),
		Fixes:   c.closeFix(t),
		Related: []report.Note{{Pos: t.First.Pos(), Message: "the first owner of the descriptor"}},
		Trace: []report.Step{
			{Pos: t.First.Pos(), Message: first.full() + " owns the descriptor, and closes it when it is closed or collected"},
			{Pos: t.Second.Pos(), Message: "here is what closes it a second time, when another file may have the number"},
		},
	}
}

func (c *checker) lostLockFinding(l number.LostLock) report.Finding {
	line := c.SSA.Position(l.Lock.Pos()).Line
	return report.Finding{
		Range:    c.SSA.Range(l.Open),
		Category: recordlock,
		Message: fmt.Sprintf("closing this file ends the lock of line %d, which the process has on the file, not the descriptor; use F_OFD_SETLK or flock",
			line),
		Related: []report.Note{{Pos: l.Lock.Pos(), Message: "the lock belongs to the process"}},
		Trace: []report.Step{
			{Pos: l.Lock.Pos(), Message: "the process gets a lock on the file"},
			{Pos: l.Open.Pos(), Message: "the same file is opened once more; when it is closed, all locks of the process on it end"},
		},
	}
}

func (c *checker) childFinding(n number.ChildNumber) report.Finding {
	owner := words{"the file"}
	if call, result := flow.ResultOf(n.Owner); call != nil {
		owner = append(owner, text(c.SSA.AssignedTo(call, result))...)
	}
	return report.Finding{
		Range:    c.SSA.Range(n.Call),
		Category: child,
		Message: fit(func(room int) string {
			return fmt.Sprintf(childTexts[n.By].message, owner.fit(room))
		}),
		Related: []report.Note{{Pos: n.Told.Pos(), Message: "it is told here"}},
		Trace: []report.Step{
			{Pos: n.Call.Pos(), Message: "the number of " + owner.full() + " in this process"},
			{Pos: n.Text.Pos(), Message: "is written into a text"},
			{Pos: n.Told.Pos(), Message: childTexts[n.By].told},
		},
	}
}

// childTexts say what is wrong with a number that another program is told, by how it is
// told.
var childTexts = map[model.Effect]struct{ message, told string }{
	model.ChildArgs: {
		"the child is told the number of %[1]s in this process: there it is closed on exec; put %[1]s into ExtraFiles, and tell 3 + its index",
		"which the child is told; it has the files in ExtraFiles, from number 3 on, and no others",
	},
	model.ProcArgs: {
		"the child is told the number of %[1]s in this process: there it is closed on exec; put %[1]s into ProcAttr.Files, and tell its index",
		"which the child is told; it has the files in ProcAttr.Files, with their indices for numbers, and no others",
	},
	model.ExecArgs: {
		"the new program is told the number of %[1]s, which is closed on exec: it has no such descriptor; clear FD_CLOEXEC by F_SETFD before",
		"which the program is told that takes the place of this one; what package os opens is closed then",
	},
}

// firstName returns the first owner as the source writes it.
func (c *checker) firstName(t number.TwoOwners) words {
	the := words{"the file"}
	if t.Owner == nil {
		return append(the, "the file of "+callee.Of(t.First.Common()).Name())
	}
	if t.Owner == t.First.Value() {
		if x := c.SSA.AssignedTo(t.First, 0); x != nil {
			return append(the, text(x)...)
		}
		return the
	}
	if call := c.SSA.CallExpr(t.First); call != nil {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return append(the, text(sel.X)...)
		}
	}
	return the
}

// words are ways to say one thing, the shortest, which always fits, first.
type words []string

// text returns the source of an expression.
func text(x ast.Expr) words {
	if x == nil {
		return nil
	}
	if s := types.ExprString(x); s != "_" {
		return words{s}
	}
	return nil
}

// with puts a prefix before each of some words.
func with(prefix string, ws words) words {
	var list words
	for _, w := range ws {
		list = append(list, prefix+w)
	}
	return list
}

// fit returns the last of the words that has at most room bytes, or the first.
func (ws words) fit(room int) string {
	best := ""
	for _, w := range ws {
		if len(w) <= room {
			best = w
		}
	}
	return cmp.Or(best, ws[0])
}

func (ws words) full() string { return ws[len(ws)-1] }

// fit returns the message with the longest names for which there is room.
func fit(message func(room int) string) string {
	room := 32
	for ; room > 0 && len(message(room)) > report.MaxMessage; room -= 2 {
		// shorter names
	}
	return message(room)
}

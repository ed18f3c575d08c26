package nilchan

import (
	"fmt"
	"go/token"

	"github.com/gopitfalls/gopitfalls/internal/nilpath"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

var categories = map[nilpath.Kind]string{
	nilpath.Unmade: "unmade",
	nilpath.Path:   "path",
	nilpath.Unset:  "unset",
	nilpath.Result: "result",
	nilpath.Timer:  "timer",
}

func (c *checker) finding(op operation, n *nilpath.Nil) report.Finding {
	name := c.ssa.ChannelName(op.pos)
	because, remedy := c.reason(n)
	f := report.Finding{
		Range:    c.ssa.OperationRange(op.pos),
		Category: categories[n.Kind],
		Message:  fmt.Sprintf("%s: %s; %s", consequence(op.verb, name), because, remedy),
	}
	f.Trace = append(f.Trace, c.origin(n, name)...)
	for _, site := range n.Sites {
		f.Related = append(f.Related, report.Note{Pos: site, Message: "the nil channel is passed on here"})
		f.Trace = append(f.Trace, report.Step{Pos: site, Message: "the nil channel is passed on here"})
	}
	f.Trace = append(f.Trace, report.Step{Pos: op.pos, Message: consequence(op.verb, name)})
	return f
}

func consequence(v verb, name string) string {
	switch v {
	case send:
		return "send on " + name + " blocks forever"
	case receive:
		return "receive from " + name + " blocks forever"
	case selects:
		return "select blocks forever"
	}
	return "close of " + name + " panics"
}

// reason returns why the channel is nil and what to do about it.
func (c *checker) reason(n *nilpath.Nil) (because, remedy string) {
	switch n.Kind {
	case nilpath.Path:
		if n.Skip != nil && n.Skip.Cond.Pos().IsValid() {
			return fmt.Sprintf("it is nil on the path that the condition at line %d decides", c.line(n.Skip.Cond.Pos())), "make it on every path"
		}
		return "it is nil on a path that does not make it", "make it on every path"
	case nilpath.Unset:
		what := "field"
		if !n.Var.IsField() {
			what = "variable"
		}
		return fmt.Sprintf("nothing in this package assigns the %s %s", what, n.Var.Name()), "make it before it is used"
	case nilpath.Result:
		return "it is nil when the call that returns it fails", "look at its error first"
	case nilpath.Timer:
		return "a timer made by time.AfterFunc has no channel", "use time.NewTimer"
	}
	return "it is nil, no path makes it", "make it before it is used"
}

func (c *checker) line(pos token.Pos) int { return c.ssa.Position(pos).Line }

// origin returns the step that leaves the channel nil.
func (c *checker) origin(n *nilpath.Nil, name string) []report.Step {
	switch {
	case n.Kind == nilpath.Path && n.Skip != nil && n.Skip.Cond.Pos().IsValid():
		return []report.Step{{Pos: n.Skip.Cond.Pos(), Message: "this condition leads past the place that makes " + name}}
	case n.Kind == nilpath.Unset:
		return []report.Step{{Pos: n.Var.Pos(), Message: n.Var.Name() + " is declared here and assigned nowhere"}}
	case n.Call != nil:
		return []report.Step{{Pos: n.Call.Pos(), Message: "this call leaves " + name + " nil"}}
	case n.Value != nil && n.Value.Pos().IsValid():
		return []report.Step{{Pos: n.Value.Pos(), Message: "nil from here"}}
	}
	return nil
}

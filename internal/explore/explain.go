package explore

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Reason says what became of a channel when a root was explored.
type Reason struct {
	Root *Root
	Text string
	Pos  token.Pos // what the text speaks of, or NoPos

	Needs string // what would have to be known or done for a finding, or ""
}

// needs says what would have to be known to follow a channel that escapes.
var needs = [domain.NumEscapeReasons]string{
	domain.EscapeReturned: "it would be followed if all callers were in the package, and called by name",
	domain.EscapeStored:   "it would be followed if only functions of the package could reach where it is stored",
	domain.EscapePassed:   "it would be followed if the function that gets it were in the package, or known",
	domain.EscapeSent:     "it would be followed if whoever receives it were in the package",
	domain.EscapeKept:     "it would be followed in a variable, a field or an argument",
}

// A Made is a channel, by where it is made, and what became of it.
type Made struct {
	Make    *ssa.MakeChan
	Reasons []Reason // one for each root that makes it, in the order of the roots
}

// Explain tells, for each channel that is made where match says, in the order of their
// positions, and for each root that makes it, why nothing is reported for it, or that
// something is. The instances of a generic function make one channel.
func (r *Result) Explain(match func(*ssa.MakeChan) bool) []Made {
	var list []Made
	for _, root := range slices.Concat(r.Clients, r.Roots) {
		for _, mk := range root.makes {
			if !match(mk) {
				continue
			}
			i, known := slices.BinarySearchFunc(list, mk.Pos(), func(m Made, pos token.Pos) int { return cmp.Compare(m.Make.Pos(), pos) })
			if !known {
				list = slices.Insert(list, i, Made{Make: mk})
			}
			list[i].Reasons = append(list[i].Reasons, root.explain(mk))
		}
	}
	return list
}

func (r *Root) explain(mk *ssa.MakeChan) Reason {
	for _, st := range r.Stuck {
		for _, ch := range st.Chans {
			if ch.Made == ssa.Instruction(mk) {
				return Reason{r, "a goroutine is stuck at it", st.Pos, ""}
			}
		}
	}
	if e, ok := r.escapes[mk]; ok {
		return Reason{r, "it escapes: it is " + e.Reason.String(), e.Pos, needs[e.Reason]}
	}
	for _, g := range r.GaveUp {
		if g.Cut() {
			return Reason{r, "not explored to the end: " + g.String(), token.NoPos, "a smaller function would be explored to its end"}
		}
	}
	for _, g := range r.GaveUp {
		if g != interp.Coarse {
			return Reason{r, "nobody is stuck, but part was left out: " + g.String(), token.NoPos, ""}
		}
	}
	return Reason{r, "nobody is stuck on any path", token.NoPos, ""}
}

// At returns a function that matches the makes on a line of a file, given as file.go:line.
// If column is not 0, it must be in the call of make, or in what its channel is
// assigned to: there may be several on a line.
//
//	done, errs := make(chan bool), make(chan error)
func At(s *ssabuild.SSA, file string, line, column int) func(*ssa.MakeChan) bool {
	return func(mk *ssa.MakeChan) bool {
		p := s.Position(mk.Pos())
		if p.Line != line || p.Filename != file && !hasSuffix(p.Filename, file) {
			return false
		}
		within := func(n ast.Node) bool {
			from, to := s.Position(n.Pos()), s.Position(n.End())
			return (from.Line < line || from.Line == line && from.Column <= column) && (line < to.Line || line == to.Line && column < to.Column)
		}
		if column == 0 {
			return true
		}
		call, ok := s.NodeAt(mk.Pos()).(*ast.CallExpr)
		if !ok {
			return p.Column == column
		}
		target := s.StoredTo(call.Pos(), call.Pos())
		return within(call) || target != nil && within(target)
	}
}

// hasSuffix reports whether a path ends in another, at a separator.
func hasSuffix(path, end string) bool {
	n := len(path) - len(end)
	return n > 0 && path[n:] == end && (path[n-1] == '/' || path[n-1] == '\\')
}

// String makes a reason readable.
func (r Reason) String() string {
	if r.Root.Client != nil {
		return fmt.Sprintf("explored from %s with a client that %s, %s", r.Root.Func.Name(), r.Tried(), r.Text)
	}
	return fmt.Sprintf("explored from %s, %s", r.Root.Func.Name(), r.Text)
}

// Tried says which methods a client was tried with, or "" if there is none.
func (r Reason) Tried() string {
	c := r.Root.Client
	if c == nil {
		return ""
	}
	names := func(list []*ssa.Function) (all []string) {
		for _, fn := range list {
			if fn.Parent() != nil {
				all = append(all, "the function that it was given")
				continue
			}
			all = append(all, fn.Name())
		}
		return all
	}
	if !r.Root.got {
		return "gets no object that it alone has"
	}
	var calls, stay, rest []*ssa.Function
	for _, call := range c.Calls {
		switch r.Root.tried[call] {
		case Returns:
			calls = append(calls, call)
		case Stays:
			stay = append(stay, call)
		default:
			rest = append(rest, call)
		}
	}
	var text []string
	if list := slices.Concat(calls, stay); len(list) > 0 {
		text = append(text, "calls one of "+strings.Join(names(list), ", "))
	}
	if len(stay) > 0 {
		text = append(text, "of which "+strings.Join(names(stay), ", ")+" did not return")
	}
	if len(rest) > 0 {
		text = append(text, "does not come to "+strings.Join(names(rest), ", "))
	}
	switch ends := strings.Join(names(c.Ends), " and "); {
	case ends == "":
		return strings.Join(text, ", ")
	case len(text) == 0:
		return "calls " + ends
	case len(text) == 1 && len(rest) == 0:
		return text[0] + " and then " + ends
	default:
		return strings.Join(append(text, "and then calls "+ends), ", ")
	}
}

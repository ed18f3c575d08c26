package explore

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Reason says what became of a channel when a root was explored.
type Reason struct {
	Root *Root
	Text string
	Pos  token.Pos // what the text speaks of, or NoPos
}

// Explain tells, for each root that makes a channel where match says, why nothing
// is reported for it, or that something is. It returns the first make too, nil if no
// root runs one.
func (r *Result) Explain(match func(token.Pos) bool) (mk *ssa.MakeChan, reasons []Reason) {
	for _, root := range r.Roots {
		for _, made := range root.makes {
			if match(made.Pos()) {
				if mk == nil {
					mk = made
				}
				reasons = append(reasons, root.explain(made))
			}
		}
	}
	return mk, reasons
}

func (r *Root) explain(mk *ssa.MakeChan) Reason {
	for _, st := range r.Stuck {
		for _, ch := range st.Chans {
			if ch.Made == ssa.Instruction(mk) {
				return Reason{r, "a goroutine is stuck at it", st.Pos}
			}
		}
	}
	if e, ok := r.escapes[mk]; ok {
		return Reason{r, "it escapes: it is " + e.Reason.String(), e.Pos}
	}
	for _, g := range r.GaveUp {
		if g.Cut() {
			return Reason{r, "not explored to the end: " + g.String(), token.NoPos}
		}
	}
	for _, g := range r.GaveUp {
		if g != interp.Coarse {
			return Reason{r, "nobody is stuck, but part was left out: " + g.String(), token.NoPos}
		}
	}
	return Reason{r, "nobody is stuck on any path", token.NoPos}
}

// At returns a function that matches the positions on a line of a file, given as
// file.go:line.
func At(s *ssabuild.SSA, file string, line int) func(token.Pos) bool {
	return func(pos token.Pos) bool {
		p := s.Position(pos)
		return p.Line == line && (p.Filename == file || hasSuffix(p.Filename, file))
	}
}

// hasSuffix reports whether a path ends in another, at a separator.
func hasSuffix(path, end string) bool {
	n := len(path) - len(end)
	return n > 0 && path[n:] == end && (path[n-1] == '/' || path[n-1] == '\\')
}

// String makes a reason readable.
func (r Reason) String() string {
	return fmt.Sprintf("explored from %s, %s", r.Root.Func.Name(), r.Text)
}

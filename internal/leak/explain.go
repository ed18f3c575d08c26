package leak

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Place is the value of the flag -explain: file.go:line or file.go:line:column.
type Place struct {
	file         string
	line, column int // column 0: the whole line
}

func (p *Place) String() string {
	switch {
	case p.file == "":
		return ""
	case p.column == 0:
		return fmt.Sprintf("%s:%d", p.file, p.line)
	}
	return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.column)
}

// Set parses file.go:line and file.go:line:column.
func (p *Place) Set(s string) error {
	wrong := errors.New("want file.go:line or file.go:line:column")
	file, at, ok := strings.Cut(s, ".go:")
	first, second, two := strings.Cut(at, ":")
	line, err := strconv.Atoi(first)
	if !ok || err != nil || line < 1 {
		return wrong
	}
	column := 0
	if two {
		if column, err = strconv.Atoi(second); err != nil || column < 1 {
			return wrong
		}
	}
	*p = Place{file + ".go", line, column}
	return nil
}

// ExplainFlag adds the flag -explain to those of a check.
func ExplainFlag(fs *flag.FlagSet) *Place {
	p := new(Place)
	fs.Var(p, "explain", "tell why nothing is reported for the channel that is made at `file.go:line[:column]`")
	return p
}

// Explain reports, where channels are made, what became of each in each root that
// makes it, if the flag asks for that.
func Explain(pass *analysis.Pass, r *report.Reporter, at *Place) {
	if result := explore.Of(pass); at.file == "" || len(result.Roots)+len(result.Clients) == 0 {
		return
	}
	s := ssabuild.Of(pass).SSA()
	list := explore.Of(pass).Explain(explore.At(s, at.file, at.line, at.column))
	for _, made := range list {
		f := explanation(s, made)
		if len(list) > 1 {
			f.Message = s.MadeName(made.Make.Pos()) + ": " + f.Message
		}
		r.Report(f)
	}
}

// explanation returns what became of one channel.
func explanation(s *ssabuild.SSA, made explore.Made) report.Finding {
	f := report.Finding{Range: ssabuild.Point(made.Make.Pos()), Category: report.Explanation}
	first := made.Reasons[0]
	f.Message = first.String()
	if first.Pos.IsValid() {
		f.Message += fmt.Sprintf(" at line %d", s.Position(first.Pos).Line)
	}
	if n := len(made.Reasons) - 1; n > 0 {
		f.Message += fmt.Sprintf("; and from %d more", n)
	}
	if first.Needs != "" {
		f.Message += "; " + first.Needs
	}
	for _, reason := range made.Reasons {
		pos := reason.Pos
		if !pos.IsValid() {
			pos = reason.Root.Func.Pos()
		} else {
			f.Related = append(f.Related, report.Note{Pos: pos, Message: reason.Text})
		}
		step := report.Step{Goroutine: reason.Root.Func.Name(), Pos: pos, Message: reason.Text}
		if tried := reason.Tried(); tried != "" {
			step.Goroutine, step.Message = "client of "+step.Goroutine, tried+": "+step.Message
		}
		f.Trace = append(f.Trace, step)
	}
	return f
}

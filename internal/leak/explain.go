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

// A Place is the value of the flag -explain: file.go:line.
type Place struct {
	file string
	line int
}

func (p *Place) String() string {
	if p.file == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", p.file, p.line)
}

// Set parses file.go:line.
func (p *Place) Set(s string) error {
	file, line, ok := strings.Cut(s, ".go:")
	n, err := strconv.Atoi(line)
	if !ok || err != nil || n < 1 {
		return errors.New("want file.go:line")
	}
	*p = Place{file + ".go", n}
	return nil
}

// ExplainFlag adds the flag -explain to those of a check.
func ExplainFlag(fs *flag.FlagSet) *Place {
	p := new(Place)
	fs.Var(p, "explain", "tell why nothing is reported for the channel that is made at `file.go:line`")
	return p
}

// Explain reports, where a channel is made, what became of it in each root that
// makes it, if the flag asks for that.
func Explain(pass *analysis.Pass, r *report.Reporter, at *Place) {
	if at.file == "" || len(explore.Of(pass).Roots) == 0 {
		return
	}
	s := ssabuild.Of(pass).SSA()
	mk, reasons := explore.Of(pass).Explain(explore.At(s, at.file, at.line))
	if mk == nil {
		return
	}
	f := report.Finding{Range: ssabuild.Point(mk.Pos()), Category: report.Explanation}
	first := reasons[0]
	f.Message = first.String()
	if first.Pos.IsValid() {
		f.Message += fmt.Sprintf(" at line %d", s.Position(first.Pos).Line)
	}
	f.Message += fmt.Sprintf("; -trace shows all %d", len(reasons))
	for _, reason := range reasons {
		pos := reason.Pos
		if !pos.IsValid() {
			pos = reason.Root.Func.Pos()
		} else {
			f.Related = append(f.Related, report.Note{Pos: pos, Message: reason.Text})
		}
		f.Trace = append(f.Trace, report.Step{Goroutine: reason.Root.Func.Name(), Pos: pos, Message: reason.Text})
	}
	r.Report(f)
}

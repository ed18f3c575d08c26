package leak

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// Places is the value of the flag -blocked: file.go:line,file.go:line...
type Places []Place

func (p *Places) String() string {
	var list []string
	for i := range *p {
		list = append(list, (*p)[i].String())
	}
	return strings.Join(list, ",")
}

// Set parses a list of file.go:line.
func (p *Places) Set(s string) error {
	*p = nil
	for part := range strings.SplitSeq(s, ",") {
		var place Place
		if err := place.Set(part); err != nil {
			return errors.New("want a list of file.go:line")
		}
		*p = append(*p, place)
	}
	return nil
}

// BlockedFlag adds the flag -blocked to those of a check.
func BlockedFlag(fs *flag.FlagSet) *Places {
	p := new(Places)
	fs.Var(p, "blocked", "tell why nothing is reported for the goroutines that hang at `file.go:line,...`")
	return p
}

// Blocked reports, for places at which goroutines were seen to hang, what became of the
// channels that they wait for.
func Blocked(pass *analysis.Pass, r *report.Reporter, places Places) {
	if len(places) == 0 {
		return
	}
	s := ssabuild.Of(pass).SSA()
	worlds := s.Worlds()
	b := &blocked{s: s, result: explore.Of(pass), flow: flow.Of(pass, worlds[len(worlds)-1])}
	for _, place := range places {
		if pos, text := b.why(worlds[len(worlds)-1], place); pos.IsValid() {
			r.Report(report.Finding{Range: ssabuild.Point(pos), Category: report.Explanation, Message: text})
		}
	}
}

type blocked struct {
	s      *ssabuild.SSA
	result *explore.Result
	flow   *flow.Flow
}

// why returns the start of a line, and why nothing is reported for the operation there.
// The first channel of which something is known decides.
func (b *blocked) why(w *ssabuild.World, at Place) (pos token.Pos, text string) {
	for _, fn := range w.Funcs {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				chans := channelsOf(instr)
				if len(chans) == 0 || !b.is(instr.Pos(), at) {
					continue
				}
				if !pos.IsValid() {
					pos = b.lineStart(instr.Pos(), at.line)
				}
				for _, ch := range chans {
					if text == "" {
						text = b.channel(ch)
					}
				}
			}
		}
	}
	if pos.IsValid() && text == "" {
		text = "nothing is known of the channel"
	}
	return pos, text
}

// is reports whether an operation, or its statement, begins on a line.
func (b *blocked) is(pos token.Pos, at Place) bool {
	if !pos.IsValid() {
		return false
	}
	p := b.s.Position(pos)
	if p.Filename != at.file && !strings.HasSuffix(p.Filename, "/"+at.file) {
		return false
	}
	if p.Line == at.line {
		return true
	}
	path := b.s.PathTo(pos)
	i := slices.IndexFunc(path, func(n ast.Node) bool { _, ok := n.(ast.Stmt); return ok })
	return i >= 0 && b.s.Position(path[i].Pos()).Line == at.line
}

// lineStart returns the position at which a line of the file of pos begins.
func (b *blocked) lineStart(pos token.Pos, line int) token.Pos {
	file := b.s.Fset.File(pos)
	if file == nil || line > file.LineCount() || b.s.Position(file.LineStart(line)).Line != line {
		return pos
	}
	return file.LineStart(line)
}

// channelsOf returns the channels of an operation:
//
//	send ch <- x; t0 = <-ch; t0 = select blocking [...]
func channelsOf(instr ssa.Instruction) []ssa.Value {
	switch instr := instr.(type) {
	case *ssa.Send:
		return []ssa.Value{instr.Chan}
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return []ssa.Value{instr.X}
		}
	case *ssa.Select:
		var chans []ssa.Value
		for _, state := range instr.States {
			chans = append(chans, state.Chan)
		}
		return chans
	}
	return nil
}

// channel returns what became of a channel, "" if nothing is known.
func (b *blocked) channel(ch ssa.Value) (text string) {
	sources := b.flow.Sources(ch)
	for _, v := range sources {
		mk, ok := v.(*ssa.MakeChan)
		if !ok {
			continue
		}
		at := b.s.Position(mk.Pos())
		made := b.result.Explain(func(m *ssa.MakeChan) bool { return m.Pos() == mk.Pos() })
		if len(made) == 0 {
			return fmt.Sprintf("the channel made at line %d is met by no goroutine in what is explored", at.Line)
		}
		reason := made[0].Reasons[0]
		text = fmt.Sprintf("the channel made at line %d: %s", at.Line, reason)
		if reason.Pos.IsValid() {
			text += fmt.Sprintf(" at line %d", b.s.Position(reason.Pos).Line)
		}
		return text
	}
	for _, v := range sources {
		if text = origin(v); text != "" {
			return text
		}
	}
	return ""
}

// origin says where a channel comes from that is not made here.
func origin(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Parameter:
		return fmt.Sprintf("the channel is a parameter of %s, and comes from callers that are not in the package", v.Parent().Name())
	case *ssa.Call:
		if v.Call.IsInvoke() {
			return "the channel is what the method " + v.Call.Method.Name() + " of an interface returns"
		}
		if fn := v.Call.StaticCallee(); fn != nil {
			return "the channel is what " + fn.Name() + " returns"
		}
		return "the channel is what a function returns that is not known"
	case *ssa.UnOp, *ssa.Field, *ssa.FieldAddr, *ssa.Global:
		return "the channel is stored where other packages, or a value that is not followed, may have it from"
	case *ssa.Lookup, *ssa.Index, *ssa.IndexAddr, *ssa.Extract:
		return "the channel comes out of a map, a slice or another channel"
	case *ssa.Const:
		return "the channel is nil here"
	}
	return ""
}

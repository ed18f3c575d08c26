package undrained

import (
	"cmp"
	_ "embed"
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/obligation"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

//go:embed doc.go
var doc string

// Analyzer reports goroutines and channels of libraries that nobody stops or drains.
var Analyzer = &analysis.Analyzer{
	Name:       "undrained",
	Doc:        checkdoc.Must("undrained", doc),
	URL:        checkdoc.URL("undrained"),
	Requires:   append([]*analysis.Analyzer{ssabuild.Analyzer, flow.Analyzer, obligation.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

// testsFlag asks for findings in tests too.
const testsFlag = "tests"

func init() {
	report.Flags(Analyzer)
	Analyzer.Flags.Bool(testsFlag, false, "report what tests leave behind too")
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	contracts := obligation.Of(pass)
	if !concerned(pass, contracts) {
		return r.Result(), nil
	}
	tests := pass.Analyzer.Flags.Lookup(testsFlag).Value.String() == "true"
	s := ssabuild.Of(pass).SSA()
	for i, world := range s.Worlds() {
		if i > 0 && !tests {
			break // it goes when the tests end, and many expect that there is nothing
		}
		finder := obligation.New(world, flow.Of(pass, world), contracts)
		for _, f := range findings(s, world, finder) {
			if !world.Owns(f.Range.Pos()) {
				continue
			}
			if !s.Worlds()[0].Owns(f.Range.Pos()) {
				f.Category = "test"
			}
			r.Report(f)
		}
		if finder.GaveUp {
			r.GiveUp()
		}
	}
	return r.Result(), nil
}

// concerned reports whether the package uses a function that has a contract.
func concerned(pass *analysis.Pass, contracts obligation.Contracts) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && fn.Pkg() != pass.Pkg && len(contracts(fn.Origin())) > 0 {
			return true
		}
	}
	return false
}

func findings(s *ssabuild.SSA, world *ssabuild.World, finder *obligation.Finder) (list []report.Finding) {
	for _, fn := range world.Funcs {
		for _, d := range finder.Debts(fn) {
			switch d.Contract.Kind {
			case model.MustDrain:
				list = append(list, left(s, d))
			case model.MustLeave:
				list = append(list, subscribed(s, d))
			default:
				list = append(list, unstopped(s, d))
			}
		}
		for _, o := range finder.Open(fn) {
			list = append(list, unclosed(s, o))
		}
		for _, i := range finder.Inside(fn) {
			list = append(list, inside(s, i))
		}
	}
	for _, left := range finder.Forgotten() {
		list = append(list, forgotten(s, left))
	}
	for _, k := range finder.Kept() {
		list = append(list, kept(s, k))
	}
	return list
}

// unstopped tells of an object that some path forgets.
func unstopped(s *ssabuild.SSA, d obligation.Debt) report.Finding {
	f := report.Finding{Range: s.Range(d.Made), Category: "unstopped"}
	end := endOf(d.Contract)
	switch what := name(s, d.Made, d.Contract); {
	case d.Left == nil:
		f.Message = fmt.Sprintf("nobody has what %s returns, and its goroutines stay; keep it, and %s", s.CallName(d.Made.Pos()), end)
	case d.Left == ssa.Instruction(d.Made):
		f.Message = fmt.Sprintf("%s is made anew in each round, and the goroutines of the last one stay; %s before", what, end)
	default:
		f.Message = fmt.Sprintf("goroutines of %s stay when %s; %s there too", what, returns(s, d), end)
		f.Related = here(d.Left, "nobody has it any more")
	}
	return f
}

// forgotten tells of an object that ends, and leaves what it keeps.
func forgotten(s *ssabuild.SSA, left obligation.Forgotten) report.Finding {
	f := report.Finding{Range: s.Range(left.Made), Category: "unstopped"}
	if left.End == nil {
		f.Message = fmt.Sprintf("goroutines of %s stay when the context ends that ends the goroutine of line %d; %s there too",
			left.Field.Name(), line(s, left.Run), endOf(left.Contract))
		f.Related = here(left.Run, "the context ends the goroutine")
		return f
	}
	recv := ssabuild.Deref(left.End.Signature().Recv().Type()).(*types.Named).Obj().Name()
	f.Message = fmt.Sprintf("goroutines of %s stay when %s of %s is called; %s there too", left.Field.Name(), left.End.Name(), recv, endOf(left.Contract))
	f.Related = []report.Note{{Pos: left.End.Pos(), Message: "this does not stop it"}}
	return f
}

// subscribed tells of a channel that its receiver goes on sending to.
func subscribed(s *ssabuild.SSA, d obligation.Debt) report.Finding {
	f := report.Finding{Range: s.Range(d.Made), Category: "subscribed"}
	what := s.CallName(d.Made.Pos())
	if d.Left == nil || d.Left == ssa.Instruction(d.Made) {
		f.Message = fmt.Sprintf("who sends to what %s returns blocks forever, since nobody reads it; keep it, and %s", what, endOf(d.Contract))
		return f
	}
	f.Message = fmt.Sprintf("who sends to what %s returns blocks forever when %s; %s there too", what, returns(s, d), endOf(d.Contract))
	f.Related = here(d.Left, "nobody reads it any more")
	return f
}

// left tells of a channel that is not read to its end.
func left(s *ssabuild.SSA, d obligation.Debt) report.Finding {
	f := report.Finding{Range: s.Range(d.Made), Category: "unread"}
	if d.Left == nil || d.Left == ssa.Instruction(d.Made) {
		f.Message = fmt.Sprintf("who sends to what %s returns blocks forever, since nobody reads it; receive until it is closed", s.CallName(d.Made.Pos()))
		return f
	}
	f.Message = fmt.Sprintf("who sends to %s blocks forever when %s; receive until it is closed", name(s, d.Made, d.Contract), returns(s, d))
	if len(d.Contract.Ends) > 0 {
		f.Message += ", or call " + d.Contract.Ends[0]
	}
	f.Related = here(d.Left, "nobody reads it any more")
	return f
}

// kept tells of a loop that leaves a channel which somebody sends to.
func kept(s *ssabuild.SSA, k obligation.Kept) report.Finding {
	f := report.Finding{Range: s.OperationRange(k.Reads.Pos()), Category: "unread", Related: []report.Note{{Pos: k.Made.Pos(), Message: "the channel comes from here"}}}
	if k.Pos.IsValid() {
		f.Range = s.OperationRange(k.Pos)
	}
	f.Message = fmt.Sprintf("who sends to %s blocks forever once this loop is left, since nobody reads it any more; receive until it is closed",
		s.ChannelName(k.Reads.States[k.Case].Pos))
	return f
}

// unclosed tells of a loop over a channel that nobody closes.
func unclosed(s *ssabuild.SSA, o obligation.Open) report.Finding {
	if o.Ended == nil {
		return outlived(s, o)
	}
	return report.Finding{
		Range: s.OperationRange(o.Loop.Pos()), Category: "unclosed",
		Message: fmt.Sprintf("goroutine blocks forever receiving from %s, which %s at line %d does not close; leave the loop by another channel",
			s.ChannelName(o.Loop.Pos()), callee.Of(o.Ended.(ssa.CallInstruction).Common()).Name(), line(s, o.Ended)),
		Related: []report.Note{
			{Pos: o.Made.Pos(), Message: "the subscription"},
			{Pos: o.Go.Pos(), Message: "the goroutine starts here"},
			{Pos: o.Ended.Pos(), Message: "the subscription ends here"},
		},
	}
}

// outlived tells of a loop over a channel that is not closed when its context ends.
func outlived(s *ssabuild.SSA, o obligation.Open) report.Finding {
	f := report.Finding{
		Range: s.OperationRange(o.Loop.Pos()), Category: "unclosed",
		Message: fmt.Sprintf("goroutine blocks forever receiving once the context of %s at line %d ends, which closes nothing; select on it too",
			s.CallName(o.Made.Pos()), line(s, o.Made)),
		Related: []report.Note{{Pos: o.Made.Pos(), Message: "the channel comes from here"}},
	}
	if o.Go != nil {
		f.Related = append(f.Related, report.Note{Pos: o.Go.Pos(), Message: "the goroutine starts here"})
	}
	return f
}

// inside tells of a call that waits for the function that it stands in.
func inside(s *ssabuild.SSA, i obligation.Inside) report.Finding {
	return report.Finding{
		Range: s.Range(i.Waits), Category: "inside",
		Message: fmt.Sprintf("%s blocks forever: it waits for this function, which %s runs at line %d; call it from outside",
			s.CallName(i.Waits.Pos()), callee.Of(i.Given.Common()).Name(), line(s, i.Given)),
		Related: []report.Note{{Pos: i.Given.Pos(), Message: "the function is given here"}},
	}
}

// name returns what the source calls what a contract is about, or what makes it.
func name(s *ssabuild.SSA, made *ssa.Call, c model.Contract) string {
	if c.On.Kind == model.Recv {
		return cmp.Or(s.ReceiverName(made), s.CallName(made.Pos()))
	}
	if x := s.AssignedTo(made, c.On.Index); x != nil {
		if n := types.ExprString(x); n != "_" && len(n) <= 20 {
			if len(c.Out) > 0 {
				n += "." + c.Out[0]
			}
			return n
		}
	}
	return cmp.Or(s.CallName(made.Pos()), ssabuild.NoName)
}

// endOf returns what meets a contract, in words.
func endOf(c model.Contract) string {
	switch {
	case len(c.Ends) == 0:
		return "end its context"
	case c.Ends[0] == model.Call:
		return "call it"
	}
	return "call " + c.Ends[0]
}

// returns tells of the return with which a path ends.
func returns(s *ssabuild.SSA, d obligation.Debt) string {
	fn := "the function"
	if d.Made.Parent().Parent() == nil {
		fn, _, _ = strings.Cut(d.Made.Parent().Name(), "[")
	}
	if !d.Left.Pos().IsValid() {
		return fn + " ends"
	}
	return fmt.Sprintf("%s returns at line %d", fn, line(s, d.Left))
}

// here notes what is so at an instruction, if the source has it: not the return at the end.
func here(instr ssa.Instruction, message string) []report.Note {
	if !instr.Pos().IsValid() {
		return nil
	}
	return []report.Note{{Pos: instr.Pos(), Message: "here " + message}}
}

func line(s *ssabuild.SSA, instr ssa.Instruction) int { return s.Position(instr.Pos()).Line }

package fddeadline

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/build"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/deadline"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports deadlines that never fire because Fd was called.
var Analyzer = &analysis.Analyzer{
	Name:       "fddeadline",
	Doc:        checkdoc.Must("fddeadline", doc),
	URL:        checkdoc.URL("fddeadline"),
	Requires:   append([]*analysis.Analyzer{lifetime.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

// category is that of the findings.
const category = "deadline"

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if build.Default.GOOS == "windows" || build.Default.GOOS == "plan9" { // where Fd changes nothing
		r.GiveUp()
		return r.Result(), nil
	}
	lifetime.Visit(pass, func(world *lifetime.World) {
		for _, fn := range world.Funcs {
			for _, site := range world.FdSites(fn) {
				if dead := world.DeadDeadline(site); dead != nil && world.Owns(site.Call.Pos()) {
					r.Report(finding(world, site, dead))
				}
			}
			for _, b := range world.BlockedFiles(fn) {
				if world.Owns(b.Call.Pos()) {
					r.Report(blockedFinding(world, b))
				}
			}
		}
	})
	return r.Result(), nil
}

func finding(w *lifetime.World, site sharing.FdSite, dead ssa.CallInstruction) report.Finding {
	name, call := fileName(w, site), callee.Of(dead.Common()).Name()
	rng := w.SSA.Range(site.Call)
	line := w.SSA.Position(dead.Pos()).Line
	return report.Finding{
		Range:    rng,
		Category: category,
		Message: fmt.Sprintf("Fd makes %s blocking: the deadline set at line %d never fires, Close waits for Read; use %s.SyscallConn().Control",
			name, line, name),
		Related: []report.Note{{Pos: dead.Pos(), Message: "this deadline never fires"}},
		Trace: []report.Step{
			{Pos: rng.Pos(), Message: fmt.Sprintf("Fd clears O_NONBLOCK on %s, for good", name)},
			{Pos: dead.Pos(), Message: call + " sets a deadline, without an error"},
			{Pos: dead.Pos(), Message: fmt.Sprintf("a Read on %s waits in the kernel, where neither the deadline nor Close wakes it", name)},
		},
	}
}

// blockedFinding is that of a file on which the function that returns it has called
// Fd.
func blockedFinding(w *lifetime.World, b deadline.Blocked) report.Finding {
	opener, call := callee.Of(&b.Call.Call).Name(), callee.Of(b.Deadline.Common()).Name()
	rng := w.SSA.Range(b.Deadline)
	return report.Finding{
		Range:    rng,
		Category: category,
		Message: fmt.Sprintf("this deadline never fires: %s has called Fd on the file, which makes it blocking; use SyscallConn().Control there",
			opener),
		Related: []report.Note{{Pos: b.Call.Pos(), Message: opener + " returns the file blocking"}},
		Trace: []report.Step{
			{Pos: b.Call.Pos(), Message: fmt.Sprintf("%s calls Fd on the file that it returns, which clears O_NONBLOCK for good", opener)},
			{Pos: rng.Pos(), Message: call + " sets a deadline, without an error"},
			{Pos: rng.Pos(), Message: "a Read on the file waits in the kernel, where neither the deadline nor Close wakes it"},
		},
	}
}

// fileName returns the file as the source writes it, if that is short enough for
// a message.
func fileName(w *lifetime.World, site sharing.FdSite) string {
	const maxName = 16
	call := w.SSA.CallExpr(site.Call)
	if call == nil {
		return "the file"
	}
	var x ast.Expr
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && site.Number != nil {
		x = sel.X
	} else if len(call.Args) > 0 {
		x = call.Args[0]
	}
	if x == nil {
		return "the file"
	}
	if name := types.ExprString(x); len(name) <= maxName {
		return name
	}
	return "the file"
}

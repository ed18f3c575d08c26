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
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
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

// The categories of findings.
const (
	deadlines = "deadline"
	closes    = "close"
)

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if build.Default.GOOS == "windows" || build.Default.GOOS == "plan9" { // where Fd changes nothing
		r.GiveUp()
		return r.Result(), nil
	}
	lifetime.Visit(pass, func(world *lifetime.World) {
		for _, fn := range world.Funcs {
			for _, site := range sites(world, fn) {
				if !world.Owns(site.Call.Pos()) {
					continue
				}
				if dead := world.DeadDeadline(site.FdSite); dead != nil {
					r.Report(withFix(finding(world, site, dead), fix(pass, world, site)))
				} else if u := world.UnwokenBy(site.FdSite); u != nil {
					r.Report(withFix(closeFinding(world, site, u), fix(pass, world, site)))
				} else if t := world.WrappedBy(site.FdSite); t != nil {
					r.Report(wrappedFinding(world, site, t))
				}
			}
			for _, b := range world.BlockedFiles(fn) {
				switch {
				case !world.Owns(b.Call.Pos()):
				case b.Deadline != nil:
					r.Report(blockedFinding(world, b))
				default:
					r.Report(blockedCloseFinding(world, b))
				}
			}
		}
	})
	return r.Result(), nil
}

func withFix(f report.Finding, fixes []analysis.SuggestedFix) report.Finding {
	f.Fixes = fixes
	return f
}

// A site is what makes a file blocking.
type site struct {
	sharing.FdSite
	by string // Fd, or the operation that does it by number
}

// sites returns what makes files blocking in a function: Fd, and what is done by the
// number that SyscallConn gives.
func sites(w *lifetime.World, fn *ssa.Function) []site {
	var list []site
	for _, s := range w.FdSites(fn) {
		list = append(list, site{s, "Fd"})
	}
	for _, m := range w.ModeSites(fn) {
		if owners.IsFile(m.Dup.Owner.Type()) {
			list = append(list, site{sharing.FdSite{Call: m.Call, File: m.Dup.Owner}, m.By})
		}
	}
	return list
}

func finding(w *lifetime.World, site site, dead ssa.CallInstruction) report.Finding {
	name, call := fileName(w, site), callee.Of(dead.Common()).Name()
	rng := w.SSA.Range(site.Call)
	line := w.SSA.Position(dead.Pos()).Line
	return report.Finding{
		Range:    rng,
		Category: deadlines,
		Message: fmt.Sprintf("%s makes %s blocking: the deadline of line %d never fires, Close wakes no Read; %s",
			site.by, name, line, site.remedy(name)),
		Related: []report.Note{{Pos: dead.Pos(), Message: "this deadline never fires"}},
		Trace: []report.Step{
			{Pos: rng.Pos(), Message: fmt.Sprintf("%s clears O_NONBLOCK on %s, for good", site.by, name)},
			{Pos: dead.Pos(), Message: call + " sets a deadline, without an error"},
			{Pos: dead.Pos(), Message: fmt.Sprintf("a Read on %s waits in the kernel, where neither the deadline nor Close wakes it", name)},
		},
	}
}

// closeFinding is that of a file whose Close does not wake the Read of a goroutine.
func closeFinding(w *lifetime.World, site site, u *deadline.Unwoken) report.Finding {
	name, rng := fileName(w, site), w.SSA.Range(site.Call)
	line := func(call ssa.Instruction) int { return w.SSA.Position(call.Pos()).Line }
	return report.Finding{
		Range:    rng,
		Category: closes,
		Message: fmt.Sprintf("%s makes %s blocking: the Close of line %d does not wake the Read of line %d; %s",
			site.by, name, line(u.Close), line(u.Read), site.remedy(name)),
		Related: []report.Note{
			{Pos: u.Read.Pos(), Message: "this Read waits"},
			{Pos: u.Close.Pos(), Message: "this Close does not wake it"},
		},
		Trace: []report.Step{
			{Pos: rng.Pos(), Message: fmt.Sprintf("%s clears O_NONBLOCK on %s, for good", site.by, name)},
			{Pos: u.Go.Pos(), Message: starts(u)},
			{Pos: u.Read.Pos(), Message: fmt.Sprintf("%s on %s waits in the kernel, and holds a thread", itsRead(u), name)},
			{Pos: u.Close.Pos(), Message: "Close does not wake it, and the descriptor stays open until it is back"},
		},
	}
}

// wrappedFinding is that of a file which other packages read from and close. What is done to a
// device before it can be read, as to a tunnel, is done before the poller knows it.
func wrappedFinding(w *lifetime.World, site site, t *types.Named) report.Finding {
	name, rng := fileName(w, site), w.SSA.Range(site.Call)
	return report.Finding{
		Range:    rng,
		Category: closes,
		Message:  fmt.Sprintf("%s makes %s blocking: no Close of %s wakes its Read; open it with O_NONBLOCK, and make the file of it last, by os.NewFile", site.by, name, t.Obj().Name()),
		Related:  []report.Note{{Pos: t.Obj().Pos(), Message: "others read from it, and close it"}},
		Trace: []report.Step{
			{Pos: rng.Pos(), Message: fmt.Sprintf("%s clears O_NONBLOCK on %s, for good", site.by, name)},
			{Pos: t.Obj().Pos(), Message: "a Read of it waits in the kernel, and Close does not wake it"},
		},
	}
}

// remedy says what to do instead of what makes a file blocking.
// starts says what goroutine starts, and itsRead what Read waits.
func starts(u *deadline.Unwoken) string {
	if u.Closer {
		return "a goroutine starts that closes it later"
	}
	return "a goroutine starts"
}

func itsRead(u *deadline.Unwoken) string {
	name := callee.Of(u.Read.Common()).Name()
	if u.Closer {
		return name
	}
	return "its " + name
}

func (s site) remedy(name string) string {
	if s.by != "Fd" {
		return "leave it nonblocking"
	}
	return fmt.Sprintf("use %s.SyscallConn().Control", name)
}

// blockedFinding is that of a file on which the function that returns it has called
// Fd.
func blockedFinding(w *lifetime.World, b deadline.Blocked) report.Finding {
	opener, call := callee.Of(&b.Call.Call).Name(), callee.Of(b.Deadline.Common()).Name()
	rng := w.SSA.Range(b.Deadline)
	return report.Finding{
		Range:    rng,
		Category: deadlines,
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

// blockedCloseFinding is that of a file on which the function that returns it has called
// Fd, whose Close does not wake the Read of a goroutine.
func blockedCloseFinding(w *lifetime.World, b deadline.Blocked) report.Finding {
	opener, u := callee.Of(&b.Call.Call).Name(), b.Unwoken
	rng := w.SSA.Range(u.Close)
	return report.Finding{
		Range:    rng,
		Category: closes,
		Message: fmt.Sprintf("this Close does not wake the Read of line %d: %s has made the file blocking by Fd; use SyscallConn().Control there",
			w.SSA.Position(u.Read.Pos()).Line, opener),
		Related: []report.Note{
			{Pos: b.Call.Pos(), Message: opener + " returns the file blocking"},
			{Pos: u.Read.Pos(), Message: "this Read waits"},
		},
		Trace: []report.Step{
			{Pos: b.Call.Pos(), Message: fmt.Sprintf("%s calls Fd on the file that it returns, which clears O_NONBLOCK for good", opener)},
			{Pos: u.Go.Pos(), Message: starts(u)},
			{Pos: u.Read.Pos(), Message: itsRead(u) + " waits in the kernel, and holds a thread"},
			{Pos: rng.Pos(), Message: "Close does not wake it, and the descriptor stays open until it is back"},
		},
	}
}

// fileName returns the file as the source writes it, if that is short enough for
// a message.
func fileName(w *lifetime.World, site site) string {
	const maxName = 16
	call := w.SSA.CallExpr(site.Call)
	if call == nil || site.by != "Fd" {
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

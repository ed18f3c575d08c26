package connfile

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/build"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports connections that Fd on their File makes blocking.
var Analyzer = &analysis.Analyzer{
	Name:       "connfile",
	Doc:        checkdoc.Must("connfile", doc),
	URL:        checkdoc.URL("connfile"),
	Requires:   append([]*analysis.Analyzer{lifetime.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        run,
}

func init() { report.Flags(&Analyzer.Flags) }

const blocking = "blocking"

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	if !nonblockingSockets() {
		return r.Result(), nil
	}
	for _, world := range lifetime.Of(pass).Worlds {
		for _, fn := range world.Funcs {
			for _, site := range world.FdSites(fn) {
				if !world.Owns(site.Call.Pos()) {
					continue // the other world's
				}
				if dup := world.Unblocked(site); dup != nil {
					r.Report(finding(world, dup, site))
				}
			}
		}
	}
	return r.Result(), nil
}

// nonblockingSockets reports whether Fd on the target system makes a socket
// blocking. Which files are compiled depends on GOOS, so it is part of every
// driver's cache key.
func nonblockingSockets() bool {
	switch build.Default.GOOS {
	case "windows", "plan9", "js", "wasip1":
		return false
	}
	return true
}

func finding(w *lifetime.World, d *lifetime.Dup, site lifetime.FdSite) report.Finding {
	name, op, use := ownerName(w, d), "Read", "SyscallConn().Control"
	if d.Listener {
		op, use = "Accept", "net.ListenConfig.Control"
	}
	rng := w.SSA.Range(site.Call)
	return report.Finding{
		Range:    rng,
		Category: blocking,
		Message: fmt.Sprintf("%s becomes blocking by Fd on its File: each %s holds an OS thread, deadlines are ignored; use %s",
			name, op, use),
		Related: []report.Note{{Pos: d.Call.Pos(), Message: "the file shares its flags with " + name + " from here"}},
		Trace: []report.Step{
			{Pos: d.Call.Pos(), Message: fmt.Sprintf("File duplicates the descriptor of %s: both share one open file description", name)},
			{Pos: rng.Pos(), Message: "Fd clears O_NONBLOCK on that description"},
			{Pos: rng.Pos(), Message: fmt.Sprintf("from here each %s on %s that has to wait blocks an OS thread in the kernel", op, name)},
		},
	}
}

// ownerName returns the connection or listener as the source writes it, if that
// is short enough for a message.
func ownerName(w *lifetime.World, d *lifetime.Dup) string {
	const maxName = 20
	if x := ownerExpr(w.SSA.CallExpr(d.Call), d); x != nil {
		if name := types.ExprString(x); len(name) <= maxName {
			return name
		}
	}
	if d.Listener {
		return "the listener"
	}
	return "the connection"
}

// ownerExpr returns the syntax of the owner, or nil.
func ownerExpr(call *ast.CallExpr, d *lifetime.Dup) ast.Expr {
	if call == nil {
		return nil
	}
	var x ast.Expr
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && d.Direct {
		x = ast.Unparen(sel.X)
	} else if i := ownerArg(d); i >= 0 && i < len(call.Args) {
		x = ast.Unparen(call.Args[i])
	}
	if ta, ok := x.(*ast.TypeAssertExpr); ok {
		x = ta.X
	}
	return x
}

// ownerArg returns which argument of a call the owner is, or -1.
func ownerArg(d *lifetime.Dup) int {
	fn := lifetime.CalleeObject(&d.Call.Call)
	for i, arg := range d.Call.Call.Args {
		if arg == d.Owner {
			if fn != nil && fn.Signature().Recv() != nil {
				i-- // the receiver
			}
			return i
		}
	}
	return -1
}

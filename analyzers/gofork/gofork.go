package gofork

import (
	_ "embed"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/cgo"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

//go:embed doc.go
var doc string

// Analyzer reports forks without exec.
var Analyzer = &analysis.Analyzer{
	Name:       "gofork",
	Doc:        checkdoc.Must("gofork", doc),
	URL:        checkdoc.URL("gofork"),
	Requires:   append([]*analysis.Analyzer{ssabuild.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

// librariesFlag asks for a note on what may be loaded by a program that forks.
const librariesFlag = "libraries"

func init() {
	report.Flags(Analyzer)
	Analyzer.Flags.Bool(librariesFlag, false, "report packages main that export functions to C: whoever loads them must not fork afterwards")
}

// The categories of findings.
const (
	fork     = "fork"
	cfork    = "cfork"
	preamble = "preamble"
	library  = "library"
)

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	c := &checker{pass: pass, report: r, numbers: forkNumbers(pass.Pkg)}
	for _, file := range pass.Files {
		c.cforks(file)
	}
	c.preambles()
	if pass.Analyzer.Flags.Lookup(librariesFlag).Value.String() == "true" && pass.Pkg.Name() == "main" {
		c.library()
	}
	if !c.forksByNumber() {
		return r.Result(), nil
	}
	c.ssa = ssabuild.Of(pass).SSA()
	for _, world := range c.ssa.Worlds() {
		for _, fn := range world.Funcs {
			for _, f := range c.forks(fn) {
				if !world.Owns(f.call.Pos()) || c.knows(fn) {
					continue // the other world's, or written like syscall.ForkExec
				}
				if needs := c.needsRuntime(f); needs != nil {
					r.Report(c.forkFinding(f, needs))
				}
			}
		}
	}
	return r.Result(), nil
}

// A checker looks at one package.
type checker struct {
	pass    *analysis.Pass
	report  *report.Reporter
	numbers map[int64]string // of the system calls that fork
	ssa     *ssabuild.SSA
}

// cFunctions are the functions of C that return in a child: fork(2), vfork(2),
// daemon(3), forkpty(3).
var cFunctions = []string{"fork", "vfork", daemon, "forkpty"}

const daemon = "daemon"

// cforks reports the calls of these functions from Go.
func (c *checker) cforks(file *ast.File) {
	for n := range ast.Preorder(file) {
		id, ok := n.(*ast.Ident)
		if !ok {
			continue
		}
		if name := cgo.Function(c.pass.TypesInfo, id); slices.Contains(cFunctions, name) {
			c.report.Report(cFinding(ssabuild.Point(id.Pos()), cfork, "C."+name))
		}
	}
}

// library reports the first function that a package exports to C.
func (c *checker) library() {
	var exports []*ast.FuncDecl
	for _, file := range c.pass.Files {
		exports = append(exports, cgo.Exports(file)...)
	}
	if len(exports) > 0 {
		c.report.Report(libraryFinding(exports[0]))
	}
}

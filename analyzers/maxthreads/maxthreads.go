package maxthreads

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports calls that raise the limit of threads.
var Analyzer = &analysis.Analyzer{
	Name:       "maxthreads",
	Doc:        checkdoc.Must("maxthreads", doc),
	URL:        checkdoc.URL("maxthreads"),
	Requires:   report.Requires,
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

func init() { report.Flags(Analyzer) }

const raised = "raised"

// defaultLimit is that of every program (runtime/proc.go, schedinit).
const defaultLimit = 10000

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	for _, file := range pass.Files {
		for n := range ast.Preorder(file) {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				continue
			}
			entry, ok := model.Of(callee.In(pass.TypesInfo, call), model.MaxThreads)
			if !ok {
				continue
			}
			limit := pass.TypesInfo.Types[call.Args[entry.Operands[0].Index]].Value
			if limit == nil || !constant.Compare(limit, token.GTR, constant.MakeInt64(defaultLimit)) {
				continue // somebody's setting, or an alarm
			}
			r.Report(report.Finding{
				Range:    call,
				Category: raised,
				Message: fmt.Sprintf("a limit of %s threads hides what holds them: blocking connections (see connfile), cgo name lookups; fix that and keep %d",
					limit.ExactString(), defaultLimit),
			})
		}
	}
	return r.Result(), nil
}

package iotimeout

import (
	_ "embed"
	"fmt"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
	"github.com/gopitfalls/gopitfalls/internal/unbounded"
)

//go:embed doc.go
var doc string

// Analyzer reports waits for other processes that nothing bounds.
var Analyzer = &analysis.Analyzer{
	Name:       "iotimeout",
	Doc:        checkdoc.Must("iotimeout", doc),
	URL:        checkdoc.URL("iotimeout"),
	Requires:   append([]*analysis.Analyzer{ssabuild.Analyzer, unbounded.Analyzer}, report.Requires...),
	ResultType: report.ResultType,
	Run:        report.Run(run),
}

// Flags for categories of which too much is meant so.
const (
	connFlag     = "conn"
	shutdownFlag = "shutdown"
	programFlag  = "program"
	queryFlag    = "query"
)

func init() {
	Analyzer.Flags.Bool(connFlag, false, "report reads of connections too in packages that set no deadlines")
	Analyzer.Flags.Bool(shutdownFlag, false, "report Shutdown of servers too with contexts that never end")
	Analyzer.Flags.Bool(programFlag, false, "report captured output too of programs that are no shells")
	Analyzer.Flags.Bool(queryFlag, false, "report calls of databases and services too whose context never ends")
	report.Flags(Analyzer)
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	for i, world := range unbounded.Of(pass).Worlds() {
		if i > 0 {
			break // what waits in a test ends with it
		}
		s := ssabuild.Of(pass).SSA()
		world.Each(func(op unbounded.Op) {
			if wanted(pass.Analyzer, op) {
				r.Report(finding(pass, s, op))
			}
		})
	}
	return r.Result(), nil
}

// wanted reports whether the flags ask for a kind of findings. That a server shuts down without a
// limit is told too where a handler is seen to keep it from that, and the output of whatever others name.
func wanted(a *analysis.Analyzer, op unbounded.Op) bool {
	if op.Kind == unbounded.Shutdown && op.Read != nil || op.Any {
		return true
	}
	flag := map[unbounded.Kind]string{
		unbounded.Conn: connFlag, unbounded.Shutdown: shutdownFlag, unbounded.Program: programFlag, unbounded.Query: queryFlag,
	}[op.Kind]
	return flag == "" || a.Flags.Lookup(flag).Value.String() == "true"
}

func finding(pass *analysis.Pass, s *ssabuild.SSA, op unbounded.Op) report.Finding {
	f := report.Finding{Range: s.Range(op.At)}
	name := callName(s, op.At)
	step := func(at ssa.Instruction, message string) {
		if at != nil && at.Pos().IsValid() {
			f.Related = append(f.Related, report.Note{Pos: at.Pos(), Message: message})
			f.Trace = append(f.Trace, report.Step{Pos: at.Pos(), Message: message})
		}
	}
	switch op.Kind {
	case unbounded.Request:
		f.Category = "request"
		if op.By != "" {
			f.Message = fmt.Sprintf("%s waits for ever in %s %s; give it a context or a timeout", name, short(op.By), where(op))
		} else {
			f.Message = fmt.Sprintf("%s waits for ever %s if no answer comes; give it a context or a timeout", name, where(op))
		}
		step(op.From, "the client without a timeout is made here")
		if op.Scope.Go != nil {
			step(op.Scope.Go, "the goroutine is started here")
		}
		f.Fixes = withContext(pass, s, op)
	case unbounded.Output:
		f.Category = "output"
		f.Message = name + ": what " + program(op) + " starts keeps its output open after it is killed, and this call waiting; set WaitDelay"
		step(op.From, "the command is made here")
		f.Fixes = waitDelay(pass, s, op)
	case unbounded.Program:
		f.Category = "program"
		f.Message = name + ": what the program starts may keep its output open after it is killed, and this call waiting; set WaitDelay"
		step(op.From, "the command is made here")
		f.Fixes = waitDelay(pass, s, op)
	case unbounded.Pipe:
		f.Category = "pipe"
		f.Message = fmt.Sprintf("%s waits for a command that may wait for who reads its output, at line %d; read it before", name, s.Position(op.Read.Pos()).Line)
		step(op.From, "the pipe is made here")
		step(op.Read, "it is read here")
	case unbounded.Race:
		f.Category = "pipe"
		f.Message = fmt.Sprintf("%s closes a pipe that a goroutine may still read, at line %d, and what is left is lost; wait for that before", name, s.Position(op.Read.Pos()).Line)
		step(op.From, "the pipe is made here")
		step(op.Read, "it is read here")
	case unbounded.Zombie:
		f.Category = "zombie"
		f.Message = name + " " + where(op) + ": nobody waits for the command, which stays a zombie when it has ended; call Wait"
		step(op.From, "the command is made here")
	case unbounded.Conn:
		f.Category = "conn"
		f.Message = name + " waits for ever if the other side is silent, and nobody sets a deadline; set one before each read"
		step(op.From, "the connection is opened here")
	case unbounded.Stall:
		f.Category = "stall"
		f.Message = name + " in the accept loop: who connects and says nothing keeps all others waiting; do it in a goroutine, with a deadline"
		step(op.From, "the connection is accepted here")
	case unbounded.Reply:
		f.Category = "reply"
		f.Message = name + " waits for ever in a handler if no answer comes, and nobody sets a deadline; set one before"
		step(op.From, "the connection is opened here")
	case unbounded.Datagram:
		f.Category = "reply"
		f.Message = name + " waits for ever if the datagram or the answer to it is lost, and nobody sets a deadline; set one before"
		step(op.From, "the connection is opened here")
	case unbounded.Query:
		f.Category = "query"
		f.Message = name + " in a handler waits for as long as the other side likes; give it the context of the request"
	case unbounded.Timer:
		f.Category = "timer"
		f.Message = name + " in a loop: before Go 1.23 the timer of each round stays until its time has come; use a timer that is stopped"
	case unbounded.Early:
		f.Category = "select"
		f.Message = fmt.Sprintf("%s comes before the select at line %d begins, which so has no limit; call it in a goroutine, and receive what it returns", name, s.Position(op.From.Pos()).Line)
		step(op.From, "the select is here")
	case unbounded.Left:
		f.Category = "select"
		f.Message = fmt.Sprintf("%s waits on when the limit of the select at line %d is over, since nobody closes the connection; close it there", name, s.Position(op.From.Pos()).Line)
		step(op.From, "the select is here")
	case unbounded.Shutdown:
		f.Category = "shutdown"
		f.Message = name + " waits for ever for a request that does not end; give it a context with a timeout"
		if op.Read != nil {
			f.Message = fmt.Sprintf("%s waits for ever for a handler that may do so, at line %d; give it a context with a timeout", name, s.Position(op.Read.Pos()).Line)
			step(op.Read, "a handler waits here")
		}
	}
	f.Trace = append(f.Trace, report.Step{Pos: op.At.Pos(), Message: name + " waits here"})
	return f
}

// program names the program of a command, or its kind.
func program(op unbounded.Op) string {
	if op.Program == "shell" || op.Program == "program" {
		return "the " + op.Program
	}
	return op.Program
}

// where says in whose goroutine an operation waits.
func where(op unbounded.Op) string {
	switch {
	case op.Scope.Handler != nil:
		return "in a handler"
	case op.Scope.Rounds:
		return "in a loop with a ticker"
	case op.Scope.Context:
		return "in a function with a context"
	case op.Scope.Own:
		return "for callers who cannot set a limit"
	}
	return "in a goroutine"
}

// callName returns what is called, as the source writes it if that is short.
func callName(s *ssabuild.SSA, at ssa.CallInstruction) string {
	if name := s.CallName(at.Pos()); name != ssabuild.NoName {
		return name
	}
	if f := callee.Of(at.Common()); f != nil && len(f.Name()) <= 30 {
		return f.Name()
	}
	return "this call"
}

// short returns the last element of a function's full name: http.Get of net/http.Get.
func short(full string) string {
	name := full[strings.LastIndexByte(full, '/')+1:]
	if strings.HasPrefix(full, "(") {
		return strings.TrimSuffix(strings.NewReplacer("(", "", ")", "", "*", "").Replace(name), "")
	}
	return name
}

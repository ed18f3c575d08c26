package callee_test

import (
	"go/ast"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

const decls = `package p

import (
	"net"
	"strconv"
)

var _ = strconv.Itoa

type G[E any] struct{}
func (G[E]) method(x E) {}
type I[E any] interface{ method(x E) }
func generic[E any](x E) {}

func F(c net.Conn, tcp *net.TCPConn, g G[int], iface I[int], f func(), s string) {
	bound := g.method
	_ = bound
	`

// TestCallees: a call names the same in SSA and in syntax.
func TestCallees(t *testing.T) {
	for _, test := range []struct{ call, want string }{
		{`strconv.Itoa(1)`, "func strconv.Itoa(i int) string"},
		{`go strconv.Itoa(1)`, "func strconv.Itoa(i int) string"},
		{`c.Read(nil)`, "func (net.Conn).Read(b []byte) (n int, err error)"},
		{`tcp.SetNoDelay(true)`, "func (*net.TCPConn).SetNoDelay(noDelay bool) error"},
		{`(*net.TCPConn).SetNoDelay(tcp, true)`, "func (*net.TCPConn).SetNoDelay(noDelay bool) error"},
		{`generic[int](1)`, "func p.generic[E any](x E)"},
		{`(generic(""))`, "func p.generic[E any](x E)"},
		{`g.method(1)`, "func (p.G[E]).method(x E)"},
		{`iface.method(1)`, "func (p.I[E any]).method(x E)"},
		{`func() {}()`, ""},
		{`f()`, ""},
		{`println(s)`, ""},
		{`bound(1)`, ""},
	} {
		t.Run(test.call, func(t *testing.T) {
			checktest.Pass(t, checktest.Source(t, decls+test.call+"\n}"), func(pass *analysis.Pass) {
				name := func(call *ssa.CallCommon, syntax *ast.CallExpr) (inSSA, inSyntax string) {
					if fn := callee.Of(call); fn != nil {
						inSSA = fn.String()
					}
					if fn := callee.In(pass.TypesInfo, syntax); fn != nil {
						inSyntax = fn.String()
					}
					return inSSA, inSyntax
				}
				s, found := ssabuild.Of(pass).SSA(), 0
				for _, b := range s.Pkg.Func("F").Blocks {
					for _, instr := range b.Instrs {
						if call, ok := instr.(ssa.CallInstruction); ok {
							found++
							if x, y := name(call.Common(), s.CallExpr(call)); x != test.want || y != test.want {
								t.Errorf("got %q in SSA and %q in syntax, want %q", x, y, test.want)
							}
						}
					}
				}
				if found != 1 {
					t.Errorf("%d calls", found)
				}
			}, ssabuild.Analyzer)
		})
	}
}

package unbounded

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

// TestDeclaresLimits checks which sources the prefilter lets through.
func TestDeclaresLimits(t *testing.T) {
	for src, want := range map[string]bool{
		`import "net"; func Ask(c net.Conn) {}`:                     true,
		`import "net"; func Ask(c *net.TCPConn) {}`:                 true,
		`import . "net"; func Ask(c Conn) {}`:                       true,
		`import "net"; func Listen() (net.Listener, error)`:         true,
		`import web "net/http"; func Client() *web.Client`:          true,
		`import "net/http"; type T int; func (T) R() *http.Request`: true,
		`import "net"; func ask(c net.Conn) {}`:                     false,
		`import "net"; func Ask(ip net.IP) {}`:                      false,
		`import "net/http"; func Serve(r *http.Request) {}`:         false,
		`type Conn int; func Ask(c Conn) {}`:                        false,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", "package p; "+src, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := declaresLimits([]*ast.File{file}); got != want {
			t.Errorf("%s: %v, want %v", src, got, want)
		}
	}
}

func TestNoLimit(t *testing.T) {
	fact := &NoLimit{Results: []int{0, 2}, Leaves: []int{1}}
	if got, want := fact.String(), "no limit: returns 0 2, leaves 1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

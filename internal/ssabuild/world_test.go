package ssabuild

import (
	"go/ast"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// TestNodeAt asks for every position of a file, and compares with a walk through
// the whole of it.
func TestNodeAt(t *testing.T) {
	pkg := checktest.Source(t, `package p

import "os"

var c, d = make(chan int), func() chan int { return make(chan int) }()

func f(x []int, ok bool) {
	defer close(c)
	go func() { c <- <-d }()
	select {
	case <-c:
	case d <- -len(x):
	}
	for range d {
		if !ok && len(x) > 1 {
			os.Exit(x[0])
		}
	}
}

type t struct{ f func() }

func (t t) m() { t.f(); (t.f)() }
`)
	checktest.Pass(t, pkg, func(pass *analysis.Pass) {
		s := Of(pass).SSA()
		file := pass.Files[0]
		found := 0
		for pos := file.FileStart; pos <= file.FileEnd; pos++ {
			var want ast.Node
			for n := range ast.Preorder(file) {
				if want == nil && instructionPos(n) == pos {
					want = n
				}
			}
			if got := s.NodeAt(pos); got != want {
				t.Errorf("%s: got %T, want %T", pass.Fset.Position(pos), got, want)
			}
			if want != nil {
				found++
			}
		}
		if found < 15 {
			t.Errorf("only %d nodes", found)
		}
	}, Analyzer)
}

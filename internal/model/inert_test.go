package model

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

func TestInert(t *testing.T) {
	for full, want := range map[string]bool{
		"fmt.Println":                       true,
		"fmt.Errorf":                        true,
		"(*os.File).Fd":                     true, // a line about descriptors does not matter
		"(*os.File).Write":                  true,
		"os/exec.CommandContext":            true,
		"(*encoding/json.Encoder).Encode":   true,
		"slices.Contains":                   true,
		"time.Sleep":                        true,
		"errors.Is":                         true,
		"log/slog.InfoContext":              true,
		"(*log.Logger).Printf":              true,
		"(*testing.common).Errorf":          true,
		"(testing.TB).Log":                  true,
		"testing/synctest.Wait":             true,
		"(io.Reader).Read":                  true,
		"(net.Conn).Write":                  true,
		"(net/http.ResponseWriter).Write":   true,
		"(error).Error":                     true,
		"fmt.Fprintf":                       false, // runs a user's Write
		"io.Copy":                           false,
		"io.ReadAll":                        false,
		"(io.WriterTo).WriteTo":             false,
		"bufio.NewReader":                   false, // keeps a reader
		"(*io.LimitedReader).Read":          false, // the reader is a field that others fill
		"(*os/exec.Cmd).Run":                false,
		"(*os/exec.Cmd).Wait":               false,
		"io.Pipe":                           false,
		"(*io.PipeWriter).Write":            false,
		"slices.Clone":                      false, // the result holds what was given
		"slices.Values":                     false,
		"slices.Reverse":                    false,
		"slices.SortFunc":                   false,
		"sort.Sort":                         false, // runs a user's Less
		"cmp.Or":                            false,
		"maps.Copy":                         false,
		"runtime/trace.NewTask":             false, // the result is a context
		"encoding/json.Unmarshal":           false, // writes to a user's variable
		"errors.As":                         false,
		"runtime.SetFinalizer":              false, // calls a function in an interface
		"(*testing.F).Fuzz":                 false,
		"(*testing.common).Cleanup":         false,
		"log.Fatal":                         false, // it does what its line says
		"time.NewTimer":                     false,
		"context.WithCancel":                false,
		"(*sync.Pool).Put":                  false,
		"(*container/list.List).PushBack":   false,
		"reflect.ValueOf":                   false,
		"net/http.HandleFunc":               false,
		"(net.Listener).Accept":             false,
		"os/signal.Notify":                  false,
		"(*text/template.Template).Execute": false,
		"(net/http.Handler).ServeHTTP":      false,
		"(*net/rpc.Client).Go":              false,
		"(container/heap.Interface).Push":   false,
		"net/http.NewRequestWithContext":    false,
		"(*encoding/xml.Decoder).Decode":    false,
		"(*compress/gzip.Reader).Reset":     false,
		"(*archive/zip.Writer).AddFS":       false,
		"(*regexp.Regexp).ReplaceAllFunc":   false,
		"(*bufio.Scanner).Split":            false,
	} {
		if got := Inert(find(t, full)); got != want {
			t.Errorf("Inert(%s) = %t", full, got)
		}
	}
	if Inert(nil) {
		t.Error("a function that is not known is inert")
	}
}

// TestInertTypes makes up a package that others wrote: what it looks like
// decides.
func TestInertTypes(t *testing.T) {
	const src = `package assert

type TestingT interface{ Errorf(format string, args ...any) }
type Check func() bool
type Node struct { Next *Node; Value any }
type Hooks struct { by map[string]Check; By map[string][]Hook }
type Hook interface{ Fire() }
type Assertions struct{ t TestingT }
type List[T any] struct { Head *List[T]; Each func(T) }

func Equal(t TestingT, want, got any, args ...any) bool
func Eventually(t TestingT, c Check)
func Panics(f func())
func Walk(n *Node)
func Closed(ch chan int)
func Listed(l *List[int])
func (a *Assertions) Equal(want, got any)
func (h Hooks) Run(arg any)
func Same[T any](v T) T
func Seen[T any](v T)
func Show[T Hook](v T)
func Run[F interface{ ~func() | ~func() int }](f F)
func Sum[S ~[]E, E int | string](s S) int
func Keep(v any) any
func Wrap(err error) error
`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "assert.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Error: func(error) {}} // no bodies
	pkg, _ := conf.Check("github.com/stretchr/testify/assert", fset, []*ast.File{file}, nil)
	pkgs := map[string]*types.Package{pkg.Path(): pkg}
	for short, want := range map[string]bool{
		"P.Equal":               true,
		"P.Eventually":          false,
		"P.Panics":              false,
		"P.Walk":                true,
		"P.Closed":              false,
		"P.Listed":              false,
		"(*P.Assertions).Equal": true,
		"(P.Hooks).Run":         false,
		"P.Same":                false,
		"P.Seen":                true,
		"P.Show":                false,
		"P.Run":                 false,
		"P.Sum":                 true,
		"P.Keep":                false,
		"P.Wrap":                true,
	} {
		full := strings.Replace(short, "P.", pkg.Path()+".", 1)
		fn, ok := lookup(pkgs, full).(*types.Func)
		if !ok {
			t.Fatalf("%s: no such function", full)
		}
		if got := Inert(fn); got != want {
			t.Errorf("Inert(%s) = %t", short, got)
		}
	}
}
